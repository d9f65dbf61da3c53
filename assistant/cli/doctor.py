"""`assistant doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import Index, Json


def doctor(
    index: Index = None,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend a damaged index; sources are never touched.")
    ] = False,
    json: Json = False,
) -> None:
    """Check settings, models and the index.

    Exits with 3 if something is broken.
    """
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant
    from assistant.facade.health import Check, examine

    with Assistant.open(index=index) as bot:
        repaired = bot.repair() if repair else []
        checks = [Check(name="repair", verdict="note", text=line) for line in repaired]
        checks += examine(bot)
    if json:
        render.json_document(as_json.checks(checks))
    else:
        render.checks(checks)
    if any(check.verdict == "broken" for check in checks):
        raise typer.Exit(3)
