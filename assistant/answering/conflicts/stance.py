"""Whether a sentence says yes or no to what is asked."""

from __future__ import annotations

from typing import Final

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.asked import Ask
from assistant.answering.proof.denial import find_denied
from assistant.text.opposites import antonyms, opposite, sides
from assistant.text.verbs import are_related
from assistant.text.wording import Word

#: By these a sentence leaves it open.
_OPEN: Final = frozenset("may might could would should whether if unless perhaps possibly".split())


def find_stance(ask: Ask, account: Account) -> bool | None:
    """Tell whether a sentence says yes, or no; None if it does not say."""
    if account.texts & _OPEN:
        return None
    denied = find_denied(account.words)
    turns = 0
    places: set[int] = set()
    for word in ask.words:
        if word.stem not in ask.stems:
            continue
        here = account.places(word.stem)
        turned = [] if here else _opposites(word, account)
        if not (here or turned):
            return None
        turns += bool(turned)
        places.update(here, turned)
    return (turns + any(place in denied for place in places)) % 2 == 0


def exceptions(ask: Ask, account: Account) -> frozenset[str]:
    """List the words that a sentence adds to the question's: what its answer depends on."""
    turned = {place for word in ask.words for place in _opposites(word, account)}
    return frozenset(
        word.stem
        for place, word in enumerate(account.words)
        if word.stem
        and place not in turned
        and word.text not in _EMPTY
        and not any(are_related(word.stem, stem) for stem in ask.stems)
    )


_EMPTY: Final = frozenset("not never no all only".split())


def _opposites(word: Word, account: Account) -> list[int]:
    against = {opposite(side) for side in sides(word)}
    unmade = {*antonyms(word.stem), *antonyms(word.text)}
    return [
        place
        for place, other in enumerate(account.words)
        if sides(other) & against or unmade & {other.stem, other.text} - {""}
    ]
