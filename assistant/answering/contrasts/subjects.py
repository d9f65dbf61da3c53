"""Which of two subjects a text names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, Self

from assistant.text.tokens import terms, words

Side = Literal[0, 1]
SIDES: Final[tuple[Side, Side]] = (0, 1)

# A name does not go on beyond these. Quotation marks are no break: “economy” can be part of one.
_BREAK: Final = re.compile(r"[,;:.!?](?=[\s”’\"')\]]|$)|[()\[\]{}…—–。，；：！？、]")

#: Words between a thing and what tells its kind: "the Internet of the consumer".
_LINKS: Final = frozenset({"of", "in", "for", "the", "a", "an"})
_AND: Final = frozenset({"and", "or", "nor"})
ARTICLES: Final = frozenset({"the", "a", "an"})

# A word that is nearly always part of a subject's name stands for it on its own too.
_BOUND: Final = 0.75
_ENOUGH: Final = 3

#: Share of a word's occurrences with a capital letter that makes it a proper name.
_CAPITAL: Final = 0.9


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a break between parts of a sentence.

    Attributes:
        term: What the search keeps of it; empty for a word that says nothing, and for a break.
        word: The word, folded; empty for a break.
    """

    term: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place that names a subject.

    Attributes:
        side:  The subject.
        start: Position of the first token.
        end:   Position behind the last token.
    """

    side: Side
    start: int
    end: int


def tokenise(text: str) -> tuple[Token, ...]:
    """List the words of a sentence, with the breaks between its parts."""
    tokens: list[Token] = []
    for part in _BREAK.split(text):
        if tokens:
            tokens.append(Token("", ""))
        for word in words(part):
            tokens += _tokens_of(word)
    return tuple(tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Two subjects, and the words that name them.

    Attributes:
        names: Each one's name.
        short: For each, the words that stand for it on their own.
    """

    names: tuple[_Name, _Name]
    short: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

    @classmethod
    def of(cls, first: str, second: str, texts: Iterable[str]) -> Self:
        """Take two subjects, and learn from the texts what else they are called."""
        plain = cls(names=(_Name.of(first), _Name.of(second)))
        texts = list(texts)
        counts = _Counts.of(plain, texts)
        short = (plain._short(0, counts, texts), plain._short(1, counts, texts))
        return cls(names=plain.names, short=short)

    @property
    def terms(self) -> frozenset[str]:
        """The terms of both names."""
        return frozenset(self.names[0].terms + self.names[1].terms)

    def mentions(self, tokens: Sequence[Token]) -> list[Mention]:
        """Find where the full names stand; where one is part of the other, the longer counts."""
        found: list[Mention] = []
        taken: set[int] = set()
        for side in sorted(SIDES, key=lambda side: -len(self.names[side].terms)):
            for start, end in self.names[side].places(tokens):
                if taken.isdisjoint(range(start, end)):
                    taken.update(range(start, end))
                    found.append(Mention(side=side, start=start, end=end))
        return sorted(found, key=lambda one: one.start)

    def hints(self, tokens: Sequence[Token]) -> list[Mention]:
        """Find the words that stand for one subject on their own."""
        return [
            Mention(side=side, start=place, end=place + 1)
            for place, token in enumerate(tokens)
            for side in SIDES
            if token.word in self.short[side]
        ]

    def _short(self, side: Side, counts: _Counts, texts: Sequence[str]) -> frozenset[str]:
        ours, theirs = self.names[side].terms, self.names[1 - side].terms
        return frozenset(
            word
            for word, bound in counts.bound[side].items()
            for (term,) in [{token.term for token in _tokens_of(word)}]
            if len(ours) > 1 and term not in theirs
            if (counts.total[word] >= _ENOUGH and bound >= _BOUND * counts.total[word])
            or (term == ours[-1] and _is_proper(word, texts))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A subject's name.

    Attributes:
        terms:   Its terms, in order.
        single:  The word of a name of one term, in the singular; a stem alone would take "direct"
                 for "directive" and "colony" for "colonialism".
        between: The words that say nothing but stand between the terms.
    """

    terms: tuple[str, ...]
    single: str | None
    between: frozenset[str]

    @classmethod
    def of(cls, subject: str) -> Self:
        tokens = tokenise(subject)
        kept = [token for token in tokens if token.term]
        return cls(
            terms=tuple(token.term for token in kept),
            single=_singular(kept[0].word) if len(kept) == 1 else None,
            between=frozenset(token.word for token in tokens if not token.term),
        )

    def places(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
        """Find the name, as pairs of its first token's position and the one behind its last."""
        for start, token in enumerate(tokens):
            if token.term in self.terms and (end := self._end(tokens, start)):
                yield start, end

    def _end(self, tokens: Sequence[Token], start: int) -> int | None:
        """Read the name: as it is, turned round with "of", or sharing its noun with another."""
        if self.single:
            return start + 1 if _singular(tokens[start].word) == self.single else None
        end = _match(tokens, start, self.terms, self.between)
        if end or len(self.terms) != 2:
            return end
        turned = _match(tokens, start, self.terms[::-1], _LINKS)
        if turned and turned - start > 2:
            return turned
        shares = tokens[start].term == self.terms[0] and self._shares(tokens, start + 1)
        return start + 1 if shares else None

    def _shares(self, tokens: Sequence[Token], place: int) -> bool:
        """Tell whether "and the other kind of" the same noun follows."""
        behind = [token for token in tokens[place : place + 4] if token.word not in ARTICLES]
        return (
            len(behind) > 2
            and behind[0].word in _AND
            and bool(behind[1].term)
            and behind[2].term == self.terms[1]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How often words occur: in all, and for each subject as part of its name."""

    total: Counter[str]
    bound: tuple[Counter[str], Counter[str]]

    @classmethod
    def of(cls, subjects: Subjects, texts: Iterable[str]) -> Self:
        counts = cls(total=Counter(), bound=(Counter(), Counter()))
        for tokens in map(tokenise, texts):
            counts.total.update(token.word for token in tokens if token.term)
            for one in subjects.mentions(tokens):
                inside = tokens[one.start : one.end]
                counts.bound[one.side].update(token.word for token in inside if token.term)
        return counts


def _match(
    tokens: Sequence[Token], start: int, wanted: Sequence[str], between: frozenset[str]
) -> int | None:
    """Give the position behind the wanted terms, if they stand there, or None."""
    place = start
    for number, term in enumerate(wanted):
        while number and place < len(tokens) and tokens[place].word in between:
            place += 1
        if place == len(tokens) or tokens[place].term != term:
            return None
        place += 1
    return place


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _is_proper(word: str, texts: Sequence[str]) -> bool:
    pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    found = [match.group() for text in texts for match in pattern.finditer(text)]
    capital = sum(1 for one in found if one[0].isupper())
    return bool(found) and capital >= _CAPITAL * len(found)


@lru_cache(maxsize=65_536)
def _tokens_of(word: str) -> tuple[Token, ...]:
    kept = terms(word)
    if len(kept) == 1:
        return (Token(kept[0], word),)
    # Scripts without spaces give several terms a run; each is its own word.
    return tuple(Token(term, term) for term in kept) or (Token("", word),)
