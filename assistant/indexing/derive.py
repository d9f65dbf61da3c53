"""Chroma and the lexical index, made from the catalogue and the embedding cache."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from assistant.errors import DamagedIndexError
from assistant.storage.catalogue import Catalogue, PassageRef
from assistant.storage.dense import DenseIndex, copy_collection
from assistant.storage.lexical import LexicalWriter
from assistant.storage.vectors import VectorCache, VectorKey
from assistant.types import DocumentId

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = TypeVar("Row")

#: Rows that go from one part to the other at once; bounds the memory of a rebuild.
_BATCH: Final = 5_000

#: Passages whose vectors are looked up at once.
_LOOKUP: Final = 1_000


def make_dense(
    folder: Path,
    catalogue: Catalogue,
    cache: VectorCache,
    *,
    base: Path | None,
    gone: Sequence[PassageRef],
    new: Collection[DocumentId],
) -> int:
    """Make the Chroma index of a catalogue.

    Args:
        folder:    Where to make it.
        catalogue: What it must hold.
        cache:     Has every vector.
        base:      A Chroma index to start from; without one all is made anew.
        gone:      Passages to take out of the base.
        new:       Documents that the base lacks.

    Returns:
        The length of a vector; 0 if there is none.

    Raises:
        DamagedIndexError: if the cache lacks a vector, or Chroma did not keep all.
    """
    if base:
        copy_collection(base, folder)
    dense = DenseIndex(folder, create=base is None)
    dimensions = 0
    try:
        dense.delete(gone)
        for rows in batches(_passages(catalogue, new if base else None), _BATCH):
            refs = [ref for ref, _ in rows]
            vectors = _lookup(cache, [key for _, key in rows])
            dense.upsert(refs, vectors)
            dimensions = vectors.shape[1]
        dense.set_depth()
        if (kept := dense.count()) != (wanted := catalogue.counts().passages):
            raise DamagedIndexError(
                f"Chroma kept {kept} of {wanted} passages; build the index anew with: "
                "assistant ingest --rebuild"
            )
    finally:
        dense.close()
    return dimensions


def make_lexical(
    folder: Path, catalogue: Catalogue, *, base: Path | None, new: Collection[DocumentId]
) -> None:
    """Make the lexical index of a catalogue; arguments as for `make_dense`.

    There is nothing to take out of a base: a removed word would stay readable in its files, so
    an ingest that removes anything starts from nothing.
    """
    if base:
        shutil.copytree(base, folder, ignore=shutil.ignore_patterns("*.lock"))
    writer = LexicalWriter(folder)
    if base:
        for document in sorted(new):
            writer.add(catalogue.paragraphs_of(document))
    else:
        for paragraphs in batches(catalogue.iter_paragraphs(), _BATCH):
            writer.add(paragraphs)
    writer.commit()


def lost_vectors(catalogue: Catalogue, cache: VectorCache) -> Iterator[dict[PassageRef, VectorKey]]:
    """Give out, some at a time, the passages of a catalogue whose vectors the cache lacks."""
    for rows in batches(catalogue.iter_passages(), _LOOKUP):
        known = cache.get([key for _, key in rows])
        if lost := {ref: key for ref, key in rows if key not in known}:
            yield lost


def _passages(
    catalogue: Catalogue, documents: Collection[DocumentId] | None
) -> Iterator[tuple[PassageRef, VectorKey]]:
    if documents is None:
        yield from catalogue.iter_passages()
        return
    for document in sorted(documents):
        yield from catalogue.iter_passages(document)


def _lookup(cache: VectorCache, keys: Sequence[VectorKey]) -> NDArray[np.float32]:
    import numpy as np

    known = cache.get(keys)
    if missing := [key for key in keys if key not in known]:
        raise DamagedIndexError(
            f"the embedding cache lacks {len(missing)} vectors; "
            "embed them again with: assistant ingest"
        )
    return np.stack([known[key] for key in keys])


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Go through `rows` in lists of at most `size`."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
