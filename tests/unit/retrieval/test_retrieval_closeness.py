"""How closely a paragraph's wording meets a question's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.closeness import Closeness, Wording
from assistant.text.tokens import terms
from tests.fakes import equal_rarity

TEXT = st.text(st.sampled_from("ab 's.,1年网é"), max_size=60) | st.text(max_size=60)
PLACES = st.lists(st.sampled_from(["river", "castle", "of", "the"]), max_size=40).map(" ".join)


def closeness(question: str, text: str) -> Closeness:
    return Wording(question, equal_rarity).closeness(text)


@given(TEXT, TEXT)
def test_every_share_lies_between_0_and_1(question: str, text: str) -> None:
    assert all(0 <= share <= 1 for share in astuple(closeness(question, text)))


@given(TEXT, TEXT)
def test_the_terms_are_those_of_the_lexical_index(question: str, text: str) -> None:
    asked = set(terms(question))
    share = len(asked & set(terms(text))) / len(asked) if asked else 0
    assert closeness(question, text).terms == pytest.approx(share)


@given(PLACES)
def test_what_stands_near_is_at_most_what_is_there(text: str) -> None:
    found = closeness("Which castle stands by the river?", text)
    assert found.near <= found.terms + 1e-9


def test_a_paragraph_that_repeats_the_question_has_all_of_it() -> None:
    question = "Who built the castle by the river?"
    assert astuple(closeness(question, f"He asked: {question}")) == pytest.approx((1,) * 5)


def test_words_far_apart_do_not_stand_near() -> None:
    between = " and so on" * 10
    apart = closeness("castle river", f"A castle{between} a river.")
    assert (apart.terms, apart.near) == (1, 0.5)
    assert closeness("castle river", "A castle by a river.").near == 1


def test_the_best_window_counts_wherever_it_stands() -> None:
    between = " and so on" * 10
    text = f"castle{between} castle river tower{between} tower"
    assert closeness("castle river tower", text).near == 1


@pytest.mark.parametrize(
    ("text", "words", "pairs", "triples"),
    [
        ("harvesting cheap traffic", 1, 1, 1),
        ("harvesting, cheap, traffic", 1, 1, 1),
        ("cheap traffic, harvesting", 1, 0.5, 0),
        ("harvests cheap traffic", 2 / 3, 0.5, 0),
        ("deharvesting cheap trafficking", 1 / 3, 0, 0),
        ("", 0, 0, 0),
    ],
)
def test_form_and_order_count(text: str, words: float, pairs: float, triples: float) -> None:
    found = closeness("harvesting cheap traffic", text)
    assert (found.words, found.pairs, found.triples) == pytest.approx((words, pairs, triples))


def test_stop_words_count_only_beside_other_words() -> None:
    found = closeness("the end of the war", "of the end, war")
    assert (found.words, found.pairs) == (1, pytest.approx(1 / 3))


def test_rare_terms_count_more() -> None:
    def rarity(question_terms: Iterable[str]) -> Mapping[str, float]:
        return {term: 3.0 if term == "norman" else 1.0 for term in question_terms}

    wording = Wording("Norman castle", rarity)
    assert wording.closeness("A Norman.").terms == pytest.approx(0.75)
    assert wording.closeness("A castle.").near == pytest.approx(0.25)


def test_chinese_is_read() -> None:
    found = closeness("产业互联网是什么", "我们说产业互联网。")
    assert 0 < found.terms == found.near < 1
