"""Where retrieved paragraphs contradict each other on what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.copies import find_changed
from assistant.answering.conflicts.dispute import Dispute, Given
from assistant.answering.conflicts.rivals import find_rival, has_one_answer
from assistant.text.tokens import terms, words
from assistant.types import Evidence

#: So many of the best sentences are looked at.
_MOST: Final = 30

#: A sentence needs this share of the best one's score to take a side.
_CLOSE: Final = 0.25

#: Two sentences are held against each other as copies if they share so much of their terms.
_ALIKE: Final = 0.55

#: Most pairs of sentences that are held against each other in one way.
_PAIRS: Final = 12

#: A sentence joins a side if it holds the value and lacks no more of what the question speaks of.
_MISSING: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the values that are given, with the sentences that give it.

    Attributes:
        value:    As its best sentence writes it; "yes" or "no" where that is asked.
        evidence: The sentences, best first.
    """

    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Values that exclude each other, given by different paragraphs for what is asked.

    Attributes:
        sides: Two or more, in the order of their best sentences.
    """

    sides: tuple[Side, ...]


def find_conflict(question: str, candidates: Sequence[Evidence]) -> Conflict | None:
    """Find where paragraphs contradict each other on what a question asks.

    Args:
        question:   As it stands alone.
        candidates: Sentences of the retrieved paragraphs that may answer, best first; scores are
                    compared with each other only.

    Returns:
        None if nothing is seen; it is not said then that the paragraphs agree.
    """
    least = _CLOSE * max((one.score for one in candidates), default=0.0)
    close = [one for one in candidates[:_MOST] if one.score >= least]
    if len({one.paragraph.id for one in close}) <= 1:
        return None
    table = _Table(Ask.of(question), close)
    disputes = list(table.disputes())
    if not disputes:
        return None
    sides = _sides(disputes)
    found = [_side(side, list(table.supporters(side, sides))) for side in sides]
    return Conflict(sides=tuple(sorted(found, key=_score, reverse=True)))


def _side(side: Sequence[Given], evidence: Sequence[Evidence]) -> Side:
    best = [given for given in side if given.account.evidence is evidence[0]]
    return Side(value=[*best, *side][0].text, evidence=tuple(evidence))


def _score(side: Side) -> float:
    return side.evidence[0].score


class _Table:
    """The candidates side by side; each is read when it is first needed."""

    def __init__(self, ask: Ask, candidates: Sequence[Evidence]) -> None:
        self._ask = ask
        self._candidates = candidates
        self._paragraphs = [one.paragraph.id for one in candidates]
        self._terms = [frozenset(terms(one.text)) for one in candidates]
        self._accounts: dict[int, Account] = {}

    def disputes(self) -> Iterator[Dispute]:
        """List what pairs of sentences say differently, the best pairs first."""
        for one, other in self._copies()[:_PAIRS]:
            if found := find_changed(self._ask, self._account(one), self._account(other)):
                yield found
        for one, other in self._answers()[:_PAIRS]:
            if found := find_rival(self._ask, self._account(one), self._account(other)):
                yield found

    def supporters(
        self, side: Sequence[Given], sides: Sequence[Sequence[Given]]
    ) -> Iterator[Evidence]:
        """List the sentences of a side, best first: those in dispute, and those that say so too."""
        others = [one for one in sides if one is not side]
        said = {id(given.account.evidence) for given in side}
        against = {given.paragraph for other in others for given in other}
        for number, one in enumerate(self._candidates):
            if id(one) in said or (
                one.paragraph.id not in against
                and self._ask.missing(self._terms[number]) <= _MISSING * len(self._ask.stems)
                and _holds(one, side[0])
                and not any(_holds(one, other[0]) for other in others)
            ):
                yield one

    def _account(self, number: int) -> Account:
        if number not in self._accounts:
            self._accounts[number] = Account.of(self._candidates[number])
        return self._accounts[number]

    def _copies(self) -> list[tuple[int, int]]:
        """List the pairs with much the same words, the best ones first."""
        return _best_first(
            (one, other)
            for one, other in self._pairs(range(len(self._candidates)))
            if self._terms[one] != self._terms[other]
            and len(self._terms[one] & self._terms[other])
            >= _ALIKE * max(len(self._terms[one]), len(self._terms[other]))
        )

    def _answers(self) -> list[tuple[int, int]]:
        """List the pairs that both speak of all that the question does, the best ones first."""
        if not has_one_answer(self._ask):
            return []
        slack = 1 if self._ask.sort == "yes" else 0  # an opposite may stand for a word
        numbers = range(len(self._candidates))
        return _best_first(
            self._pairs([n for n in numbers if self._ask.missing(self._terms[n]) <= slack])
        )

    def _pairs(self, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Pair the sentences of different paragraphs."""
        return (
            (one, other)
            for one, other in combinations(numbers, 2)
            if self._paragraphs[one] != self._paragraphs[other]
        )


def _best_first(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(pairs, key=lambda pair: (sum(pair), pair))


def _holds(one: Evidence, given: Given) -> bool:
    """Tell whether a sentence has a value's words."""
    if given.value is None:
        return False
    wanted = given.value.name or tuple(words(given.text))
    return set(wanted) <= set(words(one.text))


def _sides(disputes: Sequence[Dispute]) -> list[list[Given]]:
    """Group what is given; the first dispute decides what it is about.

    Another dispute counts if one of its values agrees with a side.
    """
    sides = [[disputes[0].first], [disputes[0].second]]
    for dispute in disputes[1:]:
        pair = (dispute.first, dispute.second)
        places = [_side_of(given, sides) for given in pair]
        if places[0] == places[1]:
            continue
        for given, place in zip(pair, places, strict=True):
            if place is not None:
                sides[place].append(given)
            elif all(_are_apart(given, other) for side in sides for other in side):
                sides.append([given])
    return sides


def _are_apart(one: Given, other: Given) -> bool:
    """Tell whether two paragraphs give values that exclude each other."""
    return one.excludes(other) and one.paragraph != other.paragraph


def _side_of(given: Given, sides: Sequence[Sequence[Given]]) -> int | None:
    """Find the side that a value agrees with, and no other one, nor its own paragraph elsewhere."""
    agreeing = [
        number for number, side in enumerate(sides) if all(given.agrees(other) for other in side)
    ]
    for number, side in enumerate(sides):
        if number not in agreeing and any(given.paragraph == one.paragraph for one in side):
            return None
    return agreeing[0] if len(agreeing) == 1 else None
