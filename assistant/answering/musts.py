"""What must be there: numbers, names, negation, direction, amounts, who does what to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from assistant.answering.alignment import Alignment, Pair, Place
from assistant.answering.holders import (
    Holder,
    find_holder,
    goes_on,
    is_agreement,
    is_naming,
    opening,
)
from assistant.text.opposites import AMOUNTS, NEGATIONS, NOT_DENIED, negations, opposite, sides
from assistant.text.quantities import Quantity
from assistant.text.wording import Word, same_family

# A rival's place must fit so much better than the best place of the statement's own word.
_RIVAL: Final = 1.25
_SWAPPED: Final = 1.12

# An opposite counts where at least this share of the neighbours stands beside it.
_SAME_PLACE: Final = 0.3

# A negation denies so many words with a subject, and none so far away.
_DENIES: Final = 2
_DENIES_WITHIN: Final = 7

_ENDS: Final = frozenset(
    ", ; : . ! ? — – -- ( ) but however although though 。 ， ； ： ！ ？".split()
)


@dataclass(frozen=True, slots=True)
class Breaches:
    """What a statement says and its paragraph does not, or says otherwise; numbers of cases.

    Attributes:
        number:    Numbers that are nowhere in the paragraph.
        name:      Names that are nowhere in it.
        place:     Numbers and names that stand there, but where another one belongs.
        negation:  Words denied on one side alone.
        direction: Words whose opposite stands in their place.
        amount:    Amounts larger than the paragraph's.
        role:      Pairs that changed their places: who does it, and whom it is done to.
        holder:    Views laid to somebody who does not hold them.
    """

    number: int
    name: int
    place: int
    negation: int
    direction: int
    amount: int
    role: int
    holder: int

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(
            self.number or self.name or self.place or self.negation or self.direction
            or self.amount or self.role or self.holder
        )  # fmt: skip


def find_breaches(
    alignment: Alignment, *, known: Set[Pair] = frozenset(), authors: Collection[str] = ()
) -> Breaches:
    """Hold a statement against what its paragraph says.

    Args:
        alignment: The statement's words and where they stand.
        known:     Pairs of words that are usual in the documents, as "consumer Internet" is.
        authors:   The names of the document's author, in lower case.
    """
    spans = list(_name_spans(alignment))
    numbers = [i for i, word in enumerate(alignment.claim) if word.kind == "number"]
    return Breaches(
        number=sum(not alignment.places[i] and not _in_heading(alignment, [i]) for i in numbers),
        name=sum(_is_missing(alignment, span) for span in spans),
        place=sum(_has_better_number(alignment, i) for i in numbers)
        + sum(_has_better_name(alignment, span) for span in spans)
        + sum(_has_better_word(alignment, i, known) for i in range(len(alignment.claim))),
        negation=_count_denied(alignment),
        direction=sum(_is_opposite(alignment, i) for i in range(len(alignment.claim))),
        amount=sum(_is_larger(alignment, i) for i in range(len(alignment.claim))),
        holder=int(_is_misattributed(alignment, authors)),
        role=sum(_is_swapped(alignment, *pair) for pair in _contrasts(alignment, spans, numbers)),
    )


# Numbers and names


def _has_better_number(alignment: Alignment, index: int) -> bool:
    own = alignment.claim[index].quantity
    if own is None or not alignment.places[index]:
        return False
    return _loses(alignment, [index], [
        place
        for place, other in alignment.source.numbers
        if _sort_of(other) == _sort_of(own) and not other.agrees(own)
    ])  # fmt: skip


def _sort_of(quantity: Quantity) -> str:
    if quantity.unit:
        return quantity.unit
    return "year" if 1000 <= quantity.value <= 2100 and quantity.value % 1 == 0 else ""


def _name_spans(alignment: Alignment) -> Iterator[list[int]]:
    """Group the names of a statement that stand side by side."""
    span: list[int] = []
    for index, word in enumerate(alignment.claim):
        if word.kind == "name" or _is_leading_name(alignment, index):
            span.append(index)
        elif span:
            yield span
            span = []
    if span:
        yield span


def _is_leading_name(alignment: Alignment, index: int) -> bool:
    """Tell whether a first word is a name: it is one elsewhere, or a name goes on behind it."""
    word = alignment.claim[index]
    if not word.leads or not word.stem or word.quantity:
        return False
    return any(alignment.source.at(place).kind == "name" for place in alignment.places[index]) or (
        index + 1 < len(alignment.claim)
        and alignment.claim[index + 1].kind == "name"
        and not alignment.places[index]
    )


def _is_missing(alignment: Alignment, span: Sequence[int]) -> bool:
    if any(alignment.places[index] for index in span) or _in_heading(alignment, span):
        return False
    return not _is_abbreviated(alignment, span)


def _in_heading(alignment: Alignment, span: Sequence[int]) -> bool:
    stems = {word.stem for word in alignment.source.heading}
    return any(alignment.claim[index].stem in stems for index in span)


def _is_abbreviated(alignment: Alignment, span: Sequence[int]) -> bool:
    """Tell whether the paragraph has the name's initials, or what it is the initials of."""
    initials = "".join(alignment.claim[index].text[0] for index in span)
    if len(span) > 1 and alignment.source.has(initials):
        return True
    letters = alignment.claim[span[0]].text.replace(".", "")
    return len(span) == 1 and 1 < len(letters) <= 6 and letters in alignment.source.initials


def _has_better_name(alignment: Alignment, span: Sequence[int]) -> bool:
    if _is_missing(alignment, span):
        return False
    heading = {word.stem for word in alignment.source.heading}
    if all(alignment.claim[index].stem in heading for index in span):
        return False  # what the paragraph is about need not be named where something is said of it
    said = {word.stem for word in alignment.claim}
    rivals = [
        place
        for place in alignment.source.names
        if alignment.source.at(place).stem not in said and not alignment.source.is_aside(place)
    ]
    strange = [
        index for index in span if not (alignment.places[index] or _in_heading(alignment, [index]))
    ]
    return _loses(alignment, span, rivals) or any(
        _loses(alignment, [index], rivals) for index in strange
    )


def _has_better_word(alignment: Alignment, index: int, known: Set[Pair]) -> bool:
    """Tell whether the source has another word before the same one, where both are usual.

    "Consumer Internet" stands where the source has "industrial Internet", and it has both.
    """
    claim, source = alignment.claim, alignment.source
    if index + 1 == len(claim) or not (claim[index].stem and claim[index + 1].stem):
        return False
    pair = claim[index].stem, claim[index + 1].stem
    if claim[index].quantity or pair not in known:
        return False
    rivals = [
        place for place in source.before(pair[1]) if not same_family(pair[0], source.at(place).stem)
    ]
    return _loses(alignment, [index], rivals)


def _loses(alignment: Alignment, span: Sequence[int], rivals: Sequence[Place]) -> bool:
    """Tell whether something else stands where the statement's word would have to stand."""
    index = next((index for index in reversed(span) if alignment.places[index]), span[-1])
    fits = [alignment.fit(index, place, skip=span) for place in alignment.places[index]]
    own = max(fits, default=0.0)
    enough = max(_RIVAL * own, _SAME_PLACE * alignment.weight(index, skip=span))
    return any(
        (fit := alignment.fit(index, rival, skip=span)) > enough
        and not _is_listed(alignment, rival, index)
        and not _is_taken(alignment, rival, fit)
        for rival in rivals
    )


def _is_taken(alignment: Alignment, place: Place, fit: float) -> bool:
    """Tell whether another word of the statement fits a place at least as well as this one."""
    return any(
        place in alignment.places[other] and alignment.fit(other, place) >= fit
        for other in alignment.standing(place)
    )


def _is_listed(alignment: Alignment, rival: Place, index: int) -> bool:
    """Tell whether the word and its rival stand in one list, where neither displaces the other."""
    words = alignment.source.words[rival[0]]
    for sentence, place in alignment.places[index]:
        if sentence == rival[0]:
            low, high = sorted((place, rival[1]))
            if all(word.kind in {"sign", "small", "name", "number"} for word in words[low:high]):
                return True
    return False


# Negation


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


def _count_denied(alignment: Alignment) -> int:
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


# Direction and amount


def _is_opposite(alignment: Alignment, index: int) -> bool:
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
    enough = max(_RIVAL * own, _SAME_PLACE * alignment.weight(index))
    return any(
        (fit := alignment.fit(index, rival)) > enough
        and not any(
            sides(alignment.source.at(rival)) & sides(word) and alignment.fit(other, rival) >= fit
            for other, word in enumerate(alignment.claim)
        )
        for rival in rivals
    )


def _is_larger(alignment: Alignment, index: int) -> bool:
    level = AMOUNTS.get(alignment.claim[index].text)
    if level is None:
        return False
    behind = range(index + 1, min(len(alignment.claim), index + 5))
    head = next((i for i in behind if alignment.places[i]), None)
    if head is None:
        return False
    sentence, place = alignment.best(head)[1] or (0, 0)
    before = alignment.source.words[sentence][max(0, place - 4) : place]
    levels = [AMOUNTS[word.text] for word in before if word.text in AMOUNTS]
    return bool(levels) and level not in levels and (max(levels) < level or level == 0)


# Roles


def _contrasts(
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


def _is_swapped(alignment: Alignment, one: int, other: int) -> bool:
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


# Holders of views


def _is_misattributed(alignment: Alignment, authors: Collection[str]) -> bool:
    """Tell whether the statement lays a view to somebody who does not hold it in the source."""
    claim = alignment.claim
    ours = find_holder(claim, authors=authors)
    sentence = _home(alignment, opening(claim))
    if sentence is None:
        return False
    words = alignment.source.words[sentence]
    until = _first(alignment, sentence, opening(claim)) if ours == "plain" else None
    theirs = _holder_at(alignment, sentence, until, authors)
    if ours == "author":
        return (
            theirs == "others"
            or (is_agreement(claim) and not is_agreement(words))
            or (is_naming(claim) and any(word.text == "called" for word in words))
        )
    if ours == "others":
        said = {word.text for word in words}
        return theirs == "author" or (
            theirs == "plain" and not any(word.text in said for word in claim[: opening(claim)])
        )
    return theirs == "others"


def _holder_at(
    alignment: Alignment, sentence: int, until: int | None, authors: Collection[str]
) -> Holder:
    """Tell whose view a sentence of the source reports; "they" goes on with the one before."""
    words = alignment.source.words[sentence]
    holder = find_holder(words, until=until, authors=authors)
    if holder == "plain" and sentence and goes_on(words):
        return _holder_at(alignment, sentence - 1, None, authors)
    return holder


def _first(alignment: Alignment, sentence: int, start: int) -> int | None:
    """Find where in a sentence the first of a statement's words from a place on stands."""
    for index in range(start, len(alignment.claim)):
        here = [place for place in alignment.places[index] if place[0] == sentence]
        if best := alignment.best(index, here)[1]:
            return best[1]
    return None


def _home(alignment: Alignment, start: int) -> int | None:
    """Find the sentence that has most of a statement's words from a place on, if it has half."""
    found = [{sentence for sentence, _ in places} for places in alignment.places[start:] if places]
    counts = Counter(sentence for sentences in found for sentence in sentences)
    best = min(counts, key=lambda sentence: (-counts[sentence], sentence), default=None)
    return best if best is not None and 2 * counts[best] > len(found) else None
