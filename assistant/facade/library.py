"""The index as readers see it: always the current generation, each kept while it is in use."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from assistant.errors import DamagedIndexError
from assistant.storage.faults import find_faults
from assistant.storage.folder import Edition, IndexFolder
from assistant.storage.generation import Generation
from assistant.storage.manifest import Recipe


class _Lease:
    """An open generation and the number of questions that use it."""

    def __init__(self, generation: Generation, edition: Edition | None) -> None:
        self.generation = generation
        self.edition = edition
        self.users = 0


class Library:
    """Hands out the current generation; may be shared by threads."""

    def __init__(self, folder: IndexFolder, *, recipe: Callable[[], Recipe]) -> None:
        self.folder = folder
        self._recipe = recipe
        self._lock = threading.RLock()
        self._lease: _Lease | None = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Generation | None]:
        """Use the current generation; None if nothing has been ingested yet.

        Raises:
            NotAnIndexError, DamagedIndexError, StaleIndexError: if it cannot be used.
        """
        with self._lock:
            lease = self._current()
            if lease:
                lease.users += 1
        try:
            yield lease.generation if lease else None
        finally:
            with self._lock:
                if lease:
                    lease.users -= 1
                    self._close_unused(lease)

    def close(self) -> None:
        """Release the files; a question that is under way keeps its own until it is answered."""
        with self._lock:
            lease, self._lease = self._lease, None
            if lease:
                self._close_unused(lease)

    def _current(self) -> _Lease | None:
        edition = self.folder.edition()
        old = self._lease
        if old and old.edition == edition:
            return old
        if old and edition and old.generation.name == edition[0]:
            # Made anew under the same name; Chroma would go on with the files it has open.
            self.close()
            old = None
        generation = self.folder.open_current()
        if generation:
            try:
                generation.manifest.recipe.check(self._recipe())
                _check_whole(generation)
            except BaseException:
                generation.close()
                raise
        self._lease = _Lease(generation, edition) if generation else None
        if old:
            self._close_unused(old)
        return self._lease

    def _close_unused(self, lease: _Lease) -> None:
        if lease.users == 0 and lease is not self._lease:
            lease.generation.close()


def _check_whole(generation: Generation) -> None:
    """Look at sizes and counts only: opening a truncated Chroma store can end the process.

    Raises:
        DamagedIndexError: if a part is missing or has lost something.
    """
    folder, manifest = generation.folder, generation.manifest
    for fault in find_faults(folder, manifest, deep=False, remember=True):
        raise DamagedIndexError.of("the index", fault.message)
