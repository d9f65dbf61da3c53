"""Quotes found in a text, whatever typography they were copied with."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.text.quotes import find_quote

#: Spellings of one sign; the first of each is the plain one.
SAME = ["'‘’‚‛′`´", '"“”„‟″«»', "-‐‑‒–—―−"]
SPACES = [" ", "  ", "\t", "\n", "\r\n", " \u00a0", "\u3000", "\u2028"]

PLAIN = {ord(sign): group[0] for group in SAME for sign in group}

TEXTS = st.text(
    st.one_of(st.characters(), st.sampled_from("".join(SAME)), st.sampled_from(" \n\r\t\u00a0"))
)


def folded(text: str) -> str:
    """Fold as a reader would, independently of the package."""
    return " ".join(text.translate(PLAIN).split())


@st.composite
def retyped(draw: st.DrawFn, text: str) -> str:
    """Change quotation marks, dashes and white space, and nothing else."""
    groups = {sign: group for group in SAME for sign in group}
    return "".join(
        draw(st.sampled_from(SPACES))
        if sign == " "
        else draw(st.sampled_from(groups[sign]))
        if sign in groups
        else sign
        for sign in " ".join(text.split()) + " "
    )


def test_the_very_characters_come_before_an_earlier_folded_match() -> None:
    text = 'a “b” c, and a "b" c'
    assert find_quote('a "b" c', text) == (13, 20)


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ('the "economy"', "Once, the “economy” moved.", "the “economy”"),
        ("it's", "So it’s here", "it’s"),
        ("a - b", "x a — b y", "a — b"),
        ("two words", "has two\r\n\t words.", "two\r\n\t words"),
        (" padded\n", "is padded here", "padded"),
        ("two  words", "two\u00a0words", "two\u00a0words"),
        ("e\u0301t\u00e9", "l'e\u0301t\u00e9!", "e\u0301t\u00e9"),
        ("产业  “网”", '在产业 "网"里', '产业 "网"'),
    ],
)
def test_the_span_is_in_the_source_s_own_characters(quote: str, text: str, found: str) -> None:
    place = find_quote(quote, text)
    assert place is not None
    assert text[slice(*place)] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("", "anything"),
        (" \n", "a b"),
        ("it works", "it Works"),
        ("it works", "it work"),
        ("in 2023", "in 2022"),
        ("it is true", "it is not true"),
        ("café", "cafe\u0301"),
        ("twowords", "two words"),
        ("ab", "a-b"),
        ("longer than the text", "longer"),
    ],
)
def test_other_words_are_not_found(quote: str, text: str) -> None:
    assert find_quote(quote, text) is None


def is_inside_word(text: str, place: int) -> bool:
    return len(around := text[max(0, place - 1) : place + 1]) == 2 and around.isalnum()


@given(st.data(), TEXTS)
def test_any_retyped_slice_is_found_and_reads_the_same(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    piece = text[start:end]
    assume(piece.strip())
    lead = len(piece) - len(piece.lstrip())
    assume(not is_inside_word(text, start + lead))
    assume(not is_inside_word(text, start + len(piece.rstrip())))
    quote = data.draw(retyped(piece))

    place = find_quote(quote, text)

    assert place is not None
    assert folded(text[slice(*place)]) == folded(quote)


@given(TEXTS)
def test_the_first_and_last_character_of_a_span_are_no_white_space(text: str) -> None:
    assume(text.strip())
    place = find_quote(f" {text.translate(PLAIN)} ", text)
    assert place is not None
    found = text[slice(*place)]
    assert found == found.strip()


@given(st.data(), st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1))
def test_one_changed_letter_digit_or_case_is_not_found(data: st.DataObject, text: str) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.one_of(
            st.characters(categories=["Lu", "Ll", "Nd"]),
            st.sampled_from([text[place].swapcase(), unicodedata.normalize("NFD", text[place])]),
        )
    )
    assume(other != text[place])
    assert find_quote(text[:place] + other + text[place + 1 :], text) is None


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("able to grow.", "It is unable to grow."),
        ("It can", "It cannot grow."),
        ("5 %", "It is 35 %"),
    ],
)
def test_a_place_inside_a_longer_word_or_number_is_no_quote(quote: str, text: str) -> None:
    assert find_quote(quote, text) is None


def test_a_later_place_counts_when_the_first_is_inside_a_word() -> None:
    assert find_quote("able", "unable, able") == (8, 12)
