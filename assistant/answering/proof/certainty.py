"""What a statement gives as a fact, and its paragraph as possible, conditional or yet to come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from assistant.answering.alignment import Alignment
from assistant.text.wording import Word

_POSSIBLE: Final = frozenset(
    """
    may might can could would should perhaps possibly possible potentially probably likely maybe
    seem seems whether
    """.split()
)
_TO_COME: Final = frozenset("will shall must 'll".split())

#: Words that make a condition; "without" and a leading "using" say it in another way.
_IF: Final = frozenset("if unless otherwise provided".split())
_CONDITIONS: Final = _IF | frozenset("when once only until without by".split())

#: Words by which something is over and done.
_DONE: Final = frozenset("has have had was were did been already".split())

_SIGNS: Final = frozenset(", ; : . ! ? — – --".split())

# "Need" and "feed" are no past.
_SHORT: Final = 4

# A word of possibility governs so many words with a subject.
_GOVERNS: Final = 2


def is_overstated(alignment: Alignment) -> bool:
    """Tell whether a statement is surer than its source."""
    said = {word.text for word in alignment.claim}
    places = [alignment.best(i)[1] for i, word in enumerate(alignment.claim) if word.kind == "word"]
    home = alignment.home
    leads = next((word.text for word in alignment.claim if word.kind != "sign"), "")
    if home is None or said & _POSSIBLE or leads.endswith("ing"):
        return False
    words = alignment.source.words[home]
    here = {place for sentence, place in filter(None, places) if sentence == home}
    return (
        bool(here & _governed(words, _POSSIBLE))
        or (bool(said & _DONE) and not said & _TO_COME and _is_to_come(words, here))
        or _drops_condition(alignment.claim, words, here)
    )


def _governed(words: Sequence[Word], cues: Collection[str]) -> set[int]:
    """List the words that stand next behind some words, in their clause."""
    governed: set[int] = set()
    for cue in (place for place, word in enumerate(words) if word.text in cues):
        found = 0
        for place in range(cue + 1, len(words)):
            if words[place].text in _SIGNS or found == _GOVERNS:
                break
            if words[place].stem:
                governed.add(place)
                found += 1
    return governed


def _is_to_come(words: Sequence[Word], here: Collection[int]) -> bool:
    """Tell whether a sentence speaks of what is not done yet, at some places or altogether."""
    if _governed(words, _TO_COME) & set(here):
        return True
    texts = {word.text for word in words}
    done = texts & _DONE or any(_is_past(words, place) for place in range(len(words)))
    return not done and bool(texts & (_TO_COME | _POSSIBLE | _CONDITIONS))


def _is_past(words: Sequence[Word], place: int) -> bool:
    """Tell "regarded" from "need" and from "can be regarded"."""
    text = words[place].text
    before = {word.text for word in words[max(0, place - 2) : place]}
    return len(text) > _SHORT and text.endswith("ed") and not before & {"be", "is", "are"}


def _drops_condition(claim: Sequence[Word], words: Sequence[Word], here: Collection[int]) -> bool:
    """Tell whether a statement has the condition without what follows, or the other way round."""
    texts = [word.text for word in words]
    cue = next((place for place, text in enumerate(texts) if text in _IF), None)
    if cue is None or any(word.text in _CONDITIONS for word in claim):
        return False
    signs = (place for place in range(cue, len(words)) if texts[place] in _SIGNS)
    end = next(signs, len(words))
    inside = {place for place in here if cue < place < end}
    outside = set(here) - inside
    follows = bool(set(texts) & (_TO_COME | {"would"}))
    return (bool(inside) and not outside) or (bool(outside) and not inside and follows)
