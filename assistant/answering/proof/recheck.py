"""Saved answers against today's documents, without any model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assistant.text.lines import count_breaks
from assistant.text.notes import name_all, without_marks
from assistant.text.quotes import find_quote
from assistant.types import Reference

Verdict = Literal["intact", "moved", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCitation:
    """What a saved answer says of one citation; fields as in `Citation`.

    The sources are None where the answer was saved by a version that did not know them.
    """

    number: int
    path: str
    quote: str
    start: int
    sources: tuple[Reference, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """Where a saved citation's quote stands today.

    Attributes:
        number:  The citation's.
        verdict: `intact` at the same place, `moved` to another, or `stale`: nowhere, or there with
                 another source.
        path:    The file that holds the quote today; the cited one if none does.
        start:   Offset of the quote there; None if it stands nowhere.
        line:    Its line there, from 1; None if it stands nowhere.
        note:    What else is wrong.
    """

    number: int
    verdict: Verdict
    path: str
    start: int | None = None
    line: int | None = None
    note: str | None = None


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


def with_sources(one: Rechecked, saved: SavedCitation, today: Iterable[Reference]) -> Rechecked:
    """Make stale what stands in the files, but on another source than it did.

    Publishers, years and addresses count; a title may have been mended.
    """
    if one.verdict == "stale" or saved.sources is None:
        return one
    then = {_identity(source): source for source in saved.sources}
    now = {_identity(source): source for source in today}
    if then.keys() == now.keys():
        return one
    return replace(
        one,
        verdict="stale",
        note=f"its footnotes name {name_all(now.values()) or 'no source'} today, "
        f"not {name_all(then.values()) or 'no source'}",
    )


def _identity(source: Reference) -> tuple[str | None, int | None, str | None]:
    return source.publisher, source.year, source.url


def is_backed(statement: str, quotes: Iterable[str]) -> bool:
    """Tell whether a statement that was saved as a quote is in one of its citations' quotes."""
    said = without_marks(statement, None)
    return any(find_quote(said, without_marks(quote, None)) for quote in quotes)


def _found(
    citation: SavedCitation, verdict: Verdict, path: str, text: str, start: int
) -> Rechecked:
    line = count_breaks(text[:start]) + 1
    return Rechecked(number=citation.number, verdict=verdict, path=path, start=start, line=line)
