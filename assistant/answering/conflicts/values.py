"""Dates, numbers and names that a sentence gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.text.quantities import Quantity
from assistant.text.tokens import STOP_WORDS
from assistant.text.wording import Word

Kind = Literal["date", "number", "name"]

#: Year, month and day, each None where it is not said.
Date = tuple[int | None, int | None, int | None]

_MONTHS: Final = (
    "january february march april may june july august september october november december".split()
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR: Final = r"(?:1\d{3}|20\d{2})"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_DATE: Final = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\s+(?P<d1>{_DAY})(?:,?\s+(?P<y1>{_YEAR})\b)?"
    rf"|(?P<d2>{_DAY})\s+(?:of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR})\b)?"
    rf"|(?P<m3>{_MONTH}),?\s+(?P<y3>{_YEAR})\b"
    rf"|(?P<y4>{_YEAR})-(?P<m4>\d\d)-(?P<d4>\d\d)\b"
    rf"|(?P<a5>\d{{1,2}})(?P<sign>[/.])(?P<b5>\d{{1,2}})(?P=sign)(?P<y5>{_YEAR})\b"
    rf"|(?<![$€£¥.,/-])(?P<y6>{_YEAR})(?![\w%,.]\d|[%-]\d|-\w|\w)"
    r"|(?P<m7>(?:January|February|April|June|July|August|September|October|November|December)\b))"
    r"(?!,\d{3})",
    re.IGNORECASE,
)

#: Small words inside a name: "Bank of England", "Ludwig van Beethoven".
_LINKS: Final = frozenset("of de del della da di van von der den la le el al bin ibn".split())

_ARTICLES: Final = frozenset({"the", "a", "an"})

#: A number behind a name is part of it if it is below this; otherwise it may be a year.
_LARGEST: Final = 1000

_PLACED: Final = frozenset("in at near from to outside into around".split())

#: How a number is meant where it is not meant exactly.
_ABOVE: Final = frozenset("over than least above exceeding beyond".split())
_BELOW: Final = frozenset("under most below up almost nearly".split())
_ABOUT: Final = frozenset("about around approximately roughly some estimated circa".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A date, a number or a name in a sentence.

    Attributes:
        first:    Index of its first word.
        last:     Index of its last word.
        text:     As written.
        kind:     What it is.
        date:     What it says, if it is a date.
        quantity: What it says, if it is a number.
        bound:    Whether the number is meant exactly ("="), about ("~"), as least or as most.
        name:     Its words, folded, if it is a name.
    """

    first: int
    last: int
    text: str
    kind: Kind
    date: Date = (None, None, None)
    quantity: Quantity | None = None
    bound: Literal["=", "~", ">", "<"] = "="
    name: tuple[str, ...] = ()


def find_values(text: str, words: Sequence[Word]) -> list[Value]:
    """List the dates, numbers and names of a sentence in order.

    Args:
        text:  The sentence.
        words: Its words, as `read_words` gives them.
    """
    dates = list(_dates(text, words))
    taken = {place for one in dates for place in range(one.first, one.last + 1)}
    names = list(_names(text, words, taken))
    taken |= {place for one in names for place in range(one.first, one.last + 1)}
    numbers = _numbers(text, words, taken)
    return sorted([*dates, *names, *numbers], key=lambda one: one.first)


def _dates(text: str, words: Sequence[Word]) -> Iterator[Value]:
    for match in _DATE.finditer(text):
        found = _read_date(match)
        inside = [n for n, word in enumerate(words) if match.start() <= word.start < match.end()]
        if found is None or not inside:
            continue
        if (match["y6"] and _is_count(words, inside[-1])) or (
            match["m7"] and _is_named(words, inside[-1] + 1)
        ):
            continue
        yield Value(
            first=inside[0], last=inside[-1], text=match[0].strip(" ."), kind="date", date=found
        )


def _read_date(match: re.Match[str]) -> Date | None:
    """Read year, month and day; a day and a month in figures are read if they cannot be mixed."""
    parts = {name[0]: found for name, found in match.groupdict().items() if found}
    year = int(parts["y"]) if "y" in parts else None
    if "a" in parts:
        low, high = sorted((int(parts["a"]), int(parts["b"])))
        return (year, low, high) if low <= 12 < high <= 31 else (year, None, None)
    month = None
    if "m" in parts:
        if parts["m"][0].islower():
            return None  # "may 2" is no day
        name = parts["m"].lower()
        number = (n for n, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))
        month = int(name) if name.isdigit() else next(number)
    day = int(re.sub(r"\D", "", parts["d"])) if "d" in parts else None
    return year, month, day


def _is_named(words: Sequence[Word], place: int) -> bool:
    """Tell "June Halloway" from the month of June."""
    return place < len(words) and words[place].kind == "name"


def _is_count(words: Sequence[Word], place: int) -> bool:
    """Tell "1500 people" from the year 1500: what is counted stands behind it."""
    behind = words[place + 1] if place + 1 < len(words) else None
    quantity = words[place].quantity
    if quantity is not None and quantity.unit not in {"", "s"}:
        return True
    return behind is not None and behind.kind == "word" and behind.text in {"people", "men"}


def _names(text: str, words: Sequence[Word], taken: set[int]) -> Iterator[Value]:
    for run in _with_regions(words, _runs(words, taken)):
        end = words[run[-1]].end
        written = text[words[run[0]].start : end].removesuffix("'s").removesuffix("’s")
        folded = (_fold(words[place].text) for place in run if words[place].kind != "sign")
        yield Value(
            first=run[0],
            last=run[-1],
            text=written,
            kind="name",
            name=tuple(part for part in folded if part not in _LINKS),
        )


def _runs(words: Sequence[Word], taken: set[int]) -> list[list[int]]:
    """Group the words of each name; what owns something ends one: "Romania's Simona Halep"."""
    runs: list[list[int]] = [[]]
    for place, word in enumerate(words):
        if place in taken or not (
            _is_name(words, place, goes_on=bool(runs[-1]))
            or (runs[-1] and _links(words, place) and place + 1 not in taken)
        ):
            runs.append([])
            continue
        runs[-1].append(place)
        if word.text.endswith("'s"):
            runs.append([])
    return [run for run in runs if run]


def _is_name(words: Sequence[Word], place: int, *, goes_on: bool) -> bool:
    """Tell whether a word is of a name; a number is so behind the rest of one: "Apollo 11"."""
    word = words[place]
    if word.kind == "name" or (word.kind == "date" and _is_named(words, place + 1)):
        return True
    if word.leads and word.stem and word.text not in STOP_WORDS:
        return _is_leading_name(words, place)
    quantity = word.quantity
    is_small = quantity is not None and not quantity.unit and quantity.value < _LARGEST
    return goes_on and is_small and word.text.isdigit()


def _is_leading_name(words: Sequence[Word], place: int) -> bool:
    """Tell whether a first word is a name: "Disney bought", "Soul, the film"; not "Meet the"."""
    behind = [word.text for word in words[place + 1 : place + 3]]
    if behind and words[place + 1].kind == "name":
        return True
    if words[place].text.endswith(("ing", "ed", "ly")) or not behind:
        return False
    if behind[0] == ",":
        return behind[-1] in _ARTICLES | {"who", "which", "whose"}
    return behind[0] not in _ARTICLES | {"in", "by"}  # "Built in Ghent"


def _links(words: Sequence[Word], place: int) -> bool:
    """Tell whether a name goes on behind a small word, or the full stop of an initial."""
    if not _is_named(words, place + 1):
        return False
    if words[place].text == ".":
        return words[place - 1].end - words[place - 1].start == 1
    return words[place].text in _LINKS


def _with_regions(words: Sequence[Word], runs: list[list[int]]) -> list[list[int]]:
    """Join a place and its region: "in Tampa, Florida", but not what is listed."""
    joined: list[list[int]] = []
    for number, run in enumerate(runs):
        before = joined[-1] if joined else [-1]
        behind = words[run[-1] + 1].text if run[-1] + 1 < len(words) else ""
        listed = behind in {"and", "or"} or (
            behind == "," and any(other[0] == run[-1] + 2 for other in runs[number + 1 :])
        )
        if (
            before[0] > 0
            and run[0] == before[-1] + 2
            and words[before[-1] + 1].text == ","
            and words[before[0] - 1].text in _PLACED
            and not listed
        ):
            joined[-1] = [*before, before[-1] + 1, *run]
        else:
            joined.append(run)
    return joined


def _numbers(text: str, words: Sequence[Word], taken: set[int]) -> Iterator[Value]:
    for place, word in enumerate(words):
        if word.quantity is None or word.kind != "number" or place in taken:
            continue
        before = {other.text for other in words[max(0, place - 2) : place]}
        bound: Literal["=", "~", ">", "<"] = "="
        if before & _ABOVE:
            bound = "<" if "less" in before or "fewer" in before else ">"
        elif before & _BELOW:
            bound = "<"
        elif before & _ABOUT:
            bound = "~"
        yield Value(
            first=place,
            last=place,
            text=text[word.start : word.end],
            kind="number",
            quantity=word.quantity,
            bound=bound,
        )


def _fold(word: str) -> str:
    """Drop accents and the possessive ending: "Pogačar" and "Pogacar" are one."""
    plain = unicodedata.normalize("NFKD", word.removesuffix("'s").rstrip("."))
    return "".join(char for char in plain if not unicodedata.combining(char))
