"""The essay's suite through its gate, as `make eval` asks it: on an index of all of seeds/.

As it is, and with retrieval, answers or refusals broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assistant import Answer, Assistant
from assistant.evaluation.case import Case, Suite
from assistant.evaluation.gate import load_gate
from assistant.evaluation.report import Report, assess
from assistant.evaluation.results import Journal, read_results
from assistant.evaluation.runner import Judged, Plan, run_cases
from assistant.evaluation.suite_file import load_suite
from assistant.facade.examination import check_suite, identify, judged
from tests.functional.command import ROOT

EVALS = ROOT / "evals"


@pytest.fixture(scope="module")
def suite() -> Suite:
    return load_suite(EVALS / "suites" / "essay.yaml")


@pytest.fixture(scope="module")
def bot(library_index: Path) -> Iterator[Assistant]:
    with Assistant.open(index=library_index, model="extractive") as bot:
        yield bot


@pytest.fixture(scope="module")
def whole(bot: Assistant) -> Judged:
    """The assistant as it is, asked only once."""
    fresh = judged(bot)
    answers: dict[str, Answer] = {}

    def answer(case: Case) -> Answer:
        if case.id not in answers:
            answers[case.id] = fresh.answer(case)
        return answers[case.id]

    return replace(fresh, answer=answer)


def through_the_gate(bot: Assistant, suite: Suite, answering: Judged, folder: Path) -> Report:
    plan = Plan(workers=2)
    journal = Journal(folder / "essay.jsonl", identify(bot, suite, plan))
    journal.open()
    found = journal.finish(run_cases(suite.cases, answering, plan, journal=journal))
    gate = load_gate(EVALS / "gates.toml")
    baseline = read_results(EVALS / gate.baseline.format(suite=suite.name))
    return assess(suite, found, gate=gate, baseline=baseline)


def guards(report: Report) -> set[str]:
    return {breach.guard for breach in report.breaches}


def test_the_suite_is_as_large_and_as_unanswerable_as_promised(
    bot: Assistant, suite: Suite
) -> None:
    check_suite(bot, suite)
    assert len(suite.cases) >= 120
    assert sum(not case.answerable for case in suite.cases) >= 35


def test_the_extractive_answerer_passes(
    bot: Assistant, whole: Judged, suite: Suite, tmp_path: Path
) -> None:
    report = through_the_gate(bot, suite, whole, tmp_path)
    assert report.breaches == ()
    assert report.comparison.left_out == (), "the baseline is of other cases: update it"


def test_a_shuffled_ranking_fails(
    bot: Assistant, whole: Judged, suite: Suite, tmp_path: Path
) -> None:
    random = Random(11)

    def shuffled(question: str, k: int, case: Case):
        # Of all 20 paragraphs: a ranking that knows nothing.
        hits = list(whole.search(question, 20, case))
        random.shuffle(hits)
        return hits[:k]

    report = through_the_gate(bot, suite, replace(whole, search=shuffled), tmp_path)
    assert guards(report) == {"broad drop", "floor"}


def test_a_dropped_sentence_fails(
    bot: Assistant, whole: Judged, suite: Suite, tmp_path: Path
) -> None:
    def shorter(case):
        answer = whole.answer(case)
        return replace(answer, statements=answer.statements[1:]) if answer.statements else answer

    report = through_the_gate(bot, suite, replace(whole, answer=shorter), tmp_path)
    assert {"broad drop", "critical case"} <= guards(report)


def test_never_abstaining_fails(
    bot: Assistant, whole: Judged, suite: Suite, tmp_path: Path, library_index: Path
) -> None:
    with Assistant.open(index=library_index, model="extractive", wrong_in_100=100) as talkative:
        answering = replace(whole, answer=judged(talkative).answer)
        report = through_the_gate(bot, suite, answering, tmp_path)
    assert {"broad drop", "floor", "must refuse"} <= guards(report)
