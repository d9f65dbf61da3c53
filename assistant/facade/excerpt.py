"""A quote in the paragraph where it stands today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.text.quotes import find_quote
from assistant.types import Citation, Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A paragraph with a quote in it, between its neighbours.

    Attributes:
        paragraph: Where the quote stands.
        start:     Offset of the quote in the paragraph's text.
        end:       Offset behind the quote.
        before:    The paragraph above, if there is one.
        after:     The paragraph below, if there is one.
    """

    paragraph: Paragraph
    start: int
    end: int
    before: Paragraph | None
    after: Paragraph | None


def find_excerpt(citation: Citation, paragraphs: Sequence[Paragraph]) -> Excerpt | None:
    """Find a citation's quote in its document; None if it stands there no more.

    Args:
        citation:   What was cited, perhaps from an earlier state of the document.
        paragraphs: All of the document, in reading order.
    """
    for place, start, end in _places(citation, paragraphs):
        return Excerpt(
            paragraph=paragraphs[place],
            start=start,
            end=end,
            before=paragraphs[place - 1] if place else None,
            after=paragraphs[place + 1] if place + 1 < len(paragraphs) else None,
        )
    return None


def _places(citation: Citation, paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int, int]]:
    """Give out where the quote stands: at its offset, else in its paragraph, else in any other."""
    for place, paragraph in enumerate(paragraphs):
        start = citation.start - paragraph.start
        if start >= 0 and paragraph.text.startswith(citation.quote, start):
            yield place, start, start + len(citation.quote)
    same_first = sorted(
        enumerate(paragraphs), key=lambda numbered: numbered[1].number != citation.paragraph
    )
    for place, paragraph in same_first:
        if found := find_quote(citation.quote, paragraph.text):
            yield place, *found
