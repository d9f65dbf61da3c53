"""What the small reader says of the retrieved paragraphs and their sentences.

Words tell which paragraphs are about the question; only who reads question and paragraph together
sees whether one answers the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from assistant.types import CloseReading, Evidence, Hit, ParagraphId

#: Reads a question with titles and sentences; gives readings of the first of them.
Read = Callable[[str, Sequence[tuple[str, Sequence[str]]]], Sequence[CloseReading]]

#: Most words of a paragraph that are read; of a longer one, the run of sentences that shares most
#: with the question.
_MOST_WORDS: Final = 180

#: How much the reader's judgement counts beside the search's in the order of paragraphs, in [0, 1].
#: Chosen on the development data (benchmarks/quality.md).
_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Paragraphs and sentences as the reader judges them.

    Attributes:
        hits:    The paragraphs in their new order; those that were not read stand behind.
        scored:  Their sentences; `score` is the probability that the sentence answers, 0 where it
                 was not read.
        answers: The probability that each paragraph answers, of those that were read.
    """

    hits: list[Hit]
    scored: list[Evidence]
    answers: dict[ParagraphId, float]


def read_closely(
    question: str,
    hits: Sequence[Hit],
    scored: Sequence[Evidence],
    *,
    titles: Callable[[Hit], str],
    read: Read,
) -> Readings:
    """Have the best paragraphs read, and order paragraphs and score sentences by what is said.

    Args:
        question: As it stands alone.
        hits:     Paragraphs, best first.
        scored:   Their sentences, in the hits' order and reading order.
        titles:   Gives the title of a hit's document.
        read:     The reader.
    """
    sentences = {id_: list(some) for id_, some in groupby(scored, key=lambda one: one.paragraph.id)}
    excerpts = [_excerpt(sentences[hit.paragraph.id]) for hit in hits]
    readings = read(
        question,
        [
            (titles(hit), [one.text for one in excerpt])
            for hit, excerpt in zip(hits, excerpts, strict=True)
        ],
    )
    chances: dict[Evidence, float] = {}
    answers: dict[ParagraphId, float] = {}
    for hit, excerpt, reading in zip(hits, excerpts, readings, strict=False):
        answers[hit.paragraph.id] = reading.answers
        chances |= zip(excerpt, reading.sentences, strict=True)
    return Readings(
        hits=_ordered(hits, answers),
        scored=[replace(one, score=chances.get(one, 0.0)) for one in scored],
        answers=answers,
    )


def _ordered(hits: Sequence[Hit], answers: dict[ParagraphId, float]) -> list[Hit]:
    """Order the paragraphs that were read by both judgements, before those that were not."""
    judged = [
        replace(hit, score=(1 - _SHARE) * hit.score + _SHARE * answers[hit.paragraph.id])
        for hit in hits
        if hit.paragraph.id in answers
    ]
    judged.sort(key=lambda hit: (-hit.score, hit.paragraph.id))
    least = min((hit.score for hit in judged), default=1.0)
    return [
        *judged,
        *(
            replace(hit, score=min(hit.score, least))
            for hit in hits
            if hit.paragraph.id not in answers
        ),
    ]


def _excerpt(sentences: Sequence[Evidence]) -> Sequence[Evidence]:
    """Give the run of sentences, within the limit, that scores most in all; at least one."""
    words = [len(one.text.split()) for one in sentences]
    if sum(words) <= _MOST_WORDS:
        return sentences
    best, most = (0, 1), -1.0
    for start in range(len(sentences)):
        end, length = start, 0
        while end < len(sentences) and (end == start or length + words[end] <= _MOST_WORDS):
            length += words[end]
            end += 1
        total = sum(one.score for one in sentences[start:end])
        if total > most:
            best, most = (start, end), total
    return sentences[best[0] : best[1]]
