"""An ingest killed at any moment leaves a usable index, and nothing is embedded twice."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.models.embedder import Embedder
from tests.reliability.world import (
    TIMEOUT_S,
    Content,
    Place,
    answers,
    assert_same,
    cached_vectors,
    content_of,
    ingest_here,
    open_bot,
    run,
    start,
    write_corpus,
    write_document,
)
from tests.thorough import THOROUGH

KILLS = 10 if THOROUGH else 4

#: More attempts at a moment that comes after the end.
TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An index before an ingest, and what an undisturbed ingest makes of it.

    Attributes:
        before:        The sources as they are now, with the index as it was.
        content:       Of the undisturbed index.
        old, new:      Answers before and after; there are none before a first ingest.
        vectors:       In the cache after an undisturbed ingest.
        working_s:     How long a real ingest holds the lock.
    """

    before: Place
    content: Content
    old: list[list[tuple[str, float]]] | None
    new: list[list[tuple[str, float]]]
    vectors: int
    working_s: float


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Scene:
    """Sources that were never ingested."""
    before = Place(home=tmp_path_factory.mktemp("first") / "library")
    write_corpus(before.corpus)
    return undisturbed(before, embedder, old=None)


@pytest.fixture(scope="module")
def update(tmp_path_factory: pytest.TempPathFactory, indexed: Place, embedder: Embedder) -> Scene:
    """Sources of which some came, some changed, some went and one was renamed."""
    before = indexed.copy(tmp_path_factory.mktemp("update") / "library")
    for number in (30, 31, 32):
        write_document(before.corpus, number)
    for number in (3, 4, 5):
        write_document(before.corpus, number, seed=2)
    for number in (10, 11):
        (before.corpus / f"report-{number}.txt").unlink()
    (before.corpus / "report-20.txt").rename(before.corpus / "other-name.txt")
    with open_bot(before, embedder) as bot:
        return undisturbed(before, embedder, old=answers(bot))


def undisturbed(
    before: Place, embedder: Embedder, *, old: list[list[tuple[str, float]]] | None
) -> Scene:
    """Ingest a copy of the sources without killing anything, and time a real ingest of another."""
    reference = before.copy(before.home.with_name("reference"))
    ingest_here(reference, embedder)
    timed = before.copy(before.home.with_name("timed"))
    process = start("ingest", timed.corpus, "--index", timed.index)
    assert wait_until(process, lambda: is_working(timed))
    began = time.monotonic()
    process.communicate(timeout=TIMEOUT_S)
    with open_bot(reference, embedder) as bot:
        return Scene(
            before=before,
            content=content_of(reference),
            old=old,
            new=answers(bot),
            vectors=cached_vectors(reference),
            working_s=time.monotonic() - began,
        )


def is_working(place: Place) -> bool:
    """Tell whether a writer has taken the lock and said so."""
    return (place.index / "writer.json").exists()


def wait_until(
    process: subprocess.Popen[str], condition: Callable[[], bool], *, pause_s: float = 0.001
) -> bool:
    """Look again and again until something is so; False if the process ends before."""
    while not condition():
        if process.poll() is not None:
            return False
        if pause_s:
            time.sleep(pause_s)
    return True


def kill_at_random(place: Place, scene: Scene, chosen: random.Random) -> str | None:
    """Kill an ingest somewhere, mostly while it works; None if it was done before."""
    process = start("ingest", place.corpus, "--index", place.index)
    try:
        if chosen.random() < 0.8:
            wait_until(process, lambda: is_working(place))
            delay_s = chosen.uniform(0, scene.working_s)
        else:
            delay_s = chosen.uniform(0, 2 * scene.working_s)
        time.sleep(delay_s)
    finally:
        process.kill()
        process.communicate()
    return phase_of(place) if process.returncode < 0 else None


def kill_at_swap(place: Place, scene: Scene, chosen: random.Random) -> str | None:
    """Kill an ingest in one of the steps that make the new generation the current one."""
    generations = place.index / "generations"
    pointer = place.index / "index.json"
    old_names = {path.name for path in generations.iterdir()} if generations.exists() else set()
    old_pointer = pointer.read_bytes() if pointer.exists() else b""
    moments = (
        lambda: any(generations.glob(".next-*/manifest.json")),
        lambda: any(set(names_of(generations)) - old_names - {""}),
        lambda: any(place.index.glob("index.json.*.tmp")),
        lambda: pointer.exists() and pointer.read_bytes() != old_pointer,
    )
    process = start("ingest", place.corpus, "--index", place.index)
    try:
        wait_until(process, lambda: any(generations.glob(".next-*/lexical")))
        wait_until(process, chosen.choice(moments), pause_s=0)
        time.sleep(chosen.choice((0, 0, 0.0005, 0.001)))
    finally:
        process.kill()
        process.communicate()
    return phase_of(place) if process.returncode < 0 else None


def names_of(generations: Path) -> list[str]:
    """List the complete generations."""
    return [path.name for path in generations.glob("[0-9]*")] if generations.exists() else []


def phase_of(place: Place) -> str:
    """Say from what lies in the index how far a killed ingest has come."""
    pointer = place.index / "index.json"
    names = names_of(place.index / "generations")
    if any(place.index.glob("generations/.next-*/manifest.json")):
        stage = "complete" if not pointer.exists() or len(names) == 1 else "swapped"
    elif any(place.index.glob("generations/.next-*")):
        stage = "building"
    else:
        stage = "swapping" if len(names) > 1 or (names and not pointer.exists()) else "outside"
    current = json.loads(pointer.read_text())["generation"] if pointer.exists() else "none"
    return f"{stage}, current is {current}"


def check_usable(place: Place, scene: Scene, embedder: Embedder) -> None:
    """Ask before anybody mends anything, in a copy: a first question may make the index."""
    asked = place.copy(place.home.with_name("asked"))
    with open_bot(asked, embedder) as bot:
        assert answers(bot) in (scene.old, scene.new)
        assert bot.ask("Which supplier delivers the turbine bearing?").text


def check_completed(place: Place, scene: Scene, embedder: Embedder) -> None:
    """Ingest again, and compare with the undisturbed index."""
    kept = cached_vectors(place)
    report = ingest_here(place, embedder)
    assert report.embedded + kept == scene.vectors
    assert cached_vectors(place) == scene.vectors
    assert_same(content_of(place), scene.content)
    with open_bot(place, embedder) as bot:
        assert answers(bot) == scene.new
    assert sorted(path.name for path in place.index.iterdir()) == [
        "generations",
        "index.json",
        "vectors.sqlite",
        "write.lock",
    ]
    assert [path.name for path in (place.index / "generations").iterdir()] == [
        place.generation.name
    ]


@pytest.mark.parametrize(
    ("kind", "kill", "seed"),
    [
        ("first", kill_at_random, 1),
        ("update", kill_at_random, 2),
        ("update", kill_at_random, 3),
        ("first", kill_at_swap, 4),
        ("update", kill_at_swap, 5),
    ],
    ids=["first", "update", "second-update", "swap-of-first", "swap-of-update"],
)
def test_a_killed_ingest_leaves_a_usable_index_and_is_completed_by_the_next(
    kind: str,
    kill: Callable[[Place, Scene, random.Random], str | None],
    seed: int,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    embedder: Embedder,
    record_property: pytest.RecordProperty,
) -> None:
    scene: Scene = request.getfixturevalue(kind)
    chosen = random.Random(seed)
    phases: Counter[str] = Counter()
    while phases.total() < (KILLS // 2 if kill is kill_at_swap else KILLS):
        for attempt in range(TRIES):
            place = scene.before.copy(tmp_path / f"kill-{phases.total()}-{attempt}" / "library")
            phase = kill(place, scene, chosen)
            if phase is not None:
                break
        else:
            raise AssertionError("every ingest was done before it was killed")
        phases[phase] += 1
        check_usable(place, scene, embedder)
        if phases.total() % KILLS == 1:
            done = run("ask", "--index", place.index, "Which bearing?", cwd=place.home)
            assert (done.status, bool(done.out)) == (0, True), done
        else:
            check_completed(place, scene, embedder)
    record_property("phases", dict(phases))


def test_an_index_whose_first_ingest_was_killed_before_the_swap_answers(
    place: Place, embedder: Embedder
) -> None:
    with open_bot(place, embedder) as bot:
        before = answers(bot)
    (place.index / "index.json").unlink()
    with open_bot(place, embedder) as bot:
        assert answers(bot) == before
        report = bot.ingest()
    assert (report.unchanged, report.embedded) == (30, 0)


def test_a_complete_generation_that_was_never_shown_is_no_obstacle(
    place: Place, embedder: Embedder
) -> None:
    shutil.copytree(place.generation, place.index / "generations" / "000002")
    write_document(place.corpus, 30)
    assert ingest_here(place, embedder).documents == 31
    assert names_of(place.index / "generations") == [place.generation.name]


def test_a_half_written_cache_of_a_first_ingest_is_taken_up(
    tmp_path: Path, embedder: Embedder
) -> None:
    place = Place(home=tmp_path)
    write_corpus(place.corpus, documents=3)
    place.index.mkdir()
    (place.index / "vectors.sqlite").touch()
    (place.index / "vectors.sqlite-journal").touch()
    assert ingest_here(place, embedder).embedded == 6


@pytest.mark.parametrize("left", ["generations/.next-0f", "index.json.0f.tmp"])
def test_an_ingest_that_finds_nothing_to_do_clears_away_what_a_killed_one_left(
    left: str, place: Place, embedder: Embedder
) -> None:
    leftover = place.index / left
    if leftover.suffix:
        leftover.write_text("{")
    else:
        leftover.mkdir()
        (leftover / "catalogue.sqlite").write_bytes(b"text of a removed document")
    assert ingest_here(place, embedder).unchanged == 30
    assert not leftover.exists()
