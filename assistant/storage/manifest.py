"""What a generation of the index was made from and with, and a seal on its files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from assistant.errors import DamagedIndexError, StaleIndexError

#: Raised when the layout of an index changes; an index with another number is rebuilt.
SCHEMA: Final = 1

NAME: Final = "manifest.json"

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
        raise StaleIndexError(
            f"the index was made with {differences[0]}; rebuild it with: assistant ingest --rebuild"
        )


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
            raise StaleIndexError(
                f"the index has schema {schema!r} instead of {SCHEMA}; "
                "rebuild it with: assistant ingest --rebuild"
            )
        content["recipe"] = Recipe(**content["recipe"])
        for name in ("sources", "excluded"):
            content[name] = tuple(content[name])
        content["seals"] = {name: Seal(**seal) for name, seal in content["seals"].items()}
        return Manifest(**content)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedIndexError(
            f"the manifest {path} is damaged ({error}); mend it with: assistant doctor --repair"
        ) from error


def seal(folder: Path) -> dict[str, Seal]:
    """Take size and hash of every sealed file of a generation, and push all of it to the disk."""
    seals: dict[str, Seal] = {}
    for path in _files(folder):
        with path.open("rb") as stream:
            name = path.relative_to(folder).as_posix()
            if name not in UNSEALED:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                seals[name] = Seal(size=os.fstat(stream.fileno()).st_size, sha256=digest)
            os.fsync(stream.fileno())
    return seals


def broken_seals(folder: Path, seals: dict[str, Seal], *, deep: bool) -> list[str]:
    """List the sealed files that are missing or changed, with what is wrong.

    Args:
        folder: The generation.
        seals:  As its manifest has them.
        deep:   Compare hashes, not only sizes.
    """
    return [
        f"{name} {fault}"
        for name, expected in sorted(seals.items())
        if (fault := _fault(folder / name, expected, deep=deep))
    ]


def _fault(path: Path, expected: Seal, *, deep: bool) -> str | None:
    try:
        size = path.stat().st_size
        if size != expected.size:
            return f"has {size} bytes instead of {expected.size}"
        if deep:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != expected.sha256:
                    return "has other content"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return None


def _files(folder: Path) -> Iterator[Path]:
    # Lock files are tantivy's and the readers' own business.
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != NAME and path.suffix != ".lock":
            yield path
