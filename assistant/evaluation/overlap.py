"""How much of a reference answer's wording an answer shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from assistant.evaluation.records import DIGITS
from assistant.text.tokens import words

if TYPE_CHECKING:
    from rouge_score.rouge_scorer import RougeScorer

_ARTICLES: Final = frozenset({"a", "an", "the"})


def rouge_l(text: str, references: Sequence[str]) -> float:
    """Score the longest common subsequence with the best reference, as an F-measure in [0, 1].

    By `rouge-score`, without stemming (Lin 2004). It reads words of a to z and digits only: texts
    in other scripts score 0.
    """
    scorer = _scorer()
    best: float = max(scorer.score(one, text)["rougeL"].fmeasure for one in references)
    return round(best, DIGITS)


def token_f1(text: str, references: Sequence[str]) -> float:
    """Score the words shared with the best reference, as an F-measure in [0, 1].

    As SQuAD does it: case, punctuation and articles do not count, repeated words do. Two texts
    without a word are the same.
    """
    return round(max(_f1(_bag(text), _bag(one)) for one in references), DIGITS)


def _bag(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if word not in _ARTICLES)


def _f1(ours: Counter[str], theirs: Counter[str]) -> float:
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


@cache
def _scorer() -> RougeScorer:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(["rougeL"], use_stemmer=False)
