"""Whether two values can both be the answer to one question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.conflicts.exclusion import exclude
from assistant.answering.conflicts.values import Value, find_values
from assistant.text.wording import read_words


def value(said: str) -> Value:
    """Read the one value of "they saw …"."""
    text = f"they saw {said} then"
    (only,) = find_values(text, read_words(text))
    return only


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021", "2020"),
        ("7 February 2021", "8 February 2021"),
        ("4 May 1931", "June 1931"),
        ("12", "sixteen"),
        ("about 40,000", "65,000"),
        ("more than 30,000", "20,000"),
        ("at most 20", "25"),
        ("87 km", "92 km"),
        ("87 km", "80 miles"),
        ("1.5 million", "1.7 million"),
        ("$4.2 billion", "$3.6 billion"),
        ("Ada Lund", "Bo Ek"),
        ("Tampa", "Glendale"),
    ],
)
def test_what_excludes_each_other(one: str, other: str) -> None:
    assert exclude(value(one), value(other))
    assert exclude(value(other), value(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021", "7 February 2021"),
        ("February 2021", "7 February"),
        ("27/10/2017", "October 27, 2017"),
        ("12", "twelve"),
        ("1.5 million", "1,500,000"),
        ("1.5 million", "1,523,000"),
        ("40,000", "39,871"),
        ("about 300 km", "296 km"),
        ("87 km", "54 miles"),
        ("two weeks", "14 days"),
        ("more than 30,000", "34,512"),
        ("at least $20", "$25"),
        ("5 km", "5 %"),
        ("12", "2012"),
        ("Ada Lund", "Lund"),
        ("National Space Office", "NSO"),
        ("Béla Kárász", "Bela Karasz"),
        ("Mohammed", "Muhammad"),
        ("Tampa", "Tampa Bay"),
        ("Ada Lund", "1912"),
    ],
)
def test_what_can_both_be_true(one: str, other: str) -> None:
    assert not exclude(value(one), value(other))
    assert not exclude(value(other), value(one))


@given(st.sampled_from(["2021", "4 May 1931", "12 km", "about 40", "Ada Lund", "$3.1 million"]))
def test_nothing_excludes_itself(said: str) -> None:
    assert not exclude(value(said), value(said))


@given(st.integers(2, 10**9), st.integers(2, 10**9))
def test_numbers_exclude_each_other_both_ways_or_not_at_all(one: int, other: int) -> None:
    first, second = value(f"{one:,} cows"), value(f"{other:,} cows")
    assert exclude(first, second) == exclude(second, first)
