"""Where the words of a statement stand in a paragraph, and among which words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from assistant.text.opposites import sides
from assistant.text.quantities import Quantity
from assistant.text.sentences import Sentence
from assistant.text.wording import Word, read_words, same_family

#: Stems of two words that stand side by side.
Pair = tuple[str, str]

#: Sentence and word, both numbered from 0.
Place = tuple[int, int]

# Words further away than this say nothing about a word's place in its sentence.
_REACH: Final = 9

# How fast a neighbour loses weight with its distance in words, in the statement and in the source.
_FADE: Final = 5.0
_SPREAD: Final = 8.0

# What a neighbour is worth on the other side of the word, and in a neighbouring sentence.
_OTHER_SIDE: Final = 0.5
_NEXT_SENTENCE: Final = 0.12

#: The start of a stem by which its family is found.
_KEY: Final = 5


class Source:
    """A paragraph's sentences as words, with an index of their stems."""

    def __init__(self, sentences: Sequence[Sentence], *, heading: str = "") -> None:
        """Read the sentences.

        Args:
            sentences: In reading order.
            heading:   What stands above the paragraph and names its subject.
        """
        self.sentences = tuple(sentences)
        self.words = [read_words(sentence.said) for sentence in sentences]
        self.heading = read_words(heading)
        self._places: Mapping[str, list[Place]] = _index(self.words)
        self._families: defaultdict[str, list[str]] = defaultdict(list)
        for stem in self._places:
            self._families[stem[:_KEY]].append(stem)
        self._before: defaultdict[str, list[Place]] = defaultdict(list)
        self.pairs: set[Pair] = set()
        self._index_pairs()

    def _index_pairs(self) -> None:
        for sentence, words in enumerate(self.words):
            for place, (first, second) in enumerate(pairwise(words)):
                if first.stem and second.stem:
                    self.pairs.add((first.stem, second.stem))
                    self._before[second.stem].append((sentence, place))

    def at(self, place: Place) -> Word:
        """Give the word at a place."""
        return self.words[place[0]][place[1]]

    def find(self, word: Word) -> list[Place]:
        """List where a word stands: its number, its stem, or else the family of its stem."""
        if (quantity := word.quantity) is not None:
            return [place for place, other in self.numbers if quantity.agrees(other)]
        stem = word.stem
        if places := self._places.get(stem):
            return places
        return [
            place
            for other in self._families.get(stem[:_KEY], ())
            if same_family(stem, other) and (word.kind != "name" or _are_one_name(stem, other))
            for place in self._places[other]
        ]

    def standing(self, stem: str) -> Sequence[Place]:
        """List where a stem stands."""
        return self._places.get(stem, ())

    def has(self, stem: str) -> bool:
        """Tell whether a stem is there."""
        return stem in self._places

    def before(self, stem: str) -> Sequence[Place]:
        """List the places of the words that stand just before a stem."""
        return self._before.get(stem, ())

    def is_aside(self, place: Place) -> bool:
        """Tell whether a place stands in brackets."""
        before = [word.text for word in self.words[place[0]][: place[1]]]
        return before.count("(") > before.count(")")

    @cached_property
    def numbers(self) -> list[tuple[Place, Quantity]]:
        """All numbers with their places."""
        return [
            ((sentence, place), word.quantity)
            for sentence, words in enumerate(self.words)
            for place, word in enumerate(words)
            if word.quantity is not None
        ]

    @cached_property
    def names(self) -> list[Place]:
        """Where names stand; a first word is one if it is a name elsewhere."""
        named = {word.stem for words in self.words for word in words if word.kind == "name"}
        return [
            (sentence, place)
            for sentence, words in enumerate(self.words)
            for place, word in enumerate(words)
            if word.kind in {"name", "date"} or (word.leads and word.stem in named)
        ]

    @cached_property
    def initials(self) -> frozenset[str]:
        """The initials of names that stand side by side, small words left out: "blm", "us"."""
        found: set[str] = set()
        for words in self.words:
            letters = "".join(
                word.text[0] if word.kind == "name" or word.leads else " "
                for word in words
                if word.kind != "small" or word.leads
            )
            for run in letters.split():
                found |= {
                    run[i:j]
                    for i in range(len(run))
                    for j in range(i + 2, min(len(run), i + 6) + 1)
                }
        return frozenset(found)

    @cached_property
    def opposed(self) -> list[tuple[Place, Word]]:
        """The words that have an opposite, with their places."""
        return [
            ((sentence, place), word)
            for sentence, words in enumerate(self.words)
            for place, word in enumerate(words)
            if sides(word)
        ]


def _are_one_name(one: str, other: str) -> bool:
    """Tell whether a name and its longer form go together: "Australian" is of Australia."""
    short, long = sorted((one, other), key=len)
    return long[len(short) :] in {"n", "an", "s", "es", "ic", "ish", "ese", "i"}


def _index(sentences: Iterable[Sequence[Word]]) -> Mapping[str, list[Place]]:
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for sentence, words in enumerate(sentences):
        for place, word in enumerate(words):
            if word.stem:
                places[word.stem].append((sentence, place))
    return places


class Alignment:
    """A statement's words and their places in a source.

    Attributes:
        claim:  The statement's words.
        source: The paragraph.
        places: For each word of the statement, where it stands in the paragraph.
    """

    def __init__(self, claim: Sequence[Word], source: Source) -> None:
        """Look up all words."""
        self.claim = claim
        self.source = source
        self.places = [source.find(word) if word.stem else [] for word in claim]
        self._by_sentence = [_by_sentence(places) for places in self.places]

    def fit(self, index: int, place: Place, *, skip: Sequence[int] = ()) -> float:
        """Tell how far a place stands among the words that the statement's word stands among.

        Args:
            index: Of the statement's word.
            place: In the source.
            skip:  Words of the statement that do not count.

        Returns:
            At least 0; each neighbour counts by its distance, and half on the other side.
        """
        total = 0.0
        for other in self._around(index):
            if (places := self._by_sentence[other]) and other not in skip:
                distance = other - index
                total += math.exp(-abs(distance) / _FADE) * _nearness(distance, place, places)
        return total

    def weight(self, index: int, *, skip: Sequence[int] = ()) -> float:
        """Tell the `fit` of a place where every neighbour stands as in the statement."""
        return sum(
            math.exp(-abs(other - index) / _FADE)
            for other in self._around(index)
            if self.claim[other].stem and other not in skip
        )

    def best(self, index: int, places: Iterable[Place] | None = None) -> tuple[float, Place | None]:
        """Find the place that fits a word of the statement best; the first of equals."""
        best: tuple[float, Place | None] = (0.0, None)
        for place in self.places[index] if places is None else places:
            fit = self.fit(index, place)
            if best[1] is None or fit > best[0]:
                best = (fit, place)
        return best

    @cached_property
    def home(self) -> int | None:
        """The sentence where at least half of the statement's words stand best, if there is one."""
        places = [self.best(index)[1] for index, found in enumerate(self.places) if found]
        counts = Counter(place[0] for place in places if place)
        best = min(counts, key=lambda sentence: (-counts[sentence], sentence), default=None)
        return best if best is not None and 2 * counts[best] >= len(places) else None

    def standing(self, place: Place) -> list[int]:
        """List the words of the statement that stand at a place of the source."""
        return [index for index, places in enumerate(self.places) if place in places]

    def _around(self, index: int) -> list[int]:
        low, high = max(0, index - _REACH), min(len(self.claim), index + _REACH + 1)
        return [other for other in range(low, high) if other != index]


def _by_sentence(places: Iterable[Place]) -> Mapping[int, list[int]]:
    grouped: defaultdict[int, list[int]] = defaultdict(list)
    for sentence, place in places:
        grouped[sentence].append(place)
    return dict(grouped)


def _nearness(distance: int, place: Place, places: Mapping[int, Sequence[int]]) -> float:
    """Tell how near the nearest of some places is to a place; half on the other side."""
    sentence, here = place
    near = _NEXT_SENTENCE if {sentence - 1, sentence + 1} & places.keys() else _NEXT_SENTENCE / 2
    for there in places.get(sentence, ()):
        close = math.exp(-abs(there - here) / _SPREAD)
        near = max(near, close if (there > here) == (distance > 0) else _OTHER_SIDE * close)
    return near
