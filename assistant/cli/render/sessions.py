"""Stored conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.cli.render.page import MARK, QUIET, clean, console, count, empty, put, put_line
from assistant.storage.sessions import StoredSession

#: Signs of a first question that tell a conversation from others.
_ENOUGH: Final = 200


def sessions(listed: Sequence[StoredSession]) -> None:
    """Print a list of stored conversations."""
    out = console()
    if not listed:
        put_line(out, "No conversation is stored.")
    for one in listed:
        text = empty()
        text.append(f"{one.number}", MARK)
        question = clean(one.question)
        text.append(f" {question[:_ENOUGH]}{'…' if len(question) > _ENOUGH else ''}")
        put(out, text)
        last = one.last.astimezone()
        facts = (f"{last:%Y-%m-%d %H:%M}", count(one.turns, "question"), str(one.session.library))
        put_line(out, " · ".join(facts), QUIET, indent=4)
