"""What a language model wrote, read as statements with paragraph numbers.

Nothing about a reply is taken on trust: JSON may be broken off, numbers may be invented, prose may
stand where JSON was asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from assistant.text.normalise import fold_space
from assistant.text.sentences import split_sentences

#: Most characters of a reply that are read.
MOST_CHARACTERS: Final = 40_000

#: Longer than any paragraph number; Python refuses to read numbers of thousands of digits.
_NUMBER: Final = r"\d{1,9}"

# "[1]", "[1, 2]", "[1–3]", "(1)" only as "[…]": round brackets belong to prose.
_MARKS: Final = re.compile(rf"(?:\s*\[\s*{_NUMBER}(?:\s*[,;–-]\s*{_NUMBER})*\s*\])+")
_RANGE: Final = re.compile(rf"({_NUMBER})\s*[–-]\s*({_NUMBER})|({_NUMBER})")
_BULLET: Final = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+")
_JSON: Final = re.compile(r'\{\s*"(?:answerable|statements)"')
_DECLINED: Final = re.compile(r'"answerable"\s*:\s*false')

#: Members of a range of numbers that are read; a paragraph range is never longer.
_WIDEST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence of a reply, with the paragraph numbers it names, in [1, 10^9)."""

    text: str
    numbers: tuple[int, ...]


class ReplyReader:
    """Reads a reply as it comes."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0
        self._read = 0
        self._is_json = False

    def feed(self, piece: str) -> Iterator[Said]:
        """Take the next piece, and give out the sentences that are complete with it."""
        self._text = (self._text + piece)[:MOST_CHARACTERS]
        self._is_json = self._is_json or bool(_JSON.search(self._text))
        if not self._is_json:
            # What may be the beginning of JSON is not read as prose.
            if "{" not in self._text[self._read :]:
                yield from self._lines(final=False)
        elif "}" in piece:
            yield from self._new(_objects(self._text))

    def finish(self) -> Iterator[Said]:
        """Give out what is left when the reply is over."""
        if self._is_json:
            yield from self._new(_objects(self._text))
        else:
            yield from self._lines(final=True)

    @property
    def has_declined(self) -> bool:
        """Whether the model said that the paragraphs do not answer, and nothing else."""
        return not self._given and bool(_DECLINED.search(self._text))

    @property
    def is_full(self) -> bool:
        """Whether no more is read: the reply is too long."""
        return len(self._text) >= MOST_CHARACTERS

    def _new(self, objects: Iterable[Any]) -> Iterator[Said]:
        """Give out the objects that were not given out before."""
        complete = list(objects)
        for one in complete[self._given :]:
            self._given += 1
            yield from _said(one)

    def _lines(self, *, final: bool) -> Iterator[Said]:
        """Give out lines, and sentences that their marks close."""
        while True:
            rest = self._text[self._read :]
            end = _closed(rest)
            if end is None:
                break
            self._read += end
            yield from _sentences(rest[:end])
        if final:
            rest, self._read = self._text[self._read :], len(self._text)
            yield from _sentences(rest)


def _closed(text: str) -> int | None:
    """Find where the first line, or the first run of marks that something follows, ends."""
    line = text.find("\n")
    for marks in _MARKS.finditer(text):
        after = text[marks.end() :]
        if 0 <= line < marks.start():
            break
        if after.strip(" .!?。！？") and not after.lstrip().startswith("["):
            return marks.end() + len(after) - len(after.lstrip(" .!?。！？"))
    return line + 1 if line >= 0 else None


def _sentences(text: str) -> Iterator[Said]:
    """Split prose; numbers belong to the sentence that they stand behind."""
    place = 0
    for marks in [*_MARKS.finditer(text), None]:
        prose = _BULLET.sub("", text[place : marks.start() if marks else len(text)])
        sentences = [fold_space(one.text) for one in split_sentences(prose)]
        sentences = [one for one in sentences if any(map(str.isalnum, one))]
        for one in sentences[:-1]:
            yield Said(text=one, numbers=())
        if sentences:
            yield Said(text=sentences[-1], numbers=_numbers(marks[0]) if marks else ())
        place = marks.end() if marks else place


def _numbers(marks: str) -> tuple[int, ...]:
    found: list[int] = []
    for first, last, single in _RANGE.findall(marks):
        if single:
            found.append(int(single))
        else:
            found += range(int(first), min(int(last), int(first) + _WIDEST) + 1)
    return tuple(dict.fromkeys(found))


def _objects(text: str) -> Iterator[Any]:
    """Give the complete objects of the list of statements, also of JSON that is broken off."""
    start = text.find("[", max(text.find('"statements"'), 0))
    decoder = json.JSONDecoder()
    while start >= 0:
        start = text.find("{", start)
        if start < 0:
            return
        try:
            one, start = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            return
        yield one


def _said(one: object) -> Iterator[Said]:
    """Read one object of the list; its numbers belong to each of its sentences."""
    if not isinstance(one, dict) or not isinstance(one.get("text"), str):
        return
    text, inline = _without_marks(one["text"])
    listed = one.get("paragraphs")
    numbers = [n for n in listed if _is_number(n)] if isinstance(listed, list) else []
    for sentence in split_sentences(text):
        yield Said(text=sentence.text, numbers=tuple(dict.fromkeys([*numbers, *inline])))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9


def _without_marks(text: str) -> tuple[str, Sequence[int]]:
    """Take marks that a model wrote into the sentence itself out of it."""
    inline = [number for marks in _MARKS.finditer(text) for number in _numbers(marks[0])]
    return fold_space(_MARKS.sub("", text)), inline
