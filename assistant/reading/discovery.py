"""Which files of a source are read, and under which id."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from assistant.errors import SourceError
from assistant.types import DocumentId

SUFFIXES: Final = frozenset({".txt", ".text", ".md", ".markdown"})

_HASH_CHARS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file to read.

    Attributes:
        path:     Where it is.
        relative: Its path below the source; its name if it is the source.
        size:     In bytes.
    """

    path: Path
    relative: PurePosixPath
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file or folder that cannot be read: its path below the source, and why."""

    relative: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a source holds, each part in the order of the paths.

    Attributes:
        files:    To be read.
        problems: Cannot be read.
        ignored:  Number of files left out because of their suffix.
    """

    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]
    ignored: int


def find_files(source: Path, *, max_bytes: int) -> Discovery:
    """Find the text files of a folder, or take the one file that `source` is.

    Hidden files and folders and README files are left out. Symbolic links are followed; no folder
    is read twice.

    Raises:
        SourceError: If there is no such file or folder, or the folder cannot be listed.
    """
    try:
        status = source.stat()
        if stat.S_ISDIR(status.st_mode):
            # Fails here for a folder that may not be read: nothing of the source can be.
            os.scandir(source).close()
    except (OSError, ValueError) as error:
        raise SourceError(_missing(source, error)) from error
    search = _Search(max_bytes=max_bytes)
    if stat.S_ISDIR(status.st_mode):
        search.walk(source, status)
    else:
        search.take(source, PurePosixPath(source.name))
    return Discovery(
        files=tuple(sorted(search.files, key=lambda file: file.relative.parts)),
        problems=tuple(sorted(search.problems, key=lambda problem: problem.relative)),
        ignored=search.ignored,
    )


def document_id(relative: PurePosixPath) -> DocumentId:
    """Make an id from a path below a source: its words in ASCII, joined with hyphens.

    >>> document_id(PurePosixPath("Notes/Café au lait.md"))
    'notes-cafe-au-lait'
    """
    parts = [*relative.parts[:-1], relative.stem]
    return DocumentId("-".join(_slug(part) for part in parts) or _short_hash(str(relative)))


def _slug(name: str) -> str:
    from slugify import slugify

    # A lone surrogate stands for a byte that is no UTF-8; a name with entities is no HTML.
    clean = name.encode("utf-8", errors="replace").decode()
    return slugify(clean, entities=False, decimal=False, hexadecimal=False) or _short_hash(name)


def _short_hash(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", errors="surrogatepass")).hexdigest()[:_HASH_CHARS]


def _missing(source: Path, error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return f"{str(source)!r} may not be read; change its permissions or name another source"
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return f"{str(source)!r} is a symbolic link that leads to itself; name another source"
    return f"there is no file or folder {str(source)!r}; check the path"


@dataclass(slots=True, kw_only=True)
class _Search:
    """What has been found so far."""

    max_bytes: int
    files: list[FoundFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: int = 0
    # Device and inode of each folder, so that links can neither loop nor multiply.
    seen: dict[tuple[int, int], PurePosixPath] = field(default_factory=dict)

    def walk(self, source: Path, status: os.stat_result) -> None:
        """Look through a folder and all below it."""
        self.seen[status.st_dev, status.st_ino] = PurePosixPath()
        folders = deque([(source, PurePosixPath())])
        # Linked folders come last, so that a folder is known by its real place if it has one here.
        links: deque[tuple[Path, PurePosixPath]] = deque()
        while folders or links:
            if not folders:
                path, below = links.popleft()
                if self._is_new_folder(path, below):
                    folders.append((path, below))
                continue
            for path, below in self._visible(*folders.popleft()):
                if path.is_symlink() and path.is_dir():
                    links.append((path, below))
                elif self._is_new_folder(path, below):
                    folders.append((path, below))

    def take(self, path: Path, relative: PurePosixPath) -> None:
        """Note a file for reading, or why it cannot be read."""
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                self._complain(relative, "not a regular file")
                return
            if status.st_size > self.max_bytes:
                reason = f"{status.st_size:,} bytes, over the limit of {self.max_bytes:,}"
                self._complain(relative, reason)
                return
            path.open("rb").close()
            str(relative).encode()
        except OSError as error:
            self._complain(relative, _reason(error))
        except UnicodeEncodeError:
            self._complain(relative, "its name is not valid Unicode")
        else:
            self.files.append(FoundFile(path=path, relative=relative, size=status.st_size))

    def _visible(
        self, folder: Path, relative: PurePosixPath
    ) -> Iterator[tuple[Path, PurePosixPath]]:
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError as error:
            self._complain(relative, _reason(error))
            return
        for name in names:
            if not name.startswith("."):
                yield folder / name, relative / name

    def _is_new_folder(self, path: Path, relative: PurePosixPath) -> bool:
        try:
            status = path.stat()
        except OSError as error:
            self._complain(relative, _reason(error))
            return False
        if not stat.S_ISDIR(status.st_mode):
            self._take_if_text(path, relative)
            return False
        first = self.seen.setdefault((status.st_dev, status.st_ino), relative)
        if first is relative:
            return True
        if first in relative.parents:
            self._complain(relative, f"a symbolic link back to {str(first)!r}: a loop")
        else:
            self._complain(relative, f"the same folder as {str(first)!r}, which is read")
        return False

    def _take_if_text(self, path: Path, relative: PurePosixPath) -> None:
        if relative.suffix.lower() not in SUFFIXES:
            self.ignored += 1
        elif relative.stem.lower() != "readme":
            self.take(path, relative)

    def _complain(self, relative: PurePosixPath, reason: str) -> None:
        name = str(relative).encode("utf-8", errors="backslashreplace").decode()
        self.problems.append(Problem(relative=name, reason=reason))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "a symbolic link to nothing, or removed meanwhile"
    if isinstance(error, PermissionError):
        return "may not be read; change its permissions"
    if error.errno == errno.ELOOP:
        return "a symbolic link that leads to itself"
    return (error.strerror or "cannot be read").lower()
