"""What `assistant doctor` looks at."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Literal

from assistant.errors import AssistantError
from assistant.facade.assistant import Assistant
from assistant.models.onnx import OnnxEncoder
from assistant.storage.faults import find_faults
from assistant.storage.folder import IndexFolder
from assistant.storage.manifest import read_manifest

Verdict = Literal["ok", "note", "broken"]

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
        yield Check(name=f"setting {field.name}", verdict="ok", text=f"{value} (from {origin})")
    for name in bot.loaded.strangers:
        yield Check(name=name, verdict="note", text="is set, but no setting has this name")


def _models(bot: Assistant) -> Iterator[Check]:
    embedder = bot.embedder
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
            yield Check(name="exported model", verdict="broken", text=str(error))
    yield Check(
        name="answerer", verdict="ok", text="extractive: quotes the documents, always available"
    )


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
            return
        generation = folder.generations / name
        manifest = read_manifest(generation)
        manifest.recipe.check(bot.recipe())
    except AssistantError as error:
        yield Check(name="index", verdict="broken", text=str(error))
        return
    yield Check(
        name="index",
        verdict="ok",
        text=f"{folder.path}: {manifest.documents} documents, {manifest.paragraphs} paragraphs, "
        f"{manifest.passages} passages; sources {', '.join(manifest.sources)}",
    )
    faults = find_faults(generation, manifest, deep=True)
    for part in ("catalogue", "chroma", "lexical"):
        wrong = [fault.message for fault in faults if fault.part == part]
        yield Check(
            name=f"index {part}",
            verdict="broken" if wrong else "ok",
            text="; ".join(wrong) or "whole",
        )
    locked = folder.is_locked()
    yield Check(
        name="writer",
        verdict="note" if locked else "ok",
        text=(folder.writer() or "a process that is just starting") if locked else "nobody",
    )
