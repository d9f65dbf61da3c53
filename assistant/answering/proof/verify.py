"""Verification: the only place that turns a draft into statements.

Nothing that a writer says is taken on trust: a statement stands only with a quote from a retrieved
paragraph that is the statement itself, or that bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.proof.support import THRESHOLD, Judge
from assistant.answering.proof.witness import Proof
from assistant.answering.speakers.attribution import attribute, sources_at
from assistant.text.lines import count_breaks
from assistant.text.normalise import fold_space
from assistant.text.notes import find_marks, without_marks
from assistant.text.quotes import find_quote, fold_typography
from assistant.text.sentences import split_sentences
from assistant.types import (
    Citation,
    DocumentId,
    DraftStatement,
    Hit,
    Origin,
    Paragraph,
    Statement,
    Support,
)

Origins = Callable[[DocumentId], Origin]

#: Makes the judge of one question's paragraphs; also given the documents' authors.
Judges = Callable[[Sequence[Paragraph], Mapping[DocumentId, str]], Judge]

# Addresses are shown in quotes only: nobody is sent anywhere by a model, or by what it read.
_ADDRESS: Final = re.compile(r"\w+://\S+|\bwww\.\S+|\S+@\S+\.\w+", re.IGNORECASE)

#: Signs at the end that make no difference to what a sentence says, typography folded.
_LAST_SIGNS: Final = " .!?。！？\"')]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What was found for one draft statement; nothing bears it out if there are no proofs."""

    support: Support
    score: float
    proofs: tuple[Proof, ...] = ()


def verify(
    drafts: Iterable[DraftStatement],
    hits: Sequence[Hit],
    origins: Origins,
    *,
    judges: Judges | None = None,
) -> Iterator[Statement]:
    """Judge the statements of a draft, each as soon as it comes.

    Args:
        drafts:  What a writer says, in its order.
        hits:    The paragraphs that were retrieved; nothing else proves anything.
        origins: Looks up what a citation says of its document.
        judges:  Judge statements that are no quotes; without them, only quotes stand.

    Yields:
        Every statement in the draft's order: those that are borne out with citations numbered in
        order of appearance, the others as `unsupported`, without any.
    """
    paragraphs = [hit.paragraph for hit in hits]
    judge = _judge(paragraphs, origins, judges) if judges else None
    number = 0
    for draft in drafts:
        verdict = _quoted(draft, paragraphs) or _judged(draft, paragraphs, judge)
        citations = tuple(_cited(verdict.proofs, origins, first=number + 1))
        number += len(citations)
        yield Statement(
            text=draft.text,
            support=verdict.support,
            score=verdict.score,
            citations=citations,
            attribution=attribute(citations),
        )


def _cited(proofs: Sequence[Proof], origins: Origins, *, first: int) -> Iterator[Citation]:
    for number, proof in enumerate(proofs, start=first):
        origin = origins(proof.paragraph.document)
        yield cite(proof.paragraph, proof.start, proof.end, number=number, origin=origin)


def cite(paragraph: Paragraph, start: int, end: int, *, number: int, origin: Origin) -> Citation:
    """Cite `paragraph.text[start:end]`, with the sources that its footnotes name."""
    quote = paragraph.text[start:end]
    return Citation(
        number=number,
        document=paragraph.document,
        title=origin.title,
        author=origin.author,
        section=paragraph.section,
        paragraph=paragraph.number,
        quote=quote,
        start=paragraph.start + start,
        path=origin.path,
        line=paragraph.line + count_breaks(paragraph.text[:start]),
        sha256=origin.sha256,
        sources=tuple(sources_at(paragraph, start, end)),
        labels=tuple(dict.fromkeys(mark.label for mark in find_marks(quote, paragraph.labels))),
    )


def _judge(paragraphs: Sequence[Paragraph], origins: Origins, judges: Judges) -> Judge:
    authors = {one.document: origins(one.document).author for one in paragraphs}
    return judges(paragraphs, {name: author for name, author in authors.items() if author})


def _quoted(draft: DraftStatement, paragraphs: Sequence[Paragraph]) -> _Verdict | None:
    """Look for the statement itself: in the paragraphs that it cites, then in the others."""
    for some in _by_citation(draft, paragraphs):
        proofs = tuple(
            Proof(paragraph=one, start=place[0], end=place[1], score=1.0)
            for one in some
            if (place := _find_whole(draft.text, one))
        )
        if proofs:
            # One that was not cited proves as well as all of them.
            proofs = proofs if draft.cites else proofs[:1]
            return _Verdict(support="quoted", score=1.0, proofs=proofs)
    return None


def _judged(
    draft: DraftStatement, paragraphs: Sequence[Paragraph], judge: Judge | None
) -> _Verdict:
    """Look for sentences that bear the statement out, in the same order."""
    scores = [0.0]
    for some in _by_citation(draft, paragraphs) if judge else ():
        proof = judge.best(draft.text, some) if judge else None
        if proof is None:
            continue
        if proof.score >= THRESHOLD and not _ADDRESS.search(draft.text):
            return _Verdict(support="supported", score=proof.score, proofs=(proof,))
        scores.append(proof.score)
    return _Verdict(support="unsupported", score=max(scores))


def _by_citation(
    draft: DraftStatement, paragraphs: Sequence[Paragraph]
) -> Iterator[list[Paragraph]]:
    """Give the paragraphs that a statement cites, in its order, then all the others."""
    known = {one.id: one for one in paragraphs}
    cited = [known[id_] for id_ in dict.fromkeys(draft.cites) if id_ in known]
    if cited:
        yield cited
    yield [one for one in paragraphs if one.id not in {other.id for other in cited}]


def _find_whole(statement: str, paragraph: Paragraph) -> tuple[int, int] | None:
    """Find a statement as whole sentences: "traffic is king" may stand behind "not".

    Returns:
        Start and end offset of the sentences; None if there are none such.
    """
    text, labels = paragraph.text, paragraph.labels
    if not find_quote(statement, without_marks(text, labels)):
        return None
    wanted = _folded(statement)
    sentences = split_sentences(text, labels=labels)
    for number, first in enumerate(sentences):
        for last in sentences[number:]:
            said = _folded(without_marks(text[first.start : last.end], labels))
            if said == wanted:
                return first.start, last.end
            if len(said) > len(wanted):
                break
    return None


def _folded(text: str) -> str:
    return fold_space(fold_typography(text)).rstrip(_LAST_SIGNS)
