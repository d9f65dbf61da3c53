"""The folder of an index: generations, pointer, lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.errors import (
    DamagedIndexError,
    LockedIndexError,
    NotAnIndexError,
    StaleIndexError,
)
from assistant.storage.folder import IndexFolder
from assistant.storage.manifest import Manifest
from tests.fakes import RECIPE

#: Holds the writer's lock until its standard input closes.
HOLDER = """
import sys
from pathlib import Path
from assistant.storage.folder import IndexFolder
with IndexFolder(Path(sys.argv[1])).writing():
    print("holding", flush=True)
    sys.stdin.read()
"""


def manifest(documents: int) -> Manifest:
    return Manifest(
        recipe=RECIPE,
        sources=("library", "更多"),
        excluded=("library/no.txt",),
        documents=documents,
        paragraphs=0,
        passages=0,
        dimensions=0,
    )


def publish(folder: IndexFolder, documents: int) -> None:
    """Publish a generation that is told by its number of documents."""
    with folder.writing():
        prepared = folder.prepare()
        manifest(documents).write(prepared)
        folder.publish(prepared, manifest(documents))


def generations(folder: IndexFolder) -> list[str]:
    return sorted(path.name for path in folder.generations.iterdir())


@contextmanager
def another_process_writing(folder: IndexFolder) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "holding\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "index")


# The pointer


def test_a_folder_that_is_not_there_is_empty_and_is_not_made_by_reading(
    folder: IndexFolder,
) -> None:
    assert folder.current() is None
    assert folder.open_current() is None
    assert not folder.exists()
    assert not folder.path.exists()


def test_what_is_published_becomes_current(folder: IndexFolder) -> None:
    publish(folder, 1)
    publish(folder, 2)
    assert folder.current() == "000002"
    assert folder.exists()
    generation = folder.open_current()
    assert generation is not None
    assert (generation.name, generation.manifest.documents) == ("000002", 2)
    generation.close()


def test_a_prepared_generation_is_not_current_before_it_is_published(folder: IndexFolder) -> None:
    publish(folder, 1)
    with folder.writing():
        manifest(2).write(folder.prepare())
        assert folder.current() == "000001"


def test_a_failed_swap_leaves_the_old_pointer_whole(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, 1)

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"), folder.writing():
        folder.publish(folder.prepare(), manifest(2))
    monkeypatch.undo()

    assert folder.current() == "000001"
    publish(folder, 3)
    generation = folder.open_current()
    assert generation is not None
    assert generation.manifest.documents == 3
    generation.close()
    assert generations(folder) == [folder.current()]


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_an_unreadable_pointer_is_damage(folder: IndexFolder, content: bytes) -> None:
    publish(folder, 1)
    (folder.path / "index.json").write_bytes(content)
    with pytest.raises(DamagedIndexError, match=r"doctor --repair"):
        folder.current()
    assert folder.exists()


@pytest.mark.parametrize("content", ["[]", "3", "{}", '{"format": "something else"}'])
def test_another_program_s_pointer_is_refused(folder: IndexFolder, content: str) -> None:
    folder.path.mkdir()
    (folder.path / "index.json").write_text(content)
    with pytest.raises(NotAnIndexError, match=r"--index"):
        folder.current()


def test_a_pointer_of_another_schema_is_stale(folder: IndexFolder) -> None:
    publish(folder, 1)
    pointer = folder.path / "index.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "schema": 99}))
    with pytest.raises(StaleIndexError, match=r"ingest --rebuild"):
        folder.open_current()


def test_a_pointer_to_nothing_is_damage(folder: IndexFolder) -> None:
    publish(folder, 1)
    (folder.generations / "000001").rename(folder.generations / "000009")
    with pytest.raises(DamagedIndexError, match="000001"):
        folder.open_current()


def test_a_generation_without_manifest_is_damage_and_keeps_no_lock(folder: IndexFolder) -> None:
    publish(folder, 1)
    (folder.generations / "000001" / "manifest.json").unlink()
    with pytest.raises(DamagedIndexError):
        folder.open_current()
    assert list((folder.generations / "000001").rglob("*.lock")) == []


@pytest.mark.parametrize("lost", ["index.json", "generations/000002/manifest.json"])
def test_what_is_left_of_a_damaged_index_remembers_the_sources(
    folder: IndexFolder, lost: str
) -> None:
    publish(folder, 1)
    publish(folder, 2)
    (folder.path / lost).unlink()
    assert folder.remembered() == (("library", "更多"), ("library/no.txt",))


def test_an_index_that_lost_everything_remembers_nothing(folder: IndexFolder) -> None:
    assert folder.remembered() == ((), ())
    assert folder.newest() is None


def test_the_newest_generation_is_told_by_its_number(folder: IndexFolder) -> None:
    for name in ("000009", "000010", ".next-11"):
        (folder.generations / name).mkdir(parents=True)
    newest = folder.newest()
    assert newest is not None
    assert newest.name == "000010"


def test_without_a_pointer_the_newest_generation_is_current(folder: IndexFolder) -> None:
    publish(folder, 1)
    folder.pointer.unlink()
    assert folder.exists()
    assert folder.current() == "000001"


def test_a_lost_pointer_can_be_made_anew(folder: IndexFolder) -> None:
    publish(folder, 1)
    folder.pointer.unlink()
    folder.point_to("000001", manifest(1))
    assert folder.pointer.exists()
    assert folder.current() == "000001"


# Foreign folders


@pytest.mark.parametrize("name", ["thesis.doc", "index.html", ".git"])
def test_a_folder_with_other_things_is_refused_and_left_alone(
    folder: IndexFolder, name: str
) -> None:
    folder.path.mkdir()
    (folder.path / name).write_text("mine")
    with pytest.raises(NotAnIndexError, match=r"--index"):
        folder.current()
    with pytest.raises(NotAnIndexError), folder.writing():
        pass
    assert [path.name for path in folder.path.iterdir()] == [name]


def test_a_file_in_its_place_is_refused(folder: IndexFolder) -> None:
    folder.path.write_text("mine")
    with pytest.raises(NotAnIndexError):
        folder.current()
    with pytest.raises(NotAnIndexError), folder.writing():
        pass
    assert folder.path.read_text() == "mine"


@pytest.mark.parametrize("name", ["README.md", ".gitignore", ".gitkeep"])
def test_what_a_checkout_keeps_there_does_no_harm(folder: IndexFolder, name: str) -> None:
    folder.path.mkdir()
    (folder.path / name).write_text("about this folder")
    assert folder.current() is None
    publish(folder, 1)
    assert (folder.path / name).exists()


@pytest.mark.parametrize(
    "left",
    [
        "vectors.sqlite",
        "vectors.sqlite-journal",
        "write.lock",
        "writer.json",
        "index.json.0123.tmp",
        "generations/.next-0123/catalogue.sqlite",
    ],
)
def test_what_a_killed_first_ingest_left_does_no_harm(folder: IndexFolder, left: str) -> None:
    (folder.path / left).parent.mkdir(parents=True)
    (folder.path / left).touch()
    assert folder.current() is None
    publish(folder, 1)
    assert generations(folder) == ["000001"]


# Readers and retired generations


def test_a_reader_keeps_its_generation_while_others_are_published(folder: IndexFolder) -> None:
    publish(folder, 1)
    old = folder.open_current()
    assert old is not None
    publish(folder, 2)
    publish(folder, 3)

    assert (old.folder / "manifest.json").exists()
    assert generations(folder) == ["000001", "000003"]

    old.close()
    assert generations(folder) == ["000003"]


def test_two_readers_of_one_generation_both_keep_it(folder: IndexFolder) -> None:
    publish(folder, 1)
    one, other = folder.open_current(), folder.open_current()
    assert one is not None
    assert other is not None
    one.close()
    publish(folder, 2)
    assert generations(folder) == ["000001", "000002"]
    other.close()
    assert generations(folder) == ["000002"]


def test_closing_leaves_no_lock_behind(folder: IndexFolder) -> None:
    publish(folder, 1)
    generation = folder.open_current()
    assert generation is not None
    assert list(folder.generations.rglob("*.lock"))
    generation.close()
    assert list(folder.generations.rglob("*.lock")) == []


def test_the_lock_of_a_dead_reader_keeps_nothing(folder: IndexFolder) -> None:
    publish(folder, 1)
    (folder.generations / "000001/readers").mkdir()
    (folder.generations / "000001/readers/dead.lock").touch()
    publish(folder, 2)
    assert generations(folder) == ["000002"]


def test_what_killed_writers_left_is_cleaned_by_the_next_one(folder: IndexFolder) -> None:
    publish(folder, 1)
    with folder.writing():
        (folder.prepare() / "half.sqlite").touch()
    (folder.path / "index.json.0123.tmp").touch()
    with folder.writing():
        assert generations(folder) == ["000001"]
    assert list(folder.path.glob("*.tmp")) == []


def test_nothing_is_cleaned_where_the_pointer_cannot_be_read(folder: IndexFolder) -> None:
    publish(folder, 1)
    (folder.path / "index.json").write_bytes(b"{")
    folder.clean()
    assert generations(folder) == ["000001"]


def test_a_folder_that_cannot_be_written_is_read_through_a_private_copy(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(folder, 5)
    # Whoever may do everything is refused nothing, so the question itself is answered here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    generation = folder.open_current()
    assert generation is not None
    assert generation.manifest.documents == 5
    copy = generation.folder
    assert folder.path not in copy.parents
    generation.close()
    assert not copy.exists()


# The one writer


def test_a_second_writer_is_told_who_holds_the_lock(folder: IndexFolder) -> None:
    with another_process_writing(folder) as holder:
        assert folder.writer.is_at_work()
        with pytest.raises(LockedIndexError) as error, folder.writing():
            pass
    assert f"process {holder.pid} on " in str(error.value)
    assert "\n" not in str(error.value)


def test_the_lock_of_a_killed_writer_is_free(folder: IndexFolder) -> None:
    with another_process_writing(folder) as holder:
        holder.kill()
        holder.wait()
        assert not folder.writer.is_at_work()
        publish(folder, 1)
    assert folder.current() == "000001"
    assert folder.writer.name() is None


def test_readers_go_on_while_another_process_writes(folder: IndexFolder) -> None:
    publish(folder, 1)
    with another_process_writing(folder):
        generation = folder.open_current()
        assert generation is not None
        generation.close()


def test_two_writers_in_one_process_exclude_each_other_too(folder: IndexFolder) -> None:
    with (
        folder.writing(),
        pytest.raises(LockedIndexError, match=str(os.getpid())),
        IndexFolder(folder.path).writing(),
    ):
        pass


def test_the_lock_is_free_again_after_a_failure(folder: IndexFolder) -> None:
    with pytest.raises(ZeroDivisionError), folder.writing():
        raise ZeroDivisionError
    assert not folder.writer.is_at_work()
    assert folder.writer.name() is None
    with folder.writing():
        assert folder.writer.name() is not None


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"pid": 1}'])
def test_a_writer_s_note_that_says_nothing_is_no_writer(folder: IndexFolder, note: str) -> None:
    folder.path.mkdir()
    (folder.path / "writer.json").write_text(note)
    assert folder.writer.name() is None
