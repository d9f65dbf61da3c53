"""Sentences with their offsets."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from assistant.text.notes import Unmarked

# `sentencex` 1.0 panics in Rust on some white space of several bytes, such as a no-break space.
_WIDE_SPACE = re.compile(r"[^\S\n ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a longer text: `text == whole[start:end]`.

    Attributes:
        start: Offset of its first character; marks of footnotes before it are not part of it.
        text:  Its own characters; marks of footnotes behind it are not part of it.
        said:  The same without the marks in it.
    """

    start: int
    text: str
    said: str

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


def split_sentences(
    text: str, *, labels: Collection[str] = (), language: str = "en"
) -> list[Sentence]:
    """Split `text` into sentences, without the white space between them.

    The rules are those of the `sentencex` library. A piece without any letter or digit (a stray
    full stop) belongs to the sentence before it, a bare list number to the one behind it.

    Args:
        text:     Any text.
        labels:   Of its footnotes, whose marks do not count.
        language: A code of ISO 639.

    >>> [sentence.text for sentence in split_sentences("It grew. . Then it fell!")]
    ['It grew. .', 'Then it fell!']
    """
    whole = Unmarked(text, labels)
    return [
        _sentence(text, whole, start, stop)
        for start, stop in _pieces(whole.text, language)
        if whole.text[start:stop].strip()
    ]


def _pieces(text: str, language: str) -> list[tuple[int, int]]:
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
    return list(zip([0, *ends], ends, strict=False))


def _sentence(text: str, whole: Unmarked, start: int, stop: int) -> Sentence:
    """Make a sentence without the white space around it."""
    piece = whole.text[start:stop].rstrip()
    said = piece.lstrip()
    start += len(piece) - len(said)
    first, last = whole.place(start, start + len(said))
    return Sentence(start=first, text=text[first:last], said=said)
