"""`assistant documents`."""

from __future__ import annotations

from assistant.cli.options import (
    Index,
    InDocuments,
    Json,
    OfStances,
    OnTopics,
    Since,
    where,
)


def documents(
    index: Index = None,
    document: InDocuments = None,
    topic: OnTopics = None,
    since: Since = None,
    stance: OfStances = None,
    json: Json = False,
) -> None:
    """List the documents of the index, with their topics and stances."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    with Assistant.open(index=index) as bot, render.progress() as bot.progress:
        listed = bot.documents(**where(document, topic, since, stance))
        counts = bot.paragraph_counts()
    if json:
        render.json_document(as_json.documents(listed, counts))
    else:
        render.documents(listed, counts)
