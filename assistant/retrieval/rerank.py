"""The best paragraphs of a search, ranked anew by a model that reads them with the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from assistant.text.tokens import terms
from assistant.types import Hit, Paragraph, Passage

#: Paragraphs that are ranked anew; the model reads each with the question, which takes its time.
DEPTH: Final = 20

#: Most passages of one paragraph that are read, so that a long one does not cost seconds.
_MOST_PASSAGES: Final = 4

#: Scores pairs of question and passage: finite, unbounded, higher for what answers better.
Score = Callable[[Sequence[tuple[str, str]]], Sequence[float]]

#: Cuts paragraphs into passages that the model can read, at least one for each.
Cut = Callable[[Sequence[Paragraph]], Sequence[Sequence[Passage]]]


def rerank(question: str, hits: Sequence[Hit], *, score: Score, cut: Cut) -> list[Hit]:
    """Rank the first hits anew by their best passage; the others stay behind them as they are.

    Every model has a scale of its own, and what reads the scores afterwards was made for those of
    the fusion. So a place keeps its fused score, or gets less where the model sees a wider gap.

    Args:
        question: Any text.
        hits:     Best first, with fused scores.
        score:    The model.
        cut:      A long paragraph is judged by its best passage: a model cuts off what it cannot
                  read, and the answer may stand there.

    Returns:
        All hits, best first, `score` in the range that it had; where the model scores alike, by
        document and number.
    """
    first, others = hits[:DEPTH], hits[DEPTH:]
    grades = _grades(question, [hit.paragraph for hit in first], score=score, cut=cut)
    order = sorted(zip(grades, first, strict=True), key=lambda one: (-one[0], one[1].paragraph.id))
    fused = sorted((hit.score for hit in first), reverse=True)
    scores = _fitted(sorted(grades, reverse=True), fused)
    anew = [replace(hit, score=fitted) for (_, hit), fitted in zip(order, scores, strict=True)]
    return [*anew, *others]


def _grades(
    question: str, paragraphs: Sequence[Paragraph], *, score: Score, cut: Cut
) -> list[float]:
    """Give each paragraph the model's score of its best passage."""
    texts = [_most_telling(question, passages) for passages in cut(paragraphs)]
    scores = iter(score([(question, text) for some in texts for text in some]))
    return [max(next(scores) for _ in some) for some in texts]


def _fitted(grades: Sequence[float], fused: Sequence[float]) -> list[float]:
    """Bring a model's scores into the range of the fused ones; all best first.

    The model's best becomes the highest and its median the lowest: most of what is read does not
    answer, and how far down a model puts that says nothing.
    """
    if not grades or grades[0] == (middle := median(grades)):
        return list(fused)
    shares = (max(0.0, grade - middle) / (grades[0] - middle) for grade in grades)
    width = fused[0] - fused[-1]
    return [
        min(place, fused[-1] + width * share) for place, share in zip(fused, shares, strict=True)
    ]


def _most_telling(question: str, passages: Sequence[Passage]) -> list[str]:
    """Choose the passages that share most words with the question, where there are many."""
    if len(passages) > _MOST_PASSAGES:
        asked = set(terms(question))
        passages = sorted(passages, key=lambda one: -len(asked & set(terms(one.text))))
    return [one.text for one in passages[:_MOST_PASSAGES]]
