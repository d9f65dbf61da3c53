"""Words as the search sees them: folded, without endings, Chinese and Japanese in pairs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from Stemmer import Stemmer

# A number with its separators, or a run of letters and digits; an apostrophe ("doesn't") goes on.
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)*")

# Scripts written without spaces: Han with its extensions, Hiragana and Katakana.
UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")

#: English words that say nothing about a text's subject. Question words are among them, negations
#: too: whether a sentence is negated is for verification to see, not for the ranking.
STOP_WORDS: Final = frozenset(
    """
    a about above after again all also am an and any are aren't as at be because been before being
    below between both but by can can't cannot could couldn't did didn't do does doesn't doing don't
    down during each either else ever every few for from further had has have having he her here
    hers him his how however i if in into is isn't it it's its itself just let let's may me might
    more most much must my neither no nor not of off on once one only or other our ours out over own
    per please rather same say says shall she should so some still such tell than that that's the
    their theirs them themselves then there there's these they this those though through to too
    under until up upon us very was wasn't we were weren't what what's when where whether which
    while who whom whose why will with within without won't would wouldn't yes yet you your yours
    """.split()
)


def words(text: str) -> list[str]:
    """List the words of `text`: compatibility forms and case folded, possessive endings dropped.

    >>> words("The Author’s de-platforming, 中国！")
    ['the', 'author', 'de', 'platforming', '中国']
    """
    return list(chain.from_iterable(map(_words_of, text.split())))


def terms(text: str) -> list[str]:
    """List what the lexical index keeps: stems of all words but stop words, in order.

    >>> terms("Platforms are harvesting the traffic of 产业互联网")
    ['platform', 'harvest', 'traffic', '产业', '业互', '互联', '联网']
    """
    return list(chain.from_iterable(map(_terms_of, text.split())))


def words_with_terms(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """List the words of `text`, each with its terms; stop words have none.

    >>> words_with_terms("The platforms")
    [('the', ()), ('platforms', ('platform',))]
    """
    return list(chain.from_iterable(map(_words_with_terms_of, text.split())))


# No word goes beyond white space, and most pieces between come again: a text that was seen before
# takes a third of the time.
@lru_cache(maxsize=65_536)
def _words_of(piece: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", piece).casefold().replace("’", "'")
    return tuple(word.removesuffix("'s") for word in _WORD.findall(folded))


@lru_cache(maxsize=65_536)
def _terms_of(piece: str) -> tuple[str, ...]:
    return tuple(term for _, terms in _words_with_terms_of(piece) for term in terms)


@lru_cache(maxsize=65_536)
def _words_with_terms_of(piece: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((word, () if word in STOP_WORDS else _stems(word)) for word in _words_of(piece))


@lru_cache(maxsize=65_536)
def _stems(word: str) -> tuple[str, ...]:
    if word.isascii():
        return (_stemmer().stemWord(word),)
    return tuple(_split_scripts(word))


def _split_scripts(word: str) -> Iterator[str]:
    """Cut out runs of unspaced script as overlapping pairs; stem what stands between them."""
    end = 0
    for run in UNSPACED.finditer(word):
        if run.start() > end:
            yield _stemmer().stemWord(word[end : run.start()])
        yield from _pairs(run.group())
        end = run.end()
    if end < len(word):
        yield _stemmer().stemWord(word[end:])


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for position in range(len(run) - 1):
        yield run[position : position + 2]


@cache
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer

    return Stemmer("english")
