"""Two rankings of paragraphs become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.types import ParagraphId

#: Share of the dense ranking, in [0, 1]. Measured on the development data over 520 paragraphs:
#: docs/decisions/fusion.md.
DENSE_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A paragraph with its scores, as `Hit` has them.

    Attributes:
        near: Cosine as a share of the nearest paragraph's, in [0, 1].
    """

    paragraph: ParagraphId
    score: float
    near: float
    dense: float | None
    lexical: float | None


def fuse(
    dense: Mapping[ParagraphId, float],
    lexical: Mapping[ParagraphId, float],
    *,
    limit: int,
    dense_share: float = DENSE_SHARE,
) -> list[Ranked]:
    """Merge two rankings by a weighted sum of scores, each as a share of its ranking's best.

    A convex combination of scores with their theoretical minimum at 0 (Bruch, Gai and Ingber, "An
    Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 2023). A paragraph that the dense
    search did not return was further away than all that it did: it counts as the furthest.

    Args:
        dense:       Cosine in [-1, 1] of the nearest paragraphs.
        lexical:     BM25, at least 0, of the best paragraphs.
        limit:       Most paragraphs to return, at least 1.
        dense_share: Weight of the dense ranking, in [0, 1].

    Returns:
        Best first, `score` in [0, 1]; ties in id order.

    Raises:
        ValueError: if `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}")
    nearest = max([0.0, *dense.values()])
    furthest = max(0.0, min(dense.values(), default=0.0))
    most = max([0.0, *lexical.values()])
    ranked = [
        Ranked(
            paragraph=id_,
            score=dense_share * near + (1 - dense_share) * _share(lexical.get(id_, 0.0), most),
            near=near,
            dense=dense.get(id_),
            lexical=lexical.get(id_),
        )
        for id_ in dense.keys() | lexical.keys()
        for near in [_share(dense.get(id_, furthest), nearest)]
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.paragraph))[:limit]


def _share(value: float, best: float) -> float:
    return max(0.0, value) / best if best > 0 else 0.0
