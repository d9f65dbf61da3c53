"""The lines of a plain text that have words on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from assistant.reading.blocks import trim

# The same breaks as `assistant.text.lines`; read one by one, because a list of all lines takes
# fifty bytes for every byte of a file of very short lines.
_LINE = re.compile(r"[^\r\n]+")
_BREAKS = frozenset({"\n", "\r\n", "\r"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line without the white space around it.

    Attributes:
        start:       Offset of its first character that is not white space.
        end:         Offset behind its last one.
        indent:      Characters of white space before `start`.
        blank_before: Whether a blank line or the start of the text comes before it.
    """

    start: int
    end: int
    indent: int
    blank_before: bool

    @property
    def length(self) -> int:
        """Characters from `start` to `end`."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A line with its neighbours; `after` and `beyond` are the next two lines."""

    before: Line | None
    line: Line
    after: Line | None
    beyond: Line | None


def lines_of(text: str, start: int = 0) -> Iterator[Line]:
    """Yield the lines of `text` behind `start` that are not blank."""
    behind = -1
    for match in _LINE.finditer(text, start):
        first, end = trim(text, match.start(), match.end())
        if first == end:
            continue
        # Compare lengths first: the gap may be megabytes of line breaks.
        gap = match.start() - behind
        adjacent = behind >= 0 and gap <= 2 and text[behind : match.start()] in _BREAKS
        behind = match.end()
        yield Line(start=first, end=end, indent=first - match.start(), blank_before=not adjacent)


def views_of(text: str, start: int = 0) -> Iterator[View]:
    """Yield the same lines, each with its neighbours."""
    before: Line | None = None
    line: Line | None = None
    after: Line | None = None
    for beyond in chain(lines_of(text, start), (None, None)):
        if line is not None:
            yield View(before=before, line=line, after=after, beyond=beyond)
            before = line
        line, after = after, beyond
