"""How the questions of the three sets are weighed when the confidence is fitted."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answering.evidence.confidence import ReadSignals, Signals
from training.confidence import ASKED_FREELY, FIFTHS, OWN, calibration_error, weights

SHARE = [field.name for field in fields(Signals)].index("paragraph")
SETS = np.array([ASKED_FREELY] * 20 + ["SQuAD 2.0"] * 100 + [OWN] * 200)


def questions(kind: type[Signals] = ReadSignals) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Make questions of our own whose words are shared the more often where nothing answers."""
    random = np.random.default_rng(7)
    signals = random.random((len(SETS), len(fields(kind))))
    truth = random.random(len(SETS)) > np.where(SETS == OWN, signals[:, SHARE], 0.5)
    return signals, truth


def test_sets_count_the_same_and_clap_nq_twice() -> None:
    signals, truth = questions()
    weight = weights(signals, truth, SETS)
    totals = {name: weight[name == SETS].sum() for name in set(SETS)}
    assert totals[OWN] == pytest.approx(totals["SQuAD 2.0"])
    assert totals[ASKED_FREELY] == pytest.approx(2 * totals["SQuAD 2.0"])


def test_shared_words_tell_nothing_in_our_own_questions() -> None:
    signals, truth = questions()
    weight = weights(signals, truth, SETS)
    own = np.flatnonzero(SETS == OWN)
    assert truth[own[signals[own, SHARE] > 0.8]].mean() < 0.4
    for some in np.array_split(own[np.argsort(signals[own, SHARE])], FIFTHS):
        answered = weight[some[truth[some]]].sum()
        assert answered == pytest.approx(weight[some[~truth[some]]].sum())


def test_our_own_questions_count_nothing_without_the_reader() -> None:
    signals, truth = questions(Signals)
    weight = weights(signals, truth, SETS)
    assert not weight[SETS == OWN].any()
    assert weight[SETS != OWN].all()


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    predicted = np.array([0.05, 0.05, 0.95, 0.95])
    assert calibration_error(predicted, np.array([False, False, True, True])) == pytest.approx(0.05)
    assert calibration_error(predicted, np.array([True, True, False, False])) == pytest.approx(0.95)
