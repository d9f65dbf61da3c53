"""Paragraphs cut into what the embedding model can read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from assistant.text.sentences import split_sentences
from assistant.types import Paragraph, Passage

#: Part of an index's recipe: raised when the same paragraph would be cut differently.
WINDOWS_VERSION: Final = 1

#: Counting the word pieces of a whole book in one line would take gigabytes; anything longer than
#: so many characters per word piece is cut without asking whether it fits.
_SURELY_TOO_LONG: Final = 40

#: A sentence is counted in bites of at most so many characters per word piece allowed.
_BITE: Final = 3

Counter = Callable[[Sequence[str]], list[int]]


def cut(paragraphs: Sequence[Paragraph], *, count: Counter, limit: int) -> list[list[Passage]]:
    """Cut paragraphs into passages of at most `limit` word pieces.

    A paragraph that fits is one passage. A longer one becomes windows of whole sentences, each
    beginning with the last sentence of the one before if that leaves room.

    Args:
        paragraphs: What to cut.
        count:      Counts the word pieces of texts, the model's special ones included.
        limit:      Most word pieces of a passage.

    Returns:
        The passages of each paragraph, in the paragraphs' order.
    """
    short = [p.plain for p in paragraphs if len(p.plain) <= limit * _SURELY_TOO_LONG]
    sizes = dict(zip(short, count(short), strict=True))
    return [
        _passages(
            paragraph,
            [paragraph.plain]
            if sizes.get(paragraph.plain, limit + 1) <= limit
            else list(_windows(paragraph.plain, count, limit)),
        )
        for paragraph in paragraphs
    ]


def _passages(paragraph: Paragraph, texts: Sequence[str]) -> list[Passage]:
    return [
        Passage(paragraph=paragraph.id, window=window, text=text)
        for window, text in enumerate(texts)
    ]


def _windows(text: str, count: Counter, limit: int) -> Iterator[str]:
    pieces = [
        piece
        for sentence in split_sentences(text)
        for bite in _bites(sentence.text, limit * _BITE)
        for piece in _fitting(bite, count, limit)
    ]
    window: list[str] = []
    for piece in pieces:
        if window and count([" ".join([*window, piece])])[0] > limit:
            yield " ".join(window)
            last = window[-1]
            window = [last] if count([f"{last} {piece}"])[0] <= limit else []
        window.append(piece)
    if window:
        yield " ".join(window)


def _bites(text: str, size: int) -> Iterator[str]:
    """Cut at white space into pieces of at most `size` characters; a longer word is cut too."""
    start = 0
    while len(text) - start > size:
        space = text.rfind(" ", start + 1, start + size + 1)
        end = space if space > start else start + size
        yield text[start:end]
        start = end + (text[end : end + 1] == " ")
    if start < len(text):
        yield text[start:]


def _fitting(text: str, count: Counter, limit: int) -> Iterator[str]:
    """Halve a piece until the model can read it whole, as for scripts of one word piece a sign."""
    if len(text) < 2 or count([text])[0] <= limit:
        yield text
        return
    for half in _bites(text, (len(text) + 1) // 2):
        yield from _fitting(half, count, limit)
