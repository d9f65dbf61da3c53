"""Whose view a sentence reports: the author's own, or that of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, Literal

from assistant.answering.alignment import Alignment
from assistant.text.wording import Word, read_words

#: `plain` sentences speak in the author's own voice without saying so.
Holder = Literal["plain", "author", "others"]

#: Nouns for whoever wrote a document.
AUTHORS: Final = frozenset("author writer essayist essay article paper".split())

#: Nouns for people whom nobody names.
OTHERS: Final = frozenset(
    """
    people some many others they everyone everybody critics opponents supporters observers experts
    commentators analysts scholars skeptics sceptics proponents players most few those
    """.split()
)

#: Who says "I" or "we" in a quotation speaks for himself, not for the others named before.
_SELVES: Final = frozenset({"i", "we"})

_HOLDING: Final = re.compile(
    r"(?:believ|think|thought|argu|say|said|hold|held|call|regard|consider|claim|maintain|view"
    r"|insist|assum|assert|suppos|agree|prefer|willing|suggest|interpret"
    r"|describ|conclud|endors|propos|predict|fear)(?:s|es|ed|ing|e)?"
)

#: A holder stands at most so many words before the verb: "The author, however, still believes".
_BEFORE: Final = 6

_ASCRIBED: Final = frozenset({"view", "opinion", "eyes", "words", "perspective"})

# To agree is more than to say: it needs a source that says so.
_AGREEING: Final = re.compile(r"agree(?:s|d)?|support(?:s|ed)?|accept(?:s|ed)?|share(?:s|d)?")


def is_misattributed(alignment: Alignment, authors: Collection[str]) -> bool:
    """Tell whether the statement lays a view to somebody who does not hold it in the source."""
    claim = alignment.claim
    ours = find_holder(claim, authors=authors)
    sentence = _home(alignment, opening(claim))
    if sentence is None:
        return False
    words = alignment.source.words[sentence]
    until = _first(alignment, sentence, opening(claim)) if ours == "plain" else None
    theirs = _holder_at(alignment, sentence, until, authors)
    if ours == "author":
        return (
            theirs == "others"
            or (is_agreement(claim) and not is_agreement(words))
            or (is_naming(claim) and any(word.text == "called" for word in words))
        )
    if ours == "others":
        said = {word.text for word in words}
        return theirs == "author" or (
            theirs == "plain" and not any(word.text in said for word in claim[: opening(claim)])
        )
    return theirs == "others"


def find_holder(
    words: Sequence[Word], *, until: int | None = None, authors: Collection[str] = ()
) -> Holder:
    """Tell whose view a sentence reports.

    Args:
        words:   The sentence.
        until:   The word that the question is about: the last holder named before it counts.
        authors: The author's names, in lower case.
    """
    holder: Holder = "plain"
    for place, word in enumerate(words[:until]):
        if (named := _named_at(words, place, authors)) is not None:
            holder = named
            if until is None and holder != "plain":
                break
        if word.text in _SELVES and _HOLDING.fullmatch(words[min(place + 1, len(words) - 1)].text):
            holder = "plain"
    return holder


def tells_of_an_author(text: str, authors: Collection[str] = ()) -> bool:
    """Tell whether a sentence gives the view of an author or an essay: "the essay argues".

    Args:
        text:    The sentence.
        authors: The author's names, in lower case.

    >>> tells_of_an_author("The essay argues that it grew."), tells_of_an_author("It grew.")
    (True, False)
    """
    return find_holder(read_words(text), authors=authors) == "author"


def _named_at(words: Sequence[Word], place: int, authors: Collection[str]) -> Holder | None:
    """Give the holder whom a verb of holding, "according to" or "in the view" names."""
    text = words[place].text
    if text == "according":
        texts = [other.text for other in words[place + 1 : place + 5]]
    elif text in _ASCRIBED:
        texts = [other.text for other in words[max(0, place - 3) : place]]
    elif _HOLDING.fullmatch(text):
        texts = _clause(words, place)
    else:
        return None
    holder = _holder_of(texts, authors)
    return None if holder == "plain" else holder


def goes_on(words: Sequence[Word]) -> bool:
    """Tell whether a sentence goes on with the view that the one before reports: "They need …"."""
    return (
        len(words) > 1
        and words[0].text == "they"
        and words[1].text in {"need", "should", "must", "ought", "want", "have", "can", "will"}
    )


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
        if bare in AUTHORS or bare in authors:
            return "author"
        if bare in OTHERS:
            return "others"
    return "plain"


def _holder_at(
    alignment: Alignment, sentence: int, until: int | None, authors: Collection[str]
) -> Holder:
    """Tell whose view a sentence of the source reports; "they" goes on with the one before."""
    words = alignment.source.words[sentence]
    holder = find_holder(words, until=until, authors=authors)
    if holder == "plain" and sentence and goes_on(words):
        return _holder_at(alignment, sentence - 1, None, authors)
    return holder


def _first(alignment: Alignment, sentence: int, start: int) -> int | None:
    """Find where in a sentence the first of a statement's words from a place on stands."""
    for index in range(start, len(alignment.claim)):
        here = [place for place in alignment.places[index] if place[0] == sentence]
        if best := alignment.best(index, here)[1]:
            return best[1]
    return None


def _home(alignment: Alignment, start: int) -> int | None:
    """Find the sentence that has most of a statement's words from a place on, if it has half."""
    found = [{sentence for sentence, _ in places} for places in alignment.places[start:] if places]
    counts = Counter(sentence for sentences in found for sentence in sentences)
    best = min(counts, key=lambda sentence: (-counts[sentence], sentence), default=None)
    return best if best is not None and 2 * counts[best] > len(found) else None
