"""The order of things: evidence, confidence, draft, verification, answer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.answering.confidence import confidence, measure
from assistant.answering.evidence import Rarity, Weights, score_sentences, select
from assistant.answering.extract import NAME, quote
from assistant.answering.generate import ModelWriter
from assistant.answering.verify import Judges, Origins, cite, verify
from assistant.errors import NoReplyError, WrongRequestError
from assistant.types import Answer, Citation, Evidence, Hit, Statement, Usage

#: Nearest paragraphs that an abstention shows.
_NEAREST: Final = 3

_ABSTENTION: Final = "The documents do not answer this question."


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What the writers have come to so far; fields as in `Answer`."""

    model: str = NAME
    usage: Usage = field(default_factory=Usage)
    statements: list[Statement] = field(default_factory=list)
    withheld: list[Statement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    prompts: Mapping[str, str] = field(default_factory=dict)
    declined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Answers questions from paragraphs that were retrieved for them.

    Attributes:
        rarity:    How rare each term is in the index.
        origins:   Looks up what a citation says of its document.
        threshold: Least confidence, in [0, 1], of an answer; below it the chain abstains.
        writer:    The language model that drafts; without one, the documents are quoted.
        judges:    Judge what a language model says.
    """

    rarity: Rarity
    origins: Origins
    threshold: float
    writer: ModelWriter | None = None
    judges: Judges | None = None

    def stream(
        self, question: str, hits: Sequence[Hit], *, alone: str, started: float
    ) -> Iterator[Statement | Answer]:
        """Give out each statement as soon as it is verified, then the whole answer.

        Args:
            question: As asked.
            hits:     Retrieved for it, best first.
            alone:    The question as it stands without the conversation.
            started:  `time.perf_counter()` when the question came.

        Raises:
            ModelError: if the language model lacks something that the user can mend.
        """
        weights = Weights.of(alone, self.rarity)
        scored = score_sentences(hits, weights)
        chosen = select(scored)
        sure = confidence(measure(hits, chosen, weights)) if chosen else 0.0
        outcome = _Outcome()
        if sure >= self.threshold:
            yield from self._write(alone, hits, chosen, outcome)
        citations = (
            tuple(citation for statement in outcome.statements for citation in statement.citations)
            if outcome.statements
            else tuple(self._nearest(hits, scored))
        )
        yield Answer(
            question=question,
            text=_text(outcome.statements, citations),
            statements=tuple(outcome.statements),
            citations=citations,
            abstained=not outcome.statements,
            reason=None if outcome.statements else "no_evidence",
            confidence=sure,
            model=outcome.model,
            usage=outcome.usage,
            seconds=time.perf_counter() - started,
            nearest=tuple(hits),
            standalone=alone,
            withheld=tuple(outcome.withheld),
            notes=tuple(outcome.notes),
            prompts=outcome.prompts,
        )

    def _write(
        self, question: str, hits: Sequence[Hit], chosen: Sequence[Evidence], outcome: _Outcome
    ) -> Iterator[Statement]:
        """Let the language model write; where nothing of it stands, quote."""
        if self.writer:
            yield from self._generate(self.writer, question, hits, outcome)
        if outcome.statements or outcome.declined:
            return
        outcome.model = NAME
        for statement in verify(quote(chosen), hits, self.origins):
            outcome.statements.append(statement)
            yield statement

    def _generate(
        self, writer: ModelWriter, question: str, hits: Sequence[Hit], outcome: _Outcome
    ) -> Iterator[Statement]:
        drafting = writer.draft(question, hits)
        outcome.model = name = writer.chat.name
        outcome.prompts = {writer.template.name: writer.template.sha256}
        if left_out := len(hits) - len(drafting.prompt.hits):
            outcome.notes.append(
                f"left out, since the prompt is full: {left_out} of {len(hits)} paragraphs"
            )
        failure: str | None = None
        try:
            with contextlib.closing(drafting.statements()) as drafts:
                for one in verify(drafts, hits, self.origins, judges=self.judges):
                    if one.support == "unsupported":
                        outcome.withheld.append(one)
                    else:
                        outcome.statements.append(one)
                        yield one
        except (NoReplyError, WrongRequestError) as error:
            failure = str(error)
        outcome.usage, outcome.declined = drafting.usage, drafting.declined
        outcome.notes += _notes(name, outcome, failure)

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


def _notes(name: str, outcome: _Outcome, failure: str | None) -> Iterator[str]:
    """Say what the reader should know of a language model's draft."""
    shown, withheld = len(outcome.statements), len(outcome.withheld)
    if failure:
        yield failure
    if outcome.declined:
        yield f"{name} says that the paragraphs do not answer the question"
    elif shown and failure:
        yield "the answer may be incomplete"
    elif not shown:
        why = f"none of {withheld} statements by {name} could be proved" if withheld else ""
        yield "; ".join(filter(None, (why, "the documents are quoted instead")))
    if shown and withheld:
        yield (
            f"withheld, since no paragraph bears it out: {withheld} of "
            f"{shown + withheld} statements"
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
