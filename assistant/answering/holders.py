"""Whose view a sentence reports: the author's own, or that of others."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final, Literal

from assistant.text.wording import Word

#: `plain` sentences speak in the author's own voice without saying so.
Holder = Literal["plain", "author", "others"]

_AUTHORS: Final = frozenset("author writer essayist essay article paper".split())

_OTHERS: Final = frozenset(
    """
    people some many others they everyone everybody critics opponents supporters observers experts
    commentators analysts scholars skeptics sceptics proponents players most few those
    """.split()
)

_HOLDING: Final = re.compile(
    r"(?:believ|think|thought|argu|say|said|hold|held|call|regard|consider|claim|maintain|view"
    r"|insist|assum|assert|suppos|agree|prefer|willing|suggest|interpret"
    r"|describ|conclud)(?:s|es|ed|ing|e)?"
)

#: A holder stands at most so many words before the verb: "The author, however, still believes".
_BEFORE: Final = 6

_ASCRIBED: Final = frozenset({"view", "opinion", "eyes", "words", "perspective"})

# To agree is more than to say: it needs a source that says so.
_AGREEING: Final = re.compile(r"agree(?:s|d)?|support(?:s|ed)?|accept(?:s|ed)?|share(?:s|d)?")


def find_holder(words: Sequence[Word], *, authors: Collection[str] = ()) -> Holder:
    """Tell whose view a sentence reports.

    Args:
        words:   The sentence.
        authors: The author's names, in lower case.
    """
    for place, word in enumerate(words):
        behind = [other.text for other in words[place + 1 : place + 5]]
        if word.text == "according" and behind[:1] == ["to"]:
            return _holder_of(behind[1:], authors)
        if (
            word.text in _ASCRIBED
            and (
                holder := _holder_of(
                    [other.text for other in words[max(0, place - 3) : place]], authors
                )
            )
            != "plain"
        ):
            return holder
        if _HOLDING.fullmatch(word.text):
            before = _clause(words, place)
            if (holder := _holder_of(before, authors)) != "plain":
                return holder
    return "plain"


def is_agreement(words: Sequence[Word]) -> bool:
    """Tell whether a sentence says that somebody agrees."""
    return any(_AGREEING.fullmatch(word.text) for word in words)


def is_naming(words: Sequence[Word]) -> bool:
    """Tell whether a sentence says what somebody calls something."""
    return any(word.text in {"call", "calls", "called", "terms", "names"} for word in words)


def opening(words: Sequence[Word]) -> int:
    """Count the words at the beginning that name the holder and the verb, as "Some people say"."""
    for place, word in enumerate(words[: _BEFORE + 2]):
        if _HOLDING.fullmatch(word.text) or _AGREEING.fullmatch(word.text):
            return place + 1
        if word.text == "," and words[0].text in {"according", "in"}:
            return place + 1
    return 0


def _clause(words: Sequence[Word], place: int) -> list[str]:
    """List the words before a verb, back to the last sign."""
    before: list[str] = []
    for word in reversed(words[max(0, place - _BEFORE) : place]):
        if word.kind == "sign":
            break
        before.insert(0, word.text)
    return before


def _holder_of(texts: Sequence[str], authors: Collection[str]) -> Holder:
    for text in reversed(texts):
        bare = text.removesuffix("'s")
        if bare in _AUTHORS or bare in authors:
            return "author"
        if bare in _OTHERS:
            return "others"
    return "plain"
