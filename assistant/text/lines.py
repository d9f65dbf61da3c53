"""Lines as an editor counts them."""

from __future__ import annotations

import re

# LF, CRLF and CR end a line for every editor; U+2028, form feeds and the other characters that
# `str.splitlines` knows do not, so line numbers would drift.
_BREAK = re.compile(r"\r\n|\r|\n")


def count_breaks(text: str) -> int:
    """Count the line breaks in `text`; CRLF is one."""
    return sum(1 for _ in _BREAK.finditer(text))


def split_lines(text: str) -> list[tuple[int, str]]:
    r"""Split into (offset, line) pairs; the lines come without their breaks.

    >>> split_lines("a\r\nb")
    [(0, 'a'), (3, 'b')]
    """
    lines: list[tuple[int, str]] = []
    start = 0
    for match in _BREAK.finditer(text):
        lines.append((start, text[start : match.start()]))
        start = match.end()
    lines.append((start, text[start:]))
    return lines
