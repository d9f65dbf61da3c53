"""How likely the retrieved paragraphs answer the question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from assistant.answering.evidence.close_reading import Readings, log_odds
from assistant.answering.evidence.sentences import Weights
from assistant.text.tokens import terms
from assistant.types import Evidence, Hit, Paragraph

# "2017" and not "2017.5", "2,017" or "20170"; "1990s" counts as 1990.
_YEAR: Final = re.compile(r"(?<![\d.,])(?:1[0-9]|20)\d\d(?!\d|[.,]\d)")

#: Retrieved paragraphs whose distance says how far the best one stands out.
_CROWD: Final = 5

#: Log-odds are cut at this size; the reader is never surer.
_SUREST: Final = 6.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer; every figure means the same on every corpus.

    Attributes:
        nearest:   Largest cosine between question and passage, in [-1, 1].
        lead:      How far that is above the mean of the five nearest, in [0, 2].
        paragraph: Largest share of the question's terms, by rarity, in one paragraph, in [0, 1].
        sentence:  The same for one chosen sentence.
        together:  The same for all chosen sentences.
        agreement: 1 if both searches put the same paragraph first, otherwise 0.
    """

    nearest: float
    lead: float
    paragraph: float
    sentence: float
    together: float
    agreement: float


@dataclass(frozen=True, slots=True)
class ReadSignals(Signals):
    """The same with what the reader says, as log-odds in [-6, 6].

    Attributes:
        answers: That the likeliest paragraph answers.
        spoken:  That the likeliest sentence answers.
    """

    answers: float
    spoken: float


#: Fitted by training/confidence.py, which prints these tables; figures in training/README.md.
_WORDS_INTERCEPT: Final = -5.054
_WORDS: Final = Signals(5.751, 2.458, -0.248, 1.594, 0.692, 0.453)
_READER_INTERCEPT: Final = -1.174
_READER: Final = ReadSignals(3.145, 2.603, -3.343, -0.011, 2.208, 0.224, 0.404, 0.093)


def measure(
    hits: Sequence[Hit],
    chosen: Sequence[Evidence],
    weights: Weights,
    readings: Readings | None = None,
) -> Signals:
    """Measure the signals of a question's hits and chosen sentences, and of their readings."""
    cosines = sorted((hit.dense for hit in hits if hit.dense is not None), reverse=True)[:_CROWD]
    nearest = cosines[0] if cosines else 0.0
    spoken = [terms(one.text) for one in chosen]
    signals = Signals(
        nearest=nearest,
        lead=nearest - sum(cosines) / len(cosines) if cosines else 0.0,
        paragraph=max((weights.coverage(terms(hit.paragraph.plain)) for hit in hits), default=0.0),
        sentence=max(map(weights.coverage, spoken), default=0.0),
        together=weights.coverage(term for some in spoken for term in some),
        agreement=float(_best_dense(hits) is not None and _best_dense(hits) == _best_lexical(hits)),
    )
    if readings is None:
        return signals
    answers = max(readings.answers.values(), default=0.0)
    read = (log_odds(chance, surest=_SUREST) for chance in (answers, readings.spoken))
    return ReadSignals(*(*astuple(signals), *read))


def lacks_year(question: str, paragraphs: Iterable[Paragraph]) -> bool:
    """Tell whether a question has a year that no paragraph or heading has."""
    texts = [" ".join((*one.section, one.plain)) for one in paragraphs]
    return not set(_YEAR.findall(question)) <= {
        year for text in texts for year in _YEAR.findall(text)
    }


def confidence(signals: Signals) -> float:
    """Give the probability, in [0, 1], that there is an answer (logistic regression)."""
    is_read = isinstance(signals, ReadSignals)
    intercept, coefficients = (
        (_READER_INTERCEPT, _READER) if is_read else (_WORDS_INTERCEPT, _WORDS)
    )
    score = intercept + sum(
        weight * value
        for weight, value in zip(astuple(coefficients), astuple(signals), strict=True)
    )
    return 1 / (1 + math.exp(-score))


def _best_dense(hits: Sequence[Hit]) -> object:
    known = [hit for hit in hits if hit.dense is not None]
    return max(known, key=lambda hit: hit.dense or 0.0).paragraph.id if known else None


def _best_lexical(hits: Sequence[Hit]) -> object:
    known = [hit for hit in hits if hit.lexical is not None]
    return max(known, key=lambda hit: hit.lexical or 0.0).paragraph.id if known else None
