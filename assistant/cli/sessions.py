"""`assistant sessions`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import Json


def sessions(
    delete: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Delete session N for good; repeatable."),
    ] = None,
    delete_all: Annotated[
        bool, typer.Option("--delete-all", help="Delete all of them for good.")
    ] = False,
    json: Json = False,
) -> None:
    """List stored conversations, the latest first.

    Each has a number: `assistant chat --session N` goes on with it.
    """
    from assistant.cli import as_json, render
    from assistant.errors import UsageError
    from assistant.facade.assistant import Assistant
    from assistant.facade.conversation import open_store

    with Assistant.open() as bot:
        store = open_store(bot.settings.sessions)
    listed = store.sessions()
    wanted = {one.number for one in listed} if delete_all else set(delete or ())
    if unknown := wanted - {one.number for one in listed}:
        raise UsageError(f"there is no session {min(unknown)}; see: assistant sessions")
    if wanted:
        store.delete(sorted(wanted))
        listed = store.sessions()
    if json:
        render.json_document(as_json.sessions(listed))
    else:
        render.sessions(listed)
