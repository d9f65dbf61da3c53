"""A question that asks several things, as the questions that it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.answering.questions.followup import standalone
from assistant.text.sentences import split_sentences
from assistant.text.tokens import terms

_ASKING: Final = (
    r"(?:(?:in|by|for|from|to|with|on|at|since|until) )?"
    r"(?:what|why|how|who|whom|whose|when|where|which)\b"
)
_HELPING: Final = r"(?:is|are|was|were|do|does|did|can|could|should|will|would|has|have|had)\b"

# "…, and how does it differ", "… and why", "… or is it"; "why and how" asks one thing.
_SEAM: Final = re.compile(
    rf"(?<!why)(?<!how)(?<!who)(?<!what)(?<!when)(?<!where)(?<!which)"
    rf"(?:; (?:(?:and|but|or) )?|,? (?:and|but|or) )(?:also )?"
    rf"(?=(?:{_ASKING}|(?<=, and ){_HELPING}))",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    rf"\W*(?:(?:and|but|or|also|so|then) )*(?:{_ASKING}|{_HELPING})", re.IGNORECASE
)

#: Most questions in one; each costs a search.
_MOST: Final = 4


def parts_of(question: str) -> list[str]:
    """Split a question where a second one begins; each part stands alone.

    >>> parts_of("What is the epilogue about, and why does it matter?")
    ['What is the epilogue about?', 'What is the epilogue about? why does it matter?']
    >>> parts_of("Who sold nuts and bolts?")
    ['Who sold nuts and bolts?']
    """
    pieces = [piece for sentence in _questions(question) for piece in _pieces(sentence)]
    if not 1 < len(pieces) <= _MOST or not all(map(_is_whole, pieces)):
        return [question]
    alone: list[str] = []
    for piece in pieces:
        alone.append(standalone(piece, alone[:1]))
    return alone


def _questions(text: str) -> Iterator[str]:
    """Give the sentences, one that asks nothing together with the one behind it."""
    before = ""
    for sentence in split_sentences(text):
        whole = f"{before} {sentence.text}".strip()
        if sentence.text.endswith("?") and _ASKS.match(sentence.text):
            yield whole
            before = ""
        else:
            before = whole
    if before:
        yield before


def _pieces(sentence: str) -> list[str]:
    if not _ASKS.match(sentence):
        return [sentence]
    pieces = [piece.strip().rstrip("?,; ") for piece in _SEAM.split(sentence)]
    return [f"{piece}?" for piece in pieces] if len(pieces) > 1 else [sentence]


def _is_whole(piece: str) -> bool:
    """Tell whether a piece asks something by itself: "how" and "what for" do not."""
    return bool(_ASKS.match(piece)) and len(piece.split()) > 2 and bool(terms(piece))
