"""The order of things: evidence, confidence, draft, verification, answer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from assistant.answering.found import Finder, Found, Part, join
from assistant.answering.proof.relevance import Relevance, stands_in
from assistant.answering.proof.support import Embed
from assistant.answering.proof.verify import Judges, cite, verify
from assistant.answering.speakers.attribution import with_leads
from assistant.answering.writers.extract import NAME, quote
from assistant.answering.writers.generate import ModelWriter
from assistant.errors import NoReplyError, WrongRequestError
from assistant.text.tokens import terms
from assistant.types import Answer, Citation, Evidence, Hit, Reason, Statement, Usage

#: A model that finds no answer is believed, unless one is so likely: weak models often refuse.
_SURE: Final = 0.7

#: A model's statements need so much of the coverage of the question that quotes would have.
_ENOUGH: Final = 0.6

#: Nearest paragraphs that an abstention shows.
_NEAREST: Final = 3

_ABSTENTION: Final = "The documents do not answer this question."


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What the writers have come to so far; fields as in `Answer`.

    Attributes:
        beside:   Proved statements that have nothing to do with the question.
        declined: Whether the language model found no answer.
    """

    model: str = NAME
    usage: Usage = field(default_factory=Usage)
    statements: list[Statement] = field(default_factory=list)
    withheld: list[Statement] = field(default_factory=list)
    beside: int = 0
    notes: list[str] = field(default_factory=list)
    prompts: Mapping[str, str] = field(default_factory=dict)
    declined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question, and what was found for the parts of it that can be answered.

    Attributes:
        found:      Of these parts together.
        unanswered: The other parts.
    """

    found: Found
    unanswered: Sequence[str]

    @property
    def reason(self) -> Reason | None:
        """What is missing or disputed in an answer."""
        if self.found.conflict:
            return "conflicting"
        return "partial" if self.unanswered else None

    def is_refused(self, outcome: _Outcome) -> bool:
        """Tell whether the model found no answer, and is believed."""
        return outcome.declined and self.found.confidence < _SURE

    def missing(self, outcome: _Outcome) -> list[Evidence]:
        """Give the chosen sentences that are still to be quoted, if an answer needs them."""
        quoted = [citation for one in outcome.statements for citation in one.citations]
        said = [*(one.text for one in outcome.statements), *(one.quote for one in quoted)]
        ours, theirs = (
            self.found.weights.coverage(term for text in texts for term in terms(text))
            for texts in (said, [one.text for one in self.found.chosen])
        )
        if self.is_refused(outcome):
            return []
        if outcome.statements and ours >= _ENOUGH * theirs:
            return []
        return [
            one for one in self.found.chosen if not any(stands_in(one, other) for other in quoted)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Answers questions from paragraphs that were retrieved for them.

    Attributes:
        finder:    Finds the sentences that answer.
        threshold: Least confidence, in [0, 1], of an answer; below it the chain abstains.
        writer:    The language model that drafts; without one, the documents are quoted.
        judges:    Judge what a language model says.
        embed:     Gives vectors of questions and statements.
    """

    finder: Finder
    threshold: float
    writer: ModelWriter | None = None
    judges: Judges | None = None
    embed: Embed | None = None

    def stream(
        self, question: str, parts: Sequence[Part], *, alone: str, started: float
    ) -> Iterator[Statement | Answer]:
        """Give out each statement as soon as it is verified, then the whole answer.

        Args:
            question: As asked.
            parts:    The questions that it is made of, at least one, with what was retrieved.
            alone:    The question as it stands without the conversation.
            started:  `time.perf_counter()` when the question came.

        Raises:
            ModelError: if the language model lacks something that the user can mend.
        """
        found = [self.finder.find_part(part) for part in parts]
        asked = self._asked(found)
        outcome = _Outcome()
        if asked.found.confidence >= self.threshold:
            yield from self._write(asked, outcome)
        hits, scored = asked.found.hits, asked.found.scored
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
            reason=asked.reason if outcome.statements else "no_evidence",
            confidence=asked.found.confidence,
            model=outcome.model,
            usage=outcome.usage,
            seconds=time.perf_counter() - started,
            nearest=tuple(hits),
            standalone=alone,
            withheld=tuple(outcome.withheld),
            notes=tuple(outcome.notes),
            prompts=outcome.prompts,
        )

    def _asked(self, parts: Sequence[Found]) -> _Asked:
        unanswered = [one.question for one in parts if one.confidence < self.threshold]
        return _Asked(
            found=join(parts, threshold=self.threshold),
            unanswered=unanswered if len(unanswered) < len(parts) else (),
        )

    def _write(self, asked: _Asked, outcome: _Outcome) -> Iterator[Statement]:
        """Let the language model write; what it leaves open is quoted, and so is a dispute."""
        outcome.notes += [f"not answered by the documents: {part}" for part in asked.unanswered]
        if asked.found.conflict:
            values = " or ".join(f"“{side.value}”" for side in asked.found.conflict.sides)
            outcome.notes.append(f"the documents disagree: {values}")
        if self.writer and not asked.found.conflict:
            yield from self._generate(self.writer, asked, outcome)
        missing = asked.missing(outcome)
        quotes = verify(quote(missing), asked.found.hits, self.finder.origins)
        told = {citation.document for one in outcome.statements for citation in one.citations}
        told.update(one.paragraph.document for one in missing)
        # Where one document tells it all, its title says whose words these are.
        for statement in with_leads(quotes) if len(told) > 1 else quotes:
            numbered = _numbered(statement, after=outcome.statements)
            outcome.statements.append(numbered)
            yield numbered

    def _generate(
        self, writer: ModelWriter, asked: _Asked, outcome: _Outcome
    ) -> Iterator[Statement]:
        found = asked.found
        drafting = writer.draft(found.question, found.hits)
        relevance = Relevance(found.question, found.scored, self.embed)
        failure: str | None = None
        try:
            with contextlib.closing(drafting.statements()) as drafts:
                for one in verify(
                    drafts, asked.found.hits, self.finder.origins, judges=self.judges
                ):
                    if one.support == "unsupported":
                        outcome.withheld.append(one)
                    elif not relevance.bears(one):
                        outcome.beside += 1
                    else:
                        numbered = _numbered(one, after=outcome.statements)
                        outcome.statements.append(numbered)
                        yield numbered
        except (NoReplyError, WrongRequestError) as error:
            failure = str(error)
        name = writer.chat.name
        outcome.usage, outcome.declined = drafting.usage, drafting.declined
        outcome.model = name if outcome.statements or asked.is_refused(outcome) else NAME
        outcome.prompts = {writer.template.name: writer.template.sha256}
        left_out = len(found.hits) - len(drafting.prompt.hits)
        outcome.notes += _notes(name, asked, outcome, failure=failure, left_out=left_out)

    def _nearest(self, hits: Sequence[Hit], scored: Sequence[Evidence]) -> Iterator[Citation]:
        """Cite the best sentence of each of the nearest paragraphs."""
        for number, hit in enumerate(hits[:_NEAREST], start=1):
            paragraph = hit.paragraph
            best = max(
                (one for one in scored if one.paragraph.id == paragraph.id),
                key=lambda one: (one.score, -one.start),
            )
            yield cite(
                paragraph,
                best.start - paragraph.start,
                best.end - paragraph.start,
                number=number,
                origin=self.finder.origins(paragraph.document),
            )


def _notes(
    name: str, asked: _Asked, outcome: _Outcome, *, failure: str | None, left_out: int
) -> Iterator[str]:
    """Say what the reader should know of a language model's draft."""
    shown, withheld = len(outcome.statements), len(outcome.withheld)
    if left_out:
        whole = len(asked.found.hits)
        yield f"left out, since the prompt is full: {left_out} of {whole} paragraphs"
    if failure:
        yield failure
    if outcome.declined:
        yield f"{name} says that the paragraphs do not answer the question"
    if withheld:
        said = shown + withheld + outcome.beside
        yield f"withheld, since no paragraph bears it out: {withheld} of {said} statements"
    if outcome.beside:
        yield f"left out, since it is not what was asked: {_count(outcome.beside, 'statement')}"
    if asked.missing(outcome):
        left = "what it leaves open is quoted from the documents"
        yield left if shown else "the documents are quoted instead"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _numbered(statement: Statement, *, after: Sequence[Statement]) -> Statement:
    """Go on numbering citations where the statements before ended."""
    first = 1 + sum(len(one.citations) for one in after)
    citations = (
        replace(one, number=number) for number, one in enumerate(statement.citations, start=first)
    )
    return replace(statement, citations=tuple(citations))


def _text(statements: Sequence[Statement], citations: Sequence[Citation]) -> str:
    if statements:
        return " ".join(
            f"{statement.shown} {_marks(statement.citations)}" for statement in statements
        )
    if citations:
        return f"{_ABSTENTION} Nearest to it: {_marks(citations)}"
    return _ABSTENTION


def _marks(citations: Sequence[Citation]) -> str:
    return "".join(f"[{citation.number}]" for citation in citations)
