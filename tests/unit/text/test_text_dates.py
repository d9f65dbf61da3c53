"""Dates as documents write them, and as users give them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.dates import first_day, iso_day

DAYS = st.dates()


@given(DAYS)
def test_what_users_write_is_read_to_the_day_the_month_or_the_year(day: date) -> None:
    written = day.isoformat()
    assert iso_day(written) == day
    assert iso_day(f" {written[:7]} ") == day.replace(day=1)
    assert iso_day(written[:4]) == day.replace(month=1, day=1)


@given(DAYS.filter(lambda day: day.year >= 1000))
def test_documents_write_a_date_in_many_ways(day: date) -> None:
    for written in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y-%m-%dT}10:00:00+02:00",
        f"{day:%Y-%m-%d} 23:59",
        f"{day.day} {day:%B %Y}",
        f"{day.day}th {day:%b}. {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%A, %d %B %Y}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert first_day(written) == day, written
    for written in (f"{day:%B %Y}", f"{day:%Y-%m}", f"{day.year}年{day.month}月"):
        assert first_day(written) == day.replace(day=1), written
    assert first_day(str(day.year)) == day.replace(month=1, day=1)


@pytest.mark.parametrize(
    "written",
    [
        "", "soon", "n. d.", "03/04/2020", "2020-2021", "2020-13", "2020-02-30", "30 February 2020",
        "0000-01-01", "20", "20200101", "about 2020", "٢٠٢٠", "May", "3 May", "2020-05-31x",
    ],
)  # fmt: skip
def test_what_is_no_date_or_may_be_two_is_not_read(written: str) -> None:
    assert first_day(written) is None


@pytest.mark.parametrize(
    "written", ["", "20", "20x", "2020-5", "2020/05", "May 2020", "2020-02-30", "2020-00", "-2020"]
)
def test_users_write_dates_in_one_way(written: str) -> None:
    assert iso_day(written) is None


@given(st.text())
def test_any_text_is_a_date_or_none(written: str) -> None:
    for day in (first_day(written), iso_day(written)):
        assert day is None or day + timedelta(0) == day
