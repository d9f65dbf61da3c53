"""What all pages share: the console, styles, wrapping, and words made harmless."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Final

from assistant.text.normalise import fold_space, printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

MARK: Final = "bold cyan"
HEADING: Final = "bold"
QUIET: Final = "dim"


def console() -> Console:
    """Open standard output, as wide as it is now."""
    from rich.console import Console

    out = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if out.is_dumb_terminal:
        # Rich takes such a terminal for 80 columns wide, whatever it is.
        out.size = shutil.get_terminal_size()
    return out


def empty() -> Text:
    """Begin a text that breaks words longer than a line."""
    from rich.text import Text

    return Text(overflow="fold")


def put(out: Console, text: Text, *, indent: int = 0) -> None:
    """Print a paragraph, wrapped in a terminal and on one line elsewhere."""
    if not out.is_terminal:
        sys.stdout.write(" " * indent + text.plain + "\n")
        return
    # Most of the width is for the text, however narrow the terminal.
    margin = min(indent, out.width // 4)
    for line in text.wrap(out, out.width - margin):
        line.rstrip()
        line.pad_left(margin if line else 0)
        out.print(line, soft_wrap=True)


def put_line(out: Console, text: str, style: str = "", *, indent: int = 0) -> None:
    """Print a paragraph in one style."""
    line = empty()
    line.append(clean(text), style)
    put(out, line, indent=indent)


def clear() -> None:
    """Clear the screen, where there is one."""
    out = console()
    if out.is_terminal:
        out.clear()


def count(number: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def clean(text: str) -> str:
    """Put a text on one line, with nothing in it that a terminal obeys."""
    return printable(fold_space(text))


class Flow:
    """Paragraphs shown piece by piece, and wrapped as if each had been printed whole."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._width = out.width
        self._paragraph = empty()
        self._shown = empty()

    def add(self, piece: Text) -> None:
        """Go on with the paragraph, at once."""
        if self._paragraph:
            self._paragraph.append(" ")
        self._paragraph.append_text(piece)
        if self._out.is_terminal:
            self._show()
        else:
            sys.stdout.write(self._paragraph.plain[len(self._shown) :])
            sys.stdout.flush()
            self._shown = self._paragraph.copy()

    def end(self) -> None:
        """End the paragraph, if one was begun."""
        if self._paragraph:
            sys.stdout.write("\n")
            sys.stdout.flush()
        self._paragraph, self._shown = empty(), empty()

    def _show(self) -> None:
        """Show what is new.

        Lines are filled from the left, so that more text changes no line but goes on with the last.
        """
        from rich.text import Text

        lines = self._paragraph.wrap(self._out, self._width)
        for line in lines:
            line.rstrip()
        now = Text("\n", end="").join(lines)
        self._out.print(now[len(self._shown) :], soft_wrap=True, end="")
        self._shown = now
