"""Build the next generation of an index: what stayed is copied, what is new is embedded."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self

from assistant.indexing.derive import batches, lost_vectors, make_dense, make_lexical
from assistant.indexing.passages import cut
from assistant.storage.catalogue import Catalogue, PassageRef
from assistant.storage.generation import CATALOGUE, CHROMA, LEXICAL
from assistant.storage.manifest import Manifest, Recipe, seal
from assistant.storage.vectors import VectorCache, VectorKey, vector_key
from assistant.types import Document, DocumentId, Paragraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Paragraphs that are embedded at once; bounds the memory that an ingest takes.
_BATCH: Final = 256

#: Chroma's graph is built anew when more than this share of it points to removed passages.
_MOST_DEAD: Final = 0.25


class DocumentEmbedder(Protocol):
    """Embeds passages."""

    def embed_documents(self, texts: Sequence[str], *, expected: int) -> NDArray[np.float32]:
        """Embed texts as unit vectors, shape (len(texts), dimensions)."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, the model's special ones included."""
        ...


class Meter(Protocol):
    """Knows how far a build is."""

    @property
    def expected_passages(self) -> int:
        """About how many passages the build may embed in all."""
        ...

    def advance(self, paragraphs: int) -> None:
        """Note that so many more paragraphs are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The generation to start from.

    Attributes:
        folder:   Where it is; it is only read, and its catalogue is whole.
        manifest: What it holds.
        dense:    Whether its Chroma index is whole.
        lexical:  Whether its lexical index is whole.
    """

    folder: Path
    manifest: Manifest
    dense: bool = True
    lexical: bool = True

    @classmethod
    def without(cls, broken: Collection[str], *, folder: Path, manifest: Manifest) -> Self:
        """Trust a generation but for the parts that `storage.faults` names as broken."""
        return cls(
            folder=folder,
            manifest=manifest,
            dense="chroma" not in broken,
            lexical="lexical" not in broken,
        )


class Builder:
    """Builds one generation in a prepared folder: `drop`, then `add`, then `finish`.

    The catalogue is written first and every vector goes into the cache; Chroma and the lexical
    index are derived from the two at the end. Killed before that, a build leaves nothing but
    vectors that need not be made again.
    """

    def __init__(
        self,
        folder: Path,
        *,
        recipe: Recipe,
        embedder: DocumentEmbedder,
        cache: VectorCache,
        base: Base | None,
        meter: Meter,
    ) -> None:
        """Begin a generation.

        Args:
            folder:   Empty; the generation is built in it.
            recipe:   What it is made with.
            embedder: Embeds what the cache lacks.
            cache:    Gets every vector.
            base:     The generation to start from; without one all is made anew.
            meter:    Is told how far the build is.
        """
        self.embedded = 0
        self._meter = meter
        self._pending: list[Paragraph] = []
        self._folder = folder
        self._recipe = recipe
        self._embedder = embedder
        self._cache = cache
        self._base = base
        self._gone: list[PassageRef] = []
        self._new: set[DocumentId] = set()
        if base:
            shutil.copyfile(base.folder / CATALOGUE, folder / CATALOGUE)
        self._catalogue = Catalogue(folder / CATALOGUE, writable=True)
        self._catalogue.begin()

    def drop(self, documents: Iterable[DocumentId]) -> None:
        """Leave documents of the base out."""
        for document in documents:
            self._gone += [ref for ref, _ in self._catalogue.iter_passages(document)]
            self._catalogue.remove_document(document)

    def add(self, document: Document, paragraphs: Iterable[Paragraph], *, root: str) -> None:
        """Add a document that the generation does not hold yet.

        Args:
            document:   The document.
            paragraphs: All of its paragraphs, in order.
            root:       The source that it came from.
        """
        self._new.add(document.id)
        self._catalogue.add_document(document, root=root)
        for paragraph in paragraphs:
            self._pending.append(paragraph)
            if len(self._pending) == _BATCH:
                self._flush()

    def _embed_lost(self) -> None:
        """Embed again what the cache has lost of the documents that the generation keeps."""
        lost = {
            ref.paragraph.document
            for some in lost_vectors(self._catalogue, self._cache)
            for ref in some
        }
        for document in sorted(lost):
            paragraphs = self._catalogue.paragraphs_of(document)
            for batch in batches(paragraphs, _BATCH):
                self._embed(batch, expected=len(paragraphs))

    @property
    def documents(self) -> int:
        """How many documents the generation holds so far."""
        return self._catalogue.counts().documents

    def finish(self, *, sources: Sequence[str], excluded: Sequence[str]) -> Manifest:
        """Derive Chroma and the lexical index, seal the files, write the manifest."""
        self._flush()
        self._catalogue.commit()
        if self._gone:
            self._catalogue.compact()
        base_dense, base_lexical = self._base_dense(), self._base_lexical()
        if self._base and not base_dense:
            self._embed_lost()
        dimensions = make_dense(
            self._folder / CHROMA,
            self._catalogue,
            self._cache,
            base=base_dense,
            gone=self._gone,
            new=self._new,
        )
        make_lexical(self._folder / LEXICAL, self._catalogue, base=base_lexical, new=self._new)
        counts = self._catalogue.counts()
        self.close()
        manifest = Manifest(
            recipe=self._recipe,
            sources=tuple(sources),
            excluded=tuple(excluded),
            documents=counts.documents,
            paragraphs=counts.paragraphs,
            passages=counts.passages,
            dimensions=dimensions or (self._base.manifest.dimensions if self._base else 0),
            dead=self._dead() if base_dense else 0,
            seals=seal(self._folder),
        )
        manifest.write(self._folder)
        return manifest

    def close(self) -> None:
        """Release the files."""
        self._catalogue.close()

    def _flush(self) -> None:
        """Embed and keep the paragraphs that have gathered, of however many documents."""
        batch, self._pending = self._pending, []
        windows = self._embed(batch, self._meter.expected_passages)
        for paragraph, keys in zip(batch, windows, strict=True):
            self._catalogue.add_paragraph(paragraph, list(enumerate(keys)))
        if batch:
            self._meter.advance(len(batch))

    def _embed(self, paragraphs: Sequence[Paragraph], expected: int) -> list[list[VectorKey]]:
        """Bring the paragraphs' vectors into the cache; returns each paragraph's keys."""
        cuts = cut(paragraphs, count=self._embedder.count_tokens, limit=self._recipe.max_tokens)
        model = self._recipe.model_hash
        keys = [[vector_key(passage.text, model=model) for passage in some] for some in cuts]
        texts = {
            key: passage.text
            for some, names in zip(cuts, keys, strict=True)
            for passage, key in zip(some, names, strict=True)
        }
        known = self._cache.get(list(texts))
        missing = {key: text for key, text in texts.items() if key not in known}
        if missing:
            vectors = self._embedder.embed_documents(
                list(missing.values()), expected=max(expected, len(missing))
            )
            self._cache.put(dict(zip(missing, vectors, strict=True)))
            self.embedded += len(missing)
        return keys

    def _base_dense(self) -> Path | None:
        """Choose the Chroma index to start from: the base's, if whole and not mostly dead."""
        if self._base is None or not self._base.dense:
            return None
        living = self._base.manifest.passages + 1
        return self._base.folder / CHROMA if self._dead() <= living * _MOST_DEAD else None

    def _base_lexical(self) -> Path | None:
        """Choose the lexical index to start from: the base's, if whole and nothing leaves it."""
        if self._base is None or not self._base.lexical or self._gone:
            return None
        return self._base.folder / LEXICAL

    def _dead(self) -> int:
        return (self._base.manifest.dead if self._base else 0) + len(self._gone)
