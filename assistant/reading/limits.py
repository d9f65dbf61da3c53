"""How much a file may ask of the machine, in proportion to its length.

A paragraph, a line or a piece of markup costs some hundred bytes and some microseconds, however
few characters it has. So that reading any file takes at most 20 bytes of memory for every byte of
it and 64 MB more, each of them is limited: to a number that every file may have, which lies far
beyond ordinary documents, and a share of the file's characters. A file beyond `LINES`,
`PARAGRAPHS`, `NESTED` or `CELLS` is unreadable, and the message says which and what to do; beyond
`STEPS` and `REPEATED`, the file is read, but markup keeps its signs and table rows go without
their headings.

Prose has 100 to 1,000 characters to a paragraph and more than 30 to a line. What passes as well: a
list of 100,000 items, however short; a list of 300,000 words, one a line; quotes of mails in mails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from assistant.errors import UnreadableFileError

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number that may grow with the length of a file.

    Attributes:
        free:  What every file may have.
        share: How many more for each of its characters.
    """

    free: int
    share: float

    def of(self, length: int) -> int:
        """Tell how many a file of `length` characters may have."""
        return self.free + int(length * self.share)


#: Lines, blank ones too. One costs the Markdown parser 105 bytes and 5 µs.
LINES: Final = Limit(free=125_000, share=1 / 24)
#: Paragraphs, headings, link and footnote definitions. One costs up to 500 bytes and 20 µs.
PARAGRAPHS: Final = Limit(free=100_000, share=1 / 48)
#: Quotes, list items and footnotes of Markdown, and the lines of each quote. One costs 40 bytes
#: and 4 to 20 µs; a line that stands in six quotes inside one another counts six times.
NESTED: Final = Limit(free=100_000, share=1 / 16)
#: Cells of Markdown tables; a row that is too short has empty ones. One costs 3 µs.
CELLS: Final = Limit(free=200_000, share=1 / 4)
#: Steps of the parser through the markup inside paragraphs: four for each sign that may be markup,
#: and one for each sign or word that it passes in search of a closing bracket. One costs 1 µs.
STEPS: Final = Limit(free=300_000, share=1.5)
#: Bytes of memory of the words of table rows, each of which repeats the table's headings.
REPEATED: Final = Limit(free=16 << 20, share=6)


class Allowance:
    """What is left of a limit while one file is read."""

    def __init__(self, limit: Limit, length: int) -> None:
        self._left = limit.of(length)

    def take(self, count: int = 1) -> bool:
        """Take so many, and tell whether there were as many left."""
        self._left -= count
        return self._left >= 0


def check_lines(text: str) -> None:
    """Refuse a text of very many very short lines before it is parsed.

    Raises:
        UnreadableFileError: If there are more lines than `LINES` allows.
    """
    lines = 1 + text.count("\n") + text.count("\r") - text.count("\r\n")
    most = LINES.of(len(text))
    if lines > most:
        mean = len(text) / lines
        raise UnreadableFileError(
            f"it is no prose: {lines:,} lines of {mean:.1f} characters on average, where a file"
            f" of its length may have {most:,}; split it or leave it out"
        )


def at_most_paragraphs(found: Iterable[_T], length: int) -> Iterator[_T]:
    """Pass on the paragraphs and headings of a text of `length` characters.

    Raises:
        UnreadableFileError: If there are more than `PARAGRAPHS` allows.
    """
    most = PARAGRAPHS.of(length)
    for count, one in enumerate(found, start=1):
        if count > most:
            raise too_many_paragraphs(length)
        yield one


def too_many_paragraphs(length: int) -> UnreadableFileError:
    """Say that a text of `length` characters has more paragraphs than `PARAGRAPHS` allows."""
    most = PARAGRAPHS.of(length)
    return UnreadableFileError(
        f"it is no prose: more than {most:,} paragraphs of fewer than {length / most:.0f}"
        " characters on average; split it or leave it out"
    )
