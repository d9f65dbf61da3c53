"""Numbers, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.quantities import find_quantities


def read(text: str) -> list[tuple[float, str]]:
    return [(one.value, one.unit) for one in find_quantities(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5 million", "3,500,000"),
        ("40 %", "40 percent"),
        ("40%", "forty per cent"),
        ("$5bn", "5 billion dollars"),
        ("US$ 12", "12 USD"),
        ("twenty-five", "25"),
        ("two hundred and five", "205"),
        ("a hundred", "100"),
        ("half a million", "500,000"),
        ("one thousand two hundred and thirty-four", "1,234"),
        ("12 km", "twelve kilometres"),
        ("10k", "10,000"),
        ("the 19th", "the nineteenth"),
        ("百分之四十", "40 %"),
        ("３.５亿元", "350000000元"),
        ("三百五十万", "3.5 million"),
        ("一亿三千万", "130,000,000"),
        ("二〇二三", "2023"),
    ],
)
def test_spellings_of_one_number_agree(one: str, other: str) -> None:
    [left], [right] = find_quantities(one), find_quantities(other)
    assert left.agrees(right)
    assert left.value == right.value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.5 million", "3.5 billion"),
        ("40 %", "40 km"),
        ("5 days", "5 weeks"),
        ("1990", "1990s th"),
    ],
)
def test_other_values_and_other_units_do_not_agree(one: str, other: str) -> None:
    [left], [right] = find_quantities(one), find_quantities(other)
    assert not left.agrees(right) or left.value == right.value == 1990


def test_a_bare_number_agrees_with_one_that_has_a_unit() -> None:
    [bare], [unit] = find_quantities("5"), find_quantities("5 %")
    assert bare.agrees(unit)
    assert unit.agrees(bare)


def test_words_that_are_numbers_only_sometimes_are_vague() -> None:
    assert [one.vague for one in find_quantities("one of the first two")] == [True, True, False]


def test_digits_inside_a_word_are_part_of_it() -> None:
    assert read("B2B and H1N1") == []


def test_scale_words_alone_count() -> None:
    assert read("a few hundred, hundreds, millions") == [(100, ""), (100, ""), (1e6, "")]


@given(st.text(max_size=200))
def test_offsets_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for one in find_quantities(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


@given(st.integers(0, 10**12))
def test_separators_change_nothing(number: int) -> None:
    assert read(f"{number:,}") == read(str(number)) == [(float(number), "")]


def test_a_very_long_number_is_no_number() -> None:
    assert read("9" * 10_000) == []
    assert read("一" * 10_000) != []
