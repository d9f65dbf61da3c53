"""One complete, unchanging state of the index: catalogue, Chroma, lexical index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Final

from assistant.storage.catalogue import Catalogue
from assistant.storage.dense import DenseIndex
from assistant.storage.lexical import LexicalIndex
from assistant.storage.manifest import Manifest, read_manifest
from assistant.types import Traits

CATALOGUE: Final = "catalogue.sqlite"
CHROMA: Final = "chroma"
LEXICAL: Final = "lexical"


class Generation:
    """A generation opened for reading; each part is opened when first needed.

    May be shared by threads. `close` waits for nobody: close it when no question is under way.
    """

    def __init__(self, folder: Path, *, release: Callable[[], None] = lambda: None) -> None:
        """Open the generation in `folder`.

        Args:
            folder:  Holds the manifest and the three parts.
            release: Called once when it is closed, for example to give up a lock.

        Raises:
            DamagedIndexError: if the manifest is damaged.
            StaleIndexError: if it has another schema.
        """
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self._release = release
        self._lock = threading.RLock()

    @property
    def name(self) -> str:
        """The folder's name; unique within an index."""
        return self.folder.name

    @property
    def catalogue(self) -> Catalogue:
        """Documents and paragraphs."""
        with self._lock:
            return self._catalogue

    @property
    def dense(self) -> DenseIndex:
        """Vectors."""
        with self._lock:
            return self._dense

    @property
    def lexical(self) -> LexicalIndex:
        """Words."""
        with self._lock:
            return self._lexical

    @property
    def traits(self) -> list[Traits]:
        """What documents are chosen by; read once."""
        with self._lock:
            return self._traits

    def close(self) -> None:
        """Release every file and the lock."""
        with self._lock:
            if "_catalogue" in self.__dict__:
                self._catalogue.close()
            if "_dense" in self.__dict__:
                self._dense.close()
            self._release()

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.folder / CATALOGUE)

    @cached_property
    def _traits(self) -> list[Traits]:
        return self._catalogue.traits()

    @cached_property
    def _dense(self) -> DenseIndex:
        return DenseIndex(self.folder / CHROMA)

    @cached_property
    def _lexical(self) -> LexicalIndex:
        return LexicalIndex(self.folder / LEXICAL)
