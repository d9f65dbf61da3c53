"""What `assistant doctor` looks at."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

from assistant.errors import AssistantError, DamagedIndexError
from assistant.facade.assistant import Assistant
from assistant.models.onnx import OnnxEncoder
from assistant.settings import SECRETS
from assistant.storage.faults import find_faults
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import CATALOGUE, CHROMA, LEXICAL
from assistant.storage.manifest import Manifest, read_manifest
from assistant.storage.vectors import VectorCache

Verdict = Literal["ok", "note", "broken"]

#: What the storage's own messages end with, too.
_MEND: Final = f"; {DamagedIndexError.REMEDY}"

_PACKAGES: Final = (
    "chromadb",
    "langchain-core",
    "onnxruntime",
    "sentence-transformers",
    "tantivy",
    "torch",
    "typer",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding: what was looked at, the verdict, and what was seen."""

    name: str
    verdict: Verdict
    text: str


def examine(bot: Assistant) -> list[Check]:
    """Check settings, versions, models and the index."""
    return [*_versions(), *_settings(bot), *_models(bot), *_index(bot)]


def _versions() -> Iterator[Check]:
    yield Check(
        name="python", verdict="ok", text=f"{platform.python_version()} at {sys.executable}"
    )
    for package in _PACKAGES:
        try:
            yield Check(name=package, verdict="ok", text=version(package))
        except PackageNotFoundError:
            yield Check(
                name=package, verdict="broken", text=f"not installed: pip install {package}"
            )


def _settings(bot: Assistant) -> Iterator[Check]:
    for field in fields(bot.settings):
        value = getattr(bot.settings, field.name)
        origin = bot.loaded.origins[field.name]
        shown = "***" if value and field.name in SECRETS else value
        yield Check(name=f"setting {field.name}", verdict="ok", text=f"{shown} ({_origin(origin)})")
    for name in bot.loaded.strangers:
        yield Check(name=name, verdict="note", text="is set, but no setting has this name")


def _origin(origin: str) -> str:
    named = {"default": "the default", "call": "from the option or call"}
    return named.get(origin, f"from {origin}")


def _models(bot: Assistant) -> Iterator[Check]:
    embedder = bot.keeper.embedder
    try:
        files = embedder.files
        yield Check(
            name="embedding model",
            verdict="ok",
            text=f"{embedder.name} in {files.folder}, fingerprint {embedder.fingerprint[:12]}",
        )
    except AssistantError as error:
        yield Check(name="embedding model", verdict="broken", text=str(error))
        return
    if not embedder.graph.is_file():
        yield Check(
            name="exported model",
            verdict="note",
            text=f"not yet at {embedder.graph}; made on the first question",
        )
    else:
        try:
            OnnxEncoder(embedder.graph, files)
            yield Check(name="exported model", verdict="ok", text=str(embedder.graph))
        except AssistantError as error:
            text = f"{error}; the next question makes it again"
            yield Check(name="exported model", verdict="note", text=text)
    try:
        yield Check(name="answerer", verdict="ok", text=bot.model.line)
    except AssistantError as error:
        yield Check(name="answerer", verdict="broken", text=str(error))
    for hint in bot.writers.hints:
        yield Check(name="answerer", verdict="note", text=hint)


def _parts(generation: Path, manifest: Manifest) -> Iterator[Check]:
    faults = find_faults(generation, manifest, deep=True)
    places = {"catalogue": CATALOGUE, "chroma": CHROMA, "lexical": LEXICAL}
    for part, place in places.items():
        wrong = [fault.message for fault in faults if fault.part == part]
        yield Check(
            name=f"index {part}",
            verdict="broken" if wrong else "ok",
            text="; ".join(reason.removesuffix(_MEND) for reason in wrong) + _MEND
            if wrong
            else f"whole, {_size(generation / place)}",
        )


def _cache(folder: IndexFolder) -> Check:
    name = "embedding cache"
    if not folder.vectors.exists():
        text = f"{folder.vectors} is missing; bring it back with: assistant doctor --repair"
        return Check(name=name, verdict="broken", text=text)
    try:
        with VectorCache(folder.vectors, readonly=True) as cache:
            text = f"{cache.count():,} vectors, {_size(folder.vectors)}"
    except DamagedIndexError as error:
        return Check(name=name, verdict="broken", text=str(error))
    return Check(name=name, verdict="ok", text=text)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _size(path: Path) -> str:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return f"{sum(file.stat().st_size for file in files) / 1e6:.1f} MB"


def _index(bot: Assistant) -> Iterator[Check]:
    folder = IndexFolder(bot.settings.index)
    try:
        name = folder.current()
        if name is None:
            yield Check(
                name="index",
                verdict="note",
                text=f"nothing at {folder.path} yet; made on the first question",
            )
        else:
            yield from _generation(bot, folder, folder.generations / name)
    except AssistantError as error:
        yield Check(name="index", verdict="broken", text=str(error))
    if folder.exists():
        yield _cache(folder)
    yield _writer(folder)


def _generation(bot: Assistant, folder: IndexFolder, generation: Path) -> Iterator[Check]:
    manifest = read_manifest(generation)
    manifest.recipe.check(bot.keeper.recipe())
    if folder.pointer.exists():
        text = (
            f"{folder.path}: {_count(manifest.documents, 'document')}, "
            f"{_count(manifest.paragraphs, 'paragraph')}, {_count(manifest.passages, 'passage')}; "
            f"sources {', '.join(manifest.sources)}"
        )
        yield Check(name="index", verdict="ok", text=text)
    else:
        text = f"{folder.pointer} is missing{_MEND}"
        yield Check(name="index", verdict="broken", text=text)
    yield from _parts(generation, manifest)


def _writer(folder: IndexFolder) -> Check:
    locked = folder.writer.is_at_work()
    return Check(
        name="writer",
        verdict="note" if locked else "ok",
        text=(folder.writer.name() or "a process that is just starting") if locked else "nobody",
    )
