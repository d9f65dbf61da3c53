"""Where a text names one of two subjects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.contrasts.subjects import Subjects, tokenise
from tests.unit.answering.shelf import CONSUMER, INDUSTRIAL

INTERNETS = Subjects.of(CONSUMER, INDUSTRIAL, [])


def sides(subjects: Subjects, text: str) -> list[int]:
    return [mention.side for mention in subjects.mentions(tokenise(text))]


def hints(subjects: Subjects, text: str) -> list[int]:
    return [mention.side for mention in subjects.hints(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The consumer Internet grew.", [0]),
        ("THE CONSUMER\nINTERNET’s end", [0]),
        ("The industrial Internet is no copy of the consumer Internet.", [1, 0]),
        ("The Internet in the industry is based on traffic.", [1]),
        ("The consumer and the industrial Internet differ.", [0, 1]),
        ("The Internet grew.", []),
        ("Industrial players use the Internet.", []),
        ("They left the industry, Internet players said.", []),
        ("Internet players return to the industry.", []),
        ("Consumers of the Internet", []),
        ("", []),
    ],
)
def test_names_of_two_words_that_differ_in_one(text: str, named: list[int]) -> None:
    assert sides(INTERNETS, text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("A directive binds states.", [0]),
        ("Directives have no direct effect.", [0]),
        ("It is directly applicable.", []),
        ("The regulation’s text", [1]),
        ("A regulator may regulate.", []),
    ],
)
def test_a_name_of_one_word_is_that_word_in_singular_or_plural(text: str, named: list[int]) -> None:
    assert sides(Subjects.of("Directives", "Regulation", []), text) == named


@pytest.mark.parametrize(
    ("given", "written"),
    [("colonies", "colony"), ("boxes", "box"), ("class", "classes"), ("status", "status")],
)
def test_plurals(given: str, written: str) -> None:
    assert sides(Subjects.of(given, "weather", []), f"One {written}.") == [0]


def test_where_one_name_is_part_of_the_other_the_longer_counts() -> None:
    subjects = Subjects.of("Internet", INDUSTRIAL, [])
    assert sides(subjects, "The industrial Internet is not the Internet.") == [1, 0]


def test_names_with_small_words_inside() -> None:
    subjects = Subjects.of("theory of relativity", "theory of evolution", [])
    assert sides(subjects, "The theory of evolution is older.") == [1]
    assert sides(subjects, "Relativity is a theory.") == []


def test_names_in_a_script_without_spaces() -> None:
    subjects = Subjects.of("消费互联网", "工业互联网", [])
    assert sides(subjects, "工业互联网不是消费互联网的翻版。") == [1, 0]


def test_a_word_that_is_nearly_always_part_of_the_name_stands_for_it() -> None:
    texts = ["The industrial Internet grows."] * 9 + ["They change the industrial side."]
    subjects = Subjects.of(CONSUMER, INDUSTRIAL, texts)
    assert hints(subjects, texts[-1]) == [1]
    assert hints(subjects, "They change the industry and the Internet.") == []


def test_a_word_that_often_stands_alone_does_not() -> None:
    texts = ["The industrial Internet grows.", "Industrial waste.", "Industrial towns."] * 3
    assert hints(Subjects.of(CONSUMER, INDUSTRIAL, texts), "Industrial dust.") == []


def test_the_last_word_of_a_proper_name_stands_for_it() -> None:
    texts = ["The Denver Broncos won.", "The Broncos won.", "Then the Broncos left Denver."]
    subjects = Subjects.of("denver broncos", "carolina panthers", texts)
    assert hints(subjects, "The Broncos were late.") == [0]
    assert hints(subjects, "Denver is a city.") == []


def test_a_last_word_that_is_no_proper_name_does_not() -> None:
    texts = ["Machine learning grows.", "Children like learning.", "By learning they grow."]
    assert hints(Subjects.of("machine learning", "statistics", texts), "Learning is fun.") == []


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=120))
def test_mentions_never_overlap_and_lie_inside(first: str, second: str, text: str) -> None:
    tokens = tokenise(text)
    found = Subjects.of(first, second, [text]).mentions(tokens)
    ends = [0, *(mention.end for mention in found)]
    for end, mention in zip(ends, found, strict=False):
        assert end <= mention.start < mention.end <= len(tokens)
