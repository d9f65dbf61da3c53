"""A model as the judge: what it is asked, what is made of its replies, how far it is believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import EvaluationError
from assistant.evaluation.opinion import (
    Agreement,
    Compared,
    Label,
    agree,
    load_labels,
    opinion,
    read_verdict,
)
from assistant.evaluation.records import Ratio
from assistant.evaluation.runner import run_case
from tests.unit.evaluation.world import answer, case, judged_by, outcomes, report, right


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("right", "right"),
        ("Partly.", "partly"),
        ("The verdict is: **Wrong**", "wrong"),
        ("right, wrong", None),
        ("It is alright", None),
        ("", None),
    ],
)
def test_a_verdict_is_one_of_three_words(reply: str, verdict: str | None) -> None:
    assert read_verdict(reply) == verdict


def test_a_judge_sees_question_references_and_answer_and_nothing_else() -> None:
    asked: list[Compared] = []
    judged = replace(judged_by(right), opine=lambda one: asked.append(one) or "partly")
    found = run_case(case(1), judged)
    assert found.scores["judged"] == Ratio(0.5, 1)
    assert asked == [
        Compared(
            question="What is fact 1?",
            expected="Fact 1 is that bees do thing 1. Fact 2 is that bees do thing 2.",
            answer="Fact 1 is that bees do thing 1. Fact 2 is that bees do thing 2.",
        )
    ]


@pytest.mark.parametrize(
    "one", [case(1, answerable=False), case(1, references=())], ids=["unanswerable", "bare"]
)
def test_what_cannot_be_compared_is_not_judged(one) -> None:
    assert opinion(one, "text", lambda _: "right") is None
    assert opinion(case(1), "", lambda _: "right") is None
    assert "judged" not in run_case(case(1), judged_by(lambda _: answer())).scores


def labels(*pairs: str) -> list[Label]:
    return [
        Label(compared=Compared(question="q", expected="e", answer=model), verdict=person)
        for person, model in (pair.split() for pair in pairs)
    ]


def test_agreement_is_cohen_s_kappa() -> None:
    # Seen 0.75; by chance 2/4 * 2/4 + 2/4 * 1/4 = 0.375; (0.75 - 0.375) / (1 - 0.375) = 0.6.
    some = labels("right right", "right right", "wrong wrong", "wrong none")
    assert agree(some, lambda one: one.answer) == Agreement(kappa=0.6, labels=4)
    assert agree(labels("right right"), lambda one: one.answer).kappa == 1
    assert agree(labels("right wrong", "wrong right"), lambda one: one.answer).kappa == -1


def test_without_labels_the_figure_is_shown_as_unvalidated() -> None:
    cases = [case(1), case(2)]
    plain = report(cases, outcomes(cases))
    assert plain.caveat == ""
    scored = [replace(one, scores={**one.scores, "judged": Ratio(1, 1)}) for one in outcomes(cases)]
    judged = report(cases, scored)
    assert "unvalidated" in judged.caveat
    told = replace(judged, agreement=Agreement(kappa=0.614, labels=40)).caveat
    assert told == "judged by a model; Cohen's kappa with people is 0.61, on 40 labelled answers"


def test_labels_are_read(tmp_path: Path) -> None:
    entry = {"question": "q", "expected": "e", "answer": "a", "verdict": "partly"}
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(entry) + "\n\n")
    assert load_labels(path) == [
        Label(compared=Compared(question="q", expected="e", answer="a"), verdict="partly")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"question": "q", "expected": "e", "answer": "a", "verdict": "good"}',
        '{"question": "q", "expected": "e", "answer": 3, "verdict": "right"}',
        '{"question": "q", "expected": "e", "verdict": "right"}',
        '{"question": "q", "expected": "e", "answer": "a", "verdict": "right", "x": "y"}',
    ],
)
def test_a_wrong_label_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(EvaluationError, match=r"labels\.jsonl:2: expected question"):
        load_labels(path)


def test_missing_and_empty_labels_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        load_labels(tmp_path / "absent")
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(EvaluationError, match="are empty"):
        load_labels(tmp_path / "empty")
