"""Words and terms."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.tokens import STOP_WORDS, terms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("platform", "platforms"),
        ("harvest", "harvesting"),
        ("Internet", "INTERNET"),
        ("Größe", "GRÖSSE"),
        ("the author's view", "the author view"),
        ("the author’s view", "the author view"),
        ("de-platforming", "de platforming"),
        ("ﬁnance", "finance"),
        ("１２３", "123"),
    ],
)
def test_spellings_of_one_thing_have_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("text", "number"),
    [("grew by 3.5 %", "3.5"), ("12,000 plants", "12,000"), ("in 2023.", "2023"), ("5G", "5g")],
)
def test_numbers_keep_their_separators(text: str, number: str) -> None:
    assert number in words(text)


@pytest.mark.parametrize("text", ["The author's view", "THE AUTHOR’S VIEW"])
def test_a_word_comes_without_its_possessive_ending(text: str) -> None:
    assert words(text) == ["the", "author", "view"]


def test_a_contraction_is_one_word() -> None:
    assert words("It doesn’t work") == ["it", "doesn't", "work"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产业互联网", ["产业", "业互", "互联", "联网"]),
        ("网", ["网"]),
        ("产业。互联", ["产业", "互联"]),
        ("カタカナ", ["カタ", "タカ", "カナ"]),
        ("5G网络", ["5g", "网络"]),
    ],
)
def test_unspaced_scripts_become_pairs(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_stop_words_alone_leave_no_terms() -> None:
    assert terms(" ".join(sorted(STOP_WORDS))) == []


@pytest.mark.parametrize("text", ["", " \r\n", "…—!?", "👩‍🏭", "\u0301", "_"])
def test_a_text_without_words_has_no_terms(text: str) -> None:
    assert terms(text) == []


def test_every_stop_word_is_what_the_splitter_makes_of_it() -> None:
    kept_whole = {word for word in STOP_WORDS if words(word) in ([word], [word.removesuffix("'s")])}
    assert kept_whole == STOP_WORDS


@given(st.text(st.characters()))
def test_any_text_gives_terms_without_spaces_or_upper_case(text: str) -> None:
    for term in terms(text):
        assert term
        assert term.split() == [term]
        assert term == term.casefold()


@given(st.text(st.characters() | st.sampled_from(" \t\n\u00a0\u3000\u0301.,'’1"), max_size=40))
def test_folding_a_text_whole_gives_the_same_words(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text).casefold()
    assert words(folded) == words(text)


@given(st.text(st.characters()), st.text(st.characters()))
def test_terms_of_two_lines_are_those_of_each(one: str, other: str) -> None:
    assert terms(f"{one}\n{other}") == terms(one) + terms(other)
