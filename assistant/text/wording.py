"""The words of a text with what a checker has to know of each: stem, place, number, name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from assistant.text.quantities import Quantity, find_quantities
from assistant.text.tokens import terms

Kind = Literal["word", "name", "date", "number", "small", "sign"]

# Runs of letters and digits; an apostrophe goes on in "doesn't". Signs count as words too, so that
# what stands beside each other is known.
_PIECE: Final = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*|--|[,;:.!?()“”\"—–…，。；：！？（）、]"
)

# Abbreviations that look like words without a subject.
_ABBREVIATIONS: Final = frozenset({"US", "IT", "WHO"})


_DATES: Final = frozenset(
    """
    january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
    sunday
    """.split()
)

# A shorter stem and a longer one that begins with it are one family: "australia", "australian".
_SHARED: Final = 5
_REST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word, a number or a sign.

    Attributes:
        start:    Offset of the first character.
        end:      Offset behind the last one.
        text:     Lower case, typographic apostrophe folded.
        stem:     What the lexical index keeps; "" for signs and for words that have no subject.
        kind:     `small` for a word without a stem; `name` for one with a capital letter that the
                  beginning of the sentence does not ask for.
        leads:    Whether it is a first word with a capital letter, which says nothing.
        quantity: What it says, if it is a number.
    """

    start: int
    end: int
    text: str
    stem: str
    kind: Kind
    leads: bool = False
    quantity: Quantity | None = None


def read_words(text: str) -> list[Word]:
    """List the words of a sentence in order.

    >>> [(word.stem, word.kind) for word in read_words("Growth of 5 % in Spain")]
    [('growth', 'word'), ('', 'small'), ('5%', 'number'), ('', 'small'), ('spain', 'name')]
    """
    found: list[Word] = []
    numbers = find_quantities(text)
    first = 0
    for match in _PIECE.finditer(text):
        while numbers and numbers[0].end <= match.start():
            numbers.pop(0)
        if numbers and numbers[0].start < match.end():
            if not (found and found[-1].quantity is numbers[0]):
                found.append(_number(text, numbers[0]))
            continue
        piece = match[0].replace("’", "'")
        leads = all(word.kind == "sign" for word in found[first:])
        found.extend(_words(piece, match.start(), leads=leads))
        if piece in {"!", "?", "。"} or (piece == "." and _ends_sentence(found[:-1])):
            first = len(found)
    return found


def _ends_sentence(found: list[Word]) -> bool:
    """Tell a full stop from the one of "J. Smith" and "Dr. Jones"."""
    return bool(found) and found[-1].end - found[-1].start > 2


def same_family(one: str, other: str) -> bool:
    """Tell whether two stems are the same, or one is the other with a short ending.

    >>> same_family("australia", "australian"), same_family("virtual", "virtu")
    (True, True)
    """
    if one == other:
        return bool(one)
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHARED and len(long) - len(short) <= _REST and long.startswith(short)


def _number(text: str, number: Quantity) -> Word:
    return Word(
        start=number.start,
        end=number.end,
        text=text[number.start : number.end].lower(),
        stem=f"{number.value:g}{number.unit}",
        kind="small" if number.vague else "number",
        quantity=number,
    )


def _words(piece: str, start: int, *, leads: bool) -> Iterator[Word]:
    capital = piece[0].isupper()
    lower = piece.lower()
    short = piece.replace(".", "")
    if (piece.endswith(".") and capital) or short in _ABBREVIATIONS:
        stems = [short.lower()]
    elif lower in _DATES and capital:
        stems = [lower]
    else:
        stems = terms(lower) or [""]
    for stem in stems:
        yield Word(
            start=start,
            end=start + len(piece),
            text=lower,
            stem=stem,
            kind=_kind(piece, stem, named=capital and not leads),
            leads=leads and capital,
        )


def _kind(piece: str, stem: str, *, named: bool) -> Kind:
    if not piece[0].isalnum():
        return "sign"
    if named and piece.lower() in _DATES:
        return "date"
    if not stem:
        return "small"
    return "name" if named else "word"
