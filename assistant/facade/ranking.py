"""Paragraphs of an index, ranked for a question, within the limits that every call has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from assistant.errors import EmptyIndexError, UsageError
from assistant.facade.keeper import Keeper
from assistant.facade.scope import Scope, resolve
from assistant.indexing.passages import cut
from assistant.retrieval.rerank import DEPTH, rerank
from assistant.retrieval.retriever import retrieve
from assistant.storage.generation import Generation
from assistant.types import DocumentId, Hit

#: Most paragraphs of one search.
MOST_PARAGRAPHS: Final = 1_000

#: Word pieces of a passage that a cross-encoder reads: most read 512, the question among them.
_PASSAGE_TOKENS: Final = 256


def look_in(
    keeper: Keeper, generation: Generation, *, k: int, scope: Scope
) -> list[DocumentId] | None:
    """Give the documents of a scope, None for all, having refused what cannot be searched.

    Raises:
        EmptyIndexError: if the index holds no document.
        UsageError: if `k` is out of range.
        UnknownDocumentError, EmptyScopeError: if there is no such document, or none is left.
    """
    if not generation.manifest.documents:
        raise EmptyIndexError(
            f"the index {keeper.folder.path} holds no document; add some: assistant ingest PATH"
        )
    if not 1 <= k <= MOST_PARAGRAPHS:
        raise UsageError(f"k must lie between 1 and {MOST_PARAGRAPHS:,}, not {k}")
    return resolve(scope, generation)


def rank(
    keeper: Keeper,
    generation: Generation,
    question: str,
    *,
    k: int,
    documents: Sequence[DocumentId] | None,
) -> list[Hit]:
    """Rank at most `k` paragraphs, best first; the arguments have been checked."""
    return retrieve(
        question,
        generation=generation,
        embed=keeper.embedder.embed_query,
        limit=k,
        documents=documents,
    )


def rank_for_question(
    keeper: Keeper,
    generation: Generation,
    question: str,
    *,
    k: int,
    documents: Sequence[DocumentId] | None,
) -> list[Hit]:
    """Rank as `rank` does, and let the re-ranker, if there is one, put the best in order.

    Raises:
        ModelError: if the re-ranker cannot be loaded, or is none.
    """
    if keeper.reranker is None:
        return rank(keeper, generation, question, k=k, documents=documents)
    hits = rank(keeper, generation, question, k=max(k, DEPTH), documents=documents)
    embedder = keeper.embedder
    limit = min(embedder.max_tokens, _PASSAGE_TOKENS)
    passages = partial(cut, count=embedder.count_tokens, limit=limit)
    return rerank(question, hits, score=keeper.reranker.scores, cut=passages)[:k]
