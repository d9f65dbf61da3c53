"""The questions of our own: what is written, and which of them no reader learns from."""

from __future__ import annotations

import json

import pytest

from assistant.evaluation.suite_file import load_suite
from assistant.text.sentences import split_sentences
from tests.unit.training.data import DATA, SUITES, needs_data
from training.reader.written import (
    ESSAYS,
    QUESTIONS,
    read_essays,
    read_written,
    rows_of_written,
)

TRAIN = DATA / "train"


def of_articles() -> list[str]:
    return [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]


def questions() -> list[str]:
    return [*of_articles(), *(one.question for one in read_essays())]


def test_each_question_about_an_article_is_one_sentence() -> None:
    asked = of_articles()
    assert len(asked) > 2_500
    for question in asked:
        assert question.endswith("?"), question
        assert 4 <= len(question.split()) <= 30, question


def test_no_question_is_asked_twice() -> None:
    asked = [question.casefold() for question in questions()]
    assert len(set(asked)) == len(asked)


def test_an_essay_is_cut_into_sentences_as_the_reader_sees_them() -> None:
    essays = [json.loads(line) for line in ESSAYS.read_text("utf-8").splitlines()]
    assert len({essay["title"] for essay in essays}) == len(essays) > 100
    for essay in essays:
        for sentences in essay["paragraphs"]:
            assert [one.text for one in split_sentences(" ".join(sentences))] == sentences


def test_no_question_is_one_of_a_suite() -> None:
    suites = {case.question.casefold() for file in SUITES for case in load_suite(file).cases}
    assert not suites & {question.casefold() for question in questions()}


@needs_data
def test_labels_point_into_their_passages_and_half_have_none() -> None:
    written = [*read_written(TRAIN, learned=True), *read_written(TRAIN, learned=False)]
    assert len(written) == len(questions())
    for one in written:
        for passage, sentences in one.answers.items():
            assert sentences, one.question
            assert sentences <= set(range(len(passage))), one.question
    share = sum(bool(one.answers) for one in written) / len(written)
    assert share == pytest.approx(0.5, abs=0.05)


@needs_data
def test_no_article_is_both_learned_and_measured() -> None:
    learned, measured = (
        {one.article for one in read_written(TRAIN, learned=which)} for which in (True, False)
    )
    assert learned
    assert measured
    assert not learned & measured


@needs_data
def test_a_question_comes_with_its_passage_and_with_another_of_the_article() -> None:
    written = read_written(TRAIN, learned=True)
    rows = list(rows_of_written(written, seed=1))
    assert len(rows) == 2 * len(written)
    for one, own, other in zip(written, rows[::2], rows[1::2], strict=True):
        assert own.sentences == one.passage != other.sentences
        assert own.query == other.query == one.question
        assert own.answers == one.answers.get(one.passage, frozenset())
        assert own.group == other.group == one.article
