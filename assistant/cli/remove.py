"""`assistant remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import Index, Json


def remove(
    target: Annotated[
        str, typer.Argument(metavar="SOURCE|DOC", help="A source, or the id of a document.")
    ],
    index: Index = None,
    json: Json = False,
) -> None:
    """Take a source or a document out of the index.

    The file itself stays where it is.
    """
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    with Assistant.open(index=index) as bot:
        report = bot.remove(target)
    if json:
        render.json_document(as_json.report(report))
    else:
        render.report(report)
