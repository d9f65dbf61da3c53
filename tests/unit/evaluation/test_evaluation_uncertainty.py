"""Intervals, paired tests, the curve of coverage against risk."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ResultsError
from assistant.evaluation.comparison import compare_results
from assistant.evaluation.records import Outcome, Ratio
from assistant.evaluation.risk import Point, area, risk_curve
from assistant.evaluation.summary import summarise
from assistant.evaluation.uncertainty import cluster_sums, compare, estimate
from tests.unit.evaluation.world import answer, case, mixed, outcomes, results, right, statement

CASES = [
    *(case(number) for number in range(1, 41)),
    *(case(n, answerable=False) for n in range(20)),
]


def scored(values: list[float], clusters: list[str] | None = None) -> list[Outcome]:
    template = outcomes([case(1)])[0]
    return [
        replace(
            template,
            case=str(at),
            cluster=clusters[at] if clusters else str(at),
            scores={"passed": Ratio(value, 1)},
        )
        for at, value in enumerate(values)
    ]


def test_an_estimate_is_the_mean_with_an_interval_around_it() -> None:
    found = estimate(scored([1, 1, 1, 0] * 25), "passed")
    assert found.value == 0.75
    # The normal approximation: 1.96 standard errors.
    error = 1.96 * (0.75 * 0.25 / 100) ** 0.5
    assert found.low == pytest.approx(0.75 - error, abs=0.02)
    assert found.high == pytest.approx(0.75 + error, abs=0.02)
    assert found.cases == 100


def test_the_same_results_give_the_same_interval_and_another_seed_nearly_the_same() -> None:
    some = scored([1, 0, 0.5] * 20)
    assert estimate(some, "passed") == estimate(some, "passed")
    assert estimate(some, "passed").low == pytest.approx(
        estimate(some, "passed", seed=1).low, abs=0.03
    )


def test_cases_of_one_cluster_widen_the_interval() -> None:
    values = [1, 1, 1, 1, 0, 0, 0, 0] * 6
    alone = estimate(scored(values), "passed")
    together = estimate(scored(values, [str(at // 4) for at in range(len(values))]), "passed")
    assert together.value == alone.value
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_one_cluster_has_no_interval_and_no_case_no_figure() -> None:
    found = estimate(scored([1, 0], ["a", "a"]), "passed")
    assert (found.low, found.value, found.high) == (0.5, 0.5, 0.5)
    assert estimate([], "passed") is None
    assert estimate(scored([1]), "mrr@10") is None


def test_repeats_share_the_weight_of_their_case() -> None:
    one, other = scored([1, 0])
    some = [one, replace(one, repeat=2), replace(one, repeat=3), other]
    assert cluster_sums(some, "passed") == {
        "0": Ratio(pytest.approx(1), pytest.approx(1)),
        "1": Ratio(0, 1),
    }
    assert estimate(some, "passed").value == 0.5


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=2, max_size=30))
def test_an_interval_contains_its_value_and_stays_a_share(values: list[float]) -> None:
    found = estimate(scored(values), "passed")
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_no_change_has_no_difference_and_a_p_of_one() -> None:
    some = scored([1, 0, 1, 1] * 10)
    found = compare(some, some, ["passed"])["passed"]
    assert (found.change, found.low, found.high, found.p) == (0, 0, 0, 1)


def test_a_clear_change_has_a_small_p_and_an_interval_that_leaves_out_zero() -> None:
    base, new = scored([1] * 40), scored([1] * 28 + [0] * 12)
    found = compare(base, new, ["passed"])["passed"]
    assert found.change == -0.3
    assert found.high < 0
    # Exactly: twelve signs that are all the same, 2 / 2 ** 12.
    assert found.p < 0.01


def test_the_p_value_of_few_cases_is_exact() -> None:
    found = compare(scored([1, 1, 1, 1]), scored([0, 0, 0, 0]), ["passed"])["passed"]
    assert found.p == pytest.approx(2 / 2**4, abs=0.001)


def test_p_values_are_corrected_for_the_number_of_metrics() -> None:
    def both(values: list[float]) -> list[Outcome]:
        return [
            replace(one, scores={"passed": Ratio(value, 1), "mrr@10": Ratio(0.5, 1)})
            for one, value in zip(scored(values), values, strict=True)
        ]

    base, new = both([1] * 12), both([1] * 6 + [0] * 6)
    alone = compare(base, new, ["passed"])["passed"]
    among = compare(base, new, ["passed", "mrr@10"])["passed"]
    assert among.p == alone.p
    assert among.corrected == pytest.approx(2 * alone.corrected, abs=0.001)


def test_a_comparison_names_what_differs_and_leaves_out_what_is_new_or_changed() -> None:
    base = outcomes(CASES)
    changed = case(1, notes="x", question="Another?")
    new = outcomes([changed, *CASES[1:], case(1, answerable=False, id="new")])
    found = compare_results(results(base), results(new, model="other", prompts={"answer": "ab"}))
    assert found.unlike == ("model: fake → other", "prompts: none → answer ab")
    assert found.left_out == ("yes-1", "new")
    assert found.cases == len(CASES) - 1
    assert found.flips == ()


def test_runs_without_a_common_case_cannot_be_compared() -> None:
    with pytest.raises(ResultsError, match="no unchanged case in common"):
        compare_results(results(outcomes([case(1)])), results(outcomes([case(2)])))


def test_a_case_that_crashed_in_either_is_left_out() -> None:
    base = outcomes(CASES[:3])
    new = [replace(base[0], response=None, error="X", scores={}), *base[1:]]
    assert compare_results(results(base), results(new)).left_out == ("yes-1",)


def test_flips_come_broken_first_then_critical_then_by_how_much_is_wrong() -> None:
    cases = [case(1), case(2, critical=True), case(3), case(4)]
    good = {"yes-1", "yes-2", "yes-3"}

    def before(one):
        return right(one) if one.id in good else answer()

    def after(one):
        if one.id == "yes-3":
            return answer(statement(9))  # two facts missing
        return answer() if one.id in good else right(one)

    flips = compare_results(results(outcomes(cases, before)), results(outcomes(cases, after))).flips
    assert [(flip.case, flip.change) for flip in flips] == [
        ("yes-2", "broke"),
        ("yes-3", "broke"),
        ("yes-1", "broke"),
        ("yes-4", "mended"),
    ]
    assert flips[1].now_text == "Fact 9 is that bees do thing 9."


def test_the_curve_ends_at_what_was_answered() -> None:
    sure = {"yes-1": 0.9, "yes-2": 0.8, "yes-3": 0.8, "yes-4": 0.5}

    def answerer(one):
        if not one.answerable:
            return answer()
        said = answer(statement(9)) if one.id == "yes-4" else right(one)
        return replace(said, confidence=sure[one.id])

    cases = [*(case(number) for number in range(1, 5)), case(1, answerable=False)]
    curve = risk_curve(outcomes(cases, answerer))
    assert curve == [
        Point(coverage=0.2, risk=0.0, confidence=0.9),
        Point(coverage=0.6, risk=0.0, confidence=0.8),
        Point(coverage=0.8, risk=0.25, confidence=0.5),
    ]
    assert area(curve) == pytest.approx(0.25 * 0.2 / 0.8, abs=1e-4)
    assert area([]) is None


def test_a_summary_counts_crashes_apart() -> None:
    some = outcomes(CASES, mixed(3))
    crashed = [replace(some[0], response=None, error="ValueError: x", failures=(), scores={})]
    found = summarise([*crashed, *some[1:]])
    assert (found.cases, found.answers, found.errors) == (60, 60, 1)
    assert found.passed + found.failed == 59
    assert found.figures["passed"].cases == 59
    assert found.figures["passed"].value == pytest.approx(found.passed / 59, abs=1e-4)
    assert set(found.by_tag) == {"even", "odd"}
    assert (found.cost.seconds_p50, found.cost.input_tokens) == (0.25, 590)
    assert found.cost.dollars == pytest.approx(0.59)


def test_money_is_unknown_if_one_answer_s_is() -> None:
    def answerer(one):
        said = right(one)
        return replace(said, usage=replace(said.usage, cost=None)) if one.id == "yes-2" else said

    assert summarise(outcomes(CASES[:3], answerer)).cost.dollars is None


def test_a_run_in_which_all_crashed_has_no_figures() -> None:
    some = [replace(one, response=None, error="X", scores={}) for one in outcomes(CASES[:2])]
    found = summarise(some)
    assert (found.figures, found.cost, found.aurc, found.errors) == ({}, None, None, 2)


@given(st.integers(0, 10_000))
def test_the_area_is_a_share(seed: int) -> None:
    random = Random(seed)

    def answerer(one):
        said = right(one) if random.random() < 0.5 else answer(statement(9))
        return replace(said, confidence=random.random())

    value = area(risk_curve(outcomes(CASES[:8], answerer)))
    assert value is not None
    assert 0 <= value <= 1
