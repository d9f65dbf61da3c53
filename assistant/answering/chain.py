"""The order of things: evidence, confidence, draft, verification, answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.confidence import confidence, measure
from assistant.answering.evidence import Rarity, Weights, score_sentences, select
from assistant.answering.extract import NAME, quote
from assistant.answering.verify import Origins, cite, verify
from assistant.types import Answer, Citation, Evidence, Hit, Statement, Usage

#: Nearest paragraphs that an abstention shows.
_NEAREST: Final = 3

_ABSTENTION: Final = "The documents do not answer this question."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Answers questions from paragraphs that were retrieved for them.

    Attributes:
        rarity:    How rare each term is in the index.
        origins:   Looks up what a citation says of its document.
        threshold: Least confidence, in [0, 1], of an answer; below it the chain abstains.
    """

    rarity: Rarity
    origins: Origins
    threshold: float

    def stream(
        self, question: str, hits: Sequence[Hit], *, alone: str, started: float
    ) -> Iterator[Statement | Answer]:
        """Give out each statement as soon as it is verified, then the whole answer.

        Args:
            question: As asked.
            hits:     Retrieved for it, best first.
            alone:    The question as it stands without the conversation.
            started:  `time.perf_counter()` when the question came.
        """
        weights = Weights.of(alone, self.rarity)
        scored = score_sentences(hits, weights)
        chosen = select(scored)
        sure = confidence(measure(hits, chosen, weights)) if chosen else 0.0
        statements: list[Statement] = []
        model, usage = NAME, Usage()
        if sure >= self.threshold:
            draft = quote(chosen)
            model, usage = draft.model, draft.usage
            for statement in verify(draft, hits, self.origins):
                statements.append(statement)
                yield statement
        citations = (
            tuple(citation for statement in statements for citation in statement.citations)
            if statements
            else tuple(self._nearest(hits, scored))
        )
        yield Answer(
            question=question,
            text=_text(statements, citations),
            statements=tuple(statements),
            citations=citations,
            abstained=not statements,
            reason=None if statements else "no_evidence",
            confidence=sure,
            model=model,
            usage=usage,
            seconds=time.perf_counter() - started,
            nearest=tuple(hits),
        )

    def _nearest(self, hits: Sequence[Hit], scored: Sequence[Evidence]) -> Iterator[Citation]:
        """Cite the best sentence of each of the nearest paragraphs."""
        for number, hit in enumerate(hits[:_NEAREST], start=1):
            paragraph = hit.paragraph
            best = max(
                (one for one in scored if one.paragraph.id == paragraph.id),
                key=lambda one: (one.score, -one.start),
            )
            start = best.start - paragraph.start
            yield cite(
                paragraph,
                start,
                start + len(best.text),
                number=number,
                origin=self.origins(paragraph.document),
            )


def _text(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    if statements:
        return " ".join(
            f"{statement.text} {_marks(statement.citations)}" for statement in statements
        )
    if citations:
        return f"{_ABSTENTION} Nearest to it: {_marks(citations)}"
    return _ABSTENTION


def _marks(citations: Sequence[Citation]) -> str:
    return "".join(f"[{citation.number}]" for citation in citations)
