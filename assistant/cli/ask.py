"""`assistant ask`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import (
    DrawFrom,
    Index,
    InDocuments,
    Json,
    Model,
    OfStances,
    OnTopics,
    Question,
    ShowUnsupported,
    Since,
    read_question,
    where,
)


def ask(  # noqa: PLR0913, PLR0917 - a command's options
    question: Question,
    index: Index = None,
    document: InDocuments = None,
    topic: OnTopics = None,
    since: Since = None,
    stance: OfStances = None,
    k: DrawFrom = None,
    model: Model = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 if it abstains.")] = False,
    show_unsupported: ShowUnsupported = False,
    json: Json = False,
) -> None:
    """Answer QUESTION from the documents and cite every statement."""
    from assistant.cli import as_json, render
    from assistant.cli.render import contrasts
    from assistant.cli.waiting import begun
    from assistant.facade.assistant import Assistant
    from assistant.types import Answer

    text = read_question(question)
    chosen = where(document, topic, since, stance)
    with Assistant.open(index=index, model=model) as bot:
        if not json and (contrast := bot.contrast(text, k=k, **chosen)):
            contrasts.contrast(contrast, base=bot.settings.index.parent)
            return
        events = begun(bot, bot.stream(text, k=k, **chosen))
        if json:
            answer = next(event for event in events if isinstance(event, Answer))
            render.json_document(as_json.answer(answer))
        else:
            base = bot.settings.index.parent
            answer = render.stream(events, base=base, show_unsupported=show_unsupported)
    if strict and answer.abstained:
        raise typer.Exit(4)
