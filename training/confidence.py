"""Fit the confidence of an answer on the development data, and print how good it is.

    python -m training.confidence ../shared/data

Indexes the passages of CLAP NQ and SQuAD 2.0 together, and those of our own questions apart;
retrieves for every question, measures the signals of `assistant.answering.evidence.confidence`, and
fits a logistic regression. Figures are from five-fold
cross-validation, folds split by article, essay and CLAP NQ question; the reader has seen none of
them. Same data, same figures: nothing is random.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from assistant.answering.evidence.confidence import ReadSignals, Signals

BINS: Final = 10

#: Names of data sets: with our own questions, and with people's to a search engine.
OWN: Final = "own questions"
ASKED_FREELY: Final = "CLAP NQ"

FIFTHS: Final = 5

#: Place of the share of a question's words that one paragraph has.
_SHARE: Final = [field.name for field in fields(Signals)].index("paragraph")


def model() -> LogisticRegression:
    """Make the regression."""
    return LogisticRegression(C=1.0, max_iter=5_000)


def weights(
    signals: NDArray[np.float64], truth: NDArray[np.bool_], sets: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Weigh questions so that data sets count the same, and CLAP NQ twice.

    Only its questions were asked by people who had not seen the passage.
    How many words our own questions share with their passages is how they were written, not what
    users do: in each fifth of them by that share, those with an answer and those without count the
    same, so that the share tells nothing. Without the reader they cannot be told apart at all, and
    count nothing.
    """
    weight = np.ones(len(truth))
    own = np.flatnonzero(sets == OWN)
    for some in np.array_split(own[np.argsort(signals[own, _SHARE], kind="stable")], FIFTHS):
        for kind in (True, False):
            here = some[truth[some] == kind]
            weight[here] = len(some) / 2 / max(1, len(here))
    if signals.shape[1] == len(fields(Signals)):
        weight[own] = 0
    totals = {name: weight[sets == name].sum() or 1 for name in set(sets)}
    counts = np.where(sets == ASKED_FREELY, 2.0, 1.0)
    return weight * counts * np.array([len(sets) / len(totals) / totals[name] for name in sets])


def cross_fit(
    signals: NDArray[np.float64],
    truth: NDArray[np.bool_],
    sets: NDArray[np.str_],
    groups: Sequence[str],
) -> NDArray[np.float64]:
    """Give each question the probability from a regression that did not see its group."""
    predicted: NDArray[np.float64] = cross_val_predict(
        model(), signals, truth, groups=groups, cv=GroupKFold(5), method="predict_proba",
        params={"sample_weight": weights(signals, truth, sets)},
    )[:, 1]  # fmt: skip
    return predicted


def calibration_error(predicted: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Compute the expected calibration error over ten bins (Naeini et al., AAAI 2015)."""
    places = np.minimum((predicted * BINS).astype(int), BINS - 1)
    gaps = [
        here.mean() * abs(predicted[here].mean() - truth[here].mean())
        for here in (places == place for place in range(BINS))
        if here.any()
    ]
    return float(sum(gaps))


def main() -> None:
    """Fit both regressions, and print coefficients, and how often answers of a confidence exist."""
    from benchmarks.haystack import add_options, look_at_all
    from benchmarks.ways import WAYS, answer

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add_options(parser)
    looked = look_at_all(parser.parse_args())
    truth = np.array([one.asked.answerable for one in looked])
    sets = np.array([one.asked.data for one in looked])
    groups = [f"{one.asked.data} {one.asked.group}" for one in looked]
    for name, way, kind in (("words", WAYS[1], Signals), ("reader", WAYS[-1], ReadSignals)):
        signals = np.array([answer(way, one).signals for one in looked])
        fitted = model().fit(signals, truth, sample_weight=weights(signals, truth, sets))
        print(f"{name}: intercept {fitted.intercept_[0]:.3f}")
        for field, value in zip(fields(kind), fitted.coef_[0], strict=True):
            print(f"  {field.name} {value:.3f}")
        reliability(cross_fit(signals, truth, sets, groups), truth, sets)


def reliability(
    predicted: NDArray[np.float64], truth: NDArray[np.bool_], sets: NDArray[np.str_]
) -> None:
    """Print for each set and tenth of the confidence how many questions have an answer."""
    for data in sorted(set(sets)):
        print(f"  {data}")
        for place in range(BINS):
            here = (sets == data) & (np.minimum((predicted * BINS).astype(int), BINS - 1) == place)
            if here.any():
                print(
                    f"    {place / BINS:.1f} to {(place + 1) / BINS:.1f}: {here.sum()} questions, "
                    f"mean {predicted[here].mean():.2f}, answerable {truth[here].mean():.2f}"
                )


if __name__ == "__main__":
    main()
