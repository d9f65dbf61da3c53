"""What is larger than what: a comparison needs one in the paragraph that points the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.alignment import Alignment
from assistant.answering.proof.denial import find_denied
from assistant.text.opposites import Side, opposite, sides
from assistant.text.wording import Word

_SIGNS: Final = frozenset(", ; : . ! ? — – -- ( )".split())

#: Behind one of these "than" compares nothing.
_NOT_COMPARED: Final = frozenset("rather other".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is held against what.

    Attributes:
        subject:  Stems of what is said to be more or less, and of what is said of it.
        standard: Stems of what it is held against.
        sides:    Where the subject stands, a denied word on its other side.
    """

    subject: frozenset[str]
    standard: frozenset[str]
    sides: frozenset[Side]


def find_comparison(words: Sequence[Word]) -> Comparison | None:
    """Find the first comparison in a sentence: "more than", "compared with".

    >>> from assistant.text.wording import read_words
    >>> found = find_comparison(read_words("Tea is cheaper than coffee"))
    >>> sorted(found.subject), sorted(found.standard)
    (['cheaper', 'tea'], ['coffe'])
    """
    for place, word in enumerate(words):
        before = words[place - 1].text if place else ""
        behind = words[place + 1] if place + 1 < len(words) else None
        if behind is None or behind.kind == "number":
            continue
        if word.text == "than" and before not in _NOT_COMPARED:
            return _compared(words, range(place), range(place + 1, _end(words, place)))
        if word.text == "compared" and behind.text in {"with", "to"}:
            end = _end(words, place)
            rest = range(end, len(words)) if any(one.stem for one in words[end:]) else range(place)
            return _compared(words, rest, range(place + 2, end))
    return None


def _end(words: Sequence[Word], start: int) -> int:
    places = (place for place in range(start, len(words)) if words[place].text in _SIGNS)
    return next(places, len(words))


def _compared(words: Sequence[Word], subject: range, standard: range) -> Comparison:
    denied = find_denied(words)
    ours = frozenset(words[place].stem for place in subject if words[place].stem)
    theirs = frozenset(words[place].stem for place in standard if words[place].stem)
    stands = {
        opposite(side) if place in denied else side
        for place in subject
        if words[place].stem not in theirs
        for side in sides(words[place])
    }
    return Comparison(subject=ours - theirs, standard=theirs - ours, sides=frozenset(stands))


def is_turned(alignment: Alignment) -> bool:
    """Tell whether a statement compares, and no sentence of the source compares that way."""
    ours = find_comparison(alignment.claim)
    if ours is None:
        return False
    found = [theirs for words in alignment.source.words if (theirs := find_comparison(words))]
    return not any(_agree(ours, theirs) for theirs in found)


def _agree(ours: Comparison, theirs: Comparison) -> bool:
    kept = len(ours.subject & theirs.subject) + len(ours.standard & theirs.standard)
    crossed = len(ours.subject & theirs.standard) + len(ours.standard & theirs.subject)
    if kept == crossed:
        return False
    stand = ours.sides if kept > crossed else {opposite(side) for side in ours.sides}
    return not any(
        opposite(side) in theirs.sides and side not in theirs.sides for side in stand
    ) and (kept > crossed or bool(stand & theirs.sides))
