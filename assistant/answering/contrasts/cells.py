"""Which sentences stand in a cell: those that say most about its subject on its dimension."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from assistant.answering.contrasts.subjects import SIDES, Side
from assistant.answering.contrasts.told import Told
from assistant.answering.evidence.sentences import Weights
from assistant.types import ParagraphId

#: Least share of a dimension's terms, by rarity, that a sentence must have, in (0, 1].
_COVERED: Final = 0.35

#: Most sentences in a cell.
_MOST: Final = 2

#: A second sentence needs this share of the first one's score.
_CLOSE: Final = 0.6

#: Sentences that share so much of their terms say the same (Jaccard index, in [0, 1]).
_SAME: Final = 0.6

# What takes away from a sentence's score, each a factor in (0, 1]. Chosen by reading the tables of
# the essay and of seven encyclopaedia articles.
_SHARED: Final = 0.9
_NEARER_TO_OTHER: Final = 0.6
_NOT_OWN: Final = 0.3
_WORST_HIT: Final = 0.5
_SEEN_ABOVE: Final = 0.6
_SAME_PARAGRAPH: Final = 0.8
_FORMER: Final = 0.8

# What adds to it: a sentence that argues or contrasts, and one that begins with its subject.
_ARGUES: Final = 1.2
_OPENS: Final = 1.1
_OPENING_WORDS: Final = 5

#: A quote of so many characters still reads well in a column; a longer one counts less.
_READABLE: Final = 220

#: Words that a break between two parts of a sentence counts for in a distance.
_BREAK: Final = 3

# Phrases by which a sentence gives a point or a contrast (Edmundson, "New Methods in Automatic
# Extracting", JACM 1969, calls such phrases cues).
_CUES: Final = re.compile(
    r"\b(?:key|essential|crucial|in essence|therefore|must|only by|have proved|has proved"
    r"|but rather|rather than|instead of|instead|whereas|unlike|in contrast|by contrast"
    r"|different from|differs? from|compared (?:with|to)|more than|less than|no longer"
    r"|not [^.;]{3,80}? but)\b",
    re.IGNORECASE,
)

# What was so once says less about what its subject is.
_ONCE: Final = re.compile(
    r"\W*(?:in the past|once|formerly|previously|originally|at first|used to)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chooser:
    """Chooses the sentences of a row's cells.

    Attributes:
        weights: The dimension's terms; none where the row is about the subjects in general.
        scores:  Each retrieved paragraph's score, in [0, 1].
        above:   What stands in a row above already.
    """

    weights: Weights
    scores: Mapping[ParagraphId, float]
    above: Collection[Told] = ()

    def choose(self, told: Iterable[Told], side: Side) -> list[Told]:
        """Choose the sentences that say most about a subject, best first; none if none does."""
        scores = {one: self._score(one, side) for one in told if side in one.about}
        left = sorted(
            (one for one, score in scores.items() if score > 0),
            key=lambda one: (-scores[one], one.paragraph.id, one.start, one.end),
        )
        if not left:
            return []
        first, *others = left
        chosen, least = [first], _CLOSE * scores[first]
        for one in others:
            nearby = any(one.paragraph.id == other.paragraph.id for other in chosen)
            enough = scores[one] * (_SAME_PARAGRAPH if nearby else 1) >= least
            if len(chosen) < _MOST and enough and not any(_repeats(one, had) for had in chosen):
                chosen.append(one)
        return chosen

    def _score(self, one: Told, side: Side) -> float:
        covered = self.weights.coverage(one.terms) if self.weights.terms else 1.0
        if covered < _COVERED:
            return 0.0
        hit = self.scores[one.paragraph.id]
        factors = [
            one.direct,
            _WORST_HIT + (1 - _WORST_HIT) * hit,
            min(1.0, _READABLE / len(one.text)) ** 0.5,
            _ARGUES if _CUES.search(one.text) else 1,
            _OPENS if _opens(one, side) else 1,
            _FORMER if _ONCE.match(one.text) else 1,
            1 if one.voice == "own" else _NOT_OWN,
            _SEEN_ABOVE if one in self.above else 1,
        ]
        if one.is_shared:
            factors.append(_SHARED if side in self._nearest(one) else _NEARER_TO_OTHER)
        return float(covered * prod(factors))

    def _nearest(self, one: Told) -> frozenset[Side]:
        """Tell which subjects the dimension's words stand nearest to."""
        terms = self.weights.terms
        places = [place for place, token in enumerate(one.tokens) if token.term in terms]
        if not places or len({mention.side for mention in one.mentions}) < len(SIDES):
            return one.about
        return frozenset(
            min(one.mentions, key=lambda mention: _distance(one, place, mention.start)).side
            for place in places
        )


def _opens(one: Told, side: Side) -> bool:
    return any(mention.side == side and mention.start < _OPENING_WORDS for mention in one.mentions)


def _repeats(one: Told, other: Told) -> bool:
    if one.paragraph.id == other.paragraph.id and one.start < other.end and other.start < one.end:
        return True
    return len(one.terms & other.terms) >= _SAME * len(one.terms | other.terms)


def _distance(one: Told, place: int, other: int) -> tuple[int, int]:
    start, end = sorted((place, other))
    breaks = sum(1 for token in one.tokens[start:end] if not token.word)
    return end - start + _BREAK * breaks, other
