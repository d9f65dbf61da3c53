"""The reader that comes with the package."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ModelError
from assistant.models.reader import PACKED, ReaderModel

MILL = ("The old mill", ["The mill opened in 1890.", "The mill closed because the river dried up."])
RAIN = ("Weather", ["Rain is common in spring.", "Snow is common in winter."])


@pytest.fixture(scope="module")
def reader() -> ReaderModel:
    return ReaderModel(PACKED)


def test_the_sentence_that_answers_is_found(reader: ReaderModel) -> None:
    (why,) = reader.read("Why did the mill close?", [MILL])
    assert why.sentences[1] > why.sentences[0]
    (when,) = reader.read("When was the mill opened?", [MILL])
    assert when.sentences[0] > when.sentences[1]


def test_a_passage_that_answers_is_told_from_one_that_does_not(reader: ReaderModel) -> None:
    mill, rain = reader.read("Why did the mill close?", [MILL, RAIN])
    assert mill.answers > 0.5 > rain.answers
    assert max(rain.sentences) < 0.2


def test_what_the_passage_does_not_say_is_no_answer(reader: ReaderModel) -> None:
    said, unsaid = (
        reader.read(question, [MILL])[0].answers
        for question in ("Why did the mill close?", "Who bought the mill?")
    )
    assert said > unsaid


def test_every_sentence_is_judged_in_its_order(reader: ReaderModel) -> None:
    readings = reader.read("Why did the mill close?", [RAIN, MILL])
    assert [len(one.sentences) for one in readings] == [2, 2]
    assert readings[1].sentences[1] == max(chance for one in readings for chance in one.sentences)


def test_the_company_that_a_passage_is_read_in_does_not_matter(reader: ReaderModel) -> None:
    question = "Why did the mill close?"
    (alone,) = reader.read(question, [MILL])
    beside = reader.read(question, [MILL, (RAIN[0], RAIN[1] * 9), RAIN])[0]
    assert beside == alone


def test_readings_at_the_same_time_do_not_disturb_each_other(reader: ReaderModel) -> None:
    asked = [(f"Why did the mill close in {year}?", [MILL, RAIN]) for year in range(1950, 1966)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: reader.read(*one), asked))
    assert together == [reader.read(*one) for one in asked]


def test_a_long_passage_is_read_in_windows(reader: ReaderModel) -> None:
    sentences = [f"Nothing is told in sentence number {number}." for number in range(60)]
    sentences[50] = MILL[1][1]
    (reading,) = reader.read("Why did the mill close?", [("", sentences)])
    assert len(reading.sentences) == 60
    assert max(range(60), key=reading.sentences.__getitem__) == 50


def test_only_as_much_is_read_as_there_is_time_for(reader: ReaderModel) -> None:
    long = ("", ["The mill stood by the river for a hundred years and a day."] * 15)
    assert 1 <= len(reader.read("Why?", [long] * 30)) < 30
    assert len(reader.read("Why?", [("", long[1] * 20)] * 2)) == 1
    assert reader.read("Why?", []) == []


def test_a_claim_is_borne_out_or_not(reader: ReaderModel) -> None:
    evidence = "The mill closed in 1950 because the river dried up."
    true, false, aside = reader.probabilities(
        [
            (evidence, "The mill closed in 1950."),
            (evidence, "The mill never closed."),
            (evidence, "The miller had three sons."),
        ]
    )
    assert true > 0.5
    assert false < 0.3
    assert aside < 0.3
    assert reader.probabilities([]) == []


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=25)
def test_anything_can_be_read(reader: ReaderModel, question: str, text: str) -> None:
    (reading,) = reader.read(question, [(text, [text, "It rains."])])
    assert all(0 <= one <= 1 for one in (reading.answers, *reading.sentences))
    assert all(0 <= one <= 1 for one in reader.probabilities([(text, question), ("", "")]))


def test_a_missing_reader_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"there is no reader '.*gone\.onnx'; .*reader = none"):
        ReaderModel(tmp_path / "gone.onnx")


def test_a_file_that_is_no_reader_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelError, match=r"odd\.onnx' is no ONNX file that can be loaded"):
        ReaderModel(tmp_path / "odd.onnx")
