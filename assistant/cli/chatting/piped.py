"""A chat without a terminal: one question a line, one answer each."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator

from assistant.cli import as_json
from assistant.cli.chatting.display import Display
from assistant.cli.render.json_text import json_line
from assistant.errors import AssistantError, AssistantIndexError, SettingsError, UsageError
from assistant.facade.conversation import Conversation

_log = logging.getLogger("assistant")


def answer_lines(
    conversation: Conversation, lines: Iterable[bytes], display: Display, *, json: bool
) -> int:
    """Answer each line; a question that cannot be answered is reported with its line's number.

    Returns:
        The exit status: 0; 2 if a question was none; 3 if something has to be mended.
    """
    status = 0
    for number, question in _questions(lines):
        try:
            if json:
                json_line(as_json.answer(conversation.ask(question)))
            else:
                display.answer(conversation.stream(question), question=question)
        except AssistantError as error:
            _log.error("line %d: %s", number, error)
            status = max(status, 2 if isinstance(error, UsageError) else 3)
            if isinstance(error, AssistantIndexError | SettingsError):
                break  # so would every other question end
    conversation.keep()
    return status


def standard_input() -> Iterable[bytes]:
    """Read standard input line by line, each as soon as it is there."""
    return iter(sys.stdin.buffer.readline, b"") if sys.stdin else ()


def _questions(lines: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """Give each line that is not blank its number, from 1."""
    for number, line in enumerate(lines, start=1):
        if question := line.decode("utf-8", "replace").strip("\ufeff \t\r\n\v\f"):
            yield number, question
