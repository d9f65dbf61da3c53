"""Begins and ends a chat."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Final

from assistant.cli.chatting.commands import Desk
from assistant.cli.chatting.display import Display
from assistant.cli.chatting.filters import in_force, offers
from assistant.cli.chatting.loop import converse
from assistant.cli.chatting.piped import answer_lines, standard_input
from assistant.cli.chatting.prompting import open_input
from assistant.cli.render import talk
from assistant.cli.render.page import count
from assistant.cli.render.progress import progress
from assistant.cli.waiting import waited_for
from assistant.errors import SessionsError
from assistant.facade.assistant import Assistant
from assistant.facade.conversation import Conversation, open_store
from assistant.facade.scope import Scope
from assistant.storage.sessions import SessionStore

_log = logging.getLogger("assistant")

#: Earlier questions that the arrow keys bring back.
_EARLIER: Final = 1_000

#: As a shell reports a command that ended because its terminal was closed.
_HUNG_UP: Final = 128 + signal.SIGHUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user asked for on the command line.

    Attributes:
        k:                Paragraphs to draw from; the setting by default.
        scope:            Which documents to look in.
        resume:           Go on with a stored conversation.
        session:          Its number; the latest about this index by default.
        private:          Store nothing.
        show_unsupported: Show what was withheld, too.
        json:             Print JSON Lines.
    """

    k: int | None
    scope: Scope
    resume: bool
    session: int | None
    private: bool
    show_unsupported: bool
    json: bool


def hold(bot: Assistant, wishes: Wishes) -> int:
    """Hold a chat to its end; gives the exit status."""
    with progress() as bot.progress:
        paragraphs = bot.paragraph_counts()
    store = None if wishes.private else open_store(bot.settings.sessions)
    conversation = Conversation(
        bot, library=bot.settings.index, store=store, k=wishes.k, scope=wishes.scope
    )
    greeting = _resume(conversation, wishes.session) if wishes.resume else None
    display = Display(base=bot.settings.index.parent, show_unsupported=wishes.show_unsupported)
    if wishes.json or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return answer_lines(conversation, standard_input(), display, json=wishes.json)
    filtered = "" if wishes.scope.is_all else in_force(bot, wishes.scope)
    about = f"{count(len(paragraphs), 'document')}, {count(sum(paragraphs.values()), 'paragraph')}"
    talk.aside(f"{about} · {bot.model.line}")
    for hint in bot.writers.hints:
        talk.aside(hint)
    if filtered:
        talk.aside(filtered)
    talk.aside("Ask a question. /help lists commands, Ctrl-D leaves.")
    if greeting:
        talk.aside(greeting)
    display.space()
    display.quotes = False
    display.waiting_for = waited_for(bot)
    _talk(Desk(bot=bot, conversation=conversation, display=display), _earlier(store))
    if store and conversation.turns:
        talk.aside("Kept. Go on with: assistant chat --continue")
    return 0


def _talk(desk: Desk, earlier: Sequence[str]) -> None:
    """Converse in the terminal; what questions need is loaded before the first."""
    titles = _titles(desk.bot)
    offered = offers(desk.bot.traits(), titles)
    lines = open_input(
        earlier=earlier,
        documents=lambda: titles,
        sources=lambda: _cited(desk.conversation),
        filters=lambda: offered,
    )
    # Not beside the typing: libraries that two threads import at once can come apart.
    desk.bot.warm_up()
    with _hang_up_leaves():
        converse(desk, lines)


def _resume(conversation: Conversation, number: int | None) -> str:
    """Go on with a stored conversation, and say with which."""
    found = conversation.resume(number)
    if found is None:
        return "No conversation about this index is stored; a new one begins."
    day = found.last.astimezone()
    last = conversation.last
    return (
        f"Going on with session {found.number} of {day.day} {day:%B %Y}, "
        f"{count(found.turns, 'question')}" + (f"; the last: {last.question}" if last else "")
    )


def _earlier(store: SessionStore | None) -> list[str]:
    if store is None:
        return []
    try:
        return store.questions(_EARLIER)
    except SessionsError as error:
        _log.warning("%s", error)
        return []


def _titles(bot: Assistant) -> Mapping[str, str]:
    return {id_: one.title for id_, one in bot.origins(bot.paragraph_counts()).items()}


def _cited(conversation: Conversation) -> Mapping[int, str]:
    citations = conversation.last.citations if conversation.last else ()
    return {one.number: f"{one.title}, paragraph {one.paragraph}" for one in citations}


@contextlib.contextmanager
def _hang_up_leaves() -> Iterator[None]:
    """Leave in good order when the terminal is closed: there is nobody to write to any more."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        # It may come again, and nothing shall disturb the leaving.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        raise SystemExit(_HUNG_UP)

    before = signal.signal(signal.SIGHUP, leave)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGHUP) is leave:
            signal.signal(signal.SIGHUP, before)
