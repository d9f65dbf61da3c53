"""English words that turn a sentence's meaning round: negations, opposites, amounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from assistant.text.wording import Word, read_words

#: Words that deny what follows them.
NEGATIONS: Final = frozenset(
    """
    not no never neither nor none nobody nothing nowhere without cannot hardly rarely seldom
    scarcely barely unable fail fails failed failing lack lacks lacked lacking refuse refuses
    refused refusing unlike
    """.split()
)

#: Behind one of these a negation denies nothing: "not only", "no doubt", "not merely".
NOT_DENIED: Final = frozenset("only just merely simply doubt matter later".split())

# Sides of an axis, one axis a line; a word stands for all its regular forms.
_OPPOSITES: Final = """
increase rise rose risen grow grew grown growth climb expand expansion upward | decrease fall fell fallen decline drop shrink shrank shrunk reduce reduction downward
more greater larger bigger higher above over exceed surpass | less fewer smaller lower below under
most maximum highest largest biggest greatest | least minimum lowest smallest fewest
before earlier prior precede previously | after later subsequently following follow
first initially earliest start begin began begun | last finally latest end
gain win won profit profitable | lose lost loss
support favor favour agree | oppose disagree
accept approve | reject deny denied
strong stronger strengthen | weak weaker weaken
fast faster quick quickly rapid rapidly accelerate | slow slower slowly gradual gradually
easy easier easily simple | difficult harder hard
early | late
long longer longest | short shorter shortest brief
high | low
large larger big bigger huge great greater enormous vast | small smaller tiny little
new newer newest modern | old older oldest traditional
open | close closed
enter | leave left exit
import | export
buy bought purchase | sell sold
north northern | south southern
east eastern | west western
inside internal inner within | outside external outer
online | offline
virtual | real physical
tangible | intangible
public | private
positive | negative
success succeed successful | failure fail unsuccessful
same similar alike | different differ
always | never
join | separate
integrate integration unite united | divide separation
include | exclude
allow permit | forbid forbade prohibit ban
possible | impossible
legal | illegal
male man men | female woman women
hot hotter warm warmer | cold colder cool cooler
rich | poor
clear clearer | blurred unclear
cheap cheaper | expensive
advantage benefit | disadvantage drawback
abandon | keep kept adopt
better best improve | worse worst worsen
major | minor
upper | lower
forward | backward
front | back rear
up | down
right | left
full | empty
centralize centralization | decentralize decentralization
build built create | destroy
true truly | false falsely
active | passive
wide wider broad | narrow narrower
deep deeper | shallow superficial
natural | artificial
appear | disappear vanish
connect | disconnect
ensure guarantee | prevent hinder impede endanger
usual common ordinary | unusual rare uncommon
"""  # noqa: E501 - an axis is a line

#: How much of a whole a word claims; a statement may claim no more than its source.
AMOUNTS: Final = {
    word: level
    for level, words in enumerate(
        (
            "few rarely seldom hardly",
            "some sometimes certain partly partially occasionally",
            "many much often frequently several numerous",
            "most mostly majority usually generally largely mainly primarily",
            "all every each always everyone everybody everything entirely completely",
        )
    )
    for word in words.split()
}

#: The level of a word that leaves nothing out.
EVERYTHING: Final = max(AMOUNTS.values())

# Prefixes that turn a word round, with the letters that the word must have.
_PREFIXES: Final = {"un": 3, "in": 6, "im": 6, "ir": 6, "dis": 6, "non": 4}

Side = tuple[int, int]


def sides(word: Word) -> frozenset[Side]:
    """Tell on which axes a word stands, and on which side of each."""
    table = _sides()
    return table.get(word.text) or table.get(word.stem) or frozenset()


def opposite(side: Side) -> Side:
    """Give the other side of an axis."""
    return side[0], 1 - side[1]


def antonyms(stem: str) -> Iterator[str]:
    """List what a stem becomes with a prefix that turns it round, or without the one it has.

    Only "un" goes with short stems: "form" and "inform" are no opposites.
    """
    for prefix, shortest in _PREFIXES.items():
        if len(stem) >= shortest:
            yield prefix + stem
        if stem.startswith(prefix) and len(stem) >= len(prefix) + shortest:
            yield stem.removeprefix(prefix)


def is_negation(word: Word, before: str = "") -> bool:
    """Tell whether a word, behind another one, denies what follows it."""
    return (
        word.text in NEGATIONS
        or word.text.endswith("n't")
        or (before, word.text) in {("rather", "than"), ("instead", "of")}
        or (word.text == "from" and before.startswith("differ"))
    )


def negations(words: Sequence[Word]) -> list[int]:
    """List the places of the words that deny what follows them."""
    before = ["", *(word.text for word in words)]
    return [place for place, word in enumerate(words) if is_negation(word, before[place])]


@cache
def _sides() -> dict[str, frozenset[Side]]:
    table: dict[str, frozenset[Side]] = {}
    for axis, line in enumerate(_OPPOSITES.strip().splitlines()):
        for side, words in enumerate(line.split("|")):
            for word in read_words(words):
                key = word.stem or word.text
                table[key] = table.get(key, frozenset()) | {(axis, side)}
    return table
