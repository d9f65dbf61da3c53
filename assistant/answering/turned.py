"""Words whose opposite stands in their place, and pairs that changed their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from assistant.answering.alignment import Alignment, Place
from assistant.answering.displaced import RIVAL
from assistant.text.opposites import opposite, sides
from assistant.text.wording import Word

# Both words of a pair must fit so much better where the other one stands.
_SWAPPED: Final = 1.2

# An opposite counts where at least this share of the neighbours stands beside it.
_SAME_PLACE: Final = 0.3


def is_opposite(alignment: Alignment, index: int) -> bool:
    """Tell whether a word's opposite stands where the word would have to stand."""
    ours = sides(alignment.claim[index])
    if not ours:
        return False
    against = {opposite(side) for side in ours}
    own = 0.0
    rivals: list[Place] = []
    for place, word in alignment.source.opposed:
        if sides(word) & against:
            rivals.append(place)
        elif sides(word) & ours:
            own = max(own, alignment.fit(index, place))
    enough = max(RIVAL * own, _SAME_PLACE * alignment.weight(index))
    return any(
        (fit := alignment.fit(index, rival)) > enough
        and not any(
            sides(alignment.source.at(rival)) & sides(word) and alignment.fit(other, rival) >= fit
            for other, word in enumerate(alignment.claim)
        )
        for rival in rivals
    )


def contrasts(
    alignment: Alignment, spans: Sequence[Sequence[int]], numbers: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """List the pairs of a statement's words that could have changed their places."""
    yield from combinations([span[-1] for span in spans], 2)
    yield from combinations(numbers, 2)
    claim = alignment.claim
    for one, other in combinations(range(len(claim) - 1), 2):
        if not (claim[one].kind == claim[other].kind == "word"):
            continue
        same_head = claim[one + 1].stem and claim[one + 1].stem == claim[other + 1].stem
        if (same_head or _are_opposite(claim[one], claim[other])) and (
            claim[one].stem != claim[other].stem
        ):
            yield one, other


def _are_opposite(one: Word, other: Word) -> bool:
    return any(opposite(side) in sides(other) for side in sides(one))


def is_swapped(alignment: Alignment, one: int, other: int) -> bool:
    """Tell whether each word fits better where the other one stands."""
    ours, theirs = alignment.places[one], alignment.places[other]
    if not ours or not theirs or set(ours) & set(theirs):
        return False
    pair = (one, other)
    kept = max(alignment.fit(one, p, skip=pair) for p in ours) + max(
        alignment.fit(other, p, skip=pair) for p in theirs
    )
    crossed = max(alignment.fit(one, p, skip=pair) for p in theirs) + max(
        alignment.fit(other, p, skip=pair) for p in ours
    )
    return crossed > _SWAPPED * kept
