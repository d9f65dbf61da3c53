"""Words whose opposite stands in their place, and pairs that changed their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from assistant.answering.alignment import Alignment, Place, Source
from assistant.answering.proof.denial import find_denied
from assistant.answering.proof.displaced import RIVAL
from assistant.text.opposites import Side, antonyms, opposite, sides
from assistant.text.wording import Word

# Both words of a pair must fit so much better where the other one stands.
_SWAPPED: Final = 1.2

# An opposite counts where at least this share of the neighbours stands beside it.
_SAME_PLACE: Final = 0.3


def is_opposite(alignment: Alignment, index: int) -> bool:
    """Tell whether a word's opposite stands where the word would have to stand."""
    if _is_unmade(alignment, index):
        return True
    ours = sides(alignment.claim[index])
    if not ours:
        return False
    if _is_turned(alignment.claim, index, find_denied(alignment.claim)):
        ours = frozenset(opposite(side) for side in ours)
    against = {opposite(side) for side in ours}
    own = 0.0
    rivals: list[Place] = []
    for place, stands in _standing(alignment.source):
        if stands & against:
            rivals.append(place)
        elif stands & ours:
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


def _is_unmade(alignment: Alignment, index: int) -> bool:
    """Tell whether a word is not there but with a prefix that turns it, or without its own one."""
    stem = alignment.claim[index].stem
    if not stem or alignment.places[index] or index in find_denied(alignment.claim):
        return False
    denied = [find_denied(words) for words in alignment.source.words]
    return any(
        place not in denied[sentence]
        for other in antonyms(stem)
        for sentence, place in alignment.source.standing(other)
    )


def _is_turned(words: Sequence[Word], place: int, denied: Mapping[int, int]) -> bool:
    """Tell whether a denied word means its opposite: "not huge" does, "no less" does not."""
    return denied.get(place) == 0 and words[place - 1].text != "no"


def _standing(source: Source) -> Iterator[tuple[Place, frozenset[Side]]]:
    """List where words with an opposite stand, and on which sides; a denied one on the other."""
    denied = [find_denied(words) for words in source.words]
    for (sentence, place), word in source.opposed:
        stands = sides(word)
        turned = _is_turned(source.words[sentence], place, denied[sentence])
        yield (sentence, place), frozenset(map(opposite, stands)) if turned else stands


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
