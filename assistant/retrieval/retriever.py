"""From a question to ranked paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

from assistant.retrieval.closeness import Wording
from assistant.retrieval.fusion import fuse
from assistant.retrieval.order import DEPTH, in_order
from assistant.storage.catalogue import PassageRef
from assistant.storage.generation import Generation
from assistant.types import DocumentId, Hit, ParagraphId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Passages that each of the two searches contributes; more changes no figure.
_DEPTH: Final = 50


def retrieve(
    question: str,
    *,
    generation: Generation,
    embed: Callable[[str], NDArray[np.float32]],
    limit: int,
    documents: Collection[DocumentId] | None = None,
) -> list[Hit]:
    """Rank the paragraphs of an index by how well they fit a question.

    Args:
        question:   Any text.
        generation: The index to search.
        embed:      Gives the question's unit vector, shape (dimensions,).
        limit:      Most paragraphs to return, at least 1.
        documents:  Look in these only.

    Returns:
        Hits, best first; ties by document and number.

    Raises:
        ValueError: if `limit` is below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}")
    depth = max(_DEPTH, limit)
    near = generation.dense.query(embed(question), limit=depth, documents=documents)
    shared = generation.lexical.search(question, limit=depth, documents=documents)
    fused = fuse(_best_windows(near), dict(shared), limit=max(DEPTH, limit))
    found = generation.catalogue.paragraphs([one.paragraph for one in fused])
    paragraphs = {paragraph.id: paragraph for paragraph in found}
    texts = {id_: paragraph.plain for id_, paragraph in paragraphs.items()}
    ranked = in_order(fused, texts, Wording(question, generation.lexical.rarity))
    return [
        Hit(
            paragraph=paragraphs[one.paragraph],
            score=one.score,
            dense=one.dense,
            lexical=one.lexical,
        )
        for one in ranked
        if one.paragraph in paragraphs
    ][:limit]


def _best_windows(near: Iterable[tuple[PassageRef, float]]) -> dict[ParagraphId, float]:
    """Give each paragraph the cosine of its nearest window."""
    best: dict[ParagraphId, float] = {}
    for ref, cosine in near:
        best.setdefault(ref.paragraph, cosine)
    return best
