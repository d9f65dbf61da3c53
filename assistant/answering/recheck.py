"""Saved answers against today's documents, without any model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.text.lines import count_breaks
from assistant.text.notes import without_marks
from assistant.text.quotes import find_quote

Verdict = Literal["intact", "moved", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCitation:
    """What a saved answer says of one citation; fields as in `Citation`."""

    number: int
    path: str
    quote: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """Where a saved citation's quote stands today.

    Attributes:
        number:  The citation's.
        verdict: `intact` at the same place, `moved` to another, or `stale`: nowhere.
        path:    The file that holds the quote today; the cited one if none does.
        start:   Offset of the quote there; None if stale.
        line:    Its line there, from 1; None if stale.
    """

    number: int
    verdict: Verdict
    path: str
    start: int | None = None
    line: int | None = None


def recheck(citation: SavedCitation, texts: Mapping[str, str]) -> Rechecked:
    """Look for a citation's quote: in its place, in its file, in the other files.

    Only the very characters count. An empty quote proves nothing and is stale.

    Args:
        citation: As saved.
        texts:    Today's decoded texts by path.
    """
    end = citation.start + len(citation.quote)
    text = texts.get(citation.path, "")
    if citation.quote and citation.start >= 0 and text[citation.start : end] == citation.quote:
        return _found(citation, "intact", citation.path, text, citation.start)
    others = (path for path in sorted(texts) if path != citation.path)
    for path in (citation.path, *others):
        start = texts.get(path, "").find(citation.quote) if citation.quote else -1
        if start >= 0:
            return _found(citation, "moved", path, texts[path], start)
    return Rechecked(number=citation.number, verdict="stale", path=citation.path)


def is_backed(statement: str, quotes: Iterable[str]) -> bool:
    """Tell whether a statement that was saved as a quote is in one of its citations' quotes."""
    said = without_marks(statement, None)
    return any(find_quote(said, without_marks(quote, None)) for quote in quotes)


def _found(
    citation: SavedCitation, verdict: Verdict, path: str, text: str, start: int
) -> Rechecked:
    line = count_breaks(text[:start]) + 1
    return Rechecked(number=citation.number, verdict=verdict, path=path, start=start, line=line)
