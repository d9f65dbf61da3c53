"""Options that several commands share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from assistant.facade.scope import Where

Index = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Folder of the index.", show_default=False),
]
DrawFrom = Annotated[
    int | None,
    typer.Option("-k", metavar="N", help="Paragraphs to draw from; 8 unless set otherwise."),
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="MODEL",
        help="Who writes: extractive, gguf:PATH, provider:name; see: assistant models.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
InDocuments = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="DOC", help="Only this document; repeatable."),
]
OnTopics = Annotated[
    list[str] | None,
    typer.Option(
        "--topic", metavar="TOPIC", help="Only documents with this topic; repeatable, any of them."
    ),
]
Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Only documents of this date or later: YYYY[-MM[-DD]]."),
]
OfStances = Annotated[
    list[str] | None,
    typer.Option(
        "--stance", metavar="STANCE", help="Only documents of this stance; repeatable, any of them."
    ),
]
ShowUnsupported = Annotated[
    bool,
    typer.Option(
        "--show-unsupported", help="Also show what no paragraph supports, struck through."
    ),
]
Question = Annotated[
    str,
    typer.Argument(metavar="QUESTION", help="In plain language; - reads it from standard input."),
]


def read_question(argument: str) -> str:
    """Take a question from the command line, or from standard input where it is `-`."""
    if argument == "-":
        argument = sys.stdin.buffer.read().decode("utf-8", "replace") if sys.stdin else ""
    # An argument that is no valid UTF-8 arrives with lone surrogates.
    return argument.encode("utf-8", "replace").decode().strip()


def where(
    documents: list[str] | None,
    topics: list[str] | None,
    since: str | None,
    stances: list[str] | None,
) -> Where:
    """Say which documents to look in, as the facade takes it."""
    return {
        "documents": documents,
        "topics": topics or (),
        "since": since,
        "stances": stances or (),
    }


def given(**settings: Any) -> dict[str, Any]:  # noqa: ANN401
    """Leave out what was not given on the command line."""
    return {name: value for name, value in settings.items() if value is not None}
