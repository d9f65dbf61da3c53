"""What a statement denies and its paragraph does not, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Final

from assistant.answering.alignment import Alignment, Place
from assistant.text.opposites import NEGATIONS, NOT_DENIED, negations
from assistant.text.wording import Word

# A negation denies so many words with a subject, and none so far away.
_DENIES: Final = 2
_DENIES_WITHIN: Final = 7

# "Not X, but Y" is no longer than this, in words, and within one sentence.
_CONTRASTS_WITHIN: Final = 20
_SUBJECTS: Final = frozenset("i you he she it we they this that these those there the".split())
_STOPS: Final = frozenset(". ; ! ?".split())

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


def _contrasted(words: Sequence[Word]) -> Iterator[range]:
    """List the parts between "not" and ", but": all of such a part is denied."""
    for cue in negations(words):
        denied = words[cue + 1].text not in NOT_DENIED if cue + 1 < len(words) else False
        for place in range(cue + 2, min(len(words), cue + _CONTRASTS_WITHIN)) if denied else ():
            if words[place].text in _STOPS:
                break
            if words[place].text == "but":
                if words[place + 1 : place + 2] and words[place + 1].text not in _SUBJECTS:
                    yield range(cue + 1, place)
                break


def _is_said_of_contrasted(alignment: Alignment, sentence: int, part: range) -> bool | None:
    """Tell whether a statement says what such a part denies; None if it does not speak of it."""
    words = alignment.source.words[sentence]
    outside = {word.text for place, word in enumerate(words) if place not in part}
    only = {words[place].stem for place in part if words[place].text not in outside} - {""}
    spoken = [word for word in alignment.claim if word.stem in only and word.text not in outside]
    if not spoken:
        return None
    denied = find_denied(alignment.claim)
    return not any(
        place in part for index in denied for at, place in alignment.places[index] if at == sentence
    )


def count_denied(alignment: Alignment) -> int:
    """Count the negations that one side has and the other has not."""
    home = alignment.home or 0
    parts = _contrasted(alignment.source.words[home]) if alignment.home is not None else ()
    agreed: set[Place] = set()
    for part in parts:
        said = _is_said_of_contrasted(alignment, home, part)
        if said:
            return 1
        if said is False:
            agreed |= {(home, place) for place in part}
    return _count_alone(alignment, agreed)


def _count_alone(alignment: Alignment, agreed: Set[Place]) -> int:
    """Count them, but for those that both sides deny in one contrast."""
    denied = find_denied(alignment.claim)
    there = [find_denied(words) for words in alignment.source.words]
    count = sum(
        _denies_alone(alignment, scope, there)
        for cue in negations(alignment.claim)
        if (scope := _scope(alignment.claim, cue))
        and not any(agreed & set(alignment.places[index]) for index in scope)
    )
    best = [alignment.best(index)[1] for index in range(len(alignment.claim))]
    for index, place in enumerate(best):
        if (
            place
            and there[place[0]].get(place[1]) == 0
            and not (index in denied or place in agreed)
        ):
            count += not any(best[other] == place for other in denied)
    return count


def _denies_alone(
    alignment: Alignment, scope: Sequence[int], there: Sequence[Mapping[int, int]]
) -> bool:
    """Tell whether the source says what the statement denies, and does not deny it."""
    best = [place for index in scope if (place := alignment.best(index)[1])]
    return bool(best) and not any(place in there[sentence] for sentence, place in best)
