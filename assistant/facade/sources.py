"""The files of an index's sources, as the sync plan needs them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from assistant.errors import SourceError
from assistant.reading.discovery import Discovery, document_id, find_files
from assistant.storage.catalogue import FileRecord
from assistant.types import DocumentId, FileNote


class Places:
    """Paths as an index writes them: relative to the folder it lies in, where they are below it.

    So that an index and its sources can be copied together.
    """

    def __init__(self, index: Path) -> None:
        self._home = index.absolute().parent

    def label(self, path: Path) -> str:
        """Write a path."""
        absolute = Path(os.path.normpath(path.absolute()))
        if absolute.is_relative_to(self._home):
            return absolute.relative_to(self._home).as_posix()
        return absolute.as_posix()

    def path(self, label: str) -> Path:
        """Read back what `label` wrote."""
        return self._home / label


@dataclass(slots=True, kw_only=True)
class Scan:
    """What the sources hold.

    Attributes:
        found:   Files by document id.
        sizes:   Bytes by document id.
        notes:   Files that were left out, and why.
    """

    found: dict[DocumentId, FileRecord] = field(default_factory=dict)
    sizes: dict[DocumentId, int] = field(default_factory=dict)
    notes: list[FileNote] = field(default_factory=list)

    def skip(self, path: str, reason: str) -> None:
        """Note why a file is left out."""
        self.notes.append(FileNote(path=path, document=None, status="skipped", note=reason))


def scan(
    sources: Sequence[str],
    *,
    places: Places,
    known: Sequence[FileRecord],
    excluded: Sequence[str],
    max_bytes: int,
) -> Scan:
    """Find and hash all files of the sources.

    A known file that cannot be read at the moment counts as it was: its text stays in the index.

    Raises:
        SourceError: if a source is missing, or has no readable file at all.
    """
    result = Scan()
    before = {file.path: file for file in known}
    for root in sources:
        discovery = find_files(places.path(root), max_bytes=max_bytes)
        _check_any(root, discovery, lost=sum(file.root == root for file in known))
        for record, size in _records(root, discovery, places, result, before):
            if record.path not in excluded:
                _take(result, record, size)
        for problem in discovery.problems:
            path = _join(root, problem.relative, places)
            result.skip(path, problem.reason)
            if path in before:
                _take(result, before[path], 0)
    return result


def _records(
    root: str, discovery: Discovery, places: Places, result: Scan, before: dict[str, FileRecord]
) -> Iterator[tuple[FileRecord, int]]:
    for file in discovery.files:
        path = places.label(file.path)
        try:
            with file.path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            result.skip(path, (error.strerror or "cannot be read").lower())
            if path in before:
                yield before[path], 0
            continue
        id_ = document_id(file.relative)
        yield FileRecord(document=id_, path=path, root=root, sha256=sha256), file.size


def _take(result: Scan, record: FileRecord, size: int) -> None:
    first = result.found.setdefault(record.document, record)
    if first is record:
        result.sizes[record.document] = size
    elif first.path != record.path:
        reason = f"its name gives the id {record.document!r}, which {first.path} has; rename one"
        result.skip(record.path, reason)


def _check_any(root: str, discovery: Discovery, *, lost: int) -> None:
    if discovery.files:
        return
    stay = (
        f"; its {lost} documents stay in the index until: assistant remove {root}" if lost else ""
    )
    if discovery.problems:
        first = discovery.problems[0]
        more = f" (and {len(discovery.problems) - 1} more)" if len(discovery.problems) > 1 else ""
        raise SourceError(
            f"nothing in {root!r} can be read: {first.relative}: {first.reason}{more}{stay}"
        )
    raise SourceError(
        f"{root!r} holds no text or Markdown file (.txt, .text, .md, .markdown); "
        f"name another source{stay}"
    )


def _join(root: str, relative: str, places: Places) -> str:
    if places.path(root).is_dir():
        return (PurePosixPath(root) / relative).as_posix()
    return root
