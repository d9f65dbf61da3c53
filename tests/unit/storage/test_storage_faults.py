"""What is wrong with a generation, part by part."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.storage.faults import find_faults
from assistant.storage.manifest import read_manifest
from tests.fakes import FakeEmbedder, build, damage, reading

TEXT = "First paragraph about traffic.\n\nSecond paragraph about factories.\n\nThird one. " * 9


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("faults")
    build(
        home / "whole",
        [reading("one", TEXT), reading("two", TEXT.replace("traffic", "goods"))],
        cache=home / "vectors.sqlite",
        embedder=FakeEmbedder(),
    )
    return home / "whole"


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def faulty_parts(folder: Path, *, deep: bool) -> list[str]:
    faults = find_faults(folder, read_manifest(folder), deep=deep)
    assert all("\n" not in fault.message for fault in faults)
    return sorted({fault.part for fault in faults})


def lexical_file(folder: Path) -> Path:
    return next(folder.glob("lexical/*.term"))


def chroma_file(folder: Path) -> Path:
    return next(path for path in folder.glob("chroma/*/*") if path.stat().st_size > 1_000)


@pytest.mark.parametrize("deep", [False, True])
def test_a_whole_generation_has_no_faults(copy: Path, deep: bool) -> None:
    assert faulty_parts(copy, deep=deep) == []


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize(
    ("part", "find"),
    [
        ("catalogue", lambda folder: folder / "catalogue.sqlite"),
        ("chroma", chroma_file),
        ("lexical", lexical_file),
    ],
)
def test_a_missing_file_is_a_fault_of_its_part_alone(
    copy: Path, part: str, find: Callable[[Path], Path], deep: bool
) -> None:
    find(copy).unlink()
    assert faulty_parts(copy, deep=deep) == [part]


@pytest.mark.parametrize(
    ("part", "find"),
    [
        ("catalogue", lambda folder: folder / "catalogue.sqlite"),
        ("chroma", chroma_file),
        ("lexical", lexical_file),
    ],
)
def test_a_flipped_byte_is_found_by_the_deep_look(
    copy: Path, part: str, find: Callable[[Path], Path]
) -> None:
    damage(find(copy), at=0.5, length=1)
    assert faulty_parts(copy, deep=True) == [part]


def test_chroma_without_its_database_is_a_fault(copy: Path) -> None:
    (copy / "chroma/chroma.sqlite3").unlink()
    assert faulty_parts(copy, deep=False) == ["chroma"]


def test_a_garbage_chroma_database_is_a_fault(copy: Path) -> None:
    damage(copy / "chroma/chroma.sqlite3", at=0, length=10**9)
    assert faulty_parts(copy, deep=False) == ["chroma"]


def test_rows_that_chroma_lost_are_a_fault(copy: Path) -> None:
    connection = sqlite3.connect(copy / "chroma/chroma.sqlite3")
    connection.execute("DELETE FROM embeddings WHERE id = (SELECT max(id) FROM embeddings)")
    connection.commit()
    connection.close()
    (fault,) = find_faults(copy, read_manifest(copy), deep=False)
    assert fault.part == "chroma"
    assert "instead of" in fault.message


def test_a_lexical_index_of_another_size_is_a_fault(copy: Path) -> None:
    manifest = read_manifest(copy)
    (fault,) = find_faults(copy, replace(manifest, paragraphs=manifest.paragraphs + 1), deep=False)
    assert fault.part == "lexical"


def test_every_broken_part_is_named(copy: Path) -> None:
    for path in (copy / "catalogue.sqlite", chroma_file(copy), lexical_file(copy)):
        path.write_bytes(b"")
    assert faulty_parts(copy, deep=True) == ["catalogue", "chroma", "lexical"]
