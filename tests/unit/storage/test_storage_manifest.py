"""The manifest of a generation and the seals on its files."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import DamagedIndexError, StaleIndexError
from assistant.storage.manifest import (
    NAME,
    SCHEMA,
    Manifest,
    Recipe,
    Seal,
    broken_seals,
    read_manifest,
    seal,
)
from tests.fakes import RECIPE, damage

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
COUNTS = st.integers(0, 10**12)
RECIPES = st.builds(
    Recipe,
    schema=st.just(SCHEMA),
    reader=COUNTS,
    windows=COUNTS,
    model=TEXTS,
    model_hash=TEXTS,
    max_tokens=COUNTS,
)
MANIFESTS = st.builds(
    Manifest,
    recipe=RECIPES,
    sources=st.lists(TEXTS).map(tuple),
    excluded=st.lists(TEXTS).map(tuple),
    documents=COUNTS,
    paragraphs=COUNTS,
    passages=COUNTS,
    dimensions=COUNTS,
    dead=COUNTS,
    seals=st.dictionaries(TEXTS, st.builds(Seal, size=COUNTS, sha256=TEXTS)),
)

A_MANIFEST = Manifest(
    recipe=RECIPE, sources=("seeds",), excluded=(), documents=1, paragraphs=20, passages=21,
    dimensions=384,
)  # fmt: skip


@given(MANIFESTS)
def test_every_field_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, manifest: Manifest
) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    manifest.write(folder)
    assert read_manifest(folder) == manifest


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"recipe": 3}',
        f'{{"recipe": {{"schema": {SCHEMA}}}}}',
        "\ufeff{}",
    ],
)
def test_what_is_no_manifest_is_damage(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content, "utf-8")
    with pytest.raises(DamagedIndexError, match=r"doctor --repair"):
        read_manifest(tmp_path)


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DamagedIndexError):
        read_manifest(tmp_path)


def test_a_missing_manifest_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError):
        read_manifest(tmp_path)


@pytest.mark.parametrize("field", ["documents", "sources", "seals", "recipe"])
def test_a_manifest_without_a_field_is_damage(tmp_path: Path, field: str) -> None:
    A_MANIFEST.write(tmp_path)
    content = json.loads((tmp_path / NAME).read_text("utf-8"))
    del content[field]
    (tmp_path / NAME).write_text(json.dumps(content), "utf-8")
    if field == "seals":
        content["seals"] = {"a": {}}
        (tmp_path / NAME).write_text(json.dumps(content), "utf-8")
    with pytest.raises(DamagedIndexError):
        read_manifest(tmp_path)


def test_another_schema_is_stale_and_says_how_to_rebuild(tmp_path: Path) -> None:
    replace(A_MANIFEST, recipe=replace(RECIPE, schema=SCHEMA + 1)).write(tmp_path)
    with pytest.raises(StaleIndexError, match=r"ingest --rebuild"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reader": 2}, "reader 1 instead of 2"),
        ({"windows": 7}, "windows 1 instead of 7"),
        ({"max_tokens": 512}, "max_tokens 64 instead of 512"),
        ({"model_hash": "other"}, "model_hash 'fake' instead of 'other'"),
        (
            {"model": "new", "model_hash": "other", "max_tokens": 9},
            "the embedding model 'fake' instead of 'new'",
        ),
    ],
)
def test_another_recipe_is_stale_and_says_in_what(change: dict[str, object], said: str) -> None:
    with pytest.raises(StaleIndexError) as error:
        RECIPE.check(replace(RECIPE, **change))
    assert said in str(error.value)
    assert "assistant ingest --rebuild" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_same_model_under_another_name_is_not_stale() -> None:
    RECIPE.check(replace(RECIPE, model="sentence-transformers/fake"))


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[Path, dict[str, Seal]]:
    folder = tmp_path / "generation"
    for name in ("catalogue.sqlite", "chroma/x/data.bin", "chroma/chroma.sqlite3", "lexical/a.idx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode() * 50)
    (folder / "lexical/.tantivy-meta.lock").touch()
    A_MANIFEST.write(folder)
    return folder, seal(folder)


def test_seals_cover_what_no_reader_changes(sealed: tuple[Path, dict[str, Seal]]) -> None:
    _, seals = sealed
    assert sorted(seals) == ["catalogue.sqlite", "chroma/x/data.bin", "lexical/a.idx"]


def test_whole_files_break_no_seal(sealed: tuple[Path, dict[str, Seal]]) -> None:
    folder, seals = sealed
    (folder / "chroma/chroma.sqlite3").write_bytes(b"changed at opening")
    (folder / "readers").mkdir()
    assert broken_seals(folder, seals, deep=True) == []


def test_a_missing_or_shorter_file_breaks_its_seal_at_a_glance(
    sealed: tuple[Path, dict[str, Seal]],
) -> None:
    folder, seals = sealed
    (folder / "lexical/a.idx").unlink()
    with (folder / "catalogue.sqlite").open("ab") as stream:
        stream.truncate(10)
    assert broken_seals(folder, seals, deep=False) == [
        "catalogue.sqlite has 10 bytes instead of 800",
        "lexical/a.idx is missing",
    ]


@pytest.mark.parametrize("deep", [False, True])
def test_changed_content_of_the_same_size_breaks_a_seal(
    sealed: tuple[Path, dict[str, Seal]], deep: bool
) -> None:
    folder, seals = sealed
    damage(folder / "chroma/x/data.bin", length=1)
    assert broken_seals(folder, seals, deep=deep) == ["chroma/x/data.bin has other content"]


def test_changed_content_that_no_stamp_betrays_needs_a_deep_look(
    sealed: tuple[Path, dict[str, Seal]],
) -> None:
    folder, seals = sealed
    path = folder / "chroma/x/data.bin"
    assert broken_seals(folder, seals, deep=False) == []
    before = path.stat()
    damage(path, length=1)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert broken_seals(folder, seals, deep=True) == ["chroma/x/data.bin has other content"]


def test_a_copy_of_a_whole_generation_breaks_no_seal(
    sealed: tuple[Path, dict[str, Seal]], tmp_path: Path
) -> None:
    folder, seals = sealed
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    assert broken_seals(copy, seals, deep=False) == []
