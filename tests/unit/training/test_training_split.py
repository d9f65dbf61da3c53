"""What is tuned and what is tested are kept apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.suite_file import load_suite
from tests.unit.training.data import DATA, ROOT, SUITES, needs_data
from training.reader.rows import (
    LEFT_OUT,
    read_answers,
    read_claims,
    split,
)
from training.reader.rows import Row as TrainingRow
from training.reader.written import read_written, rows_of_written

#: Everything that a figure in the package was fitted or chosen with.
TUNING = [
    *(ROOT / "training").rglob("*.py"),
    *(ROOT / "benchmarks" / f"{name}.py" for name in ("fusion", "haystack", "quality", "ways")),
]


@pytest.fixture(scope="module")
def training_rows() -> list[TrainingRow]:
    train = DATA / "train"
    written = read_written(train, learned=True)
    return [*read_answers(train), *read_claims(train), *rows_of_written(written, seed=1)]


@pytest.mark.parametrize("file", TUNING, ids=lambda file: file.name)
def test_nothing_that_tunes_reads_a_suite_or_the_seeds(file: Path) -> None:
    source = file.read_text("utf-8")
    for word in ("evals", "suites", "essay.yaml", "seeds/", "SEEDS"):
        assert word not in source


@needs_data
def test_no_question_of_a_suite_is_in_the_training_data(training_rows: list[TrainingRow]) -> None:
    asked = {case.question.casefold() for file in SUITES for case in load_suite(file).cases}
    assert len(training_rows) > 80_000
    assert not asked & {row.query.casefold() for row in training_rows}


@needs_data
def test_no_row_is_from_a_source_that_is_left_out(training_rows: list[TrainingRow]) -> None:
    assert not {row.source.split(":")[0] for row in training_rows} & LEFT_OUT


@needs_data
def test_no_development_question_is_in_the_training_data(
    training_rows: list[TrainingRow],
) -> None:
    lines = (DATA / "clapnq-tune.jsonl").read_text("utf-8").splitlines()
    squad = json.loads((DATA / "squad2-tune.json").read_text("utf-8"))["data"]
    asked = {json.loads(line)["input"].casefold() for line in lines} | {
        row["question"].casefold()
        for article in squad
        for paragraph in article["paragraphs"]
        for row in paragraph["qas"]
    }
    assert not asked & {row.query.casefold() for row in training_rows}


def row(group: str) -> TrainingRow:
    return TrainingRow(
        query="What?", title="", sentences=("This.",), answers=frozenset({0}), label=None,
        group=group, source="test",
    )  # fmt: skip


@given(st.lists(st.text(max_size=3), min_size=2), st.integers(0, 9))
def test_a_split_never_tears_a_group(groups: list[str], seed: int) -> None:
    one, other = split([row(group) for group in groups], share=0.5, seed=seed)
    assert not {r.group for r in one} & {r.group for r in other}
    assert len(one) + len(other) == len(groups)
