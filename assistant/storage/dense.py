"""Chroma's home: vectors of passages and their nearest neighbours.

The collection holds passage ids, vectors and document ids, no text: with texts, 50,000 passages
took 269 MB instead of 106 and 28 s to add instead of 12, and a removed text stayed readable in
the file (docs/decisions/chroma.md).
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import DamagedIndexError
from assistant.storage.catalogue import PassageRef
from assistant.storage.chroma import chroma_errors, open_client
from assistant.storage.panics import translated
from assistant.types import DocumentId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COLLECTION: Final = "passages"
_DATABASE: Final = "chroma.sqlite3"

# Chosen by benchmarks/hnsw_recall.py. sync_threshold 2: every batch is persisted, so that the
# next reader replays no log.
_GRAPH: Final = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "sync_threshold": 2,
}

#: Search depth by number of passages; recall@50 against exact search is at least 0.99 with it.
_SHALLOW: Final = (5_000, 400)
_DEEP: Final = 1_600

#: Ids that one `get` or `delete` names; SQLite's own limit is 32,766.
_BATCH: Final = 5_000

#: Documents that one query names; with more than 32,766 values SQLite refuses it.
_MOST_NAMED: Final = 30_000


class DenseIndex:
    """One Chroma collection in a folder of its own; may be shared by threads for reading."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the collection, or make an empty one.

        Raises:
            DamagedIndexError: if it is missing or Chroma cannot open it.
        """
        self._translated = partial(translated, partial(_damaged, path), *chroma_errors())
        with self._translated():
            self._client = open_client(path)
            self._collection = (
                self._client.create_collection(
                    _COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": _GRAPH},  # type: ignore[arg-type]
                )
                if create
                else self._client.get_collection(_COLLECTION, embedding_function=None)
            )

    def close(self) -> None:
        """Release the files; everything written is complete then."""
        self._client.close()  # type: ignore[attr-defined]  # only the concrete client has it

    def upsert(self, refs: Sequence[PassageRef], vectors: NDArray[np.float32]) -> None:
        """Add passages or replace their vectors, shape (len(refs), dimensions)."""
        most = self._client.get_max_batch_size()
        for start in range(0, len(refs), most):
            some = refs[start : start + most]
            with self._translated():
                self._collection.upsert(
                    ids=[str(ref) for ref in some],
                    embeddings=vectors[start : start + most],
                    metadatas=[{"document": ref.paragraph.document} for ref in some],
                )

    def delete(self, refs: Sequence[PassageRef]) -> None:
        """Remove passages; unknown ones are left out."""
        for start in range(0, len(refs), _BATCH):
            with self._translated():
                self._collection.delete(ids=[str(ref) for ref in refs[start : start + _BATCH]])

    def set_depth(self) -> None:
        """Choose the search depth for the number of passages; holds from the next opening."""
        few, shallow = _SHALLOW
        depth = shallow if self.count() <= few else _DEEP
        with self._translated():
            self._collection.modify(configuration={"hnsw": {"ef_search": depth}})

    def query(
        self,
        vector: NDArray[np.float32],
        *,
        limit: int,
        documents: Collection[DocumentId] | None = None,
    ) -> list[tuple[PassageRef, float]]:
        """Find the nearest passages.

        Args:
            vector:    The embedded question, shape (dimensions,).
            limit:     Most passages to return, at least 1.
            documents: Look in these only.

        Returns:
            Passages with their cosine in [-1, 1], best first, ties by id.
        """
        if documents is None:
            return self._nearest(vector, limit, None)
        names = sorted(documents)
        hits: list[tuple[PassageRef, float]] = []
        for start in range(0, len(names), _MOST_NAMED):
            hits += self._nearest(vector, limit, names[start : start + _MOST_NAMED])
        return sorted(hits, key=_best_first)[:limit]

    def _nearest(
        self, vector: NDArray[np.float32], limit: int, documents: Sequence[DocumentId] | None
    ) -> list[tuple[PassageRef, float]]:
        where: Any = None if documents is None else {"document": {"$in": documents}}
        with self._translated():
            found = self._collection.query(
                query_embeddings=[vector],  # type: ignore[arg-type]  # float32 is what it takes
                n_results=limit,
                where=where,
                include=["distances"],
            )
        (distances,) = found["distances"] or [[]]
        hits = [
            (PassageRef.parse(id_), 1 - float(distance))
            for id_, distance in zip(found["ids"][0], distances, strict=True)
        ]
        return sorted(hits, key=_best_first)

    def vectors(self, refs: Sequence[PassageRef]) -> tuple[list[PassageRef], NDArray[np.float32]]:
        """Read back stored vectors; the refs say which were found, in the rows' order."""
        import numpy as np

        found: list[PassageRef] = []
        rows: list[Any] = []
        for start in range(0, len(refs), _BATCH):
            ids = [str(ref) for ref in refs[start : start + _BATCH]]
            with self._translated():
                batch = self._collection.get(ids=ids, include=["embeddings"])
            found += [PassageRef.parse(id_) for id_ in batch["ids"]]
            rows += list(batch["embeddings"]) if batch["embeddings"] is not None else []
        return found, np.asarray(rows, dtype=np.float32)

    def refs(self) -> set[PassageRef]:
        """List what the collection really holds."""
        with self._translated():
            return {PassageRef.parse(id_) for id_ in self._collection.get(include=[])["ids"]}

    def count(self) -> int:
        """Count the passages."""
        with self._translated():
            return int(self._collection.count())


def _best_first(hit: tuple[PassageRef, float]) -> tuple[float, PassageRef]:
    return -hit[1], hit[0]


def copy_collection(source: Path, target: Path) -> None:
    """Copy a collection that other processes may be reading.

    Chroma writes to its database at every opening, so a plain copy of that file could be torn;
    SQLite's own backup is not. The other files never change.

    Raises:
        DamagedIndexError: if the database cannot be read.
    """
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*"))
    reader = sqlite3.connect(f"{(source / _DATABASE).absolute().as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(target / _DATABASE)
    try:
        reader.backup(copy)
    except sqlite3.Error as error:
        raise _damaged(source, error) from error
    finally:
        copy.close()
        reader.close()


def quick_count(path: Path) -> int | None:
    """Count the passages of a closed collection without importing Chroma, which takes a second.

    Returns:
        The number of rows in Chroma's own table; None if this cannot be told from outside.
    """
    try:
        connection = sqlite3.connect(f"{(path / _DATABASE).as_uri()}?mode=ro", uri=True)
        try:
            (rows,) = connection.execute("SELECT count(*) FROM embeddings").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return None
    return int(rows)


def _damaged(path: Path, why: object) -> DamagedIndexError:
    return DamagedIndexError.of(f"the Chroma index {path}", why)
