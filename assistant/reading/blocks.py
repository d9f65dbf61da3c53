"""What the reader of every format hands on: the text's outline and its citable blocks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from assistant.text.normalise import fold_space
from assistant.types import Note

_SPACE = re.compile(r"\s*")
_UNEVEN = re.compile(r"[^\S ]|  ")
_ANY_SPACE = re.compile(r"\s")

# Folding builds a list of all words; by pieces, that list stays small for a line of 50 MB.
_PIECE_CHARS: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A citable piece of a text: it becomes a paragraph.

    Blocks come in order and do not overlap; `text[start:end]` is not empty and has no white space
    at its ends.

    Attributes:
        start:   Offset of the first character.
        end:     Offset behind the last character.
        section: The headings above it, outermost first.
        plain:   The same words without markup and line breaks.
        page:    Page, from 1, where the format has pages.
        notes:   The footnotes that its marks point to.
    """

    start: int
    end: int
    section: tuple[str, ...]
    plain: str
    page: int | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a text says about itself, and its blocks in reading order."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    source: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow `text[start:end]` so that it neither begins nor ends with white space."""
    space = _SPACE.match(text, start, end)
    start = space.end() if space else start
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def plain_words(text: str) -> str:
    r"""Turn every run of white space into one space, in little memory for any length.

    >>> plain_words(" one\n two ")
    'one two'
    """
    if not _UNEVEN.search(text):
        return text.strip()
    if len(text) <= _PIECE_CHARS:
        return fold_space(text)
    folded = (fold_space(text[start:end]) for start, end in pieces(text, _PIECE_CHARS))
    return " ".join(piece for piece in folded if piece)


def pieces(text: str, size: int, *, longest: int | None = None) -> list[tuple[int, int]]:
    """Cut `text` into spans of at least `size` characters that begin at white space.

    A word stays whole, unless a span would have more than `longest` characters.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        last = len(text) if longest is None else min(start + longest, len(text))
        space = _ANY_SPACE.search(text, start + size, last)
        end = space.start() if space else last
        spans.append((start, end))
        start = end
    return spans
