"""How a chat shows answers, alike in a terminal and through a pipe."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from assistant.cli.render.answers import stream
from assistant.cli.render.page import console, put_line
from assistant.cli.render.progress import waiting
from assistant.types import Answer, Statement


@dataclass(slots=True, kw_only=True)
class Display:
    """Shows answers while they are made.

    Attributes:
        base:             Folder that the sources' paths count from.
        quotes:           Show each source's quote, not only where it stands.
        show_unsupported: Show what was withheld, too.
        waiting_for:      What is said until an answer begins; None where it begins at once.
    """

    base: Path
    quotes: bool = True
    show_unsupported: bool = False
    waiting_for: str | None = None
    _timed: tuple[Answer, float] | None = field(default=None, init=False)

    def answer(
        self, events: Generator[Statement | Answer, None, None], *, question: str = ""
    ) -> Answer:
        """Show an answer; where this is interrupted, the answer is given up.

        Args:
            events:   The answer as it is made.
            question: Shown above it, where nobody saw it being typed.
        """
        started = time.perf_counter()
        with contextlib.closing(events):
            with waiting(self.waiting_for):
                first = next(events)
            if question:
                self._apart(question)
            first_s = time.perf_counter() - started
            answer = stream(
                chain([first], events),
                base=self.base,
                show_unsupported=self.show_unsupported,
                quotes=self.quotes,
            )
        # Whoever reads through a pipe may be waiting for it before asking on.
        sys.stdout.flush()
        self._timed = answer, first_s
        return answer

    def first_s(self, answer: Answer) -> float | None:
        """Give the seconds to an answer's first statement; None if it is not the latest shown."""
        return self._timed[1] if self._timed and self._timed[0] is answer else None

    def space(self) -> None:
        """Leave a blank line."""
        put_line(console(), "")

    def _apart(self, question: str) -> None:
        """Show a question, a blank line below the answer before it."""
        if self._timed:
            self.space()
        put_line(console(), f"> {question}")
