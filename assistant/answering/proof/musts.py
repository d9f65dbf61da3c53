"""What must be there: numbers, names, negation, direction, amounts, roles, holders of views."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import astuple, dataclass, replace
from typing import Final

from assistant.answering.alignment import Alignment, Pair
from assistant.answering.proof.causes import is_cause_turned
from assistant.answering.proof.certainty import is_overstated
from assistant.answering.proof.comparison import is_turned
from assistant.answering.proof.denial import count_denied
from assistant.answering.proof.displaced import (
    has_better_name,
    has_better_number,
    has_better_word,
    has_other_order,
    in_heading,
    is_missing,
    name_spans,
)
from assistant.answering.proof.signals import clauses
from assistant.answering.proof.turned import contrasts, is_opposite, is_swapped
from assistant.answering.speakers.holders import is_misattributed
from assistant.text.opposites import AMOUNTS, EVERYTHING, NEGATIONS
from assistant.text.wording import Word

_NOT_ALL: Final = NEGATIONS | frozenset("above after almost at nearly of".split())


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
        certainty: Possible, conditional or future things given as facts.
        compared:  Comparisons that the paragraph has not, or the other way round.
        role:      Pairs that changed their places: who does it, and whom it is done to.
        cause:     Causes that the paragraph has not, or as effects.
        added:     Clauses of which the paragraph has no word.
        holder:    Views laid to somebody who does not hold them.
        source:    1 if it names as its source somebody from whom the sentences do not have it.
    """

    number: int
    name: int
    place: int
    negation: int
    direction: int
    amount: int
    certainty: int
    compared: int
    cause: int
    added: int
    role: int
    holder: int
    source: int = 0

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return any(astuple(self))

    @property
    def contradict(self) -> bool:
        """Whether the paragraph speaks against it: to have it from another source does not."""
        return any(astuple(replace(self, source=0)))


def find_breaches(
    alignment: Alignment,
    *,
    known: Set[Pair] = frozenset(),
    authors: Collection[str] = (),
    misascribed: bool = False,
) -> Breaches:
    """Hold a statement against what its paragraph says.

    Args:
        alignment:   The statement's words and where they stand.
        known:       Pairs of words that are usual in the documents, as "consumer Internet" is.
        authors:     The names of the documents' authors, in lower case.
        misascribed: Whether it names another source than its sentences have (`ascribed`).
    """
    spans = list(name_spans(alignment))
    numbers = [i for i, word in enumerate(alignment.claim) if word.kind == "number"]
    return Breaches(
        number=sum(not alignment.places[i] and not in_heading(alignment, [i]) for i in numbers),
        name=sum(is_missing(alignment, span) for span in spans),
        place=sum(has_better_number(alignment, i) for i in numbers)
        + sum(has_other_order(alignment, i) for i in range(len(alignment.claim)))
        + sum(has_better_name(alignment, span) for span in spans)
        + sum(has_better_word(alignment, i, known) for i in range(len(alignment.claim))),
        negation=count_denied(alignment),
        direction=sum(is_opposite(alignment, i) for i in range(len(alignment.claim))),
        amount=sum(_is_larger(alignment, i) for i in range(len(alignment.claim))),
        certainty=int(is_overstated(alignment)),
        compared=int(is_turned(alignment)),
        cause=int(is_cause_turned(alignment)),
        added=sum(_is_added(alignment, clause) for clause in clauses(alignment.claim)),
        holder=int(is_misattributed(alignment, authors)),
        source=int(misascribed),
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
    words = alignment.source.words[sentence]
    if level == EVERYTHING and _is_universal(alignment.claim, index):
        return _universals(words) < _universals(alignment.claim)
    before = words[max(0, place - 4) : place]
    levels = [AMOUNTS[word.text] for word in before if word.text in AMOUNTS]
    return bool(levels) and level not in levels and (max(levels) < level or level == 0)


def _universals(words: Sequence[Word]) -> int:
    return sum(AMOUNTS.get(word.text) == EVERYTHING for word in words)


def _is_added(alignment: Alignment, clause: Sequence[int]) -> bool:
    """Tell whether a further clause, of two words or more, has nothing of the paragraph."""
    words = [index for index in clause if alignment.claim[index].kind == "word"]
    return (
        len(words) > 1
        and any(alignment.places[index] for index in range(clause[0]))
        and not any(alignment.places[index] for index in clause)
        and not in_heading(alignment, clause)
    )


def _is_universal(claim: Sequence[Word], index: int) -> bool:
    """Tell "all of them" from "not all", "above all" and "all three"."""
    before = claim[index - 1] if index else None
    behind = claim[index + 1] if index + 1 < len(claim) else None
    return (
        claim[index].kind != "name"
        and (before is None or before.text not in _NOT_ALL)
        and (behind is None or behind.quantity is None)
    )
