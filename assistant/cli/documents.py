"""`assistant documents`."""

from __future__ import annotations

from assistant.cli.options import Index, Json


def documents(index: Index = None, json: Json = False) -> None:
    """List the documents of the index."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    with Assistant.open(index=index) as bot, render.progress() as bot.progress:
        listed = bot.documents()
        counts = bot.paragraph_counts()
    if json:
        render.json_document(as_json.documents(listed, counts))
    else:
        render.documents(listed, counts)
