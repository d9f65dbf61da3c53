"""What an ingest has to do: the files as they are against the files as the index knows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.storage.catalogue import FileRecord
from assistant.types import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """The same bytes under another path."""

    before: FileRecord
    after: FileRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do with each file, each list by document id."""

    added: tuple[FileRecord, ...]
    changed: tuple[FileRecord, ...]
    renamed: tuple[Rename, ...]
    removed: tuple[FileRecord, ...]
    unchanged: tuple[FileRecord, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the index is already as the files are."""
        return not (self.added or self.changed or self.renamed or self.removed)

    @property
    def to_read(self) -> tuple[FileRecord, ...]:
        """The files whose text must be read and indexed, by document id."""
        renamed = (rename.after for rename in self.renamed)
        return _sorted((*self.added, *self.changed, *renamed))

    @property
    def to_drop(self) -> tuple[DocumentId, ...]:
        """The documents whose old content must go first, sorted."""
        renamed = (rename.before for rename in self.renamed)
        return tuple(sorted(file.document for file in (*self.changed, *self.removed, *renamed)))


def make_plan(found: Iterable[FileRecord], known: Iterable[FileRecord]) -> Plan:
    """Compare the files found with the files known, by document id, path and content.

    Args:
        found: The files now; document ids are unique.
        known: The files that the index holds; document ids are unique.
    """
    now = {file.document: file for file in found}
    then = {file.document: file for file in known}
    added = [file for id_, file in now.items() if id_ not in then]
    removed = [file for id_, file in then.items() if id_ not in now]
    both = [(file, then[id_]) for id_, file in now.items() if id_ in then]
    renamed = _renames(added, removed)
    before = {rename.before.document for rename in renamed}
    after = {rename.after.document for rename in renamed}
    moved = [Rename(before=old, after=new) for new, old in both if _moved(new, old)]
    return Plan(
        added=_sorted(file for file in added if file.document not in after),
        changed=_sorted(new for new, old in both if new.sha256 != old.sha256),
        renamed=tuple(sorted([*renamed, *moved], key=lambda rename: rename.after.document)),
        removed=_sorted(file for file in removed if file.document not in before),
        unchanged=_sorted(new for new, old in both if new == old),
    )


def _moved(new: FileRecord, old: FileRecord) -> bool:
    """Tell whether a document kept its id and bytes but lies elsewhere."""
    return new.sha256 == old.sha256 and new != old


def _renames(added: Sequence[FileRecord], removed: Sequence[FileRecord]) -> list[Rename]:
    """Pair what went with what came by content; of several with the same bytes, in id order."""
    gone: dict[str, list[FileRecord]] = {}
    for file in _sorted(removed):
        gone.setdefault(file.sha256, []).append(file)
    return [
        Rename(before=gone[file.sha256].pop(0), after=file)
        for file in _sorted(added)
        if gone.get(file.sha256)
    ]


def _sorted(files: Iterable[FileRecord]) -> tuple[FileRecord, ...]:
    return tuple(sorted(files, key=lambda file: file.document))
