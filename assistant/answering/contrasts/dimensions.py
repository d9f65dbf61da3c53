"""On what two subjects can be held against each other: found in what is said of both."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.contrasts.subjects import ARTICLES, SIDES, Subjects, Token, tokenise
from assistant.answering.contrasts.told import Told
from assistant.answering.evidence.sentences import Rarity
from assistant.text.tokens import terms
from assistant.types import Paragraph

#: Most dimensions; not each will make a row worth showing.
_MOST: Final = 12

#: A phrase must stand in so many places, and in so many sentences about the subjects.
_OFTEN: Final = 2

#: Of two dimensions that share so many of their sentences, one is enough; in [0, 1].
_OVERLAP: Final = 0.6

#: A phrase that has nearly all sentences of one of its words takes that word's place; in [0, 1].
_WHOLE: Final = 0.8

#: A dimension with less than this share of the best one's score is left out.
_WORTH: Final = 0.25

# Factors: a phrase tells more than a word, a pair of opposites more than a phrase, a word of a
# heading more than another; "Quebec" is hardly ever what two things are compared on.
_PHRASE: Final = 1.4
_PAIR: Final = 1.6
_HEADING: Final = 1.5
_PROPER: Final = 0.3

#: Share of a word's occurrences with a capital letter that makes it a proper name.
_CAPITAL: Final = 0.8

#: Share of a term's occurrences that must look like a noun's, in [0, 1].
_NOUN: Final = 0.5

# After the first kind of word a noun phrase goes on; after the second stands a verb or adjective.
_BEFORE_NOUN: Final = frozenset(
    """
    a an the of in on for with by from between its their his her our my your this that these those
    such each every both any all some and or as at over under into through against during without
    """.split()
)
_BEFORE_OTHER: Final = frozenset(
    """
    to will would can cannot could may might must shall should not we they he she it i you who
    which be is are was were been being more most so very too no than
    """.split()
)

# Words that are no dimension by themselves: nouns that need another one ("way", "fact"), words for
# amounts and times, and the commonest verbs and adjectives.
_EMPTY: Final = frozenset(
    term
    for word in """
    way means method manner kind type sort form thing fact matter case example instance point view
    aspect part side end result reason cause purpose aim goal key time year day decade century era
    age period moment stage step phase beginning start number amount share lot level degree rate
    size scale range group set pair one two three first second third last next other another people
    person man woman member player name term word use user sense idea notion concept question
    problem issue situation condition place area line order role function difference similarity
    comparison contrast change new old good bad great large small big high low long short many
    several various different similar same important main major general certain possible like well
    called known based led made used seen say make take get give go come see find found know think
    become let need want try keep bring look regard consider include provide allow follow lead
    show mean begin continue realize realise ensure
    """.split()
    for term in terms(word)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """A candidate: its terms in order, and whether "and" stands behind the first.

    "virtual and real economy" is joined and has three terms.
    """

    terms: tuple[str, ...]
    joined: bool = False

    def label(self, words: Sequence[str]) -> str:
        """Write it with these words."""
        first, *rest = words
        return " ".join([first, "and", *rest] if self.joined else [first, *rest])

    @property
    def factor(self) -> float:
        """What its shape is worth."""
        return _PAIR if self.joined else _PHRASE if len(self.terms) > 1 else 1.0


def find_dimensions(
    told: Sequence[Told], subjects: Subjects, paragraphs: Sequence[Paragraph], rarity: Rarity
) -> list[str]:
    """Find the words and phrases on which the documents speak of both subjects.

    Where only one of them is ever spoken of, what is said of that one counts.

    Args:
        told:       What is said of the subjects.
        subjects:   The subjects.
        paragraphs: Where that stands; they show which words are nouns.
        rarity:     How rare each term is.

    Returns:
        At most twelve, the most telling first, in words of the documents.
    """
    seen = _Seen.of(paragraphs, subjects.terms)
    places = {
        phrase: found for phrase in seen.spellings if len(found := _places(phrase, told)) >= _OFTEN
    }
    headings = {term for one in paragraphs for name in one.section for term in terms(name)}
    rare = rarity(sorted({term for phrase in places for term in phrase.terms}))
    both = all(any(side in one.about for one in told) for side in SIDES)
    scores = {
        phrase: _balance([told[place] for place in found], both=both)
        * (sum(rare[term] for term in phrase.terms) / len(phrase.terms))
        * (_HEADING if headings.intersection(phrase.terms) else 1)
        * (_PROPER if any(map(seen.is_proper, seen.words(phrase))) else 1)
        for phrase, found in places.items()
    }
    chosen = _choose(_with_whole_phrases(scores, places), places)
    return [phrase.label([*map(seen.spell, seen.words(phrase))]) for phrase in chosen]


def _with_whole_phrases(
    scores: Mapping[_Phrase, float], places: Mapping[_Phrase, set[int]]
) -> dict[_Phrase, float]:
    """Weigh the shapes, and put a phrase in the place of a word that hardly stands without it."""
    weighed = {phrase: score * phrase.factor for phrase, score in scores.items()}
    for word in [phrase for phrase in scores if len(phrase.terms) == 1]:
        for phrase in scores:
            whole = len(phrase.terms) > 1 and word.terms[0] in phrase.terms
            if whole and len(places[phrase]) >= _WHOLE * len(places[word]):
                weighed[phrase] = max(weighed[phrase], weighed.pop(word, 0.0))
    return weighed


def _choose(scores: Mapping[_Phrase, float], places: Mapping[_Phrase, set[int]]) -> list[_Phrase]:
    """Take the best phrases, without those that say the same."""
    ranked = sorted(scores, key=lambda one: (-scores[one], one.terms))
    chosen: list[_Phrase] = []
    covered: set[str] = set()
    for phrase in ranked:
        if len(chosen) == _MOST or scores[phrase] <= _WORTH * scores[ranked[0]]:
            break
        alike = not covered.isdisjoint(phrase.terms) or any(
            len(places[phrase] & places[other])
            >= _OVERLAP * min(len(places[phrase]), len(places[other]))
            for other in chosen
        )
        if not alike:
            chosen.append(phrase)
        if phrase.joined or not alike:
            # What is joined to a chosen word is the same dimension: "virtual and physical".
            covered.update(phrase.terms)
    return chosen


def _places(phrase: _Phrase, told: Sequence[Told]) -> set[int]:
    wanted = set(phrase.terms)
    return {place for place, one in enumerate(told) if wanted <= one.terms}


def _balance(found: Sequence[Told], *, both: bool) -> float:
    """Weigh how much is said of each subject: the geometric mean of the two counts.

    A sentence that speaks of both counts half for each.
    """
    counts = [sum(1 / len(one.about) for one in found if side in one.about) for side in SIDES]
    return math.sqrt(counts[0] * counts[1]) if both else max(counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Phrases that stand in the paragraphs more than once, each with its spellings, folded."""

    spellings: Mapping[_Phrase, Counter[tuple[str, ...]]]
    text: str

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph], spoken: Collection[str]) -> _Seen:
        texts = [paragraph.plain for paragraph in paragraphs]
        tokenised = [tokenise(text) for text in texts]
        nouns = _nouns(tokenised)
        found: defaultdict[_Phrase, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for tokens in tokenised:
            for parts, joined in _phrases(tokens, spoken, nouns):
                phrase = _Phrase(terms=tuple(one.term for one in parts), joined=joined)
                found[phrase][tuple(one.word for one in parts)] += 1
        often = {phrase: words for phrase, words in found.items() if words.total() >= _OFTEN}
        return cls(spellings=often, text="\n".join(texts))

    def words(self, phrase: _Phrase) -> tuple[str, ...]:
        """Give the phrase's most frequent words."""
        return min(self.spellings[phrase].items(), key=lambda item: (-item[1], item[0]))[0]

    def is_proper(self, word: str) -> bool:
        """Tell whether a word is nearly always written with a capital."""
        found = self._written(word)
        capital = sum(1 for one in found if one[0].isupper())
        return bool(found) and capital >= _CAPITAL * len(found)

    def spell(self, word: str) -> str:
        """Write a proper name as the documents most often do, any other word small."""
        if not self.is_proper(word):
            return word
        return Counter(self._written(word)).most_common(1)[0][0]

    def _written(self, word: str) -> list[str]:
        return re.findall(rf"\b{re.escape(word)}\b", self.text, re.IGNORECASE)


def _phrases(
    tokens: Sequence[Token], spoken: Collection[str], nouns: Collection[str]
) -> Iterator[tuple[tuple[Token, ...], bool]]:
    """List nouns, two words with a noun behind, and pairs; the latter are joined."""
    for place, token in enumerate(tokens):
        if not _tells(token, spoken):
            continue
        if token.word in nouns:
            yield (token,), False
        for behind in tokens[place + 1 : place + 2]:
            if _tells(behind, spoken) and behind.word in nouns:
                yield (token, behind), False
        if pair := _pair(tokens[place : place + 7], spoken):
            yield pair, True


def _pair(tokens: Sequence[Token], spoken: Collection[str]) -> tuple[Token, ...] | None:
    """Read "one and other" and "one thing and the other thing"."""
    parts = [one for one in tokens if one.word not in ARTICLES]
    shape = "".join(
        "t" if _tells(one, spoken) else "&" if one.word == "and" else "." for one in parts
    )
    kept: tuple[Token, ...]
    if shape.startswith("tt&tt") and parts[1].term == parts[4].term:
        kept = (parts[0], parts[3], parts[4])
    elif shape.startswith("t&t") and parts[0].term not in {one.term for one in parts[3:4]}:
        # "Economy and the real economy" is the end of a longer pair.
        kept = (parts[0], parts[2])
    else:
        return None
    return kept if len({one.term for one in kept}) == len(kept) else None


def _tells(token: Token, spoken: Collection[str]) -> bool:
    term = token.term
    return len(term) > 1 and term not in spoken and term not in _EMPTY and not term.isnumeric()


def _nouns(texts: Sequence[Sequence[Token]]) -> frozenset[str]:
    """Find the words that stand where nouns stand more often than where other words do.

    A noun ends what an article or a preposition opens, and at least once stands right behind one.
    """
    noun: Counter[str] = Counter()
    other: Counter[str] = Counter()
    direct: set[str] = set()
    for tokens in texts:
        padded = (Token("", ""), Token("", ""), *tokens, Token("", ""))
        for far, before, token, behind in zip(
            padded, padded[1:], padded[2:], padded[3:], strict=False
        ):
            opening = far if before.term else before
            if not behind.term and opening.word in _BEFORE_NOUN:
                noun[token.word] += 1
                direct.update(() if before.term else (token.word,))
            elif behind.term or before.word in _BEFORE_OTHER or token.word.endswith("ed"):
                other[token.word] += 1
    return frozenset(word for word in direct if noun[word] >= _NOUN * (noun[word] + other[word]))
