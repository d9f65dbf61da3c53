"""What must be there: numbers, names, negation, direction, amounts, roles, holders of views."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass

from assistant.answering.alignment import Alignment, Pair
from assistant.answering.denial import count_denied
from assistant.answering.displaced import (
    has_better_name,
    has_better_number,
    has_better_word,
    in_heading,
    is_missing,
    name_spans,
)
from assistant.answering.holders import is_misattributed
from assistant.answering.turned import contrasts, is_opposite, is_swapped
from assistant.text.opposites import AMOUNTS


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
    spans = list(name_spans(alignment))
    numbers = [i for i, word in enumerate(alignment.claim) if word.kind == "number"]
    return Breaches(
        number=sum(not alignment.places[i] and not in_heading(alignment, [i]) for i in numbers),
        name=sum(is_missing(alignment, span) for span in spans),
        place=sum(has_better_number(alignment, i) for i in numbers)
        + sum(has_better_name(alignment, span) for span in spans)
        + sum(has_better_word(alignment, i, known) for i in range(len(alignment.claim))),
        negation=count_denied(alignment),
        direction=sum(is_opposite(alignment, i) for i in range(len(alignment.claim))),
        amount=sum(_is_larger(alignment, i) for i in range(len(alignment.claim))),
        holder=int(is_misattributed(alignment, authors)),
        role=sum(is_swapped(alignment, *pair) for pair in contrasts(alignment, spans, numbers)),
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
