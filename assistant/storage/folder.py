"""An index on disk: generations, the pointer to the current one, the lock of the one writer.

index.json                 which generation is current; replaced atomically (lost: the newest is)
vectors.sqlite             the embedding cache
write.lock, writer.json    the one writer
generations/000007/        one complete state, never changed once it is current
    readers/*.lock         who reads it
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant.errors import (
    AssistantIndexError,
    DamagedIndexError,
    NotAnIndexError,
    StaleIndexError,
)
from assistant.storage.generation import Generation
from assistant.storage.manifest import NAME as MANIFEST
from assistant.storage.manifest import SCHEMA, Manifest, read_manifest
from assistant.storage.private import can_be_opened, copy_privately
from assistant.storage.writer import LOCK, NOTE, Writer, cannot_be_written

_FORMAT: Final = "assistant-index"
_POINTER: Final = "index.json"
_VECTORS: Final = "vectors.sqlite"
_READERS: Final = "readers"
_NEXT: Final = ".next-"

#: What may stand in the folder before the first ingest; a checkout keeps a README there.
_HARMLESS: Final = frozenset(
    {
        "README.md", ".gitignore", ".gitkeep", LOCK, NOTE,
        _VECTORS, f"{_VECTORS}-journal",
    }
)  # fmt: skip

#: A generation's name, and inode and time of its manifest.
Edition = tuple[str, int, int]

#: How often a reader looks again when the generation vanishes under it.
_TRIES: Final = 20


class IndexFolder:
    """The folder of an index, whether or not it is there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.writer = Writer(self.path)

    @property
    def vectors(self) -> Path:
        """The embedding cache's file."""
        return self.path / _VECTORS

    @property
    def pointer(self) -> Path:
        """The file that names the current generation."""
        return self.path / _POINTER

    @property
    def generations(self) -> Path:
        """The folder of all generations."""
        return self.path / "generations"

    def current(self) -> str | None:
        """Name the current generation; None if nothing has been ingested yet.

        If the pointer is gone, it is the newest one, which is complete like all that have a number.

        Raises:
            NotAnIndexError: if the folder holds something else.
            DamagedIndexError: if the pointer cannot be read.
            StaleIndexError: if it has another schema.
        """
        try:
            content = json.loads(self.pointer.read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            self._check_ours()
            newest = self.newest()
            return newest.name if newest else None
        except (OSError, ValueError) as error:
            raise self._damaged(f"its pointer {self.pointer} cannot be read: {error}") from error
        if not isinstance(content, dict) or content.get("format") != _FORMAT:
            raise self._not_ours()
        if content.get("schema") != SCHEMA:
            raise StaleIndexError.of(
                f"the index {self.path} has schema {content.get('schema')!r} instead of {SCHEMA}"
            )
        return str(content.get("generation"))

    def edition(self) -> Edition | None:
        """Tell the current generation from every other, also from one of its name made before.

        Raises:
            NotAnIndexError, DamagedIndexError, StaleIndexError: as `current` says.
        """
        if (name := self.current()) is None:
            return None
        try:
            status = (self.generations / name / MANIFEST).stat()
        except OSError:
            return name, 0, 0
        return name, status.st_ino, status.st_mtime_ns

    def exists(self) -> bool:
        """Tell whether anything was ever ingested, be it damaged since."""
        return self.pointer.exists() or self.newest() is not None

    def open_current(self) -> Generation | None:
        """Open the current generation for reading; None if nothing has been ingested yet.

        It stays whole until it is closed, whatever a writer does meanwhile. In a folder that
        cannot be written, Chroma cannot open its files, so a private copy is read.

        Raises:
            NotAnIndexError, DamagedIndexError, StaleIndexError: as `current` says.
        """
        for _ in range(_TRIES):
            if (name := self.current()) is None:
                return None
            try:
                generation = self._open(self.generations / name)
            except (DamagedIndexError, FileNotFoundError, shutil.Error) as error:
                if self.current() != name:
                    continue
                if isinstance(error, DamagedIndexError):
                    raise
                raise self._damaged(f"generation {name}: {error}") from error
            if self.current() == name:
                return generation
            generation.close()
        raise self._damaged("its generations change faster than they can be opened")

    @contextlib.contextmanager
    def writing(self, *, wait_s: float = 0) -> Iterator[None]:
        """Hold the one writer's lock.

        Raises:
            LockedIndexError: if another process holds it for longer than `wait_s` seconds.
            NotAnIndexError: if the folder holds something else, or cannot be made.
        """
        try:
            with contextlib.suppress(DamagedIndexError, StaleIndexError):
                self.current()  # nothing is written into a folder of something else
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_be_written(self.path, error) from error
        with self.writer.hold(wait_s=wait_s):
            self.clean()
            yield

    def prepare(self) -> Path:
        """Make an empty folder for the next generation. For the holder of the lock only."""
        self.clean()
        folder = self.generations / f"{_NEXT}{uuid.uuid4().hex}"
        folder.mkdir(parents=True)
        return folder

    def discard(self, prepared: Path) -> None:
        """Give the room of a generation that could not be completed back."""
        shutil.rmtree(prepared, ignore_errors=True)

    def publish(self, prepared: Path, manifest: Manifest) -> None:
        """Make a prepared generation the current one, in one atomic step."""
        numbers = [int(path.name) for path in self._published()]
        final = self.generations / f"{max(numbers, default=0) + 1:06d}"
        prepared.rename(final)
        self.point_to(final.name, manifest)
        self.clean()

    def clean(self) -> None:
        """Remove what a killed writer left, and old generations that nobody reads.

        For the holder of the lock only.
        """
        for path in filter(_is_partial, self.path.iterdir()):
            path.unlink(missing_ok=True)
        if not self.generations.is_dir():
            return
        try:
            current = self.current()
        except (DamagedIndexError, StaleIndexError):
            return
        for path in self.generations.iterdir():
            if path.name != current and not _is_read(path):
                _remove(path)

    def newest(self) -> Path | None:
        """Find the newest generation, whatever the pointer says."""
        return max(self._published(), key=lambda path: int(path.name), default=None)

    def remembered(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Recall sources and exclusions from whatever part of a damaged index still has them."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            content = json.loads(self.pointer.read_text("utf-8"))
            return tuple(content["sources"]), tuple(content["excluded"])
        if newest := self.newest():
            with contextlib.suppress(DamagedIndexError, StaleIndexError):
                manifest = read_manifest(newest)
                return manifest.sources, manifest.excluded
        return (), ()

    def _open(self, folder: Path) -> Generation:
        if not can_be_opened(folder):
            return _open_copy(folder)
        from filelock import FileLock

        (folder / _READERS).mkdir(exist_ok=True)
        lock = FileLock(folder / _READERS / f"{uuid.uuid4().hex}.lock")
        lock.acquire()

        def release() -> None:
            lock.release()
            Path(lock.lock_file).unlink(missing_ok=True)
            self._remove_if_old(folder)

        try:
            return Generation(folder, release=release)
        except BaseException:
            release()
            raise

    def _remove_if_old(self, folder: Path) -> None:
        """Remove a generation that a reader gave back, if it was the last to need it.

        Without the lock: nobody writes to an old generation, and a reader that opens one looks
        at the pointer again afterwards.
        """
        with contextlib.suppress(AssistantIndexError, OSError):
            if folder.exists() and folder.name != self.current() and not _is_read(folder):
                _remove(folder)

    def point_to(self, name: str, manifest: Manifest) -> None:
        """Make a complete generation the current one, in one atomic step."""
        partial = self.path / f"{_POINTER}.{uuid.uuid4().hex}.tmp"
        content = {
            "format": _FORMAT,
            "schema": SCHEMA,
            "generation": name,
            "sources": manifest.sources,
            "excluded": manifest.excluded,
        }
        with partial.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(content) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(self.pointer)
        _sync_folder(self.path)

    def _published(self) -> list[Path]:
        try:
            return [path for path in self.generations.iterdir() if path.name.isdigit()]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _check_ours(self) -> None:
        if not self.path.exists() or self.pointer.exists():
            return
        if not self.path.is_dir():
            raise self._not_ours()
        for path in self.path.iterdir():
            if path == self.generations:
                is_ours = all(map(_is_generation, path.glob("*")))
            else:
                is_ours = path.name in _HARMLESS or _is_partial(path)
            if not is_ours:
                raise self._not_ours()

    def _not_ours(self) -> NotAnIndexError:
        return NotAnIndexError(
            f"{self.path} holds something else than an index of this program; "
            "choose another folder with --index"
        )

    def _damaged(self, why: str) -> DamagedIndexError:
        return DamagedIndexError.of(f"the index {self.path}", why)


def _is_generation(path: Path) -> bool:
    return path.name.isdigit() or path.name.startswith(_NEXT)


def _is_partial(path: Path) -> bool:
    """Tell whether it is a file that was to replace another, or was replaced."""
    return path.suffix == ".tmp" and path.name.startswith((_POINTER, _VECTORS))


def _open_copy(folder: Path) -> Generation:
    # Removed at the latest when the interpreter ends: it holds the documents' texts.
    private = tempfile.TemporaryDirectory(prefix="assistant-index-", ignore_cleanup_errors=True)
    try:
        copy = copy_privately(folder, Path(private.name))
        return Generation(copy, release=private.cleanup)
    except BaseException:
        private.cleanup()
        raise


def _is_read(generation: Path) -> bool:
    """Tell whether a living process reads the generation; locks of dead ones are removed."""
    from filelock import FileLock, Timeout

    for path in (generation / _READERS).glob("*.lock"):
        try:
            with FileLock(path, timeout=0):
                pass
        except Timeout:
            return True
        path.unlink(missing_ok=True)
    return False


def _remove(folder: Path) -> None:
    """Remove a generation; renamed first, so that no reader finds half of it."""
    if not folder.name.startswith(_NEXT):
        doomed = folder.with_name(f"{_NEXT}{uuid.uuid4().hex}")
        try:
            folder.rename(doomed)
        except FileNotFoundError:  # its last reader was quicker
            return
        folder = doomed
    shutil.rmtree(folder, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
