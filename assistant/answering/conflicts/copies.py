"""Two sentences that say the same but for one value: a copy in which a fact was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.assurance import is_left_open
from assistant.answering.conflicts.dispute import Dispute, Given
from assistant.answering.conflicts.exclusion import exclude
from assistant.answering.conflicts.values import Value
from assistant.text.opposites import opposite, sides
from assistant.text.tokens import STOP_WORDS
from assistant.text.verbs import are_related
from assistant.text.wording import same_family

#: Two sentences are copies if the longer one has at least this share of its words in common; a
#: short one may have one word of its own.
_COPIED: Final = 0.7

#: Beyond the question's own words, copies share so many; fewer say no more than that both answer.
_BEYOND: Final = 2

#: So many of the question's words say well enough what a sentence is about.
_SEVERAL: Final = 3


@dataclass(frozen=True, slots=True)
class _Unit:
    """A value, or a word that is part of none."""

    key: str
    content: bool
    place: int
    value: Value | None = None


@dataclass(slots=True)
class _Difference:
    """What stands on each side where two sentences differ."""

    ours: Sequence[_Unit]
    theirs: Sequence[_Unit]

    def values(self) -> tuple[list[Value], list[Value]]:
        """List the values of each side."""
        first, second = (
            [one.value for one in side if one.value is not None]
            for side in (self.ours, self.theirs)
        )
        return first, second

    def plain(self) -> tuple[list[_Unit], list[_Unit]]:
        """List the words with a subject of each side."""
        first, second = (
            [one for one in side if one.content and one.value is None]
            for side in (self.ours, self.theirs)
        )
        return first, second


def find_changed(ask: Ask, one: Account, other: Account) -> Dispute | None:
    """Find the one value that two copies give differently, if the question asks for it."""
    common, differences = _compare(_units(one), _units(other))
    reworded = [difference.plain() for difference in differences]
    alone = max(sum(len(pair[side]) for pair in reworded) for side in (0, 1)) if reworded else 0
    share = len(common) / (len(common) + alone) if common else 0.0
    if share < _COPIED and (alone != 1 or len(common) < _BEYOND):
        return None
    pairs = _disputed(differences)
    if pairs is None or is_left_open(one) != is_left_open(other) or not _is_on(ask, one):
        return None
    shared = _beyond(ask, common)
    if not pairs:
        return _reworded(ask, (one, other), reworded, shared=shared)
    if any(all(pair) for pair in reworded) or (shared < _BEYOND and any(map(any, reworded))):
        return None  # "the north tower", "the south tower": not the same thing
    if not _is_singular(ask) and (ask.lists or shared < _BEYOND):
        return None
    return _asked_for(ask, (one, other), pairs)


def _is_on(ask: Ask, account: Account) -> bool:
    """Tell whether a sentence is on what is asked.

    It has a word of the question that is no number; several, or most of them, where the value does
    not have to be a date, a number or a name.
    """
    if ask.sort == "open":
        missing = ask.missing(account.stems)
        return len(ask.stems) - missing >= min(_SEVERAL, len(ask.stems) // 2 + 1)
    return any(not stem[0].isdigit() and account.places(stem) for stem in ask.stems)


def _compare(
    ours: Sequence[_Unit], theirs: Sequence[_Unit]
) -> tuple[list[_Unit], list[_Difference]]:
    """List what two sentences have in common, but for small words, and where they differ."""
    first, second = [unit.key for unit in ours], [unit.key for unit in theirs]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    common: list[_Unit] = []
    differences: list[_Difference] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            common += [unit for unit in ours[low:high] if unit.content]
        else:
            differences.append(_Difference(ours[low:high], theirs[start:end]))
    return common, differences


def _units(account: Account) -> list[_Unit]:
    """List a sentence's values and words in order, without signs."""
    units: list[_Unit] = []
    starts = {value.first: value for value in account.values}
    end = -1
    for place, word in enumerate(account.words):
        if place <= end or word.kind == "sign":
            continue
        if (value := starts.get(place)) is not None:
            units.append(_Unit(_key(value), True, place, value))
            end = value.last
        else:
            plain = word.text in STOP_WORDS or not word.stem
            units.append(_Unit(word.text if plain else word.stem, not plain, place))
    return units


def _key(value: Value) -> str:
    if value.kind == "date":
        return f"date {value.date}"
    if value.quantity is not None:
        return f"number {value.quantity.value:g} {value.quantity.unit}"
    return " ".join(value.name)


def _beyond(ask: Ask, common: Sequence[_Unit]) -> int:
    """Count what two sentences share beyond the question's words."""
    return sum(
        not (
            ask.names(unit.value)
            if unit.value
            else any(are_related(unit.key, stem) for stem in ask.stems)
        )
        for unit in common
    )


def _is_singular(ask: Ask) -> bool:
    """Tell whether two different answers to a question exclude each other."""
    return ask.once or ask.sort in {"date", "number", "yes"}


def _disputed(differences: Sequence[_Difference]) -> list[tuple[Value, Value]] | None:
    """List the pairs of values that exclude each other; None where one side has more than that.

    A value that only one of them has can be what the other one's depends on: "in 2019".
    """
    pairs: list[tuple[Value, Value]] = []
    for difference in differences:
        first, second = difference.values()
        if [one.kind for one in first] != [one.kind for one in second]:
            return None
        for ours, theirs in zip(first, second, strict=True):
            trimmed = _trimmed(ours, theirs)
            if trimmed and exclude(*trimmed) and not any(_same(trimmed, known) for known in pairs):
                pairs.append(trimmed)
    return pairs


def _trimmed(one: Value, other: Value) -> tuple[Value, Value] | None:
    """Take off what two names share at their ends; None if nothing is left of one."""
    if one.kind != "name":
        return one, other
    first, second = list(one.name), list(other.name)
    while first and second and first[0] == second[0]:
        del first[0], second[0]
    while first and second and first[-1] == second[-1]:
        del first[-1], second[-1]
    if not first or not second:
        return None
    return replace(one, name=tuple(first)), replace(other, name=tuple(second))


def _same(pair: tuple[Value, Value], known: tuple[Value, Value]) -> bool:
    """Tell whether a pair says again what another one says: "Ann Lee", then "Lee"."""
    if pair[0].kind != known[0].kind:
        return False
    return not (exclude(pair[0], known[0]) or exclude(pair[1], known[1]))


def _asked_for(
    ask: Ask, accounts: tuple[Account, Account], pairs: Sequence[tuple[Value, Value]]
) -> Dispute | None:
    """Choose the pair that is asked for; beside it only numbers may differ."""
    wanted = [pair for pair in pairs if all(map(ask.wants, pair))]
    others = [pair for pair in pairs if pair not in wanted]
    if len(wanted) != 1 or any(pair[0].kind != "number" for pair in others):
        return None
    first, second = wanted[0]
    if ask.sort != "yes" and (ask.names(first) or ask.names(second)):
        return None  # a sentence on what is asked, and one on something else
    if accounts[0].is_beside(second.text) or accounts[1].is_beside(first.text):
        return None  # its paragraph knows of both
    return Dispute(
        first=Given(account=accounts[0], text=ask.without_title(first.text), value=first),
        second=Given(account=accounts[1], text=ask.without_title(second.text), value=second),
    )


def _reworded(
    ask: Ask,
    accounts: tuple[Account, Account],
    reworded: Sequence[tuple[list[_Unit], list[_Unit]]],
    *,
    shared: int,
) -> Dispute | None:
    """Find the one plain word that differs: "of copper", "of slate"; "rose", "fell"."""
    changed = [pair for pair in reworded if any(pair)]
    if ask.sort != "open" or ask.lists or len(changed) != 1:
        return None
    ours, theirs = changed[0]
    if len(ours) != 1 or len(theirs) != 1:
        return None
    first, second = accounts[0].words[ours[0].place], accounts[1].words[theirs[0].place]
    are_opposite = any(opposite(side) in sides(second) for side in sides(first))
    if shared < _BEYOND and not are_opposite:
        return None
    if same_family(first.stem, second.stem) or {first.stem, second.stem} & set(ask.stems):
        return None
    return Dispute(
        first=Given(account=accounts[0], text=first.text),
        second=Given(account=accounts[1], text=second.text),
    )
