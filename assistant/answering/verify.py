"""Verification: the only place that turns a draft into an answer.

Nothing that a writer says is taken on trust: a statement stands only with a quote that was found
in a retrieved paragraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from assistant.text.lines import count_breaks
from assistant.text.quotes import find_quote
from assistant.types import (
    Citation,
    DocumentId,
    Draft,
    DraftStatement,
    Hit,
    Origin,
    Paragraph,
    ParagraphId,
    Statement,
)

Origins = Callable[[DocumentId], Origin]


def verify(draft: Draft, hits: Sequence[Hit], origins: Origins) -> Iterator[Statement]:
    """Give out the statements of a draft that are proved, each as soon as it is.

    Args:
        draft:   What a writer made.
        hits:    The paragraphs that it was given; it may cite no others.
        origins: Looks up what a citation says of its document.

    Yields:
        Statements in the draft's order, citations numbered in order of appearance.
    """
    paragraphs = {hit.paragraph.id: hit.paragraph for hit in hits}
    number = 0
    for statement in draft.statements:
        proofs = list(_proofs(statement, paragraphs))
        if not proofs:
            continue
        citations = tuple(
            cite(paragraph, start, end, number=place, origin=origins(paragraph.document))
            for place, (paragraph, start, end) in enumerate(proofs, start=number + 1)
        )
        number += len(citations)
        yield Statement(text=statement.text, support="quoted", score=1.0, citations=citations)


def cite(paragraph: Paragraph, start: int, end: int, *, number: int, origin: Origin) -> Citation:
    """Cite `paragraph.text[start:end]`."""
    return Citation(
        number=number,
        document=paragraph.document,
        title=origin.title,
        author=origin.author,
        section=paragraph.section,
        paragraph=paragraph.number,
        quote=paragraph.text[start:end],
        start=paragraph.start + start,
        path=origin.path,
        line=paragraph.line + count_breaks(paragraph.text[:start]),
        sha256=origin.sha256,
    )


def _proofs(
    statement: DraftStatement, paragraphs: Mapping[ParagraphId, Paragraph]
) -> Iterator[tuple[Paragraph, int, int]]:
    for id_ in dict.fromkeys(statement.cites):
        if (paragraph := paragraphs.get(id_)) and (
            place := find_quote(statement.text, paragraph.text)
        ):
            yield paragraph, *place
