"""The best paragraphs of a search, ranked anew by a model that reads them with the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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

    A model's scores have a scale of their own, and what comes after expects that of the fusion.
    So the best and the worst of the first hits get the highest and the lowest fused score among
    them, and the others what lies between, in proportion to the model's scores.

    Args:
        question: Any text.
        hits:     Best first, with fused scores.
        score:    The model.
        cut:      A long paragraph is judged by its best passage: a model cuts off what it cannot
                  read, and the answer may stand there.

    Returns:
        All hits, best first, `score` in the range that it had; ties by document and number.
    """
    first, others = hits[:DEPTH], hits[DEPTH:]
    if not first:
        return []
    grades = _grades(question, [hit.paragraph for hit in first], score=score, cut=cut)
    ranked = sorted(
        zip(grades, first, strict=True), key=lambda pair: (-pair[0], pair[1].paragraph.id)
    )
    worst, best = min(grades), max(grades)
    lowest, highest = min(hit.score for hit in first), max(hit.score for hit in first)
    shares = [(grade - worst) / (best - worst) if best > worst else 1.0 for grade, _ in ranked]
    scores = [min(highest, lowest + (highest - lowest) * share) for share in shares]
    anew = [replace(hit, score=one) for one, (_, hit) in zip(scores, ranked, strict=True)]
    return [*anew, *others]


def _grades(
    question: str, paragraphs: Sequence[Paragraph], *, score: Score, cut: Cut
) -> list[float]:
    """Give each paragraph the model's score of its best passage."""
    texts = [_most_telling(question, passages) for passages in cut(paragraphs)]
    scores = iter(score([(question, text) for some in texts for text in some]))
    return [max(next(scores) for _ in some) for some in texts]


def _most_telling(question: str, passages: Sequence[Passage]) -> list[str]:
    """Choose the passages that share most words with the question, where there are many."""
    if len(passages) > _MOST_PASSAGES:
        asked = set(terms(question))
        passages = sorted(passages, key=lambda one: -len(asked & set(terms(one.text))))
    return [one.text for one in passages[:_MOST_PASSAGES]]
