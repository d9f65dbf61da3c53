"""The gate: what it lets through, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.gate import CaseRule, DropRule, Gate, load_gate
from assistant.types import Answer
from tests.unit.evaluation.world import (
    answer,
    case,
    citation,
    mixed,
    outcomes,
    report,
    results,
    right,
    statement,
)

CASES = [
    *(case(number, critical=number <= 4) for number in range(1, 41)),
    *(case(number, answerable=False, critical=number < 3) for number in range(20)),
]
TESTED = ("passed", "fact_recall", "abstention_recall", "recall@5", "mrr@10", "ndcg@10")
GATE = Gate(
    floors={"quote_validity": 1.0},
    ceilings={"forbidden": 0.0},
    drop=DropRule(metrics=TESTED),
)


def breaches(answerer, *, baseline=right, gate: Gate = GATE, cases=CASES) -> dict[str, set]:
    """Give the cases of each guard that fails."""
    judged = report(
        cases, outcomes(cases, answerer), gate=gate, baseline=results(outcomes(cases, baseline))
    )
    found: dict[str, set] = {}
    for breach in judged.breaches:
        found.setdefault(breach.guard, set()).add(breach.case)
    return found


def test_the_same_answers_pass() -> None:
    assert breaches(right) == {}


def test_a_shuffled_ranking_fails() -> None:
    random = Random(7)

    def shuffled(one: Case) -> Answer:
        said = right(one)
        return replace(said, nearest=tuple(random.sample(said.nearest, len(said.nearest))))

    assert "broad drop" in breaches(shuffled)


def test_a_dropped_sentence_fails() -> None:
    def shorter(one: Case) -> Answer:
        said = right(one)
        return replace(said, statements=said.statements[:-1]) if one.answerable else said

    found = breaches(shorter)
    assert found["critical case"] == {"yes-1", "yes-2", "yes-3", "yes-4"}
    assert "broad drop" in found


def test_a_dropped_sentence_fails_without_any_critical_case_too() -> None:
    cases = [replace(one, critical=False) for one in CASES]

    def shorter(one: Case) -> Answer:
        said = right(one)
        return replace(said, statements=said.statements[:1]) if one.answerable else said

    assert set(breaches(shorter, cases=cases)) == {"broad drop"}


def test_never_abstaining_fails() -> None:
    def talkative(one: Case) -> Answer:
        return right(one) if one.answerable else answer(statement(1))

    found = breaches(talkative)
    assert found["must refuse"] == {"no-0", "no-1", "no-2"}
    assert "broad drop" in found


def test_one_critical_case_is_enough() -> None:
    def forgetful(one: Case) -> Answer:
        return answer() if one.id == "yes-3" else right(one)

    assert breaches(forgetful) == {"critical case": {"yes-3"}}


def test_one_case_that_is_not_critical_is_not_enough() -> None:
    def forgetful(one: Case) -> Answer:
        return answer() if one.id == "yes-30" else right(one)

    assert breaches(forgetful) == {}


def test_a_critical_case_that_failed_before_may_fail_again() -> None:
    def forgetful(one: Case) -> Answer:
        return answer() if one.id == "yes-3" else right(one)

    assert breaches(forgetful, baseline=forgetful) == {}


def test_one_invented_quote_is_enough_even_if_it_was_there_before() -> None:
    def inventive(one: Case) -> Answer:
        if one.id != "yes-30":
            return right(one)
        return answer(statement(30, citations=(citation(30, quote="Bees fly."),)))

    found = breaches(inventive, baseline=inventive)
    assert found["invented quote"] == {"yes-30"}
    assert found["floor"] == {None}


def test_a_known_case_is_let_through() -> None:
    def talkative(one: Case) -> Answer:
        return answer(statement(1)) if one.id == "no-1" else right(one)

    assert breaches(talkative) == {"must refuse": {"no-1"}, "critical case": {"no-1"}}
    lenient = replace(GATE, cases=CaseRule(known=("no-1",)))
    assert breaches(talkative, gate=lenient) == {}


def test_a_sure_but_small_drop_stays_within_the_margin() -> None:
    cases = [replace(one, critical=False) for one in CASES]

    def forgetful(one: Case) -> Answer:
        return answer() if one.answerable and int(one.id[4:]) > 30 else right(one)

    wide = replace(GATE, drop=DropRule(metrics=("fact_recall",), margin=0.3))
    assert breaches(forgetful, cases=cases, gate=wide) == {}
    narrow = replace(GATE, drop=DropRule(metrics=("fact_recall",), margin=0.2))
    assert set(breaches(forgetful, cases=cases, gate=narrow)) == {"broad drop"}


def test_a_rise_of_what_should_be_low_is_a_drop() -> None:
    cases = [replace(one, critical=False) for one in CASES]

    def rude(one: Case) -> Answer:
        said = right(one)
        wasps = statement(1, text="Wasps do it.", support="supported")
        return replace(said, statements=(*said.statements, wasps)) if one.answerable else said

    gate = Gate(drop=DropRule(metrics=("forbidden",)))
    assert set(breaches(rude, cases=cases, gate=gate)) == {"broad drop"}
    assert breaches(right, baseline=rude, cases=cases, gate=gate) == {}


@pytest.mark.parametrize(
    ("gate", "guard"),
    [
        (Gate(floors={"fact_recall": 0.99}), "floor"),
        (Gate(ceilings={"aurc": 0.1}), "ceiling"),
        (Gate(ceilings={"seconds_p95": 0.1}), "ceiling"),
        (Gate(ceilings={"length": 10}), "ceiling"),
        (Gate(floors={"fact_recall": 0.5, "dollars": 0.0}), None),
    ],
)
def test_floors_and_ceilings_need_no_baseline(gate: Gate, guard: str | None) -> None:
    def half(one: Case) -> Answer:
        return replace(right(one), statements=right(one).statements[:1])

    found = report(CASES, outcomes(CASES[:40], half), gate=gate).breaches
    assert {one.guard for one in found} == ({guard} if guard else set())


def test_a_floor_on_what_was_never_measured_fails() -> None:
    some = outcomes([case(1, references=())])
    found = report(CASES, some, gate=Gate(floors={"rouge_l": 0.0})).breaches
    assert found[0].text == "rouge_l is unknown, below 0"


def test_a_null_change_passes_nineteen_of_twenty_times() -> None:
    """Two runs of an answerer that varies differ by chance only; critical cases are steady."""
    steady = [replace(one, critical=False) for one in CASES]
    passed = 0
    for seed in range(20):
        found = breaches(
            mixed(2 * seed + 1, rightness=0.7),
            baseline=mixed(2 * seed, rightness=0.7),
            cases=steady,
        )
        passed += not found
    assert passed >= 19


def test_a_real_drop_of_an_answerer_that_varies_is_seen() -> None:
    steady = [replace(one, critical=False) for one in CASES]
    found = breaches(mixed(1, rightness=0.4), baseline=mixed(2, rightness=0.8), cases=steady)
    assert set(found) == {"broad drop"}


def test_repeats_of_a_critical_case_are_judged_by_their_majority() -> None:
    turns = iter([False, True, True, True, False, False])

    def unsteady(one: Case) -> Answer:
        return right(one) if next(turns) else answer()

    cases = [case(1, critical=True), case(2, critical=True)]
    judged = report(
        cases,
        outcomes(cases, unsteady, repeat=3),
        gate=Gate(),
        baseline=results(outcomes(cases, right, repeat=3)),
    )
    assert [breach.case for breach in judged.breaches] == ["yes-2"]


# The file


def test_the_gate_of_the_essay_is_read(tmp_path: Path) -> None:
    gate = load_gate(Path(__file__).parents[3] / "evals" / "gates.toml")
    assert gate.floors["quote_validity"] == 1.0
    assert gate.drop.alpha == 0.05
    assert gate.baseline.format(suite="essay") == "baselines/essay.jsonl"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[floors\n", "not valid TOML"),
        ("[floors]\nfacts = 1.0\n", "no metric is called 'facts'"),
        ('[drop]\nmetrics = ["aurc"]\n', "no metric is called 'aurc'"),
        ("[floors]\nfact_recall = 'high'\n", "floors.fact_recall: input should be a valid number"),
        ("[flors]\n", "flors"),
        ("[cases]\nexcept = []\n", "cases.except"),
    ],
)
def test_a_mistake_in_a_gate_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(text)
    with pytest.raises(EvaluationError) as caught:
        load_gate(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_gate_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no such file"):
        load_gate(tmp_path / "gates.toml")
