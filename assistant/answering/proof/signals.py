"""How likely a paragraph bears a statement out, judged by words and by embeddings."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Final

from assistant.answering.alignment import Alignment
from assistant.text.wording import Kind, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What a word of each kind weighs beside the others; long words are rarer than short ones.
_WEIGHTS: Final[dict[Kind, float]] = {
    "name": 1.4, "number": 1.4, "date": 1.0, "word": 1.0, "small": 0.4, "sign": 0.0,
}  # fmt: skip
_LONG: Final = 10

# A statement's clauses end at these signs and begin with these words.
_CUTS: Final = frozenset(
    """
    , ; : ( ) — – -- … ， ； ： （ ） 、 and but or which who whose whom where when while because
    although though after before since that with as during including
    """.split()
)

#: Sentences whose vectors may together make up the statement's.
_NEAREST: Final = 5


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a paragraph.

    Attributes:
        quoted:   Share of the statement's words, by weight, in the sentences quoted, in [0, 1].
        clause:   The same for the worst clause, each held against its best sentence.
        number:   1 if the statement has a number that the paragraph has not, otherwise 0.
        names:    log(1 + words of names that the paragraph has not).
        likeness: Share of the statement's vector that the nearest sentences make up, in [0, 1].
    """

    quoted: float
    clause: float
    number: float
    names: float
    likeness: float = 0.0


#: Fitted by training/support.py, which prints both tables; figures in training/README.md. The
#: second serves where there is no embedding model.
_INTERCEPT: Final = -2.812
_COEFFICIENTS: Final = Signals(1.391, 1.883, -1.702, -1.293, 2.880)
_WORDS_INTERCEPT: Final = -1.947
_WORDS_COEFFICIENTS: Final = Signals(2.495, 1.853, -1.553, -1.219)


def probability(signals: Signals, *, embedded: bool) -> float:
    """Give the probability, in [0, 1], that the paragraph bears it out (logistic regression)."""
    intercept = _INTERCEPT if embedded else _WORDS_INTERCEPT
    coefficients = _COEFFICIENTS if embedded else _WORDS_COEFFICIENTS
    score = intercept + sum(
        weight * value
        for weight, value in zip(astuple(coefficients), astuple(signals), strict=True)
    )
    return 1 / (1 + math.exp(-score))


def measure(alignment: Alignment, run: range, *, likeness: float = 0.0) -> Signals:
    """Measure what speaks for a paragraph.

    Args:
        alignment: The statement's words in the paragraph.
        run:       The sentences quoted.
        likeness:  As `make_up` gives it.
    """
    heading = {word.stem for word in alignment.source.heading}
    missing = [
        word
        for word, places in zip(alignment.claim, alignment.places, strict=True)
        if not places and word.stem not in heading
    ]
    return Signals(
        quoted=cover(alignment, range(len(alignment.claim)), run),
        clause=min(_clause_shares(alignment), default=0.0),
        number=float(any(word.kind == "number" for word in missing)),
        names=math.log1p(sum(word.kind == "name" for word in missing)),
        likeness=likeness,
    )


def cover(alignment: Alignment, indices: Collection[int], sentences: Collection[int]) -> float:
    """Tell which share of some words of a statement, by weight, stands in some sentences."""
    total = found = 0.0
    for index in indices:
        weight = weigh(alignment.claim[index])
        total += weight
        if any(sentence in sentences for sentence, _ in alignment.places[index]):
            found += weight
    return found / total if total else 0.0


def weigh(word: Word) -> float:
    """Tell how much a word matters beside the others."""
    return _WEIGHTS[word.kind] * (0.6 + min(len(word.stem), _LONG) / _LONG) if word.stem else 0.0


def make_up(vector: NDArray[np.float32], sentences: NDArray[np.float32]) -> float:
    """Tell which share of a statement's vector its nearest sentences make up, in [0, 1].

    Args:
        vector:    Of the statement, unit length, shape (dimensions,).
        sentences: Of the paragraph, unit length, shape (sentences, dimensions).
    """
    import numpy as np

    nearest = sentences[np.argsort(-(sentences @ vector), kind="stable")[:_NEAREST]]
    shares, *_ = np.linalg.lstsq(nearest.T, vector, rcond=None)
    rest = vector - nearest.T @ shares
    return float(np.clip(1 - rest @ rest, 0, 1))


def _clause_shares(alignment: Alignment) -> Iterator[float]:
    for clause in clauses(alignment.claim):
        sentences = {sentence for index in clause for sentence, _ in alignment.places[index]}
        yield max(
            (cover(alignment, clause, (sentence,)) for sentence in sorted(sentences)), default=0.0
        )


def clauses(words: Sequence[Word]) -> Iterator[list[int]]:
    """Cut a statement in clauses with at least two words that have a subject."""
    clauses: list[list[int]] = [[]]
    for index, word in enumerate(words):
        if word.text in _CUTS and len(clauses[-1]) >= 2:
            clauses.append([])
        if word.stem:
            clauses[-1].append(index)
    if len(clauses) > 1 and len(clauses[-1]) < 2:
        last = clauses.pop()
        clauses[-1] += last
    return (clause for clause in clauses if clause)
