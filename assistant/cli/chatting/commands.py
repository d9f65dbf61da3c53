"""The commands of a chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.cli.chatting.display import Display
from assistant.cli.chatting.filters import changed, in_force
from assistant.cli.chatting.names import COMMANDS, NAMES_DOCUMENT
from assistant.cli.render import talk
from assistant.cli.render.page import clear, count
from assistant.errors import UsageError
from assistant.facade.assistant import Assistant
from assistant.facade.conversation import Conversation
from assistant.facade.excerpt import find_excerpt
from assistant.types import Answer, Citation, Contrast


@dataclass(slots=True, kw_only=True)
class Desk:
    """What commands work on.

    Attributes:
        bot:          The assistant.
        conversation: What was asked and answered.
        display:      Where answers are shown.
        contrast:     The table shown since the latest answer, if there is one.
    """

    bot: Assistant
    conversation: Conversation
    display: Display
    contrast: Contrast | None = None

    def citations(self) -> tuple[Citation, ...]:
        """List the sources of what was shown last.

        Raises:
            UsageError: if nothing was shown yet.
        """
        return self.contrast.citations if self.contrast else self.answer().citations

    def answer(self) -> Answer:
        """Give the latest answer.

        Raises:
            UsageError: if there is none yet.
        """
        if self.conversation.last is None:
            raise UsageError("nothing has been answered yet; ask a question first")
        return self.conversation.last


def obey(desk: Desk, command: str, argument: str) -> None:
    """Do what a command of `names.COMMANDS` says; to leave is for the caller.

    Raises:
        AssistantError: if it cannot be done.
    """
    if command in _WITH_ARGUMENT:
        _WITH_ARGUMENT[command](desk, argument)
    elif argument:
        raise UsageError(f"/{command} takes nothing behind it; see: /help")
    else:
        _ALONE[command](desk)


def _sources(desk: Desk) -> None:
    talk.proofs(desk.citations(), base=desk.display.base)


def _open(desk: Desk, argument: str) -> None:
    citation = _cited(desk.citations(), argument)
    found = find_excerpt(citation, desk.bot.paragraphs(citation.document))
    if found is None:
        raise UsageError(
            f"{citation.document} has changed: “{citation.quote}” is no longer in it; ask again"
        )
    talk.excerpt(citation, found, base=desk.display.base)


def _cited(citations: Sequence[Citation], argument: str) -> Citation:
    """Find the source that a number names.

    Raises:
        UsageError: if there is no such source.
    """
    number = argument.strip("[]")
    for citation in citations:
        if str(citation.number) == number:
            return citation
    if not citations:
        raise UsageError("the last answer has no sources")
    there = f"the last answer has {count(len(citations), 'source')}; for example: /open 1"
    raise UsageError(f"there is no source {number!r}; {there}" if number else f"which one? {there}")


def _why(desk: Desk) -> None:
    answer = desk.answer()
    threshold = desk.bot.settings.min_confidence
    talk.reasons(answer, threshold=threshold, first_s=desk.display.first_s(answer))


def _model(desk: Desk) -> None:
    for line in (desk.bot.model.line, *desk.bot.writers.hints):
        talk.aside(line)


def _compare(desk: Desk, argument: str) -> None:
    from assistant.cli.render.contrasts import contrast

    first, bar, second = (part.strip() for part in argument.partition("|"))
    if not (first and bar and second):
        raise UsageError("name two subjects, for example: /compare railways | canals")
    desk.contrast = desk.bot.compare(first, second, **desk.conversation.scope.where)
    contrast(desk.contrast, base=desk.display.base)


def _filter(desk: Desk, argument: str) -> None:
    scope = changed(desk.conversation.scope, argument)
    talk.aside(in_force(desk.bot, scope))  # refuses what leaves no document
    desk.conversation.scope = scope


def _save(desk: Desk, argument: str) -> None:
    desk.answer()
    path = argument.strip("\"'")
    if not path:
        raise UsageError("name a file, for example: /save conversation.md")
    talk.aside(f"Saved in {desk.conversation.save(path)}")


def _undo(desk: Desk) -> None:
    desk.answer()
    desk.contrast = None
    if turn := desk.conversation.undo():
        talk.aside(f"Taken back: {turn.answer.question}")


def _clear(desk: Desk) -> None:
    desk.conversation.clear()
    desk.contrast = None
    clear()
    talk.aside("A new conversation begins.")


def _help() -> None:
    commands = [(f"/{one.name} {one.argument}".rstrip(), one.about) for one in COMMANDS]
    documents = (f"{NAMES_DOCUMENT}DOC question", "look in one document only, whatever the filter")
    keys = ("Ctrl-C", "give up the answer that is being made")
    talk.listing([*commands, documents, keys])


_ALONE: Final[Mapping[str, Callable[[Desk], None]]] = {
    "sources": _sources,
    "why": _why,
    "model": _model,
    "undo": _undo,
    "clear": _clear,
    "help": lambda _: _help(),
}

_WITH_ARGUMENT: Final[Mapping[str, Callable[[Desk, str], None]]] = {
    "open": _open,
    "compare": _compare,
    "filter": _filter,
    "save": _save,
}
