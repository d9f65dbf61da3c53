"""What the documents hold for a question, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.answering.conflicts.conflict import Conflict, find_conflict
from assistant.answering.evidence.admission import admits_ignorance, asks_for_gaps
from assistant.answering.evidence.close_reading import Read, in_order, read_closely
from assistant.answering.evidence.company import Find, with_company
from assistant.answering.evidence.confidence import confidence, lacks_year, measure
from assistant.answering.evidence.sentences import (
    BY_READER,
    BY_WORDS,
    MOST,
    Rarity,
    Weights,
    best_first,
    score_sentences,
    select,
)
from assistant.answering.proof.verify import Origins
from assistant.types import Evidence, Hit, ParagraphId

#: Most confidence where a document itself says that what is asked is not known, or no chosen
#: paragraph has a year of the question: of 56 such questions of the development data, 4 could be
#: answered.
_UNLIKELY: Final = 0.1

#: Most sentences of a document that the question names, and of the others.
_NAMED: Final = 2
_OTHERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A question that stands alone, and the paragraphs retrieved for it, best first.

    Attributes:
        question: The question.
        hits:     The paragraphs; where the question names a document, those of the others.
        named:    The question without that name, and that document's paragraphs.
    """

    question: str
    hits: Sequence[Hit]
    named: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A question with what was found for it.

    Attributes:
        question:   As it stands alone.
        hits:       Paragraphs, best first.
        scored:     Their sentences with scores.
        chosen:     Those that answer together; where there is a conflict, what each side says.
        weights:    The question's terms.
        confidence: That there is an answer, in [0, 1].
        unknown:    Whether the documents themselves say that it is not known.
        conflict:   How the paragraphs contradict each other on what is asked.
    """

    question: str
    hits: Sequence[Hit]
    scored: Sequence[Evidence]
    chosen: Sequence[Evidence]
    weights: Weights
    confidence: float
    conflict: Conflict | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """Finds the sentences that answer a question among the paragraphs retrieved for it.

    Attributes:
        rarity:    How rare each term is in the index.
        origins:   Looks up what a citation says of its document.
        paragraph: Looks up the paragraph behind another one.
        read:      The reader; without one, words and embeddings decide alone.
    """

    rarity: Rarity
    origins: Origins
    paragraph: Find
    read: Read | None = None

    def find_part(self, part: Part) -> Found:
        """Find what answers a part of a question."""
        if part.named:
            return self.find_both(part.named, part)
        return self.find(part.question, part.hits)

    def find(self, question: str, hits: Sequence[Hit], *, most: int = MOST) -> Found:
        """Find what answers a question.

        Args:
            question: As it stands alone.
            hits:     Retrieved for it, best first.
            most:     Most sentences to choose, besides those that they cannot be quoted without.
        """
        weights = Weights.of(question, self.rarity)
        by_words = scored = score_sentences(hits, weights)
        rule, readings = BY_WORDS, None
        if self.read and hits:
            readings = read_closely(question, hits, scored, titles=self._title, read=self.read)
            scored, rule, hits = readings.scored, BY_READER, in_order(hits, readings)
        # By words: the reader prefers one side, often by much.
        conflict = find_conflict(question, best_first(by_words))
        if conflict:
            disputed = [side.evidence[0] for side in conflict.sides]
            chosen = with_company(disputed, by_words, self.paragraph)
        else:
            chosen = with_company(select(scored, rule, most=most), scored, self.paragraph)
        sure = confidence(measure(hits, chosen, weights, readings)) if chosen else 0.0
        admission = None if conflict or asks_for_gaps(question) else _admission(best_first(scored))
        if admission:
            hits = sorted(hits, key=lambda hit: hit.paragraph.id != admission.paragraph.id)
        if admission or lacks_year(question, [one.paragraph for one in chosen]):
            sure = min(sure, _UNLIKELY)
        return Found(
            question=question,
            hits=_with_paragraphs(hits, chosen),
            scored=scored,
            chosen=chosen,
            weights=weights,
            conflict=conflict,
            confidence=sure,
            unknown=admission is not None,
        )

    def find_both(self, named: Part, others: Part) -> Found:
        """Find what a document that the question names says, and what the others say to it.

        Args:
            named:  The question without its name, and paragraphs of that document.
            others: The question, and paragraphs of the others.
        """
        ours = self.find(named.question, named.hits, most=_NAMED)
        theirs = self.find(others.question, others.hits, most=_OTHERS)
        # That one of the two answers, as if they did not depend on each other.
        either = 1 - (1 - ours.confidence) * (1 - theirs.confidence)
        return replace(
            theirs,
            hits=list(_in_turn([ours, theirs])),
            scored=[*ours.scored, *theirs.scored],
            chosen=[*ours.chosen, *theirs.chosen],
            weights=Weights(terms={**theirs.weights.terms, **ours.weights.terms}),
            confidence=theirs.confidence if theirs.unknown else either,
        )

    def _title(self, hit: Hit) -> str:
        return self.origins(hit.paragraph.document).title


def _admission(ranked: Sequence[Evidence]) -> Evidence | None:
    """Give the nearest sentence or the next one, if it says that the documents do not know."""
    return next((one for one in ranked[:2] if admits_ignorance(one.text)), None)


def _with_paragraphs(hits: Sequence[Hit], chosen: Sequence[Evidence]) -> list[Hit]:
    """Put the paragraphs behind that only keep chosen sentences company."""
    known = {hit.paragraph.id for hit in hits}
    others = {one.paragraph.id: one.paragraph for one in chosen if one.paragraph.id not in known}
    return [
        *hits,
        *(Hit(paragraph=one, score=0.0, dense=None, lexical=None) for one in others.values()),
    ]


def join(parts: Sequence[Found], *, threshold: float) -> Found:
    """Take the parts of a question together; those below the threshold lend no sentences.

    The confidence is the least of the parts that are answered, or of all if none is.
    """
    if len(parts) == 1:
        return parts[0]
    answered = [one for one in parts if one.confidence >= threshold] or list(parts)
    return replace(
        answered[0],
        question=" ".join(dict.fromkeys(one.question for one in answered)),
        hits=list({hit.paragraph.id: hit for hit in _in_turn(parts)}.values()),
        scored=_best(parts),
        chosen=list({_place(one): one for part in answered for one in part.chosen}.values()),
        weights=Weights(
            terms={term: w for part in answered for term, w in part.weights.terms.items()}
        ),
        confidence=min(one.confidence for one in answered),
        conflict=next((one.conflict for one in answered if one.conflict), None),
    )


def _in_turn(parts: Sequence[Found]) -> Iterator[Hit]:
    longest = max(len(part.hits) for part in parts)
    return (part.hits[at] for at in range(longest) for part in parts if at < len(part.hits))


def _best(parts: Sequence[Found]) -> list[Evidence]:
    best: dict[tuple[ParagraphId, int], Evidence] = {}
    for one in (one for part in parts for one in part.scored):
        place = _place(one)
        if place not in best or best[place].score < one.score:
            best[place] = one
    return list(best.values())


def _place(one: Evidence) -> tuple[ParagraphId, int]:
    """Tell a sentence from others, whatever it scores."""
    return one.paragraph.id, one.start
