"""Sentences with their offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

# `sentencex` 1.0 panics in Rust on some white space of several bytes, such as a no-break space.
_WIDE_SPACE = re.compile(r"[^\S\n ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a longer text: `text == whole[start:start + len(text)]`."""

    start: int
    text: str


def split_sentences(text: str, *, language: str = "en") -> list[Sentence]:
    """Split `text` into sentences, without the white space between them.

    The rules are those of the `sentencex` library. A piece without any letter or digit (a stray
    full stop) belongs to the sentence before it, a bare list number to the one behind it.

    >>> [sentence.text for sentence in split_sentences("It grew. . Then it fell!")]
    ['It grew. .', 'Then it fell!']
    """
    from sentencex import segment

    ends: list[int] = []
    list_number = False
    end = 0
    for piece in segment(language, _WIDE_SPACE.sub(" ", text)):
        end += len(piece)
        bare = piece.strip().rstrip(".)")
        if ends and (list_number or not any(map(str.isalnum, bare))):
            ends[-1] = end
            list_number = False
        else:
            ends.append(end)
            list_number = bare.isdigit()
    return [
        sentence
        for start, stop in zip([0, *ends], ends, strict=False)
        if (sentence := _without_margins(text, start, stop)).text
    ]


def _without_margins(text: str, start: int, stop: int) -> Sentence:
    piece = text[start:stop].rstrip()
    kept = piece.lstrip()
    return Sentence(start=start + len(piece) - len(kept), text=kept)
