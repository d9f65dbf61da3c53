"""How closely a paragraph's wording meets a question's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.text.tokens import words_with_terms

#: How rare each term is: its inverse document frequency in the index, at least 0.
Rarity = Callable[[Iterable[str]], Mapping[str, float]]

#: Words at most so far apart stand near each other: about a sentence.
_WINDOW: Final = 20


@dataclass(frozen=True, slots=True)
class Closeness:
    """What of a question is in a paragraph; each a share in [0, 1], by rarity.

    Attributes:
        terms:   Of its terms.
        near:    Of its terms, as many as stand within 20 words.
        words:   Of its words in their very form; stop words do not count.
        pairs:   Of its pairs of adjacent words, stop words among them.
        triples: The same for three words in a row.
    """

    terms: float
    near: float
    words: float
    pairs: float
    triples: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A paragraph's words.

    Attributes:
        line:  All of them, with a space before and behind each.
        terms: Which word has which term, by place.
    """

    line: str
    terms: tuple[tuple[int, str], ...]


class Wording:
    """A question's wording, ready to be held against paragraphs."""

    def __init__(self, question: str, rarity: Rarity) -> None:
        """Weigh the terms, words, pairs and triples of a question."""
        read = words_with_terms(question)
        self._terms = rarity(sorted({term for _, terms in read for term in terms}))
        self._total = sum(self._terms.values())
        asked = [word for word, _ in read]
        weights = [sum(self._terms.get(term, 0.0) for term in terms) for _, terms in read]
        self._words, self._pairs, self._triples = (_runs(asked, weights, n) for n in (1, 2, 3))

    def closeness(self, text: str) -> Closeness:
        """Tell how much of the question is in a paragraph's text."""
        read = _read(text)
        asked = self._terms.keys()
        places = [(place, term) for place, term in read.terms if term in asked]
        return Closeness(
            terms=self._share({term for _, term in places}),
            near=self._near(places),
            words=_share(self._words, read.line),
            pairs=_share(self._pairs, read.line),
            triples=_share(self._triples, read.line),
        )

    def _near(self, places: Sequence[tuple[int, str]]) -> float:
        """Give the largest share of the terms between two places at most a window apart."""
        inside: Counter[str] = Counter()
        weight = most = 0.0
        first = 0
        for place, term in places:
            weight += 0.0 if inside[term] else self._terms[term]
            inside[term] += 1
            while places[first][0] < place - _WINDOW:
                left = places[first][1]
                inside[left] -= 1
                weight -= 0.0 if inside[left] else self._terms[left]
                first += 1
            most = max(most, weight)
        # Sums in another order may differ in their last bits.
        return min(1.0, most / self._total) if self._total else 0.0

    def _share(self, there: Iterable[str]) -> float:
        return sum(self._terms[term] for term in there) / self._total if self._total else 0.0


def _runs(asked: Sequence[str], weights: Sequence[float], length: int) -> dict[str, float]:
    """Weigh the runs of so many words, as they stand in a line; those without a term are left out.

    >>> _runs(["why", "is", "traffic", "cheap"], [0, 0, 2, 1], 2)
    {' is traffic ': 2, ' traffic cheap ': 3}
    """
    return {
        f" {' '.join(asked[start : start + length])} ": weight
        for start in range(len(asked) - length + 1)
        if (weight := sum(weights[start : start + length])) > 0
    }


def _share(runs: Mapping[str, float], line: str) -> float:
    total = sum(runs.values())
    return sum(weight for run, weight in runs.items() if run in line) / total if total else 0.0


# Questions in one session find the same paragraphs again; a paragraph takes about 5 kB.
@lru_cache(maxsize=2_048)
def _read(text: str) -> _Read:
    there = words_with_terms(text)
    return _Read(
        line=f" {' '.join(word for word, _ in there)} ",
        terms=tuple((place, term) for place, (_, terms) in enumerate(there) for term in terms),
    )
