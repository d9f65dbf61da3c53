"""Every file of an index may be cut short, overwritten or lost: it is noticed and mended."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path, PurePosixPath

import pytest

from assistant.facade.assistant import Assistant
from assistant.models.embedder import Embedder
from tests.reliability.world import (
    QUESTIONS,
    Content,
    Done,
    Place,
    answers,
    assert_same,
    cached_vectors,
    content_of,
    hashes,
    open_bot,
    run,
    run_many,
    write_corpus,
    write_document,
)
from tests.thorough import THOROUGH

#: Files that a doctor need not miss, and why.
TOLERATED = {
    "write.lock": "only its lock counts; the next writer makes it again",
    ".tantivy-meta.lock": "only its lock counts, and only while tantivy writes",
    ".tantivy-writer.lock": "only its lock counts, and only while tantivy writes",
    "checked.json": "remembers which files were found whole; without it they are hashed again",
}

#: What a doctor calls each part.
PARTS = {
    "index.json": "index",
    "vectors.sqlite": "embedding cache",
    "manifest.json": "index",
    "catalogue.sqlite": "index catalogue",
    "chroma": "index chroma",
    "lexical": "index lexical",
}


def truncated(path: Path) -> None:
    """Keep the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    """Put random bytes in place of a file's own."""
    path.write_bytes(random.Random(path.name).randbytes(path.stat().st_size))


def missing(path: Path) -> None:
    """Take a file away."""
    path.unlink()


#: Ways to damage a file. The gate does one of them to each file, a thorough run all.
DAMAGES = (truncated, garbage, missing)


def part_of(file: PurePosixPath) -> str:
    """Say what a doctor calls the part that a file of the index belongs to."""
    return next(PARTS[name] for name in reversed(file.parts) if name in PARTS)


def files_of(place: Place) -> Iterator[PurePosixPath]:
    """List all files of an index that count."""
    for path in sorted(place.index.rglob("*")):
        if path.is_file() and path.name not in TOLERATED:
            yield PurePosixPath(path.relative_to(place.index).as_posix())


@pytest.fixture(scope="module")
def whole(indexed: Place) -> Content:
    """What the index holds while nothing is damaged."""
    return content_of(indexed)


def broken_parts(done: Done) -> set[str]:
    """Name the parts that a doctor found broken."""
    return {check["name"] for check in done.json["checks"] if check["verdict"] == "broken"}


def check_asked(done: Done, good: Done, case: PurePosixPath) -> None:
    """A damaged index answers as before, or says in one line what mends it."""
    if done.status == 0:
        assert hits_of(done) == hits_of(good), case
    else:
        assert done.failed_in_one_line("assistant doctor --repair"), (case, done)


def hits_of(done: Done) -> list[tuple[str, int]]:
    """Name the paragraphs that a search found."""
    return [(hit["document"], hit["paragraph"]) for hit in done.json["hits"]]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_any_file_is_named_and_mended_without_a_model(
    damage: Callable[[Path], None],
    indexed: Place,
    whole: Content,
    tmp_path: Path,
    cache: Path,
    embedder: Embedder,
) -> None:
    files = list(files_of(indexed))
    assert {part_of(file) for file in files} == set(PARTS.values())
    cases = files if THOROUGH else files[DAMAGES.index(damage) :: len(DAMAGES)]
    places = [indexed.copy(tmp_path / f"case-{number}" / "library") for number in range(len(cases))]
    for case, place in zip(cases, places, strict=True):
        damage(place.index / case)
    with open_bot(indexed, embedder) as bot:
        before = answers(bot)

    search = ["search", QUESTIONS[0], "--json", "--index"]
    good, *asked = run_many(
        [[*search, place.index] for place in (indexed, *places)], models=True, cache=cache
    )
    for case, done in zip(cases, asked, strict=True):
        check_asked(done, good, case)

    treatments = [
        ["doctor", "--json", *option, "--index", place.index]
        for place in places
        for option in ([], ["--repair"])
    ]
    treated = run_many(treatments, models=False, cache=tmp_path / "no-models")
    for number, (case, place) in enumerate(zip(cases, places, strict=True)):
        examined, repaired = treated[2 * number : 2 * number + 2]
        assert examined.status == 3, (case, examined)
        assert broken_parts(examined) == {part_of(case)}, case
        assert (repaired.status, broken_parts(repaired)) == (0, set()), (case, repaired)
        assert examined.err == repaired.err == "", case
        with open_bot(place, embedder) as bot:
            assert answers(bot) == before, case
        assert_same(content_of(place), whole)
        assert cached_vectors(place) == 60, case
        assert hashes(place.corpus) == hashes(indexed.corpus), case


def test_every_tolerated_file_may_be_lost(
    place: Place, whole: Content, embedder: Embedder, cache: Path
) -> None:
    gone = [path for path in place.index.rglob("*") if path.name in TOLERATED]
    assert {path.name for path in gone} == TOLERATED.keys()
    for path in gone:
        path.unlink()
    assert run("doctor", "--index", place.index).status == 0
    assert_same(content_of(place), whole)


@pytest.mark.parametrize(
    "file", ["index.json", "vectors.sqlite", "generations/000001/chroma/chroma.sqlite3"]
)
def test_the_real_command_names_the_damage_and_mends_it(file: str, place: Place) -> None:
    garbage(place.index / file)
    found = run("doctor", "--index", place.index)
    assert found.status == 3
    assert "assistant doctor --repair" in found.out
    assert run("doctor", "--repair", "--index", place.index).status == 0
    assert run("doctor", "--index", place.index).status == 0


def test_an_index_that_lost_its_pointer_keeps_its_own_sources(
    place: Place, embedder: Embedder, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    write_corpus(other, documents=2, seed=9)
    with open_bot(place, embedder) as bot:
        before = answers(bot)
    missing(place.index / "index.json")
    with Assistant.open(index=place.index, corpus=other) as bot:
        bot.keeper.embedder = embedder
        assert answers(bot) == before
        assert bot.sources() == ["corpus"]
        report = bot.ingest()
        assert (report.unchanged, report.mended, report.embedded) == (30, True, 0)
    assert (place.index / "index.json").exists()


@pytest.mark.parametrize("damage", [truncated, garbage])
def test_pages_of_the_stores_that_look_whole_from_outside_are_noticed_too(
    damage: Callable[[Path], None], place: Place, tmp_path: Path, cache: Path
) -> None:
    """A part of a page is spoilt, or the end of a file: its beginning says that all is well."""
    cases = []
    files = ("chroma/chroma.sqlite3", "catalogue.sqlite")
    shares = (0.1, 0.3, 0.6, 0.9) if THOROUGH else (0.3, 0.9)
    for number, (file, share) in enumerate(product(files, shares)):
        spoilt = place.copy(tmp_path / f"page-{number}" / "library")
        path = spoilt.generation / file
        content = bytearray(path.read_bytes())
        start = int(len(content) * share)
        if damage is truncated:
            content = content[:start]
        else:
            content[start : start + 4096] = random.Random(number).randbytes(4096)
        path.write_bytes(content)
        cases.append(spoilt)
    search = ["search", QUESTIONS[0], "--json", "--index"]
    for done in run_many([[*search, one.index] for one in cases], models=True, cache=cache):
        assert done.status == 0 or done.failed_in_one_line("assistant doctor --repair"), done
    commands = [["doctor", "--json", "--repair", "--index", one.index] for one in cases]
    for done in run_many(commands, models=False, cache=tmp_path / "no-models"):
        assert done.status == 0, done


def test_lost_vectors_come_back_from_chroma(place: Place, embedder: Embedder) -> None:
    missing(place.index / "vectors.sqlite")
    with open_bot(place, embedder) as bot:
        assert bot.repair() == ["saved 60 vectors from Chroma into the embedding cache"]
        assert bot.ingest(rebuild=True).embedded == 0


def test_an_ingest_mends_what_it_finds_broken_and_embeds_only_what_is_new(
    place: Place, embedder: Embedder
) -> None:
    for path in place.generation.glob("chroma/*/data_level0.bin"):
        garbage(path)
    shutil.rmtree(place.generation / "lexical")
    write_document(place.corpus, 30)
    with open_bot(place, embedder) as bot:
        report = bot.ingest()
    assert (report.mended, report.added, report.embedded) == (True, 1, 2)
