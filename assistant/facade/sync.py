"""An ingest: sources → plan → next generation → swap."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from assistant.errors import DamagedIndexError, SourceError, StaleIndexError, UnreadableFileError
from assistant.facade.meter import EstimatingMeter, Progress
from assistant.facade.sources import Places, Scan, scan
from assistant.indexing.build import Base, Builder, DocumentEmbedder
from assistant.indexing.plan import Plan, make_plan
from assistant.reading.reader import Reading, read
from assistant.storage.catalogue import Catalogue, FileRecord
from assistant.storage.faults import find_faults
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import CATALOGUE
from assistant.storage.manifest import Manifest, Recipe, read_manifest
from assistant.storage.room import full_disk_named
from assistant.storage.vectors import VectorCache
from assistant.types import DocumentId, FileNote, IngestReport, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an ingest is asked to do.

    Attributes:
        add:      Sources to add; files among them come back in if they were removed.
        drop:     Sources to take out.
        exclude:  Documents to take out.
        rebuild:  Make everything anew; vectors still come from the cache.
        dry_run:  Only say what would be done.
        wait_s:   How long to wait for another writer, in seconds.
    """

    add: tuple[Path, ...] = ()
    drop: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    rebuild: bool = False
    dry_run: bool = False
    wait_s: float = 0


@dataclass(slots=True, kw_only=True)
class _State:
    """The index as this ingest found it, and as it shall be.

    Attributes:
        base:      The current generation, as far as it is whole.
        sources:   What the next generation syncs.
        excluded:  Files that stay out of it.
        known:     The files that the base holds.
        is_mended: Whether a part of the current generation is broken.
        is_due:    Whether there must be a next generation even if no file has changed.
    """

    base: Base | None = None
    sources: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    known: list[FileRecord] = field(default_factory=list)
    is_mended: bool = False
    is_due: bool = False


class Sync:
    """One ingest into one index folder."""

    def __init__(
        self,
        folder: IndexFolder,
        *,
        recipe: Recipe,
        embedder: DocumentEmbedder,
        max_bytes: int,
        progress: Progress,
    ) -> None:
        self._folder = folder
        self._recipe = recipe
        self._embedder = embedder
        self._max_bytes = max_bytes
        self._progress = progress
        self._places = Places(folder.path)
        self._notes: list[FileNote] = []

    def run(self, order: Order) -> IngestReport:
        """Bring the index in line with its sources.

        Raises:
            AssistantError: see `Assistant.ingest`.
        """
        if order.dry_run:
            return self._preview(order)
        with self._folder.writing(wait_s=order.wait_s):
            return self.run_locked(order)

    def run_locked(self, order: Order) -> IngestReport:
        """Do the same as `run`, for the holder of the writer's lock."""
        started = time.perf_counter()
        state = self._state(order)
        found = self._scan(state)
        plan = make_plan(found.found.values(), state.known)
        readings = self._readings(plan)
        first = list(islice(readings, 1))
        if not (first or plan.to_drop or state.is_due):
            counts = state.base.manifest if state.base else None
            return self._report(started, plan, counts)

        sizes = {file.document: found.sizes[file.document] for file in plan.to_read}
        meter = EstimatingMeter(sizes, self._progress)

        def fill(builder: Builder) -> None:
            builder.drop(plan.to_drop)
            for record, reading in chain(first, readings):
                meter.begin(record, len(reading.paragraphs))
                builder.add(reading.document, reading.paragraphs, root=record.root)
            if not (builder.documents or order.drop or order.exclude):
                raise SourceError(_nothing_read(state.sources, self._notes))

        manifest, embedded = self._build(state, fill, meter)
        return self._report(started, plan, manifest, embedded=embedded, mended=state.is_mended)

    def derive_again(self, base: Base) -> None:
        """Make the broken parts of a generation anew, for the holder of the writer's lock."""
        manifest = base.manifest
        state = _State(base=base, sources=manifest.sources, excluded=manifest.excluded)
        self._build(state, lambda _: None, EstimatingMeter({}, self._progress))

    def _preview(self, order: Order) -> IngestReport:
        """Say what an ingest would do; the counts are those of the index as it is."""
        started = time.perf_counter()
        state = self._state(order)
        plan = make_plan(self._scan(state).found.values(), state.known)
        kinds: tuple[tuple[Status, Sequence[FileRecord]], ...] = (
            ("added", plan.added),
            ("changed", plan.changed),
            ("renamed", [rename.after for rename in plan.renamed]),
        )
        for status, files in kinds:
            self._notes += [
                FileNote(path=file.path, document=file.document, status=status) for file in files
            ]
        counts = state.base.manifest if state.base else None
        return self._report(started, plan, counts, mended=state.is_mended)

    def _state(self, order: Order) -> _State:
        state = _State()
        try:
            if name := self._folder.current():
                generation = self._folder.generations / name
                manifest = read_manifest(generation)
                state.sources, state.excluded = manifest.sources, manifest.excluded
                if not order.rebuild:
                    manifest.recipe.check(self._recipe)
                    _trust(state, generation, manifest)
                    state.is_mended |= not self._folder.pointer.exists()
                    state.is_due |= state.is_mended
        except (StaleIndexError, DamagedIndexError):
            if not order.rebuild:
                raise
            state.sources, state.excluded = self._folder.remembered()
        before = (state.sources, state.excluded)
        added = [self._places.label(path) for path in order.add]
        kept = [source for source in state.sources if source not in order.drop]
        state.sources = tuple(dict.fromkeys([*kept, *added]))
        excluded = [path for path in state.excluded if path not in added]
        state.excluded = tuple(sorted({*excluded, *order.exclude}))
        state.is_due |= order.rebuild or (state.sources, state.excluded) != before
        return state

    def _scan(self, state: _State) -> Scan:
        result = scan(
            state.sources,
            places=self._places,
            known=state.known,
            excluded=state.excluded,
            max_bytes=self._max_bytes,
        )
        self._notes += result.notes
        return result

    def _build(
        self, state: _State, fill: Callable[[Builder], None], meter: EstimatingMeter
    ) -> tuple[Manifest, int]:
        """Build and publish the next generation; returns how many passages were embedded too."""
        with full_disk_named(self._folder.path):
            prepared = self._folder.prepare()
            try:
                manifest, embedded = self._fill(prepared, state, fill, meter)
                self._folder.publish(prepared, manifest)
            finally:
                self._folder.discard(prepared)
        return manifest, embedded

    def _fill(
        self, prepared: Path, state: _State, fill: Callable[[Builder], None], meter: EstimatingMeter
    ) -> tuple[Manifest, int]:
        with VectorCache(self._folder.vectors) as cache:
            builder = Builder(
                prepared,
                recipe=self._recipe,
                embedder=self._embedder,
                cache=cache,
                base=state.base,
                meter=meter,
            )
            try:
                fill(builder)
                manifest = builder.finish(sources=state.sources, excluded=state.excluded)
            finally:
                builder.close()
        return manifest, builder.embedded

    def _readings(self, plan: Plan) -> Iterator[tuple[FileRecord, Reading]]:
        """Read the files of a plan one after the other; those that cannot be read are noted."""
        status: dict[DocumentId, Status] = {file.document: "added" for file in plan.added}
        status |= {file.document: "changed" for file in plan.changed}
        for record in plan.to_read:
            try:
                data = self._places.path(record.path).read_bytes()
                reading = read(
                    data,
                    document=record.document,
                    path=record.path,
                    sha256=hashlib.sha256(data).hexdigest(),
                    suffix=Path(record.path).suffix,
                )
            except (UnreadableFileError, OSError) as error:
                self._skip(record, str(error))
                continue
            self._notes.append(
                FileNote(
                    path=record.path,
                    document=record.document,
                    status=status.get(record.document, "renamed"),
                    note=None if reading.document.encoding == "utf-8" else _read_as(reading),
                )
            )
            yield record, reading

    def _skip(self, record: FileRecord, reason: str) -> None:
        self._notes.append(FileNote(path=record.path, document=None, status="skipped", note=reason))

    def _report(
        self,
        started: float,
        plan: Plan,
        counts: Manifest | None,
        *,
        embedded: int = 0,
        mended: bool = False,
    ) -> IngestReport:
        removed = [
            FileNote(path=file.path, document=file.document, status="removed")
            for file in plan.removed
        ]
        notes = sorted([*self._notes, *removed], key=lambda note: (note.path, note.status))
        tally = Counter(note.status for note in notes)
        return IngestReport(
            added=tally["added"],
            changed=tally["changed"],
            renamed=tally["renamed"],
            removed=tally["removed"],
            unchanged=len(plan.unchanged),
            skipped=tally["skipped"],
            documents=counts.documents if counts else 0,
            paragraphs=counts.paragraphs if counts else 0,
            passages=counts.passages if counts else 0,
            embedded=embedded,
            mended=mended,
            seconds=time.perf_counter() - started,
            files=tuple(notes),
        )


def _trust(state: _State, generation: Path, manifest: Manifest) -> None:
    """Take over what is whole of the current generation."""
    broken = {fault.part for fault in find_faults(generation, manifest, deep=False)}
    state.is_mended = state.is_due = bool(broken)
    if "catalogue" in broken:
        return
    catalogue = Catalogue(generation / CATALOGUE)
    try:
        state.known = catalogue.files()
    finally:
        catalogue.close()
    state.base = Base.without(broken, folder=generation, manifest=manifest)


def _nothing_read(sources: Sequence[str], notes: Sequence[FileNote]) -> str:
    reasons = [f"{note.path}: {note.note}" for note in notes if note.status == "skipped"]
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return (
        f"nothing in {', '.join(sources)} can be read: {reasons[0] if reasons else 'no file'}{more}"
    )


def _read_as(reading: Reading) -> str:
    return f"not UTF-8; read as {reading.document.encoding}"
