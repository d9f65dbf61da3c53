"""Numbers in a text, however they are written: digits, scale words, number words, Chinese signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with what it counts, if that is a unit.

    Attributes:
        start: Offset of the first character of the number or its currency.
        end:   Offset behind the last character of the number or its unit.
        value: As a plain number: 3,500,000 for "3.5 million".
        unit:  Its one spelling ("%", "$", "km", "th" for a place in an order); "" without one.
        vague: Whether the word means a number only sometimes, as "one" and "second" do.
    """

    start: int
    end: int
    value: float
    unit: str
    vague: bool = False

    def agrees(self, other: Quantity) -> bool:
        """Tell whether both can mean the same: equal values, and no two different units."""
        return self.value == other.value and (
            self.unit == other.unit or not (self.unit and other.unit)
        )


_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDERS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()

_SMALL: Final = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: 10 * value for value, word in enumerate(_TENS, start=2)},
}
_PLACES: Final = {
    **{word: value for value, word in enumerate(_ORDERS, start=1)},
    **{word[:-1] + "ieth": 10 * value for value, word in enumerate(_TENS, start=2)},
}
_SCALES: Final = {
    "hundred": 100.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "dozen": 12.0,
    "万": 1e4, "亿": 1e8,
}  # fmt: skip

# One spelling for each unit; a unit that is not here is a word like any other.
_UNITS: Final = {
    spelling: unit
    for unit, spellings in {
        "%": "% percent percentage",
        "$": "$ us$ usd dollar dollars 美元", "€": "€ eur euro euros 欧元",
        "£": "£ gbp pounds sterling 英镑", "¥": "¥ cny rmb yuan 元 人民币",
        "km": "km kilometre kilometres kilometer kilometers 公里", "mile": "mile miles mi 英里",
        "metre": "metre metres meter meters 米", "cm": "cm centimetres centimeters 厘米",
        "foot": "foot feet ft", "inch": "inch inches",
        "kg": "kg kilogram kilograms kilogrammes 公斤",
        "tonne": "tonne tonnes ton tons 吨", "lb": "lb lbs",
        "litre": "litre litres liter liters 升",
        "second": "seconds sec 秒", "minute": "minute minutes 分钟", "hour": "hour hours 小时",
        "day": "day days 天", "week": "week weeks 周", "month": "month months 个月",
        "year": "year years 年", "decade": "decade decades", "century": "century centuries 世纪",
        "°C": "°c celsius", "°F": "°f fahrenheit",
    }.items()
    for spelling in spellings.split()
}  # fmt: skip

_CHINESE: Final = "〇一二两三四五六七八九十百千万亿"

_DIGITS: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_WORDS: Final = "|".join(sorted(_SMALL, key=len, reverse=True))
_PLACE_WORDS: Final = "|".join(sorted(_PLACES, key=len, reverse=True))
_SCALE_WORDS: Final = "hundred|thousand|million|billion|trillion|dozen"
_NUMBER: Final = re.compile(
    rf"""
    (?P<currency>(?:us)?\$|€|£|¥)?\s?
    (?:
        (?<![\w.])(?P<spelled>(?:{_PLACE_WORDS})\b
          | (?:half\s+)?(?:(?:an?\s+)?(?:{_SCALE_WORDS})s?|(?:{_WORDS}))\b
            (?:(?:\s+and\s+|[\s-]+)(?:{_WORDS}|{_SCALE_WORDS})\b)*
            (?:[\s-](?:{_PLACE_WORDS})\b)?)
      | (?<![a-z\d.])(?P<digits>{_DIGITS})
        (?:(?P<order>st|nd|rd|th)\b|(?P<decade>'?s)\b
          |(?P<scale>[\s-]?(?:{_SCALE_WORDS}|bn|mn|mln|tn)(?![a-z])|[kmb](?![\w°])|\s?[万亿]))?
      | 百分之(?P<share>{_DIGITS}|[{_CHINESE}]+)
      | (?P<chinese>[{_CHINESE}]{{2,}})
    )
    (?=(?P<unit>[\s-]?(?:%|per\s?cent(?:age)?\b|°[cf]\b|[a-z]+\b|[\u4e00-\u9fff]{{1,3}}))|)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find_quantities(text: str) -> list[Quantity]:
    """List the numbers of `text` in order.

    >>> [(one.value, one.unit) for one in find_quantities("$5bn, 40 percent of two hundred")]
    [(5000000000.0, '$'), (40.0, '%'), (200.0, '')]
    """
    return list(_quantities(_one_for_one(text)))


def _one_for_one(text: str) -> str:
    """Fold compatibility forms, such as full-width digits, that take the same room."""
    if text.isascii():
        return text
    return "".join(
        folded if len(folded := unicodedata.normalize("NFKC", char)) == 1 else char for char in text
    )


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        value = _value(match)
        if value is None:
            continue
        unit, length = _unit(match)
        yield Quantity(
            start=match.start() + len(match[0]) - len(match[0].lstrip()),
            end=match.end() + length,
            value=value,
            unit=unit,
            vague=(match["spelled"] or "").lower() in {"one", "first", "second", "zero"},
        )


def _value(match: re.Match[str]) -> float | None:
    if spelled := match["spelled"]:
        return _spelled(spelled.lower())
    if share := match["share"] or match["chinese"]:
        return float(share.replace(",", "")) if share[0].isdigit() else _chinese(share)
    digits = match["digits"]
    if digits.count(".") > 1 or len(digits) > 300:  # longer than any number a float can hold
        return None
    scale = _SCALES.get((match["scale"] or "").strip(" -").lower(), 1.0)
    return round(float(digits.replace(",", "")) * scale, 6)


def _unit(match: re.Match[str]) -> tuple[str, int]:
    """Give the unit and how much of the text behind the number belongs to it."""
    if match["order"] or match["decade"]:
        return ("th" if match["order"] else "s"), 0
    if match["share"]:
        return "%", 0
    if match["currency"]:
        return _UNITS[match["currency"].lower()], 0
    if re.split(r"[\s-]", (match["spelled"] or "").lower())[-1] in _PLACES:
        return "th", 0
    behind = match["unit"] or ""
    word = re.sub(r"^[\s-]|(?<=per)\s", "", behind.lower())
    sizes = (len(word),) if word.isascii() or "°" in word else (3, 2, 1)
    unit = next((_UNITS[word[:size]] for size in sizes if word[:size] in _UNITS), "")
    return unit, len(behind) if unit else 0


def _spelled(words: str) -> float:
    total = group = 0.0
    for spelled in re.split(r"[\s-]+", words):
        word = spelled.removesuffix("s") if spelled[:-1] in _SCALES else spelled
        if _SCALES.get(word, 0) >= 1e3:
            total += (group or 1) * _SCALES[word]
            group = 0
        elif word in _SCALES:
            group = (group or 1) * _SCALES[word]
        else:
            group += _SMALL.get(word, _PLACES.get(word, 0))
    return (total + group) / (2 if words.startswith("half") else 1)


def _chinese(signs: str) -> float | None:
    """Read Chinese digits: place by place ("二〇二三") or with powers of ten ("三百五十万")."""
    values = [2.0 if sign == "两" else unicodedata.numeric(sign, 0.0) for sign in signs]
    if all(value < 10 for value in values):
        return float("".join(str(int(value)) for value in values[:300]))
    total = section = digit = 0.0
    for value in values:
        if value >= 1e4:
            total = (
                (total + section + digit) * value
                if value > total > 0
                else (total + (section + digit or 1) * value)
            )
            section = digit = 0
        elif value >= 10:
            section += (digit or 1) * value
            digit = 0
        else:
            digit = value
    return total + section + digit
