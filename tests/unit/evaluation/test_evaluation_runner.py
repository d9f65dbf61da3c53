"""Running cases: order, workers, crashes, resuming; and the files that results are kept in."""

from __future__ import annotations

import json
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import LockedIndexError, ResultsError, UsageError
from assistant.evaluation.case import Case
from assistant.evaluation.records import Outcome
from assistant.evaluation.results import (
    Journal,
    Results,
    read_results,
    without_times,
    write_results,
)
from assistant.evaluation.runner import Judged, Plan, run_cases
from tests.unit.evaluation.world import (
    IDENTITY,
    answer,
    case,
    hit,
    judged_by,
    outcomes,
    results,
    right,
    statement,
    texts,
)

CASES = [case(number) for number in range(1, 13)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "bees.jsonl"


def run(path: Path, answerer, *, cases=CASES, **plan) -> Results:
    journal = Journal(path, IDENTITY)
    done = journal.open()
    try:
        found = run_cases(cases, judged_by(answerer), Plan(**plan), journal=journal, done=done)
    finally:
        journal.close()
    return journal.finish(found)


@pytest.mark.parametrize("workers", [1, 4])
def test_results_come_in_the_suite_s_order_however_many_work(path: Path, workers: int) -> None:
    barrier = threading.Barrier(workers)

    def slow_first(one: Case):
        if one.id in {f"yes-{number}" for number in range(1, workers + 1)}:
            barrier.wait(10)
        return right(one)

    found = run(path, slow_first, workers=workers)
    assert [one.case for one in found.outcomes] == [one.id for one in CASES]
    assert read_results(path) == found
    assert not list(path.parent.glob("*.part"))


def test_two_runs_give_the_same_bytes_but_for_the_times(path: Path) -> None:
    def read(workers: int) -> str:
        write_results(path, without_times(run(path, right, workers=workers)))
        return path.read_text()

    assert read(1) == read(4)


def test_a_crash_is_an_error_and_the_others_go_on(path: Path) -> None:
    def brittle(one: Case):
        if one.id == "yes-5":
            raise ValueError("too\nhot")
        return right(one)

    found = run(path, brittle, workers=2).outcomes
    (crashed,) = [one for one in found if one.error]
    assert (crashed.case, crashed.error, crashed.passed) == ("yes-5", "ValueError: too hot", False)
    assert (crashed.scores, crashed.failures) == ({}, ())
    assert sum(one.passed for one in found) == len(CASES) - 1


def test_a_question_that_cannot_be_asked_is_an_error_of_its_case(path: Path) -> None:
    def picky(one: Case):
        if one.id == "yes-5":
            raise UsageError("the question is too long")
        return right(one)

    found = run(path, picky).outcomes
    assert [one.case for one in found if one.error] == ["yes-5"]


def test_what_the_user_must_mend_stops_the_run_and_keeps_what_is_done(path: Path) -> None:
    asked: list[str] = []

    def locked(one: Case):
        if one.id == "yes-5" and "mended" not in asked:
            raise LockedIndexError("another process is writing")
        asked.append(one.id)
        return right(one)

    with pytest.raises(LockedIndexError):
        run(path, locked)
    assert asked == ["yes-1", "yes-2", "yes-3", "yes-4"]
    asked[:] = ["mended"]

    found = run(path, locked)

    assert asked[1:] == [one.id for one in CASES[4:]]
    assert [one.case for one in found.outcomes] == [one.id for one in CASES]


def test_an_interruption_keeps_what_was_under_way(path: Path) -> None:
    def interrupted(one: Case):
        if one.id == "yes-3":
            raise KeyboardInterrupt
        return right(one)

    with pytest.raises(KeyboardInterrupt):
        run(path, interrupted, workers=3)
    journal = Journal(path, IDENTITY)
    kept = journal.open()
    journal.close()
    assert {"yes-1", "yes-2"} <= {one.case for one in kept}


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, like a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [10, 1_000, 5_000, 9_000])
def test_a_full_disk_is_said_in_one_line_and_loses_nothing(path: Path, room: int) -> None:
    asked: list[str] = []

    def counted(one: Case):
        asked.append(one.id)
        return right(one)

    with full_after(room), pytest.raises(ResultsError) as caught:
        run(path, counted)
    assert str(caught.value) == (
        f"the results {path}.part: file too large; mend that and run the same command again: "
        "it goes on where it stopped"
    )
    kept = len(asked) - 1 if asked else 0
    asked.clear()

    found = run(path, counted)

    assert [one.case for one in found.outcomes] == [one.id for one in CASES]
    assert asked == [one.id for one in CASES[kept:]]


def test_a_disk_that_is_full_at_the_very_end_loses_nothing(path: Path) -> None:
    journal = append(path, outcomes(CASES))
    size = journal.part.stat().st_size
    with full_after(size - 1), pytest.raises(ResultsError, match="too large"):
        run(path, right)
    assert not path.exists()
    assert run(path, None) == read_results(path)


def test_a_crashed_case_and_an_edited_case_are_asked_again(path: Path) -> None:
    asked: list[str] = []

    def brittle(one: Case):
        asked.append(one.id)
        if one.id == "yes-2" and len(asked) < 4:
            raise ValueError("hot")
        if one.id == "yes-4" and len(asked) < 5:
            raise LockedIndexError("stop")
        return right(one)

    with pytest.raises(LockedIndexError):
        run(path, brittle)
    asked.clear()
    asked += ["-"] * 10
    edited = [CASES[0], CASES[1], replace(CASES[2], question="Other?"), *CASES[3:]]
    run(path, brittle, cases=edited)
    assert asked[10:] == ["yes-2", "yes-3", *(one.id for one in CASES[3:])]


def test_fail_fast_stops_at_the_first_that_is_not_right(path: Path) -> None:
    asked: list[str] = []

    def wrong(one: Case):
        asked.append(one.id)
        return answer(statement(20)) if one.id == "yes-2" else right(one)

    found = run(path, wrong, fail_fast=True)
    assert asked == ["yes-1", "yes-2"]
    assert [one.case for one in found.outcomes] == asked


def test_repeats_are_asked_and_kept_apart(path: Path) -> None:
    found = run(path, right, cases=CASES[:2], repeat=3, workers=2)
    assert [(one.case, one.repeat) for one in found.outcomes] == [
        (one.id, number) for one in CASES[:2] for number in (1, 2, 3)
    ]


def test_the_search_is_judged_and_has_no_part_in_the_answer() -> None:
    asked: list[tuple[str, int, str]] = []

    def search(question: str, k: int, one: Case):
        asked.append((question, k, one.id))
        return [hit(number) for number in range(20, 30)]

    from assistant.evaluation.runner import run_case

    judged = Judged(
        answer=lambda one: replace(right(one), standalone="alone?"), texts=texts, search=search
    )
    found = run_case(case(1), judged)
    assert asked == [("alone?", 10, case(1).id)]
    assert found.scores["recall@10"].top == 0
    assert found.passed


def test_the_watcher_sees_every_case(path: Path) -> None:
    seen: list[tuple[int, int]] = []
    journal = Journal(path, IDENTITY)
    journal.open()
    run_cases(
        CASES,
        judged_by(right),
        Plan(),
        journal=journal,
        watch=lambda some, total: seen.append((len(some), total)),
    )
    journal.close()
    assert seen == [(number, len(CASES)) for number in range(1, len(CASES) + 1)]


def test_prompts_that_were_used_are_in_the_results(path: Path) -> None:
    found = run(path, lambda one: replace(right(one), prompts={"answer": "ab12"}))
    assert found.identity.prompts == {"answer": "ab12"}


# Files


def append(path: Path, some: list[Outcome]) -> Journal:
    journal = Journal(path, IDENTITY)
    journal.open()
    for one in some:
        journal.append(one)
    journal.close()
    return journal


def test_a_line_that_was_cut_off_is_asked_again(path: Path) -> None:
    journal = append(path, outcomes(CASES[:3]))
    content = journal.part.read_bytes()
    for length in range(len(content) - 40, len(content)):
        journal.part.write_bytes(content[:length])
        again = Journal(path, IDENTITY)
        assert [one.case for one in again.open()] == ["yes-1", "yes-2"]
        again.append(outcomes(CASES[2:3])[0])
        again.close()
        assert journal.part.read_bytes() == content


def test_a_file_that_was_cut_off_in_its_first_line_is_begun_anew(path: Path) -> None:
    journal = append(path, [])
    journal.part.write_text('{"suite"')
    again = Journal(path, IDENTITY)
    assert again.open() == []
    again.close()


def test_results_of_another_run_are_put_aside_not_mixed(path: Path) -> None:
    append(path, outcomes(CASES[:3]))
    other = Journal(path, replace(IDENTITY, model="other"))
    assert other.open() == []
    other.close()
    assert other.aside == other.part.with_name("bees.jsonl.part.old")
    assert len(other.part.with_name("bees.jsonl.part.old").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"case"', '"cse"', "case: Field required"),
        ('"passed": [1.0, 1]', '"passed": [1.0]', "Field required"),
        ("}\n", "\n", "Invalid JSON"),
        ('"repeat": 1', '"repeat": 1, "more": 1', "more: Unexpected keyword argument"),
    ],
)
def test_a_damaged_line_is_named(path: Path, old: str, new: str, words: str) -> None:
    write_results(path, results(outcomes(CASES[:3])))
    lines = path.read_text().splitlines(keepends=True)
    assert old in lines[2]
    lines[2] = lines[2].replace(old, new)
    path.write_text("".join(lines))
    with pytest.raises(ResultsError) as caught:
        read_results(path)
    assert str(caught.value).startswith(f"{path}:3: the results are damaged: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_empty_foreign_and_newer_files_are_named(path: Path) -> None:
    path.parent.mkdir()
    with pytest.raises(ResultsError, match="no such file"):
        read_results(path)
    for content, words in (
        (b"", "it is empty"),
        (b"\xff\xfe", "not UTF-8"),
        (b"name: x\n", ":1: the results are damaged"),
    ):
        path.write_bytes(content)
        with pytest.raises(ResultsError, match=words):
            read_results(path)
    write_results(path, results([], format=99))
    with pytest.raises(ResultsError, match="another version"):
        read_results(path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = Journal(tmp_path / "file" / "bees.jsonl", IDENTITY)
    with pytest.raises(ResultsError, match=r"bees\.jsonl"):
        journal.open()
    with pytest.raises(ResultsError, match=r"bees\.jsonl"):
        write_results(tmp_path / "file" / "bees.jsonl", results([]))


def test_a_failed_write_leaves_the_old_results_and_nothing_else(path: Path) -> None:
    write_results(path, results(outcomes(CASES[:1])))
    before = path.read_bytes()
    with pytest.raises(ResultsError, match="too long"):
        write_results(path.with_name("x" * 254), results([]))
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@given(st.text(max_size=60))
def test_any_text_survives_a_file_of_results(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "r.jsonl"
    one = replace(outcomes([case(1)])[0], question=text, failures=(text,))
    write_results(path, results([one]))
    written = text.encode("utf-8", "replace").decode()
    (read,) = read_results(path).outcomes
    assert (read.question, read.failures) == (written, (written,))
    assert len(path.read_bytes().splitlines()) >= 2
    json.loads(path.read_bytes().split(b"\n")[1])
