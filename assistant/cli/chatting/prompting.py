"""The input line of a chat."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from assistant.cli.chatting.completion import Filters, completer, wants_suggestions
from assistant.text.normalise import printable

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.layout.processors import Processor

PROMPT: Final = "> "

#: Lines kept free below the input while suggestions may come.
_MENU_LINES: Final = 5

#: Stands for a sign that would change how the line reads.
_UNREADABLE: Final = "\ufffd"


class Input(Protocol):
    """Where a chat's lines come from."""

    def read(self) -> str:
        """Read a line.

        Raises:
            EOFError: if there are no more.
            KeyboardInterrupt: if the user pressed Ctrl-C.
        """

    @property
    def was_empty(self) -> bool:
        """Whether the line was empty when the user pressed Ctrl-C."""


class PlainInput:
    """Reads lines from a terminal that can do no more than that."""

    was_empty = True

    def read(self) -> str:
        """Read a line."""
        sys.stdout.write(PROMPT)
        sys.stdout.flush()
        line = sys.stdin.buffer.readline()
        if not line:
            raise EOFError
        return line.decode("utf-8", "replace")


class EditedInput:
    """Reads lines with history, completion and pasting of several lines at once."""

    def __init__(self, session: PromptSession[str]) -> None:
        self._session = session

    @property
    def was_empty(self) -> bool:
        """Whether the line was empty when the user pressed Ctrl-C."""
        return not self._session.default_buffer.text

    def read(self) -> str:
        """Read a line."""
        return self._session.prompt()


def open_input(
    *,
    earlier: Sequence[str],
    documents: Callable[[], Mapping[str, str]],
    sources: Callable[[], Mapping[int, str]],
    filters: Callable[[], Filters],
) -> Input:
    """Open the terminal for reading.

    Args:
        earlier:   Questions of earlier conversations, the latest first.
        documents: Titles of the documents by id.
        sources:   What the last answer cites, by number.
        filters:   What may stand behind `/filter`.
    """
    if os.environ.get("TERM", "") in {"", "dumb", "unknown"}:
        return PlainInput()
    from prompt_toolkit import PromptSession
    from prompt_toolkit.filters import Condition

    session: PromptSession[str] = PromptSession(
        [("bold", PROMPT)],
        history=_history(earlier),
        completer=completer(documents, sources, filters),
        complete_while_typing=Condition(
            lambda: wants_suggestions(session.default_buffer.document.text_before_cursor)
        ),
        reserve_space_for_menu=_MENU_LINES,
        input_processors=[_harmless()],
        key_bindings=_keys(),
        prompt_continuation=" " * len(PROMPT),
        enable_suspend=True,
    )
    # It would warn of terminals that do not tell where their cursor is; nothing here needs that.
    session.app.renderer.cpr_not_supported_callback = None
    return EditedInput(session)


def _history(earlier: Sequence[str]) -> History:
    """Offer earlier questions with the arrow keys; new ones are kept with their answers only."""
    from prompt_toolkit.history import InMemoryHistory

    return InMemoryHistory(list(reversed(earlier)))


def _keys() -> KeyBindings:
    """Let Alt-Enter break the line; Enter sends it."""
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()

    @keys.add("escape", "enter")
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.newline()

    return keys


def _harmless() -> Processor:
    """Show a mark for signs that would turn the line around; the line itself keeps them."""
    from prompt_toolkit.layout.processors import (
        Processor,
        Transformation,
        TransformationInput,
    )

    class Harmless(Processor):
        """Shows each sign that is not `printable` as one mark."""

        def apply_transformation(self, shown: TransformationInput) -> Transformation:
            """Replace such signs; the number of signs stays."""
            return Transformation(
                [(one[0], "".join(map(_visible, one[1]))) for one in shown.fragments]
            )

    return Harmless()


def _visible(sign: str) -> str:
    # Control characters are left to the editor, which shows them as ^A.
    return sign if ord(sign) < 0xA0 or printable(sign) == sign else _UNREADABLE
