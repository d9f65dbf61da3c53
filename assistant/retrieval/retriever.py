"""From a question to ranked paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

from assistant.retrieval.fusion import fuse
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
    depth = max(_DEPTH, limit)
    near = generation.dense.query(embed(question), limit=depth, documents=documents)
    shared = generation.lexical.search(question, limit=depth, documents=documents)
    ranked = fuse(_best_windows(near), dict(shared), limit=limit)
    scores = {one.paragraph: one for one in ranked}
    return [
        Hit(
            paragraph=paragraph,
            score=scores[paragraph.id].score,
            dense=scores[paragraph.id].dense,
            lexical=scores[paragraph.id].lexical,
        )
        for paragraph in generation.catalogue.paragraphs([one.paragraph for one in ranked])
    ]


def _best_windows(near: Iterable[tuple[PassageRef, float]]) -> dict[ParagraphId, float]:
    """Give each paragraph the cosine of its nearest window."""
    best: dict[ParagraphId, float] = {}
    for ref, cosine in near:
        best.setdefault(ref.paragraph, cosine)
    return best
