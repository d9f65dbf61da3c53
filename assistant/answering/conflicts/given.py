"""Which value a sentence gives for what is asked, in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.assurance import is_aside, is_left_open, texts_of
from assistant.answering.conflicts.exclusion import exclude
from assistant.answering.conflicts.values import Value
from assistant.text.wording import Word

#: A date behind one of these is a bound, or one end of a time.
_BOUNDS: Final = frozenset("until till before after since between to through".split())

#: Words about a number that make it part of another, or one of several.
_RELATIVE: Final = frozenset(
    "other another additional further besides each per every extra".split()
)
_COMPARED: Final = frozenset("more less fewer".split())

_UNITS: Final = {
    **dict.fromkeys(
        "tall high height deep depth wide width far length".split(),
        frozenset({"km", "mile", "metre", "cm", "foot", "inch"}),
    ),
    "long": frozenset(
        "km mile metre cm foot inch second minute hour day week month year decade".split()
    ),
    "old": frozenset({"year", ""}),
    **dict.fromkeys(
        "much price cost revenue income profit salary budget turnover".split(),
        frozenset({"$", "€", "£", "¥"}),
    ),
    **dict.fromkeys("percentage percent proportion".split(), frozenset({"%"})),
    **dict.fromkeys("weight heavy".split(), frozenset({"kg", "tonne", "lb"})),
    "population": frozenset({""}),
}  # fmt: skip
_DIMENSIONS: Final = frozenset("tall high long deep wide old thick".split())
_ALIKE: Final = frozenset({"tall", "high", "height"})

_PLACED: Final = frozenset("in at near to from outside".split())
_OF: Final = frozenset("of for in at".split())
_ARTICLES: Final = frozenset("the a an".split())

#: Furthest, in words, that a value stands from what it is said of.
_REACH: Final = 12
_NEARER: Final = 3


def find_given(ask: Ask, account: Account) -> Value | None:
    """Find the one value that a sentence gives for what is asked; None if that is not plain."""
    if not ask.stems or ask.missing(account.stems) or is_aside(ask, account):
        return None
    values = [one for one in account.values if ask.wants(one) and not ask.names(one)]
    anchors = _anchors(ask, account)
    if not values or not anchors:
        return None
    found = _choose(ask, account, values, anchors)
    if found is None or is_left_open(account, [found.first, *anchors]):
        return None
    return found


def _choose(
    ask: Ask, account: Account, values: Sequence[Value], anchors: Sequence[int]
) -> Value | None:
    """Choose by the sort of what is asked for."""
    if ask.sort == "date":
        return _nearest(account, [one for one in values if not _is_bound(account, one)], anchors)
    if ask.sort == "number":
        return _number(ask, account, values)
    if ask.sort == "place":
        return _nearest(account, [one for one in values if _is_placed(account, one)], anchors)
    return _doer(ask, account, [one for one in values if one.kind == "name"], anchors)


def _anchors(ask: Ask, account: Account) -> list[int]:
    """List where the word stands that says what happened: "founded", "born", "capital"."""
    plain = [
        word.stem
        for word in ask.words
        if word.kind == "word" and word.stem in ask.stems and not word.leads
    ]
    if not plain:
        return []
    first = ask.sort in {"person", "open"}
    return account.places(plain[0] if first else plain[-1])


def _before(account: Account, value: Value) -> frozenset[str]:
    """List the words just before a value."""
    return frozenset(word.text for word in account.words[max(0, value.first - 2) : value.first])


def _is_bound(account: Account, value: Value) -> bool:
    """Tell whether a date is one end of a time."""
    before = account.words[value.first - 1].text if value.first else ""
    behind = {word.text for word in account.words[value.last + 1 : value.last + 3]}
    return before in _BOUNDS or bool(behind & {"–", "-", "—", "to", "until", "through"})


def _is_placed(account: Account, value: Value) -> bool:
    """Tell whether a name is a place: "in Ghent", "Ghent is the city"; not "the Ghent tram"."""
    if _is_adjective(account, value):
        return False
    behind = {word.text for word in account.words[value.last + 1 : value.last + 4]}
    return bool(_before(account, value) & _PLACED) or {"is", "the"} <= behind


def _is_adjective(account: Account, value: Value) -> bool:
    """Tell "the Nigerian novelist" from "the novelist Okoye"."""
    before = account.words[value.first - 1].text if value.first else ""
    behind = account.words[value.last + 1 : value.last + 2]
    return before in _ARTICLES and bool(behind) and behind[0].kind == "word"


def _nearest(account: Account, values: Sequence[Value], anchors: Sequence[int]) -> Value | None:
    """Choose the value that stands clearly nearest to one of some words."""
    ranked = sorted((_distance(account, one, anchors), one.first, one) for one in values)
    if not ranked or ranked[0][0] > _REACH:
        return None
    best = ranked[0][2]
    rivals = [one for far, _, one in ranked[1:] if far < ranked[0][0] + _NEARER]
    return None if any(exclude(best, one) for one in rivals) else best


def _distance(account: Account, value: Value, anchors: Iterable[int]) -> int:
    """Count the words between a value and the nearest of some words, in one clause."""
    return min(_clause_distance(account, value, anchor) for anchor in anchors)


def _clause_distance(account: Account, value: Value, anchor: int) -> int:
    between = _between(account, value, anchor)
    breaks = {";", ":", ","} if anchor < value.first else {";", ":"}
    return _REACH + 1 if texts_of(between) & breaks else len(between)


def _between(account: Account, value: Value, anchor: int) -> Sequence[Word]:
    if anchor < value.first:
        return account.words[anchor + 1 : value.first]
    return account.words[value.last + 1 : anchor]


def _number(ask: Ask, account: Account, values: Iterable[Value]) -> Value | None:
    """Choose the number with the right unit, or before what is counted."""
    fitting = [one for one in values if _fits(ask, account, one)]
    if not fitting or any(exclude(fitting[0], one) for one in fitting[1:]):
        return None
    return fitting[0]


def _fits(ask: Ask, account: Account, value: Value) -> bool:
    """Tell whether a number is one of what is counted or measured, and of all of it."""
    behind = account.words[value.last + 1 : value.last + 4]
    unit = value.quantity.unit if value.quantity else ""
    if _is_part(account, value, unit):
        return False
    if ask.counted:
        joined = account.evidence.text[account.words[value.last].end :][:1] == "-"
        counts = any(word.stem == ask.counted for word in behind)
        return not unit and counts and not joined  # "the 15-star flag" has no 15 stars
    told = texts_of(behind[:1]) & _DIMENSIONS
    return unit in _UNITS.get(ask.measure, {unit}) and (
        not told or ask.measure in told or (ask.measure in _ALIKE and bool(told & _ALIKE))
    )


def _is_part(account: Account, value: Value, unit: str) -> bool:
    """Tell whether a number is of some only: "two of the lamps", "40 more", "€3 per person"."""
    behind = account.words[value.last + 1 : value.last + 4]
    around = texts_of(behind) | _before(account, value)
    return (
        bool({("of", "these"), ("of", "them"), ("of", "which")} & set(_pairs(account)))
        or bool(around & _RELATIVE)
        or (unit != "%" and texts_of(behind[:1]) == {"of"})
        or (value.bound == "=" and bool(around & _COMPARED))
    )


def _pairs(account: Account) -> Iterator[tuple[str, str]]:
    return pairwise(word.text for word in account.words)


def _doer(
    ask: Ask, account: Account, values: Sequence[Value], anchors: Sequence[int]
) -> Value | None:
    """Choose the name that is the subject of what happened, or stands behind "by"."""
    if not ask.once or _is_headline(account):
        return None
    values = [one for one in values if not _is_adjective(account, one)]
    found = [
        one for anchor in anchors if (one := _doer_at(ask, account, values, anchor)) is not None
    ]
    if not found or any(exclude(found[0], one) for one in found[1:]):
        return None
    return found[0]


def _doer_at(ask: Ask, account: Account, values: Sequence[Value], anchor: int) -> Value | None:
    """Choose the name behind "by", before the word, or, for a role, behind it."""
    if ask.role and _before_place(account, anchor) & {"a", "an"}:
        return None  # "a director" is one of many
    near = [one for one in values if _is_near(ask, account, one, anchor)]
    behind = [one for one in near if one.first > anchor]
    before = [one for one in near if one.last < anchor]
    by = [one for one in behind if "by" in texts_of(_between(account, one, anchor))]
    holders = [one for one in behind if account.words[one.first - 1].text not in _OF]
    found = by[:1] or before[-1:] or (holders[:1] if ask.role else [])
    return found[0] if found else None


def _is_headline(account: Account) -> bool:
    """Tell whether all words have a capital letter, which then says nothing of names."""
    return all(word.kind != "word" or word.leads for word in account.words)


def _before_place(account: Account, place: int) -> set[str]:
    return texts_of(account.words[max(0, place - 2) : place])


def _is_near(ask: Ask, account: Account, value: Value, anchor: int) -> bool:
    """Tell whether between a name and a word stands nothing but small words and the question's."""
    between = _between(account, value, anchor)
    stems = set(ask.stems)
    said = {word.text for word in ask.words}
    plain = [
        word for word in between if word.stem and word.stem not in stems and word.text not in said
    ]
    limit = 1 if "by" in texts_of(between) else 0
    return len(plain) <= limit and len(between) <= _REACH
