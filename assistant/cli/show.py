"""`assistant show`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import Index, Json
from assistant.errors import UnknownDocumentError, UsageError


def show(
    target: Annotated[
        str,
        typer.Argument(metavar="DOC[:N]", help="A document's id, and a paragraph's number."),
    ],
    index: Index = None,
    json: Json = False,
) -> None:
    """Show a document, or paragraph N in its context."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    name, colon, digits = target.partition(":")
    if colon and not digits.isdecimal():
        raise UsageError(f"{digits!r} is no paragraph number; write, for example, {name}:2")
    number = int(digits) if colon else None
    with Assistant.open(index=index) as bot, render.progress() as bot.progress:
        paragraphs = bot.paragraphs(name)
        origin = bot.origins({name})[paragraphs[0].document]
    if number is not None and not 1 <= number <= len(paragraphs):
        raise UnknownDocumentError(
            f"{name} has no paragraph {number}; its last is {len(paragraphs)}"
        )
    if json:
        render.json_document(as_json.shown(origin, paragraphs, number))
    else:
        render.shown(origin, paragraphs, number)
