"""Words with what a checker has to know of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.wording import read_words, same_family


def kinds(text: str) -> list[tuple[str, str]]:
    return [(word.text, word.kind) for word in read_words(text)]


def test_a_capital_letter_makes_a_name_but_not_at_the_beginning() -> None:
    assert kinds("Traffic left Spain. Germany, too") == [
        ("traffic", "word"), ("left", "word"), ("spain", "name"), (".", "sign"),
        ("germany", "word"), (",", "sign"), ("too", "small"),
    ]  # fmt: skip


def test_initials_do_not_end_a_sentence() -> None:
    assert dict(kinds("by J. Smith of the U.S. in the US"))["smith"] == "name"
    stems = [word.stem for word in read_words("the U.S. and the US")]
    assert stems.count("us") == 2


def test_months_are_dates_and_numbers_are_numbers() -> None:
    assert kinds("in May 2019") == [("in", "small"), ("may", "date"), ("2019", "number")]


def test_small_words_have_no_stem() -> None:
    assert [word.stem for word in read_words("the platforms of it")] == ["", "platform", "", ""]


def test_unspaced_scripts_come_in_pairs() -> None:
    assert [word.stem for word in read_words("产业互联网")] == ["产业", "业互", "互联", "联网"]


def test_families() -> None:
    assert same_family("australia", "australian")
    assert not same_family("", "")
    assert not same_family("cat", "cats")  # too short to tell


@given(st.text(max_size=200))
def test_words_lie_inside_the_text_and_in_order(text: str) -> None:
    start = 0
    for word in read_words(text):
        assert start <= word.start < word.end <= len(text)
        start = word.start
