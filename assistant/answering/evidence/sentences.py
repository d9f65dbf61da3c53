"""Which sentences of the retrieved paragraphs answer the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.text.normalise import fold_space
from assistant.text.sentences import Sentence, split_sentences
from assistant.text.tokens import terms
from assistant.types import Evidence, Hit, Paragraph

#: How rare each term is: its inverse document frequency in the index, at least 0.
Rarity = Callable[[Iterable[str]], Mapping[str, float]]

# What the sentences around a sentence lend it: they name what it only points to. Chosen on the
# development data (training/README.md).
_BEFORE: Final = 0.3
_NEIGHBOUR: Final = 0.3

#: Sentences that share so much of their terms say the same (Jaccard index, in [0, 1]).
_SAME: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A question's terms with their rarity."""

    terms: Mapping[str, float]

    @classmethod
    def of(cls, question: str, rarity: Rarity) -> Weights:
        """Weigh the terms of a question."""
        return cls(terms=rarity(sorted(set(terms(question)))))

    def coverage(self, text_terms: Iterable[str]) -> float:
        """Tell which share of the question's terms, by rarity, is there; in [0, 1]."""
        total = sum(self.terms.values())
        if not total:
            return 0.0
        there = set(text_terms)
        return sum(weight for term, weight in self.terms.items() if term in there) / total


def score_sentences(hits: Sequence[Hit], weights: Weights) -> list[Evidence]:
    """Score every sentence of the hits, in the hits' order and reading order.

    A sentence's score is its coverage of the question, with what its neighbours lend it, times
    its paragraph's score.
    """
    return [
        Evidence(
            paragraph=hit.paragraph,
            start=hit.paragraph.start + sentence.start,
            end=hit.paragraph.start + sentence.end,
            text=sentence.said,
            score=hit.score * share,
        )
        for hit in hits
        for sentence, share in _shares(hit.paragraph, weights)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How far below the best sentence another one may score to stand beside it.

    Attributes:
        close:   Least share of the best one's score, or of its odds, in [0, 1].
        in_odds: Whether it is the odds: for probabilities, where 0.99 is far from 0.9.
        floors:  From such scores on, a second, a third ... sentence of the best one's paragraph is
                 chosen however far below it scores.
    """

    close: float
    in_odds: bool = False
    floors: tuple[float, ...] = ()

    def least(self, best: float) -> float:
        """Give the least score beside a best one."""
        if not self.in_odds or best >= 1:
            return self.close * best
        odds = self.close * best / (1 - best)
        return odds / (1 + odds)

    def lets(self, one: Evidence, best: Evidence, *, chosen: int) -> bool:
        """Tell whether a sentence may stand beside the best one, where so many are chosen."""
        if one.score >= self.least(best.score):
            return True
        beside = one.paragraph.id == best.paragraph.id and chosen <= len(self.floors)
        return beside and one.score >= self.floors[chosen - 1]


#: For scores of `score_sentences`.
BY_WORDS: Final = Rule(close=0.5)

#: For the reader's scores. Chosen on the development data, like the share by words
#: (benchmarks/quality.md).
BY_READER: Final = Rule(close=0.1, in_odds=True, floors=(0.01, 0.05))

# "This document covers", "The report also touches".
_OF_ITSELF: Final = re.compile(
    r"(?:the|this) (?:present )?(?:document|chapter|page|report|overview)(?: (?:also|here|now))?"
    r" (?:covers?|follows?|touches|describes|deals|asks|looks|treats|sets out|traces)\b",
    re.IGNORECASE,
)

#: Most sentences of an answer.
MOST: Final = 4


def select(
    scored: Sequence[Evidence], rule: Rule = BY_WORDS, *, most: int = MOST
) -> list[Evidence]:
    """Choose the sentences that answer together, best first, without repetition.

    Args:
        scored: All sentences.
        rule:   Which may stand beside the best one.
        most:   Most sentences to choose.

    Returns:
        Empty if no sentence scores anything.
    """
    ranked = best_first(scored)
    # What a document says of itself answers only where nothing else does.
    ranked = [one for one in ranked if not _OF_ITSELF.match(one.text)] or ranked
    chosen: list[Evidence] = []
    for one in ranked:
        if one.score <= 0 or len(chosen) == most:
            break
        if not rule.lets(one, ranked[0], chosen=len(chosen)):
            continue
        if not any(_says_the_same(one.text, other.text) for other in chosen):
            chosen.append(one)
    return chosen


def best_first(scored: Sequence[Evidence]) -> list[Evidence]:
    """Order sentences by their scores; ties by document, paragraph and place."""
    return sorted(
        scored,
        key=lambda one: (-one.score, one.paragraph.document, one.paragraph.number, one.start),
    )


def _shares(paragraph: Paragraph, weights: Weights) -> list[tuple[Sentence, float]]:
    sentences = _read(paragraph.text, paragraph.labels)
    own = [weights.coverage(there) for _, there in sentences]
    shares: list[tuple[Sentence, float]] = []
    for place, (sentence, _) in enumerate(sentences):
        before = own[place - 1] if place else 0.0
        beside = max(before, own[place + 1] if place + 1 < len(own) else 0.0)
        share = (own[place] + _BEFORE * before + _NEIGHBOUR * beside) / (1 + _BEFORE + _NEIGHBOUR)
        shares.append((sentence, share if own[place] else 0.0))
    return shares


# Questions in one session find the same paragraphs again; a paragraph takes about 5 kB.
@lru_cache(maxsize=2_048)
def _read(text: str, labels: tuple[str, ...]) -> tuple[tuple[Sentence, frozenset[str]], ...]:
    """Split a paragraph into sentences, each with its terms."""
    return tuple((one, frozenset(terms(one.said))) for one in split_sentences(text, labels=labels))


def _says_the_same(one: str, other: str) -> bool:
    if fold_space(one) == fold_space(other):
        return True
    ours, theirs = set(terms(one)), set(terms(other))
    return bool(ours | theirs) and len(ours & theirs) / len(ours | theirs) >= _SAME
