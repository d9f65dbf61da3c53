"""What the small reader says of the retrieved paragraphs and their sentences.

Words tell which paragraphs are about the question; only who reads question and paragraph together
sees whether one answers the other.
"""

from __future__ import annotations

import math
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

# What counts beside the reader's log-odds that a sentence answers: the logarithm of its paragraph's
# score as a share of the best one's, and its share of the question's rare words. Chosen on the
# development data (benchmarks/quality.md).
_PARAGRAPH: Final = 12.0
_WORDS: Final = 1.5

#: What the reader's log-odds that a paragraph answers count in the order of the paragraphs, beside
#: the logarithm of its score. Chosen on the development data, too.
_ANSWERS: Final = 1 / 20

#: The log-odds of a paragraph that was not read: about the mean of those that are.
_UNREAD: Final = -2.0

#: Scores and chances are cut so far from 0, and chances from 1.
_LEAST: Final = 1e-4
_SUREST: Final = math.log((1 - _LEAST) / _LEAST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Paragraphs and sentences as the reader judges them.

    Attributes:
        scored:  All sentences in their order; `score` in [0, 1] says how well one answers, 0 where
                 it was not read.
        answers: The probability that each paragraph answers, of those that were read.
        spoken:  The largest probability that a sentence answers; 0 if none was read.
    """

    scored: list[Evidence]
    answers: dict[ParagraphId, float]
    spoken: float


def read_closely(
    question: str,
    hits: Sequence[Hit],
    scored: Sequence[Evidence],
    *,
    titles: Callable[[Hit], str],
    read: Read,
) -> Readings:
    """Have the best paragraphs read, and score their sentences by what is said.

    Args:
        question: As it stands alone.
        hits:     Paragraphs, best first.
        scored:   Their sentences, in the hits' order and reading order, scored by words.
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
    best = max((hit.score for hit in hits), default=0.0)
    scores: dict[Evidence, float] = {}
    for hit, excerpt, reading in zip(hits, excerpts, readings, strict=False):
        for one, chance in zip(excerpt, reading.sentences, strict=True):
            scores[one] = _score(chance, one, hit, best)
    return Readings(
        scored=[replace(one, score=scores.get(one, 0.0)) for one in scored],
        answers={
            hit.paragraph.id: reading.answers for hit, reading in zip(hits, readings, strict=False)
        },
        spoken=max((chance for one in readings for chance in one.sentences), default=0.0),
    )


def in_order(hits: Sequence[Hit], readings: Readings) -> list[Hit]:
    """Order paragraphs by what search and reader say of them; a place keeps its score."""
    odds_of = {id_: log_odds(chance) for id_, chance in readings.answers.items()}

    def fit(hit: Hit) -> float:
        odds = odds_of.get(hit.paragraph.id, _UNREAD)
        return math.log(max(hit.score, _LEAST)) + _ANSWERS * odds

    scores = sorted((hit.score for hit in hits), reverse=True)
    order = sorted(hits, key=fit, reverse=True)
    return [replace(hit, score=score) for hit, score in zip(order, scores, strict=True)]


def _score(chance: float, one: Evidence, hit: Hit, best: float) -> float:
    """Score a sentence by the reader's chance, its words' share and its paragraph's score."""
    paragraph = max(hit.score, _LEAST)
    nearness = math.log(paragraph / max(best, _LEAST))
    odds = log_odds(chance) + _PARAGRAPH * nearness + _WORDS * (one.score / paragraph - 0.5)
    return 1 / (1 + math.exp(-odds))


def log_odds(chance: float, *, surest: float = _SUREST) -> float:
    """Give the log-odds of a probability, cut at a size."""
    if chance <= 0 or chance >= 1:
        return math.copysign(surest, chance - 0.5)
    return max(-surest, min(surest, math.log(chance / (1 - chance))))


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
