"""What is shown until an answer begins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from assistant.cli.render.progress import progress, waiting
from assistant.facade.assistant import Assistant
from assistant.models.choice import EXTRACTIVE
from assistant.types import Answer, Statement


def begun(bot: Assistant, events: Iterator[Statement | Answer]) -> Iterator[Statement | Answer]:
    """Wait for an answer's first statement; give it out again with all that follow.

    On standard error stands how far the making of the index is, and which language model is
    waited for.
    """
    writer = waited_for(bot)
    with progress() as bot.progress:
        if writer is None:
            return chain([next(events)], events)
        bot.sources()  # makes the index, where there is none
    with waiting(writer):
        return chain([next(events)], events)


def waited_for(bot: Assistant) -> str | None:
    """Say which language model is waited for; None where the documents are quoted at once."""
    return None if bot.model.provider == EXTRACTIVE else f"{bot.model.name} is writing"
