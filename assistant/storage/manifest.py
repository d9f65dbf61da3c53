"""What a generation of the index was made from and with, and a seal on its files."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant.errors import DamagedIndexError, StaleIndexError

#: Raised when the layout of an index changes; an index with another number is rebuilt.
SCHEMA: Final = 2

NAME: Final = "manifest.json"

#: Remembers in which state files were found whole: they need no hashing before they are touched.
CHECKED: Final = "checked.json"

#: Chroma writes to its database at every opening, so no hash of it would hold.
UNSEALED: Final = frozenset({"chroma/chroma.sqlite3"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What decides the vectors and paragraphs of an index; another recipe needs a rebuild.

    Attributes:
        schema:     Layout of the index.
        reader:     Version of the rules that cut files into paragraphs.
        windows:    Version of the rules that cut paragraphs into passages.
        model:      The embedding model as the user named it.
        model_hash: Fingerprint of its files.
        max_tokens: Word pieces that a passage may have.
    """

    schema: int
    reader: int
    windows: int
    model: str
    model_hash: str
    max_tokens: int

    def check(self, wanted: Recipe) -> None:
        """Compare with what this program would make now.

        Raises:
            StaleIndexError: if they differ; says in what.
        """
        differences = [
            f"{name} {theirs!r} instead of {ours!r}"
            for name, theirs in asdict(self).items()
            if name != "model" and theirs != (ours := getattr(wanted, name))
        ]
        if not differences:
            return
        if self.model != wanted.model:
            differences = [f"the embedding model {self.model!r} instead of {wanted.model!r}"]
        raise StaleIndexError.of(f"the index was made with {differences[0]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Size in bytes and SHA-256 of a file that no reader changes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one generation holds.

    Attributes:
        recipe:     What it was made with.
        sources:    Folders and files that `ingest` syncs, as the catalogue's paths are written.
        excluded:   Files below them that were removed by name and stay out.
        documents, paragraphs, passages: How much it holds.
        dimensions: Length of a vector.
        dead:       Vectors in Chroma's graph whose passages are gone.
        seals:      Its files, by path below the generation.
    """

    recipe: Recipe
    sources: tuple[str, ...]
    excluded: tuple[str, ...]
    documents: int
    paragraphs: int
    passages: int
    dimensions: int
    dead: int = 0
    seals: dict[str, Seal] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it into the generation's folder."""
        content = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False)
        (folder / NAME).write_text(content + "\n", "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest.

    Raises:
        DamagedIndexError: if it is missing or not a manifest.
        StaleIndexError: if it has another schema.
    """
    path = folder / NAME
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if (schema := content["recipe"]["schema"]) != SCHEMA:
            raise StaleIndexError.of(f"the index has schema {schema!r} instead of {SCHEMA}")
        content["recipe"] = Recipe(**content["recipe"])
        for name in ("sources", "excluded"):
            content[name] = tuple(content[name])
        content["seals"] = {name: Seal(**seal) for name, seal in content["seals"].items()}
        return Manifest(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedIndexError.of(f"the manifest {path}", error) from error


def seal(folder: Path) -> dict[str, Seal]:
    """Take size and hash of every sealed file of a generation, and push all of it to the disk."""
    seals: dict[str, Seal] = {}
    stamps: dict[str, list[int]] = {}
    for path in _files(folder):
        with path.open("rb") as stream:
            name = path.relative_to(folder).as_posix()
            if name not in UNSEALED:
                status = os.fstat(stream.fileno())
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                seals[name] = Seal(size=status.st_size, sha256=digest)
                stamps[name] = _stamp(status)
            os.fsync(stream.fileno())
    _remember(folder, stamps)
    return seals


def broken_seals(
    folder: Path, seals: dict[str, Seal], *, deep: bool, remember: bool = False
) -> list[str]:
    """List the sealed files that are missing or changed, with what is wrong.

    Args:
        folder:   The generation.
        seals:    As its manifest has them.
        deep:     Compare the hashes of all files, not only of those that were touched since they
                  were last found whole.
        remember: Note in the folder which were found whole.
    """
    known = _remembered(folder)
    whole: dict[str, list[int]] = {}
    faults: list[str] = []
    for name, expected in sorted(seals.items()):
        try:
            stamp = _stamp((folder / name).stat())
            trusted = not deep and stamp == known.get(name)
            fault = None if trusted else _fault(folder / name, expected)
        except FileNotFoundError:
            fault = "is missing"
        except OSError as error:
            fault = f"cannot be read ({error.strerror})"
        if fault:
            faults.append(f"{name} {fault}")
        else:
            whole[name] = stamp
    if remember and whole != known:
        _remember(folder, whole)
    return faults


def _fault(path: Path, expected: Seal) -> str | None:
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size != expected.size:
            return f"has {size} bytes instead of {expected.size}"
        if hashlib.file_digest(stream, "sha256").hexdigest() != expected.sha256:
            return "has other content"
    return None


def _stamp(status: os.stat_result) -> list[int]:
    """Tell a file from the same one after a change; a copy has another stamp too."""
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _remembered(folder: Path) -> Mapping[str, list[int]]:
    try:
        content = json.loads((folder / CHECKED).read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _remember(folder: Path, stamps: Mapping[str, list[int]]) -> None:
    partial = folder / f"{CHECKED}.{uuid.uuid4().hex}.tmp"
    # Where nothing can be written, the files are hashed at every opening.
    with contextlib.suppress(OSError):
        partial.write_text(json.dumps(stamps), "ascii")
        partial.replace(folder / CHECKED)


def _files(folder: Path) -> Iterator[Path]:
    # Lock files are tantivy's and the readers' own business.
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in {NAME, CHECKED} and path.suffix != ".lock":
            yield path
