"""The best paragraphs of the fusion, put in order by a reading of their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.retrieval.closeness import Closeness, Wording
from assistant.retrieval.fusion import Ranked
from assistant.types import ParagraphId

#: Paragraphs that are read; more change no figure and take their time.
DEPTH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """What each sign counts; at least 0, and together 1.

    Attributes:
        dense: Cosine, as a share of the best paragraph's.
        read:  What the paragraph has of the question's wording.
    """

    dense: float
    read: Closeness

    def score(self, near: float, read: Closeness) -> float:
        """Weigh the signs of a paragraph; in [0, 1]."""
        weights = self.read
        score = (
            self.dense * near
            + weights.terms * read.terms
            + weights.near * read.near
            + weights.words * read.words
            + weights.pairs * read.pairs
            + weights.triples * read.triples
        )
        return min(1.0, score)


#: A paragraph that is not read gets at most this share of the least score of those that are.
_UNREAD: Final = 0.99

#: Fitted by training/ranking.py, which prints these figures; rounded.
BLEND: Final = Blend(
    dense=0.36,
    read=Closeness(terms=0.13, near=0.22, words=0.07, pairs=0.10, triples=0.12),
)


def in_order(
    ranked: Sequence[Ranked],
    texts: Mapping[ParagraphId, str],
    wording: Wording,
    *,
    blend: Blend = BLEND,
) -> list[Ranked]:
    """Order the first paragraphs by nearness and wording; the others stay behind them.

    BM25 counts the question's words in a paragraph, wherever they stand. Read, a paragraph also
    tells whether they stand together, in the question's order and form.

    Args:
        ranked:  As `fuse` gives them, best first.
        texts:   Of those among the first `DEPTH` that are to be read; one without a text has none
                 of the wording.
        wording: The question's.
        blend:   What each sign counts.

    Returns:
        The same paragraphs, best first, `score` in [0, 1]; ties in id order. Which come first does
        not depend on how many there are.
    """
    first, others = ranked[:DEPTH], ranked[DEPTH:]
    read = [
        replace(one, score=blend.score(one.near, wording.closeness(texts.get(one.paragraph, ""))))
        for one in first
    ]
    read.sort(key=lambda one: (-one.score, one.paragraph))
    if not others:
        return read
    # Below all that were read, as far apart as the fusion has them.
    lowest, highest = read[-1].score, first[-1].score
    return [*read, *(replace(one, score=_below(lowest, one.score, highest)) for one in others)]


def _below(lowest: float, score: float, highest: float) -> float:
    return _UNREAD * lowest * score / highest if highest else 0.0
