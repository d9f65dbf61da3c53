"""What a statement denies and its paragraph does not, or the other way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.answering.alignment import Alignment
from assistant.text.opposites import NEGATIONS, NOT_DENIED, negations
from assistant.text.wording import Word

# A negation denies so many words with a subject, and none so far away.
_DENIES: Final = 2
_DENIES_WITHIN: Final = 7

_ENDS: Final = frozenset(
    ", ; : . ! ? — – -- ( ) but however although though 。 ， ； ： ！ ？".split()
)


def find_denied(words: Sequence[Word]) -> dict[int, int]:
    """Map each denied word to how near it stands to its negation, 0 for the nearest."""
    denied: dict[int, int] = {}
    for cue in negations(words):
        for rank, index in enumerate(_scope(words, cue)):
            denied[index] = min(rank, denied.get(index, rank))
    return denied


def _scope(words: Sequence[Word], cue: int) -> list[int]:
    """List the words that a negation denies: the next two, or the one before if it stands last."""
    scope: list[int] = []
    behind = words[cue + 1 : cue + 2]
    if behind and behind[0].text in NOT_DENIED:
        return []
    start = cue + 2 if behind and behind[0].text == "longer" else cue + 1
    for index in range(start, min(len(words), cue + 1 + _DENIES_WITHIN)):
        word = words[index]
        if word.text in _ENDS or len(scope) == _DENIES:
            break
        if word.stem and word.text not in NEGATIONS:
            scope.append(index)
    if scope:
        return scope
    return next(([index] for index in range(cue - 1, -1, -1) if words[index].stem), [])


def count_denied(alignment: Alignment) -> int:
    """Count the negations that one side has and the other has not."""
    denied = find_denied(alignment.claim)
    there = [find_denied(words) for words in alignment.source.words]
    count = sum(
        _denies_alone(alignment, _scope(alignment.claim, cue), there)
        for cue in negations(alignment.claim)
    )
    best = [alignment.best(index)[1] for index in range(len(alignment.claim))]
    for index, place in enumerate(best):
        if place and there[place[0]].get(place[1]) == 0 and index not in denied:
            count += not any(best[other] == place for other in denied)
    return count


def _denies_alone(
    alignment: Alignment, scope: Sequence[int], there: Sequence[Mapping[int, int]]
) -> bool:
    """Tell whether the source says what the statement denies, and does not deny it."""
    best = [place for index in scope if (place := alignment.best(index)[1])]
    return bool(best) and not any(place in there[sentence] for sentence, place in best)
