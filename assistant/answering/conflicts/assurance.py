"""Whether a sentence speaks of a question's subject itself, and says it as a fact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from assistant.answering.conflicts.account import Account
from assistant.answering.conflicts.asked import Ask
from assistant.answering.speakers.holders import find_holder
from assistant.text.opposites import NEGATIONS
from assistant.text.wording import Word

#: Words by which a sentence leaves open whether it is so, or speaks of a plan.
_HEDGES: Final = frozenset(
    """
    may might can could would should perhaps possibly probably maybe reportedly allegedly
    supposedly rumoured rumored unknown unclear uncertain disputed dispute expected planned
    scheduled proposed originally initially claim claims claimed believed thought estimates if
    unless whether either almost nearly attempted tried failed wanted intended hoped promised not
    never no nor neither fictional fictionally
    """.split()
)

_PREPOSITIONS: Final = frozenset("in of for by from with to on at about like".split())
_ARTICLES: Final = frozenset("the a an".split())


def is_left_open(account: Account, places: Collection[int] = ()) -> bool:
    """Tell whether a sentence leaves open whether it is so, or gives the view of others.

    Args:
        account: The sentence.
        places:  Only what stands in the clauses of these words counts; everything by default.
    """
    words = account.words
    last = max(places, default=len(words))
    hedges = [
        place
        for place in range(len(words))
        if _is_hedge(words, place) and not (place > last and words[place].text in NEGATIONS)
    ]
    clauses = [_clause(words, place) for place in places]
    return find_holder(words) == "others" or any(
        not places or any(place in clause for clause in clauses) for place in hedges
    )


def _is_hedge(words: Sequence[Word], place: int) -> bool:
    """Tell whether a word is a hedge: "may" is one, "May 2014" is none; "was to be" is one."""
    word = words[place]
    if word.text in _HEDGES:
        return word.kind not in {"date", "name"}
    beside = texts_of(words[max(0, place - 1) : place + 2])
    return word.text == "to" and "be" in beside and bool(beside & {"was", "were"})


def is_aside(ask: Ask, account: Account) -> bool:
    """Tell whether the question's subject is only what the sentence's subject belongs to.

    "When was the game released?" asks for the game, not for "the music of the game".
    """
    is_name = ask.sort in {"person", "open"}
    telling = [
        (place, word.stem)
        for place, word in enumerate(ask.words)
        if word.stem in ask.stems and word.stem != ask.counted
    ]
    # The first word of "who wrote the book" is what was done to the second one.
    for place, stem in telling[int(is_name) : int(is_name) + 1]:
        here = account.places(stem)
        before = {"of"} if is_name else _PREPOSITIONS
        return not _follows(ask.words, place, _PREPOSITIONS) and (
            not here or _follows(account.words, here[0], before)
        )
    return False


def texts_of(words: Iterable[Word]) -> set[str]:
    """List words as texts, in lower case."""
    return {word.text for word in words}


def _follows(words: Sequence[Word], place: int, some: Collection[str]) -> bool:
    """Tell whether one of some words stands before a word and its article."""
    before = [word.text for word in words[max(0, place - 2) : place] if word.kind != "sign"]
    while before and before[-1] in _ARTICLES:
        before.pop()
    return bool(before) and before[-1] in some


def _clause(words: Sequence[Word], place: int) -> range:
    """Give the words around one, up to the next signs."""
    signs = [-1, *(n for n, word in enumerate(words) if word.kind == "sign"), len(words)]
    return range(max(n for n in signs if n < place) + 1, min(n for n in signs if n >= place))
