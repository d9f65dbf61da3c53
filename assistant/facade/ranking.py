"""Paragraphs of an index, ranked for a question, within the limits that every call has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.errors import EmptyIndexError, UsageError
from assistant.facade.keeper import Keeper
from assistant.retrieval.retriever import retrieve
from assistant.storage.generation import Generation
from assistant.types import DocumentId, Hit

#: Most paragraphs of one search.
MOST_PARAGRAPHS: Final = 1_000


def check_bounds(
    keeper: Keeper, generation: Generation, *, k: int, documents: Sequence[str] | None
) -> None:
    """Refuse an empty index, a `k` out of range and unknown documents.

    Raises:
        EmptyIndexError: if the index holds no document.
        UsageError: if `k` is out of range.
        UnknownDocumentError: if there is no such document.
    """
    if not generation.manifest.documents:
        raise EmptyIndexError(
            f"the index {keeper.folder.path} holds no document; add some: assistant ingest PATH"
        )
    if not 1 <= k <= MOST_PARAGRAPHS:
        raise UsageError(f"k must lie between 1 and {MOST_PARAGRAPHS:,}, not {k}")
    for document in documents or ():
        generation.catalogue.origin(DocumentId(document))


def rank(
    keeper: Keeper,
    generation: Generation,
    question: str,
    *,
    k: int,
    documents: Sequence[str] | None,
) -> list[Hit]:
    """Rank at most `k` paragraphs, best first; the arguments have been checked."""
    return retrieve(
        question,
        generation=generation,
        embed=keeper.embedder.embed_query,
        limit=k,
        documents=None if documents is None else [DocumentId(name) for name in documents],
    )
