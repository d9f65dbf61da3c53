"""Mend a damaged index: from its own parts, from cached vectors, and only then from the sources."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import DamagedIndexError
from assistant.facade.sync import Order, Sync
from assistant.indexing.build import Base
from assistant.indexing.derive import lost_vectors
from assistant.storage.catalogue import Catalogue
from assistant.storage.dense import DenseIndex
from assistant.storage.faults import Fault, find_faults
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import CATALOGUE, CHROMA
from assistant.storage.manifest import Manifest, Recipe, read_manifest
from assistant.storage.vectors import VectorCache


def repair(folder: IndexFolder, *, recipe: Recipe, sync: Sync) -> Iterator[str]:
    """Mend what is broken; gives out a line for each thing done. Sources are never touched.

    Args:
        folder: The index.
        recipe: What an index made now would be made with.
        sync:   Makes the index anew from its sources, if nothing less helps.

    Raises:
        StaleIndexError: if the index was made differently; that is no damage.
        LockedIndexError: if another process is writing.
    """
    with folder.writing():
        yield from _mend_cache(folder)
        found = _generation(folder)
        if found is None:
            if folder.exists() or folder.newest():
                yield "made the index anew from its sources, with the vectors that were kept"
                sync.run_locked(Order(rebuild=True))
            return
        generation, manifest = found
        manifest.recipe.check(recipe)
        faults = find_faults(generation, manifest, deep=True)
        if not any(fault.part in {"catalogue", "chroma"} for fault in faults):
            saved = _save_vectors(folder, generation)
            if saved:
                yield f"saved {saved} vectors from Chroma into the embedding cache"
        if faults:
            yield from _mend_generation(generation, manifest, faults, sync)
        elif not folder.pointer.exists() or _current(folder) != generation.name:
            folder.point_to(generation.name, manifest)
            yield f"made the pointer anew; it shows generation {generation.name}"


def _mend_generation(
    generation: Path, manifest: Manifest, faults: list[Fault], sync: Sync
) -> Iterator[str]:
    broken = {fault.part for fault in faults}
    for fault in faults:
        yield f"found: {fault.message}"
    if "catalogue" in broken:
        yield "made the index anew from its sources, with the vectors that were kept"
        sync.run_locked(Order(rebuild=True))
        return
    sync.derive_again(Base.without(broken, folder=generation, manifest=manifest))
    yield f"made anew: {', '.join(sorted(broken))}"


def _mend_cache(folder: IndexFolder) -> Iterator[str]:
    """Set a damaged embedding cache aside."""
    if not folder.vectors.exists():
        return
    try:
        with VectorCache(folder.vectors) as cache:
            cache.count()
    except DamagedIndexError as error:
        aside = folder.vectors.with_name(f"{folder.vectors.name}.{uuid.uuid4().hex}.tmp")
        folder.vectors.rename(aside)
        aside.unlink()
        yield f"found: {error}"
        yield "began a new embedding cache"


def _generation(folder: IndexFolder) -> tuple[Path, Manifest] | None:
    """Find the generation to mend: the current one, or the newest if the pointer is lost."""
    name = _current(folder)
    generation = folder.generations / name if name else folder.newest()
    try:
        return (generation, read_manifest(generation)) if generation else None
    except DamagedIndexError:
        return None


def _current(folder: IndexFolder) -> str | None:
    try:
        return folder.current()
    except DamagedIndexError:
        return None


def _save_vectors(folder: IndexFolder, generation: Path) -> int:
    """Bring vectors that the cache has lost back from Chroma; returns how many."""
    saved = 0
    catalogue = Catalogue(generation / CATALOGUE)
    dense: DenseIndex | None = None
    try:
        with VectorCache(folder.vectors) as cache:
            for lost in lost_vectors(catalogue, cache):
                dense = dense or DenseIndex(generation / CHROMA)
                refs, vectors = dense.vectors(list(lost))
                cache.put({lost[ref]: vector for ref, vector in zip(refs, vectors, strict=True)})
                saved += len(refs)
    finally:
        catalogue.close()
        if dense:
            dense.close()
    return saved
