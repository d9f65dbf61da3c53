"""`assistant compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import (
    Index,
    InDocuments,
    Json,
    OfStances,
    OnTopics,
    Since,
    read_question,
    where,
)

_Subject = Annotated[
    str,
    typer.Argument(
        help="A thing that the documents speak of, or documents: 'the essay', 'the evidence'."
    ),
]


def compare(  # noqa: PLR0913, PLR0917 - a command's options
    first: _Subject,
    second: _Subject,
    on: Annotated[
        list[str] | None,
        typer.Option(metavar="DIMENSION", help="Compare them on this; repeatable."),
    ] = None,
    index: Index = None,
    document: InDocuments = None,
    topic: OnTopics = None,
    since: Since = None,
    stance: OfStances = None,
    k: Annotated[
        int | None,
        typer.Option("-k", metavar="N", help="Paragraphs to look through for each cell."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    json: Json = False,
) -> None:
    """Put two things side by side, each cell a quote.

    Without --on, what to compare them on is found in the documents.
    """
    from assistant.cli import as_json, render
    from assistant.cli.render import contrasts
    from assistant.errors import UsageError
    from assistant.facade.assistant import Assistant

    if json and markdown:
        raise UsageError("--json and --markdown exclude each other; choose one")
    subjects = (read_question(first), read_question(second))
    dimensions = [read_question(dimension) for dimension in on or ()]
    chosen = where(document, topic, since, stance)
    with Assistant.open(index=index) as bot, render.progress() as bot.progress:
        made = bot.compare(*subjects, on=dimensions, k=k, **chosen)
        base = bot.settings.index.parent
    if json:
        render.json_document(as_json.contrast(made))
    elif markdown:
        contrasts.markdown(made)
    else:
        contrasts.contrast(made, base=base)
