"""Two sentences that answer a question in their own words, each with another value."""

from __future__ import annotations

from typing import Final

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.assurance import is_aside
from assistant.answering.conflicts.dispute import Dispute, Given
from assistant.answering.conflicts.exclusion import exclude
from assistant.answering.conflicts.given import find_given
from assistant.answering.conflicts.stance import exceptions, find_stance
from assistant.answering.conflicts.values import Value
from assistant.text.opposites import sides
from assistant.text.wording import Word

#: Fewer words of a question say too little of what it is about.
_LEAST: Final = 2

#: Words that limit what follows them.
_SCOPES: Final = frozenset(
    """
    former ex co deputy vice acting assistant previous future next honorary original only other
    another earliest latest main chief senior junior second third
    """.split()
)

#: Of what is over, there can be many.
_PAST: Final = frozenset({"former", "ex", "previous", "past"})

_LIMITING: Final = frozenset("in at of for near from among across to on".split())

#: What is yet to come, what is over and what is a part of a year are told apart from the rest.
_TIMES: Final = frozenset(
    "will shall 'll until till formerly once quarter half weekly monthly daily annually".split()
)


def has_one_answer(ask: Ask) -> bool:
    """Tell whether two answers told in different words would exclude each other.

    The question must be about something definite: a name, "the bridge", or many words.
    """
    if ask.lists or len(ask.stems) < _LEAST or any(word.text in _PAST for word in ask.words):
        return False
    if ask.sort in {"person", "open"} and not ask.once:
        return False
    is_definite = any(word.text == "the" for word in ask.words)
    return is_definite or bool(ask.values) or len(ask.stems) > _LEAST


def find_rival(ask: Ask, one: Account, other: Account) -> Dispute | None:
    """Find what two sentences say differently of what is asked."""
    if ask.sort == "yes":
        return _denied(ask, one, other)
    ours, theirs = find_given(ask, one), find_given(ask, other)
    if ours is None or theirs is None or not exclude(ours, theirs):
        return None
    if (
        _knows(one, ours, theirs)
        or _knows(other, theirs, ours)
        or _depends(ask, (one, ours), (other, theirs))
    ):
        return None
    return Dispute(
        first=Given(account=one, text=ours.text, value=ours),
        second=Given(account=other, text=theirs.text, value=theirs),
    )


def _denied(ask: Ask, one: Account, other: Account) -> Dispute | None:
    """Tell whether one says yes and the other one no, under no different conditions."""
    ours, theirs = find_stance(ask, one), find_stance(ask, other)
    if ours is None or theirs is None or ours == theirs:
        return None
    if is_aside(ask, one) or is_aside(ask, other):
        return None
    first, second = exceptions(ask, one), exceptions(ask, other)
    if first - second and second - first:
        return None
    return Dispute(
        first=Given(account=one, text="yes" if ours else "no"),
        second=Given(account=other, text="yes" if theirs else "no"),
    )


def _knows(account: Account, ours: Value, theirs: Value) -> bool:
    """Tell whether a paragraph has the other value too: then it does not contradict it."""
    if theirs.kind == "name":
        return account.is_beside(theirs.name[-1])
    if theirs.kind == "date" and theirs.date[0] not in {ours.date[0], None}:
        return account.is_beside(str(theirs.date[0]))
    return account.is_beside(theirs.text)


def _depends(ask: Ask, first: tuple[Account, Value], second: tuple[Account, Value]) -> bool:
    """Tell whether the two values are given for different times, things or places."""
    (one, ours), (other, theirs) = first, second
    if (one.texts & _TIMES) != (other.texts & _TIMES):
        return True
    if any(_are_apart(_marks(ask, one, stem), _marks(ask, other, stem)) for stem in ask.stems):
        return True
    years, others = _years(ask, one, ours), _years(ask, other, theirs)
    if years and others and not years & others:
        return True
    if years != others and (ask.role or not (ask.once or ask.sort in {"date", "place"})):
        return True
    places, elsewhere = _names(ask, one, ours), _names(ask, other, theirs)
    if places and elsewhere and not places & elsewhere:
        return True
    return ask.sort == "number" and places != elsewhere


def _marks(ask: Ask, account: Account, stem: str) -> frozenset[Word]:
    """List the words that stand just before a word of the question, and are none themselves."""
    inside = {n for value in account.values for n in range(value.first, value.last + 1)}
    return frozenset(
        account.words[place - 1]
        for place in account.places(stem)
        if place
        and place - 1 not in inside
        and (account.words[place - 1].stem or account.words[place - 1].text in _SCOPES)
        and account.words[place - 1].stem not in ask.stems
    )


def _are_apart(ours: frozenset[Word], theirs: frozenset[Word]) -> bool:
    first, second = ({word.text for word in side} for side in (ours, theirs))
    if first and second and not first & second:
        return True
    return any(
        word.text in _SCOPES or bool(sides(word))
        for word in ours | theirs
        if (word.text in first) != (word.text in second)
    )


def _years(ask: Ask, account: Account, given: Value) -> set[int]:
    return {
        one.date[0]
        for one in account.values
        if one.kind == "date" and one is not given and one.date[0] and not ask.names(one)
    }


def _names(ask: Ask, account: Account, given: Value) -> set[tuple[str, ...]]:
    """List the names that a value can depend on: "in Leeds", "the film Glass Harbour"."""
    return {
        one.name
        for one in account.values
        if one.kind == "name"
        and one is not given
        and not ask.names(one)
        and one.first
        and (
            account.words[one.first - 1].text in _LIMITING
            or account.words[one.first - 1].stem in ask.stems
        )
    }
