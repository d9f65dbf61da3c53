"""How good the answers are without a language model, ingredient by ingredient.

    python -m benchmarks.quality FOLDER

The passages of CLAP NQ and SQuAD 2.0 lie in one index, those of our own questions in another; half
of the questions have no answer there. The reader has seen none of this data, and the coefficients
of the confidence are fitted out of fold: without the question's article. Intervals are from 1,000
resamples of whole paragraphs' questions.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from assistant.evaluation.overlap import rouge_l
from assistant.settings import Settings
from assistant.text.normalise import fold_space
from assistant.types import Evidence
from benchmarks.figures import say
from benchmarks.haystack import Asked, add_options, look_at_all
from benchmarks.ways import WAYS, Result, Way, answer
from training.confidence import ASKED_FREELY, OWN, calibration_error, cross_fit

#: As the package has it by default.
THRESHOLD: Final = 1 - Settings.__dataclass_fields__["wrong_in_100"].default / 100

RESAMPLES: Final = 1_000
SEED: Final = 7

SETS: Final = (ASKED_FREELY, "SQuAD 2.0", OWN)

METRICS: Final = {
    "CLAP NQ, gold passage: ROUGE-L": 0.60,
    "CLAP NQ, gold passage: F1 of the sentences": 0.68,
    "CLAP NQ: refused of the unanswerable": 0.85,
    "CLAP NQ: answered of the answerable": 0.85,
    "CLAP NQ: ROUGE-L, a refusal counts 0": 0.50,
    "SQuAD 2.0: refused of the unanswerable": None,
    "SQuAD 2.0: answered of the answerable": None,
    "SQuAD 2.0: recall@1": 0.86,
    "SQuAD 2.0: recall@5": 0.97,
    "SQuAD 2.0: nDCG@10": 0.93,
    "SQuAD 2.0: answer in the cited sentences, of those answered": 0.75,
    "own questions, gold passage: F1 of the sentences": None,
    "own questions: refused of the unanswerable": None,
    "own questions: answered of the answerable": None,
}


def score(result: Result, sure: float, threshold: float) -> dict[str, float | None]:
    """Score one question."""
    asked, data = result.asked, result.asked.data
    answered = sure >= threshold and bool(result.chosen)
    values: dict[str, float | None] = {}
    if not asked.answerable:
        return {f"{data}: refused of the unanswerable": float(not answered)}
    values[f"{data}: answered of the answerable"] = float(answered)
    if asked.chosen:
        values[f"{data}, gold passage: F1 of the sentences"] = agreement(result.gold, asked)
    if data == "CLAP NQ":
        values["CLAP NQ, gold passage: ROUGE-L"] = rouge_l(
            " ".join(one.text for one in result.gold), asked.answers
        )
        text = " ".join(result.chosen) if answered else ""
        values["CLAP NQ: ROUGE-L, a refusal counts 0"] = rouge_l(text, asked.answers)
    if data != "SQuAD 2.0":
        return values
    rank = (*result.ranking, asked.document).index(asked.document)
    found = rank < len(result.ranking)
    values["SQuAD 2.0: recall@1"] = float(rank == 0)
    values["SQuAD 2.0: recall@5"] = float(rank < 5)
    values["SQuAD 2.0: nDCG@10"] = 1 / math.log2(rank + 2) if found else 0.0
    if answered:
        said = " ".join(result.chosen).casefold()
        held = any(fold_space(text).casefold() in said for text in asked.answers)
        values["SQuAD 2.0: answer in the cited sentences, of those answered"] = float(held)
    return values


def agreement(chosen: Sequence[Evidence], asked: Asked) -> float:
    """Compute the F1 of chosen sentences against those that people chose, by their words.

    Sentence borders differ a little between the two, so a chosen sentence counts as the human one
    that shares most words with it.
    """
    gold = {frozenset(text.split()) for text in asked.chosen}
    ours = [frozenset(one.text.split()) for one in chosen]
    hit = sum(any(_same(one, other) for other in gold) for one in ours)
    found = sum(any(_same(one, other) for one in ours) for other in gold)
    if not hit:
        return 0.0
    precision, recall = hit / len(ours), found / len(gold)
    return 2 * precision * recall / (precision + recall)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) > 0.6 * min(len(one), len(other))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A way's figures with their 95 % intervals, by name."""

    way: Way
    values: dict[str, tuple[float, float, float]]


def evaluate(way: Way, results: Sequence[Result], threshold: float) -> Figures:
    """Measure a way; the confidence is fitted out of fold."""
    truth = np.array([one.asked.answerable for one in results])
    sets = np.array([one.asked.data for one in results])
    sure = cross_fit(
        np.array([one.signals for one in results]), truth, sets,
        [f"{one.asked.data} {one.asked.group}" for one in results],
    )  # fmt: skip
    scores = [score(one, p, threshold) for one, p in zip(results, sure, strict=True)]
    clusters = [one.asked.document for one in results]
    draws = _draws(clusters)
    values = {
        name: _interval(
            np.array([np.nan if (v := one.get(name)) is None else v for one in scores]),
            draws, lambda drawn: float(np.nanmean(drawn)),
        )
        for name in METRICS
    }  # fmt: skip
    for data in SETS:
        here = np.flatnonzero(sets == data)
        values[f"{data}: AUROC"] = _auroc(here, truth, sure, draws)
        gap = calibration_error(sure[here], truth[here])
        values[f"{data}: expected calibration error"] = (gap, gap, gap)
    return Figures(way=way, values=values)


def _draws(clusters: Sequence[str]) -> list[NDArray[np.int64]]:
    """Draw whole clusters with replacement, and give the places of their questions."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, cluster in enumerate(clusters):
        places[cluster].append(place)
    members = [np.array(some) for _, some in sorted(places.items())]
    random = np.random.default_rng(SEED)
    return [
        np.concatenate([members[at] for at in random.integers(0, len(members), len(members))])
        for _ in range(RESAMPLES)
    ]


def _interval(
    values: NDArray[np.float64],
    draws: Sequence[NDArray[np.int64]],
    of: Callable[[NDArray[np.float64]], float],
) -> tuple[float, float, float]:
    drawn = sorted(of(values[draw]) for draw in draws)
    return of(values), drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))]


def _auroc(
    here: NDArray[np.int64],
    truth: NDArray[np.bool_],
    sure: NDArray[np.float64],
    draws: Sequence[NDArray[np.int64]],
) -> tuple[float, float, float]:
    inside = np.zeros(len(truth), dtype=bool)
    inside[here] = True
    drawn = []
    for draw in draws[:200]:
        kept = draw[inside[draw]]
        if len(set(truth[kept])) == 2:
            drawn.append(float(roc_auc_score(truth[kept], sure[kept])))
    drawn.sort()
    whole = float(roc_auc_score(truth[here], sure[here]))
    return whole, drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))]


NAMES: Final = (
    *METRICS,
    *(f"{data}: {what}" for data in SETS
      for what in ("AUROC", "expected calibration error")),
)  # fmt: skip

TARGETS: Final = METRICS | {
    "CLAP NQ: AUROC": 0.93,
    "SQuAD 2.0: AUROC": 0.80,
    "own questions: AUROC": None,
    "CLAP NQ: expected calibration error": 0.05,
    "SQuAD 2.0: expected calibration error": 0.05,
    "own questions: expected calibration error": 0.05,
}


def lines(figures: Sequence[Figures]) -> list[str]:
    """Write the table: a row for each figure, a column for each way."""
    numbers = range(1, len(figures) + 1)
    return [
        f"| | target | {' | '.join(map(str, numbers))} | 95 % interval of the last |",
        "|---" * (len(figures) + 3) + "|",
        *(
            f"| {name} | {_target(name)} | "
            + " | ".join(f"{one.values[name][0]:.3f}" for one in figures)
            + " | {1:.3f} to {2:.3f} |".format(*figures[-1].values[name])
            for name in NAMES
        ),
    ]


def _target(name: str) -> str:
    if (target := TARGETS[name]) is None:
        return ""
    return f"{'≤' if 'error' in name else '≥'} {target:.2f}"


def main() -> None:
    """Measure every way, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add_options(parser)
    looked = look_at_all(parser.parse_args())
    figures = []
    for way in WAYS:
        say(way.name)
        figures.append(evaluate(way, [answer(way, one) for one in looked], THRESHOLD))
    for number, way in enumerate(WAYS, start=1):
        print(f"{number}. {way.name}")
    print(f"\nAn answer is given from a confidence of {THRESHOLD:.2f} on.\n")
    print("\n".join(lines(figures)))


if __name__ == "__main__":
    main()
