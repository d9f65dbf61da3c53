"""`assistant search`."""

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


def search(  # noqa: PLR0913, PLR0917 - a command's options
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="Words or a question; - reads standard input.")
    ],
    index: Index = None,
    document: InDocuments = None,
    topic: OnTopics = None,
    since: Since = None,
    stance: OfStances = None,
    k: Annotated[int, typer.Option("-k", metavar="N", help="Paragraphs to list.")] = 5,
    json: Json = False,
) -> None:
    """List the paragraphs that fit QUERY best, with their scores."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    query = read_question(query)
    chosen = where(document, topic, since, stance)
    with Assistant.open(index=index) as bot, render.progress() as bot.progress:
        hits = bot.search(query, k=k, **chosen)
        origins = bot.origins({hit.paragraph.document for hit in hits})
    if json:
        render.json_document(as_json.hits(query, hits, origins))
    else:
        render.hits(hits, origins)
