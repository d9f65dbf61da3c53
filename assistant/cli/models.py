"""`assistant models`."""

from __future__ import annotations

from assistant.cli.options import Json


def models(json: Json = False) -> None:
    """List who can write answers here, and what the others lack."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant
    from assistant.facade.writers import answerers

    with Assistant.open() as bot:
        choice, hints = bot.model, bot.writers.hints
    if json:
        render.json_document(as_json.answerers(answerers(), choice))
        return
    render.answerers(answerers(), choice, hints)
