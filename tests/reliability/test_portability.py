"""An index may be copied, restored and read where nobody may write; models are never mixed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.models.embedder import Embedder
from tests.fakes import FakeEmbedder
from tests.reliability.world import (
    QUESTIONS,
    Content,
    Place,
    answers,
    assert_same,
    content_of,
    finish,
    hashes,
    ingest_here,
    open_bot,
    run,
    start,
    without_privileges,
    write_document,
)


@pytest.fixture(scope="module")
def whole(indexed: Place) -> Content:
    """What the index holds."""
    return content_of(indexed)


def test_an_index_copied_with_its_sources_works_there(
    place: Place, whole: Content, tmp_path: Path
) -> None:
    there = place.copy(tmp_path / "elsewhere")
    shutil.rmtree(place.home)
    assert run("ask", QUESTIONS[0], "--index", there.index).status == 0
    report = run("ingest", "--json", "--index", there.index).json
    assert (report["unchanged"], report["embedded"], report["files"]) == (30, 0, [])
    assert_same(content_of(there), whole)


def test_an_old_copy_put_back_over_the_index_works(
    place: Place, embedder: Embedder, tmp_path: Path
) -> None:
    shutil.copytree(place.index, tmp_path / "backup")
    with open_bot(place, embedder) as bot:
        old = answers(bot)
        write_document(place.corpus, 30)
        ingest_here(place, embedder)
        assert len(bot.documents()) == 31
        # As a tar archive is unpacked: what is not in it stays.
        shutil.copytree(tmp_path / "backup", place.index, dirs_exist_ok=True)
        assert answers(bot) == old
        report = ingest_here(place, embedder)
        assert (report.added, report.embedded) == (1, 2), "the old cache came back too"
        assert len(bot.documents()) == 31
    assert run("doctor", "--index", place.index).status == 0


@pytest.fixture
def read_only(place: Place) -> Iterator[Place]:
    """An index that its owner may only read."""
    everything = [place.index, *place.index.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield place
    for path in everything:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_read_only_index_can_be_asked_by_two_at_once(read_only: Place, tmp_path: Path) -> None:
    before = hashes(read_only.index)
    private = tmp_path / "private"
    private.mkdir()
    asked = [
        start(
            "search", QUESTIONS[0], "--json", "--index", read_only.index,
            preexec_fn=without_privileges, env={"TMPDIR": str(private)},
        )
        for _ in range(2)
    ]  # fmt: skip
    for done in [finish(one) for one in asked]:
        assert done.status == 0, done
        assert len(done.json["hits"]) == 5
    assert hashes(read_only.index) == before
    assert list(private.glob("assistant-*")) == [], "a private copy holds text and must go"


@pytest.mark.parametrize(
    "command",
    [
        ("ask", QUESTIONS[0]),
        ("documents",),
        ("show", "report-01"),
        ("doctor",),
        ("ingest", "--dry-run"),
    ],
    ids=lambda command: command[0],
)
def test_what_only_reads_works_on_a_read_only_index(
    command: tuple[str, ...], read_only: Place
) -> None:
    done = run(*command, "--index", read_only.index, preexec_fn=without_privileges)
    assert done.status == 0, done


@pytest.mark.parametrize("command", [("ingest",), ("remove", "report-01"), ("doctor", "--repair")])
def test_writing_into_a_read_only_index_is_refused_in_one_line(
    command: tuple[str, ...], read_only: Place
) -> None:
    before = hashes(read_only.index)
    done = run(*command, "--index", read_only.index, preexec_fn=without_privileges)
    assert done.failed_in_one_line("cannot be written", str(read_only.index)), done
    assert hashes(read_only.index) == before


def test_a_read_only_file_system_can_be_asked(place: Place, tmp_path: Path) -> None:
    point = tmp_path / "mounted"
    point.mkdir()
    mounted = subprocess.run(
        ["mount", "--bind", "-o", "ro", place.home, point], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount: {mounted.stderr.strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", point], check=True)
        assert run("ask", QUESTIONS[0], "--index", point / "index").status == 0
        assert run("doctor", "--index", point / "index").status == 0
        assert run("ingest", "--index", point / "index").failed_in_one_line("cannot be written")
    finally:
        subprocess.run(["umount", point], check=True)


def test_an_index_is_readable_to_whom_its_folder_is(place: Place) -> None:
    for path in place.index.rglob("*"):
        assert path.stat().st_mode & 0o044 == place.index.stat().st_mode & 0o044, path


def edit_recipe(**values: object) -> Callable[[Place], None]:
    """Say in the manifest that the index was made with something else."""

    def edit(place: Place) -> None:
        path = place.generation / "manifest.json"
        content = json.loads(path.read_text("utf-8"))
        content["recipe"] |= values
        path.write_text(json.dumps(content), "utf-8")

    return edit


def edit_schema(place: Place) -> None:
    """Say in the pointer that the index has a layout of the future."""
    path = place.index / "index.json"
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(content | {"schema": 99}), "utf-8")


class OtherModel(FakeEmbedder):
    """A model with another name, other weights and vectors of another length."""

    name = "some-other-model"
    fingerprint = "f" * 64
    max_tokens = 64


def without_locks(place: Place) -> dict[str, str]:
    """Hash the index but for the folders in which readers keep their locks."""
    found = hashes(place.index)
    return {name: hash_ for name, hash_ in found.items() if not name.endswith("/readers")}


def make_with_other_model(place: Place) -> None:
    """Make the index anew with a model whose vectors have another length."""
    with open_bot(place, OtherModel()) as bot:  # type: ignore[arg-type]
        bot.ingest(rebuild=True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (make_with_other_model, "the embedding model 'some-other-model'"),
        (edit_recipe(model_hash="0" * 64), "model_hash"),
        (edit_recipe(max_tokens=64), "max_tokens"),
        (edit_recipe(reader=0), "reader"),
        (edit_recipe(windows=0), "windows"),
        (edit_recipe(schema=99), "schema"),
        (edit_schema, "schema"),
    ],
    ids=["model", "weights", "max_tokens", "reader", "windows", "schema", "schema-of-pointer"],
)
def test_an_index_made_otherwise_says_so_and_is_rebuilt_by_the_command_it_names(
    change: Callable[[Place], None], named: str, place: Place, whole: Content
) -> None:
    change(place)
    write_document(place.corpus, 29)
    before = without_locks(place)
    for command in (("ask", QUESTIONS[0]), ("ingest",), ("doctor", "--repair")):
        done = run(*command, "--index", place.index)
        assert done.failed_in_one_line(named, "assistant ingest --rebuild"), done
    assert without_locks(place) == before, "the lock is taken and given back, nothing else"
    report = run("ingest", "--rebuild", "--json", "--index", place.index).json
    assert (report["documents"], report["embedded"]) == (30, 0)
    assert_same(content_of(place), whole)
    assert run("doctor", "--index", place.index).status == 0


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    strange = tmp_path / "generations-of-models"
    (strange / "generations" / "run-1").mkdir(parents=True)
    (strange / "generations" / "run-1" / "weights.bin").write_bytes(b"precious")
    (strange / "draft.tmp").write_bytes(b"precious too")
    before = hashes(strange)
    assert run("ingest", "--index", strange).failed_in_one_line("something else")
    assert hashes(strange) == before
