"""Dates, numbers and names that a sentence gives."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.conflicts.values import Value, find_values
from assistant.text.wording import read_words


def found(text: str) -> list[Value]:
    return find_values(text, read_words(text))


def told(text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in found(text)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("It opened on May 4, 1931.", (1931, 5, 4)),
        ("It opened on 4 May 1931.", (1931, 5, 4)),
        ("It opened on 4th of May.", (None, 5, 4)),
        ("It opened in Sept. 1931.", (1931, 9, None)),
        ("It opened in October.", (None, 10, None)),
        ("It opened in 1931.", (1931, None, None)),
        ("It opened on 1931-05-04.", (1931, 5, 4)),
        ("It opened on 27/10/2017.", (2017, 10, 27)),
        ("It opened on 5/10/2017.", (2017, None, None)),  # day and month could be mixed up
    ],
)
def test_dates(text: str, date: tuple[int | None, int | None, int | None]) -> None:
    assert [one.date for one in found(text) if one.kind == "date"] == [date]


@pytest.mark.parametrize(
    "text",
    ["It may 2 years later close.", "It had 1500 people.", "It cost $2000.", "It took 1500 km."],
)
def test_what_is_no_date(text: str) -> None:
    assert "date" not in [one.kind for one in found(text)]


def test_a_month_can_be_a_first_name() -> None:
    assert told("It was written by June Halloway.") == [("name", "June Halloway")]


def test_names() -> None:
    assert told("Romania's Ada Lund beat Bo Ek of the Bank of England.") == [
        ("name", "Romania"),
        ("name", "Ada Lund"),
        ("name", "Bo Ek"),
        ("name", "Bank of England"),
    ]
    assert told("We met John B. Hill and Apollo 11.") == [
        ("name", "John B. Hill"),
        ("name", "Apollo 11"),
    ]


def test_a_place_has_its_region_and_a_list_has_its_items() -> None:
    assert told("it was held in Tampa, Florida.") == [("name", "Tampa, Florida")]
    assert told("it was held in Tampa, Miami and Ghent.") == [
        ("name", "Tampa"),
        ("name", "Miami"),
        ("name", "Ghent"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Copperline bought it.", ["Copperline"]),
        ("Soul, the film of a year, won.", ["Soul"]),
        ("Meet the team.", []),
        ("Yesterday, they met.", []),
        ("Built in haste, it fell.", []),
    ],
)
def test_a_first_word_is_a_name_where_a_name_can_stand(text: str, names: list[str]) -> None:
    assert [one.text for one in found(text) if one.kind == "name"] == names


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("They had 30 cows.", "="),
        ("They had about 30 cows.", "~"),
        ("They had more than 30 cows.", ">"),
        ("They had at least 30 cows.", ">"),
        ("They had less than 30 cows.", "<"),
        ("They had nearly 30 cows.", "<"),
    ],
)
def test_how_a_number_is_meant(text: str, bound: str) -> None:
    assert [one.bound for one in found(text)] == [bound]


@given(st.text(max_size=80))
def test_values_stand_in_order_and_apart(text: str) -> None:
    words = read_words(text)
    spans = [(one.first, one.last) for one in find_values(text, words)]
    assert all(0 <= first <= last < len(words) for first, last in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
