"""`assistant chat`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.options import (
    DrawFrom,
    Index,
    InDocuments,
    Model,
    OfStances,
    OnTopics,
    ShowUnsupported,
    Since,
    where,
)


def chat(  # noqa: PLR0913, PLR0917 - a command's options
    index: Index = None,
    document: InDocuments = None,
    topic: OnTopics = None,
    since: Since = None,
    stance: OfStances = None,
    k: DrawFrom = None,
    model: Model = None,
    resume: Annotated[
        bool, typer.Option("--continue", help="Go on with the last conversation.")
    ] = False,
    session: Annotated[
        int | None,
        typer.Option(metavar="N", help="Go on with this one of `assistant sessions`."),
    ] = None,
    private: Annotated[bool, typer.Option("--private", help="Store nothing of it.")] = False,
    show_unsupported: ShowUnsupported = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document a line, one for each question.")
    ] = False,
) -> None:
    """Answer questions that build on each other.

    In a terminal, /help lists what else it can do. Through a pipe, each line is a question.
    """
    from assistant.cli.chatting.opening import Wishes, hold
    from assistant.errors import UsageError
    from assistant.facade.assistant import Assistant
    from assistant.facade.scope import Scope

    if private and (resume or session is not None):
        raise UsageError("--private stores nothing, so it cannot go on with what is stored")
    wishes = Wishes(
        k=k,
        scope=Scope(**where(document, topic, since, stance)),
        resume=resume or session is not None,
        session=session,
        private=private,
        show_unsupported=show_unsupported,
        json=json,
    )
    with Assistant.open(index=index, model=model) as bot:
        raise typer.Exit(hold(bot, wishes))
