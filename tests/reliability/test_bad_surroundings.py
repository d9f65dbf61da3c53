"""Input, permissions and disks that an ingest must survive, each told in one line."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.models.embedder import Embedder
from tests.reliability.world import (
    QUESTIONS,
    ROOT,
    TIMEOUT_S,
    Place,
    environment,
    hashes,
    ingest_here,
    open_bot,
    own_word,
    run,
    without_privileges,
    write_corpus,
    write_document,
)
from tests.thorough import THOROUGH

#: A long line that is read; in the gate a shorter one, which takes a fourth of the time.
LONG_MB = 50 if THOROUGH else 12

#: More than reading and indexing it takes; a fraction of what copies of it per word would.
ENOUGH_MEMORY = 500_000_000 + LONG_MB * 50_000_000


def test_a_file_with_nul_bytes_is_named_and_the_others_are_ingested(place: Place) -> None:
    (place.corpus / "zeros.txt").write_bytes(b"A sentence.\0\0\0 Another one.\0" * 10)
    write_document(place.corpus, 30)
    report = run("ingest", "--index", place.index, "--json").json
    assert (report["added"], report["skipped"]) == (1, 1)
    (note,) = [file for file in report["files"] if file["status"] == "skipped"]
    assert note["path"] == "corpus/zeros.txt"
    assert note["note"]


def write_one_line(folder: Path, *, megabytes: int) -> None:
    """Write a small document, and one without a line break."""
    write_corpus(folder, documents=1)
    # Few long sentences: tens of thousands of passages would only take time.
    words = "the supplier delivers bearings to every factory " * 180
    sentences = (
        f"Report {number}: {words.strip()}. "
        for number in range(megabytes * 1_000_000 // len(words))
    )
    (folder / "huge.txt").write_text("".join(sentences), "utf-8")


def test_a_line_of_fifty_megabytes_is_over_the_limit_and_named(tmp_path: Path) -> None:
    write_one_line(tmp_path / "huge", megabytes=50)
    done = run("ingest", tmp_path / "huge", "--index", tmp_path / "index", "--json")
    assert done.status == 0
    notes = {Path(file["path"]).name: file for file in done.json["files"]}
    assert notes["huge.txt"]["status"] == "skipped"
    assert "over the limit of 32,000,000" in notes["huge.txt"]["note"]
    assert notes["report-00.txt"]["status"] == "added"


_INGEST_WITH_FAKE = """
import sys
from assistant.facade.assistant import Assistant
from tests.fakes import FakeEmbedder

class Fake(FakeEmbedder):
    name, fingerprint, max_tokens = "fake", "f" * 64, 4096

with Assistant.open(index=sys.argv[2]) as bot:
    bot.keeper.embedder = Fake()
    report = bot.ingest(sys.argv[1])
    print(report.documents, report.skipped, bot.search("bearings", k=1)[0].paragraph.document)
"""


def test_a_long_line_is_read_within_bounded_memory(tmp_path: Path) -> None:
    def limit_memory() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (ENOUGH_MEMORY, ENOUGH_MEMORY))

    write_one_line(tmp_path / "huge", megabytes=LONG_MB)
    done = subprocess.run(
        [sys.executable, "-c", _INGEST_WITH_FAKE, tmp_path / "huge", tmp_path / "index"],
        env={**environment(), "ASSISTANT_MAX_FILE_MB": "64"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * TIMEOUT_S,
        preexec_fn=limit_memory,
    )
    assert done.stderr == ""
    assert done.stdout.split()[:2] == ["2", "0"]


def test_a_file_that_may_not_be_read_any_more_stays_as_it_was(place: Place) -> None:
    hidden = place.corpus / "report-04.txt"
    hidden.chmod(0)
    write_document(place.corpus, 30)
    done = run("ingest", "--index", place.index, "--json", preexec_fn=without_privileges)
    assert (done.status, done.json["added"], done.json["skipped"]) == (0, 1, 1), done
    assert done.json["removed"] == 0
    found = run("search", f"{own_word(4)}a", "-k", "1", "--json", "--index", place.index).json
    assert [hit["document"] for hit in found["hits"]] == ["report-04"]


def test_a_folder_that_may_not_be_listed_is_named(place: Place, tmp_path: Path) -> None:
    before = hashes(place.index)
    place.corpus.chmod(0)
    try:
        done = run("ingest", "--index", place.index, preexec_fn=without_privileges)
    finally:
        place.corpus.chmod(0o755)
    assert done.failed_in_one_line("may not be read"), done
    assert hashes(place.index) == before


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_of_a_hundred_thousand_characters_is_refused(command: str, place: Place) -> None:
    done = run(command, "bearing " * 12_500, "--index", place.index)
    assert done.failed_in_one_line("100,000 characters", "at most 10,000", status=2) or (
        done.failed_in_one_line("99,999 characters", "at most 10,000", status=2)
    ), done.err


def test_sources_that_disappear_take_nothing_with_them(place: Place, embedder: Embedder) -> None:
    before = hashes(place.index)
    place.corpus.rename(place.home / "elsewhere")
    done = run("ingest", "--index", place.index)
    assert done.failed_in_one_line("corpus", "there is no file or folder"), done
    assert hashes(place.index) == before
    assert run("ask", QUESTIONS[0], "--index", place.index).status == 0
    (place.home / "elsewhere").rename(place.corpus)
    assert ingest_here(place, embedder).unchanged == 30


def test_sources_that_are_suddenly_empty_take_nothing_with_them(place: Place) -> None:
    before = hashes(place.index)
    shutil.rmtree(place.corpus)
    place.corpus.mkdir()
    done = run("ingest", "--index", place.index)
    assert done.failed_in_one_line("30 documents stay in the index until: assistant remove"), done
    assert hashes(place.index) == before


@pytest.fixture
def small_disk(indexed: Place, tmp_path: Path) -> Iterator[Place]:
    """The library on a disk of 8 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount: {mounted.stderr.strip()}")
    try:
        yield indexed.copy(disk / "library")
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill(place: Place, *, leave: int) -> Path:
    """Fill the disk but for `leave` bytes."""
    filler = place.home.parent / "filler"
    with filler.open("wb") as stream:
        stream.write(b"x" * max(0, shutil.disk_usage(place.home).free - leave))
    return filler


@pytest.mark.parametrize("leave", [0, 20_000, 100_000, 300_000])
def test_a_full_disk_is_named_and_the_index_stays_usable(
    leave: int, small_disk: Place, embedder: Embedder
) -> None:
    write_document(small_disk.corpus, 30)
    filler = fill(small_disk, leave=leave)
    done = run("ingest", "--index", small_disk.index)
    assert done.failed_in_one_line("disk", "full"), done
    asked = run("search", QUESTIONS[0], "--json", "--index", small_disk.index)
    assert asked.status == 0, asked
    assert len(asked.json["hits"]) == 5
    filler.unlink()
    with open_bot(small_disk, embedder) as bot:
        report = bot.ingest()
        assert (report.added, report.documents) == (1, 31)
    assert run("doctor", "--index", small_disk.index).status == 0


def test_a_doctor_shows_every_part_with_its_size_and_changes_nothing(place: Place) -> None:
    before = hashes(place.index)
    done = run("doctor", "--index", place.index, "--json")
    assert done.status == 0
    checks = {check["name"]: check for check in done.json["checks"]}
    for name in ("index catalogue", "index chroma", "index lexical", "embedding cache"):
        assert checks[name]["verdict"] == "ok"
        assert " MB" in checks[name]["text"], name
    assert "30 documents, 60 paragraphs, 60 passages; sources corpus" in checks["index"]["text"]
    assert checks["writer"]["text"] == "nobody"
    now = hashes(place.index)
    # Chroma writes to its database at every opening.
    changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    assert {Path(name).name for name in changed} <= {"chroma.sqlite3"}


def test_a_doctor_without_an_index_shows_who_is_making_it(tmp_path: Path) -> None:
    from assistant.storage.folder import IndexFolder

    with IndexFolder(tmp_path / "index").writing():
        checks = run("doctor", "--index", tmp_path / "index", "--json").json["checks"]
    text = {check["name"]: check["text"] for check in checks}
    assert "made on the first question" in text["index"]
    assert text["writer"].startswith("process ")
