"""What is wrong with a generation, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import DamagedIndexError
from assistant.storage.catalogue import Catalogue
from assistant.storage.dense import quick_count
from assistant.storage.generation import CATALOGUE, CHROMA, LEXICAL
from assistant.storage.lexical import LexicalIndex
from assistant.storage.manifest import Manifest, broken_seals
from assistant.storage.private import writable
from assistant.storage.probe import probe

Part = Literal["catalogue", "chroma", "lexical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A part of a generation and what is wrong with it."""

    part: Part
    message: str


def find_faults(
    folder: Path, manifest: Manifest, *, deep: bool, remember: bool = False
) -> list[Fault]:
    """Compare a generation's files with its manifest.

    Args:
        folder:   The generation.
        manifest: Its manifest.
        deep:     Read every byte and try to open Chroma; otherwise only files that were touched
                  are read, and numbers of rows compared.
        remember: Note in the folder which files were found whole; otherwise nothing is written.
    """
    with writable(folder) as place:
        return _find_faults(place, manifest, deep=deep, remember=remember)


def _find_faults(folder: Path, manifest: Manifest, *, deep: bool, remember: bool) -> list[Fault]:
    faults = [
        Fault(part=_part(fault), message=fault)
        for fault in broken_seals(folder, manifest.seals, deep=deep, remember=remember)
    ]
    broken = {fault.part for fault in faults}
    if "chroma" not in broken:
        faults += _chroma(folder, manifest, deep=deep)
    if "lexical" not in broken:
        faults += _lexical(folder, manifest)
    if deep and "catalogue" not in broken:
        faults += _catalogue(folder)
    return faults


def _part(fault: str) -> Part:
    if fault.startswith(f"{CHROMA}/"):
        return "chroma"
    return "lexical" if fault.startswith(f"{LEXICAL}/") else "catalogue"


def _chroma(folder: Path, manifest: Manifest, *, deep: bool) -> list[Fault]:
    faults = _counted("chroma", quick_count(folder / CHROMA), manifest.passages)
    if deep and not faults and (message := probe(folder / CHROMA)):
        return [Fault(part="chroma", message=message)]
    return faults


def _counted(part: Part, rows: int | None, expected: int) -> list[Fault]:
    if rows is None:
        return [Fault(part=part, message=f"{part} cannot be read")]
    if rows != expected:
        return [Fault(part=part, message=f"{part} holds {rows} entries instead of {expected}")]
    return []


def _lexical(folder: Path, manifest: Manifest) -> list[Fault]:
    try:
        rows = LexicalIndex(folder / LEXICAL).count()
    except DamagedIndexError as error:
        return [Fault(part="lexical", message=str(error))]
    return _counted("lexical", rows, manifest.paragraphs)


def _catalogue(folder: Path) -> list[Fault]:
    try:
        catalogue = Catalogue(folder / CATALOGUE)
    except DamagedIndexError as error:
        return [Fault(part="catalogue", message=str(error))]
    try:
        catalogue.check()
    except DamagedIndexError as error:
        return [Fault(part="catalogue", message=str(error))]
    finally:
        catalogue.close()
    return []
