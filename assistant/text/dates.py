"""Dates: as documents write them, and as users give them."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_NUMBER = r"(?P<month>[0-9]{1,2})"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
_TIME = r"(?:[T ][0-9]{2}:[0-9]{2}[^,;]*)?"
_WEEKDAY = r"(?:[a-z]{3,6}day,?\s+)?"

#: Day before month in figures, as in 03/04/2020, means two things and is not read.
_WRITTEN: Final = tuple(
    re.compile(_WEEKDAY + pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?:[-/.]{_NUMBER}(?:[-/.]{_DAY}{_TIME})?)?",
        rf"{_YEAR}年(?:{_NUMBER}月(?:{_DAY}[日号])?)?",
        rf"(?:{_ORDINAL}\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_ORDINAL},?\s+{_YEAR}",
    )
)
_ISO: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


@lru_cache(maxsize=4_096)
def first_day(written: str) -> date | None:
    """Read a date as documents write it: the first day that it may mean; None if it is none.

    >>> first_day("March 2021")
    datetime.date(2021, 3, 1)
    """
    for pattern in _WRITTEN:
        if match := pattern.fullmatch(written.strip()):
            return _day(match)
    return None


def iso_day(given: str) -> date | None:
    """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD` as its first day; None if it is something else.

    >>> iso_day("2020")
    datetime.date(2020, 1, 1)
    """
    match = _ISO.fullmatch(given.strip())
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = parts.get("month") or 1
    if name := parts.get("name"):
        month = _MONTHS.index(name[:3].lower()) + 1
    try:
        return date(int(parts["year"]), int(month), int(parts.get("day") or 1))
    except ValueError:  # there is no such day
        return None
