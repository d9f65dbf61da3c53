"""Numbers, names and usual words that stand where the paragraph has another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final

from assistant.answering.alignment import Alignment, Pair, Place
from assistant.text.quantities import Quantity
from assistant.text.wording import Word, same_family

#: A rival's place must fit so much better than the best place of the statement's own word.
RIVAL: Final = 1.25

# A rival counts where at least this share of the neighbours stands beside it.
_SAME_PLACE: Final = 0.4

# The same for a number, which is never put in other words.
_SAME_PLACE_NUMBER: Final = 0.3

# The same for a part of a name that is nowhere in the paragraph.
_SAME_PLACE_STRANGE: Final = 0.2


def has_better_number(alignment: Alignment, index: int) -> bool:
    """Tell whether another number of its sort stands where a number would have to stand."""
    own = alignment.claim[index].quantity
    if own is None or not alignment.places[index]:
        return False
    return _loses(alignment, [index], [
        place
        for place, other in alignment.source.numbers
        if _sort_of(other) == _sort_of(own) and not other.agrees(own)
    ], share=_SAME_PLACE_NUMBER)  # fmt: skip


def has_other_order(alignment: Alignment, index: int) -> bool:
    """Tell whether "first" stands before a word that has "second", and never "first", before it."""
    word, behind = alignment.claim[index], alignment.claim[index + 1 : index + 2]
    if word.quantity is None or word.quantity.unit != "th" or not (behind and behind[0].stem):
        return False
    before = [alignment.source.at(place) for place in alignment.source.before(behind[0].stem)]
    return word.stem not in {one.stem for one in before} and any(
        one.quantity and one.quantity.unit == "th" for one in before
    )


def _sort_of(quantity: Quantity) -> str:
    if quantity.unit:
        return quantity.unit
    return "year" if 1000 <= quantity.value <= 2100 and quantity.value % 1 == 0 else ""


def name_spans(alignment: Alignment) -> Iterator[list[int]]:
    """Group the names of a statement that stand side by side."""
    span: list[int] = []
    for index, word in enumerate(alignment.claim):
        if word.kind in {"name", "date"} or _is_leading_name(alignment, index):
            span.append(index)
        elif span:
            yield span
            span = []
    if span:
        yield span


def _is_leading_name(alignment: Alignment, index: int) -> bool:
    """Tell whether a first word is a name.

    It is where it is one elsewhere; and where it is nowhere, if it owns something, a name goes on
    behind it or a small word follows, as in "Kenya is": such a subject must be in the paragraph.
    """
    word = alignment.claim[index]
    if not word.leads or not word.stem or word.quantity:
        return False
    if alignment.places[index]:
        return any(alignment.source.at(place).kind == "name" for place in alignment.places[index])
    behind = alignment.claim[index + 1 : index + 2]
    return bool(behind) and (
        word.text.endswith(("'s", "’s"))
        or behind[0].kind == "name"
        or (behind[0].kind == "small" and not word.text.endswith(("ing", "ly")))
    )


def is_missing(alignment: Alignment, span: Sequence[int]) -> bool:
    """Tell whether most of a name is nowhere, in full or by its initials."""
    found = sum(bool(alignment.places[index]) for index in span)
    if 2 * found >= len(span) or in_heading(alignment, span):
        return False
    if _is_date(alignment, span):
        return False  # a month that is not there may be told in another way
    return not _is_abbreviated(alignment, span)


def _is_date(alignment: Alignment, span: Sequence[int]) -> bool:
    return all(alignment.claim[index].kind == "date" for index in span)


def in_heading(alignment: Alignment, span: Sequence[int]) -> bool:
    """Tell whether one of some words stands above the paragraph."""
    stems = {word.stem for word in alignment.source.heading}
    return any(alignment.claim[index].stem in stems for index in span)


def _is_abbreviated(alignment: Alignment, span: Sequence[int]) -> bool:
    """Tell whether the paragraph has the name's initials, or what it is the initials of."""
    initials = "".join(alignment.claim[index].text[0] for index in span)
    if len(span) > 1 and alignment.source.has(initials):
        return True
    letters = alignment.claim[span[0]].text.replace(".", "")
    return len(span) == 1 and 1 < len(letters) <= 6 and letters in alignment.source.initials


def has_better_name(alignment: Alignment, span: Sequence[int]) -> bool:
    """Tell whether another name stands where a name would have to stand."""
    if not (_is_date(alignment, span) or any(alignment.places[index] for index in span)):
        return False
    heading = {word.stem for word in alignment.source.heading}
    if all(alignment.claim[index].stem in heading for index in span):
        return False  # what the paragraph is about need not be named where something is said of it
    rivals = [
        place
        for place in alignment.source.names
        if (alignment.source.at(place).kind == "date") == _is_date(alignment, span)
        and _is_left_over(alignment, place)
    ]
    parts = [index for index in span if len(span) > 1 and alignment.places[index]]
    strange = [
        index for index in span if not (alignment.places[index] or in_heading(alignment, [index]))
    ]
    return (
        _loses(alignment, span, rivals)
        or any(_loses(alignment, [index], rivals) for index in parts)
        or any(_loses(alignment, [index], rivals, share=_SAME_PLACE_STRANGE) for index in strange)
    )


def _is_left_over(alignment: Alignment, place: Place) -> bool:
    """Tell whether the statement leaves out the name at a place, which makes it a rival."""
    stem = alignment.source.at(place).stem
    said = sum(word.stem == stem for word in alignment.claim)
    there = sum(word.stem == stem for word in alignment.source.words[place[0]])
    if said and there <= said:
        return False
    return not alignment.source.is_aside(place) or any(word.text == "(" for word in alignment.claim)


def has_better_word(alignment: Alignment, index: int, known: Set[Pair]) -> bool:
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
    own = [place for place in source.before(pair[1]) if source.at(place).stem == pair[0]]
    return _loses(alignment, [index], rivals) or any(
        _is_said_of(alignment, rival, own) for rival in rivals
    )


def _is_said_of(alignment: Alignment, rival: Place, own: Sequence[Place]) -> bool:
    """Tell whether all that a statement says stands in the rival's clause, not in its own."""
    words = alignment.source.words[rival[0]]
    said = {word.stem for word in alignment.claim if word.stem}
    own = [place for place in own if place[0] == rival[0] == alignment.home]
    if not own or words[rival[1]].stem in said:
        return False
    ours = {words[there].stem for place in own for there in _clause_at(words, place[1])}
    theirs = {words[there].stem for there in _clause_at(words, rival[1])}
    return bool(said & theirs - ours) and said & ours - theirs <= {words[own[0][1]].stem}


def _clause_at(words: Sequence[Word], place: int) -> range:
    cuts = [-1, *(n for n, word in enumerate(words) if word.kind == "sign"), len(words)]
    last = max(cut for cut in cuts if cut < place)
    return range(last + 1, min(cut for cut in cuts if cut > place))


def _loses(
    alignment: Alignment,
    span: Sequence[int],
    rivals: Sequence[Place],
    *,
    share: float = _SAME_PLACE,
) -> bool:
    """Tell whether something else stands where the statement's word would have to stand."""
    index = next((index for index in reversed(span) if alignment.places[index]), span[-1])
    fits = [alignment.fit(index, place, skip=span) for place in alignment.places[index]]
    own = max(fits, default=0.0)
    enough = max(RIVAL * own, share * alignment.weight(index, skip=span))
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
