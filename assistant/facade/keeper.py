"""Keeps one index: opens it for reading, makes it on first need, syncs and mends it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from assistant.errors import EmptyIndexError, LockedIndexError
from assistant.facade.library import Library
from assistant.facade.meter import Progress
from assistant.facade.repair import repair
from assistant.facade.sync import Order, Sync
from assistant.indexing.passages import WINDOWS_VERSION
from assistant.models.embedder import Embedder
from assistant.models.relevance import RelevanceModel
from assistant.reading.reader import READER_VERSION
from assistant.settings import Settings
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import Generation
from assistant.storage.manifest import SCHEMA, Recipe
from assistant.types import IngestReport

#: How long a first question waits for another process that is making the index, in seconds.
_FIRST_WAIT_S: Final = 120.0

_log = logging.getLogger("assistant")


class Keeper:
    """The index of one assistant; may be shared by threads.

    Attributes:
        settings: The settings in force.
        folder:   Where the index is.
        embedder: Embeds questions and passages.
        reranker: Judges how well passages answer a question; None unless a setting names one.
        progress: Called while a first question makes the index.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = IndexFolder(settings.index)
        self.embedder = Embedder(
            settings.embedding_model, cache=settings.cache, notify=_log.warning
        )
        self.reranker = RelevanceModel(settings.reranker) if settings.reranker else None
        self.progress: Progress = _no_progress
        self.library = Library(self.folder, recipe=self.recipe)

    @property
    def max_bytes(self) -> int:
        """Larger files are not read."""
        return int(self.settings.max_file_mb * 1e6)

    def recipe(self) -> Recipe:
        """Say what decides the content of an index made now."""
        return Recipe(
            schema=SCHEMA,
            reader=READER_VERSION,
            windows=WINDOWS_VERSION,
            model=self.embedder.name,
            model_hash=self.embedder.fingerprint,
            max_tokens=self.embedder.max_tokens,
        )

    @contextlib.contextmanager
    def reading(self) -> Iterator[Generation]:
        """Use the current generation, made from the corpus if there is none yet."""
        with self.library.reading() as generation:
            if generation:
                yield generation
                return
        self._first_ingest()
        with self.library.reading() as generation:
            if generation is None:
                raise EmptyIndexError(
                    f"the index {self.folder.path} is empty; fill it with: assistant ingest PATH"
                )
            yield generation

    def sync(self, order: Order, progress: Progress | None = None) -> IngestReport:
        """Bring the index in line with its sources; an index without any takes the corpus."""
        if not order.add and not self.folder.exists():
            order = replace(order, add=(self.settings.corpus,))
        return self._make_sync(progress).run(order)

    def repair(self) -> list[str]:
        """Mend the index; returns a line for each thing that was found or done."""
        self.library.close()
        return list(repair(self.folder, recipe=self.recipe(), sync=self._make_sync(None)))

    def _first_ingest(self) -> None:
        corpus = self.settings.corpus
        _log.info("making an index of %s in %s", corpus, self.folder.path)
        try:
            self.sync(Order(add=(corpus,), wait_s=_FIRST_WAIT_S))
        except LockedIndexError:
            if self.folder.current() is None:
                raise

    def _make_sync(self, progress: Progress | None) -> Sync:
        return Sync(
            self.folder,
            recipe=self.recipe(),
            embedder=self.embedder,
            max_bytes=self.max_bytes,
            progress=progress or self.progress,
        )


def _no_progress(done: int, total: int) -> None:
    """Show nothing."""
