"""How likely the retrieved paragraphs answer the question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

from assistant.answering.evidence import Weights
from assistant.text.tokens import terms
from assistant.types import Evidence, Hit

#: Retrieved paragraphs whose distance says how far the best one stands out.
_CROWD: Final = 5


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


#: Fitted by training/confidence.py, which prints this table; figures in training/README.md.
_INTERCEPT: Final = -4.351
_COEFFICIENTS: Final = Signals(4.766, 2.775, -0.201, 1.657, 0.439, 0.243)


def measure(hits: Sequence[Hit], chosen: Sequence[Evidence], weights: Weights) -> Signals:
    """Measure the signals of a question's hits and chosen sentences."""
    cosines = sorted((hit.dense for hit in hits if hit.dense is not None), reverse=True)[:_CROWD]
    nearest = cosines[0] if cosines else 0.0
    spoken = [terms(one.text) for one in chosen]
    return Signals(
        nearest=nearest,
        lead=nearest - sum(cosines) / len(cosines) if cosines else 0.0,
        paragraph=max((weights.coverage(terms(hit.paragraph.plain)) for hit in hits), default=0.0),
        sentence=max(map(weights.coverage, spoken), default=0.0),
        together=weights.coverage(term for some in spoken for term in some),
        agreement=float(_best_dense(hits) is not None and _best_dense(hits) == _best_lexical(hits)),
    )


def confidence(signals: Signals) -> float:
    """Give the probability, in [0, 1], that there is an answer (logistic regression)."""
    score = _INTERCEPT + sum(
        weight * value
        for weight, value in zip(astuple(_COEFFICIENTS), astuple(signals), strict=True)
    )
    return 1 / (1 + math.exp(-score))


def _best_dense(hits: Sequence[Hit]) -> object:
    known = [hit for hit in hits if hit.dense is not None]
    return max(known, key=lambda hit: hit.dense or 0.0).paragraph.id if known else None


def _best_lexical(hits: Sequence[Hit]) -> object:
    known = [hit for hit in hits if hit.lexical is not None]
    return max(known, key=lambda hit: hit.lexical or 0.0).paragraph.id if known else None
