"""How sure a figure is: bootstrap intervals, paired permutation tests, correction for many tests.

Cases of one cluster (a conversation, a document) are not independent, so clusters are drawn, not
cases. Everything is seeded: the same results give the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from assistant.evaluation.records import DIGITS, Outcome, Ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Resamples: the error of a 95 % limit by chance is then about a hundredth of its width.
BOOTSTRAPS: Final = 2_000

#: The smallest p-value is one over this.
PERMUTATIONS: Final = 5_000

SEED: Final = 20_260_101
_LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % interval.

    Attributes:
        value: The figure.
        low, high: Limits of the interval; both are the figure where there is one cluster only.
        cases: Cases that it rests on.
    """

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """New minus base of one metric, on the cases that both have.

    Attributes:
        base, new: The two figures.
        change:    New minus base.
        low, high: Its 95 % interval.
        p:         Chance of a change this large, either way, if nothing had changed.
        corrected: The same, corrected for the number of metrics (Benjamini-Hochberg).
        clusters:  Independent groups of cases that it rests on.
    """

    base: float
    new: float
    change: float
    low: float
    high: float
    p: float
    corrected: float
    clusters: int


def estimate(outcomes: Sequence[Outcome], metric: str, *, seed: int = SEED) -> Estimate | None:
    """Estimate a metric; None if it applies to no case.

    The interval is SciPy's percentile bootstrap over clusters. Clusters in which the metric never
    applies are left out of the draw.
    """
    from scipy.stats import bootstrap

    sums = cluster_sums(outcomes, metric)
    counted = [ratio for ratio in sums.values() if ratio.bottom]
    if not counted:
        return None
    rows = _array(counted)
    value = _ratio(rows[:, 0], rows[:, 1])
    low = high = value
    if len(rows) > 1:
        drawn = bootstrap(
            (rows[:, 0], rows[:, 1]),
            _ratio,
            paired=True,
            vectorized=True,
            n_resamples=BOOTSTRAPS,
            confidence_level=_LEVEL,
            method="percentile",
            rng=_generator(seed),
        )
        low, high = drawn.confidence_interval
    cases = sum(bool(one.scores[metric].bottom) for one in outcomes if metric in one.scores)
    return Estimate(value=_round(value), low=_round(low), high=_round(high), cases=cases)


def compare(
    base: Sequence[Outcome],
    new: Sequence[Outcome],
    metrics: Sequence[str],
    *,
    seed: int = SEED,
) -> dict[str, Difference]:
    """Compare metrics in pairs, on the cases that both have and that did not crash in either.

    The interval comes from drawing clusters with both of their results; the p-value from
    exchanging base and new at random, cluster by cluster.
    """
    base, new = paired(base, new)
    found = {
        name: difference
        for name in metrics
        if (difference := _difference(base, new, name, seed=seed)) is not None
    }
    if not found:
        return {}
    from scipy.stats import false_discovery_control

    corrected = false_discovery_control([one.p for one in found.values()], method="bh")
    return {
        name: replace(one, corrected=_round(p))
        for (name, one), p in zip(found.items(), corrected, strict=True)
    }


def paired(base: Sequence[Outcome], new: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Keep the cases that both have, unchanged, and that crashed in neither."""
    ours, theirs = by_case(base), by_case(new)
    common = [
        name
        for name, outcomes in ours.items()
        if name in theirs
        and outcomes[0].sha256 == theirs[name][0].sha256
        and all(one.error is None for one in (*outcomes, *theirs[name]))
    ]
    return (
        [one for name in common for one in ours[name]],
        [one for name in common for one in theirs[name]],
    )


def cluster_sums(outcomes: Sequence[Outcome], metric: str) -> dict[str, Ratio]:
    """Add up a metric's tops and bottoms by cluster.

    Repeats of a case share its weight, so that a case counts the same however often it was asked.
    """
    repeats = {name: len(some) for name, some in by_case(outcomes).items()}
    sums: dict[str, Ratio] = {}
    for one in outcomes:
        if metric in one.scores:
            top, bottom = one.scores[metric]
            weight = 1 / repeats[one.case]
            before = sums.get(one.cluster, Ratio(0, 0))
            sums[one.cluster] = Ratio(before.top + weight * top, before.bottom + weight * bottom)
    return sums


def by_case(outcomes: Sequence[Outcome]) -> Mapping[str, list[Outcome]]:
    """Put the repeats of each case together."""
    grouped: dict[str, list[Outcome]] = {}
    for one in outcomes:
        grouped.setdefault(one.case, []).append(one)
    return grouped


def _difference(
    base: Sequence[Outcome], new: Sequence[Outcome], metric: str, *, seed: int
) -> Difference | None:
    from scipy.stats import bootstrap

    ours, theirs = cluster_sums(base, metric), cluster_sums(new, metric)
    nothing = Ratio(0, 0)
    pairs = [
        (*ours.get(name, nothing), *theirs.get(name, nothing))
        for name in dict.fromkeys((*ours, *theirs))
    ]
    counted = [pair for pair in pairs if pair[1] or pair[3]]
    if not (any(pair[1] for pair in counted) and any(pair[3] for pair in counted)):
        return None
    rows = _array(counted)
    before, after = _ratio(rows[:, 0], rows[:, 1]), _ratio(rows[:, 2], rows[:, 3])
    change = low = high = after - before
    p = 1.0
    if len(rows) > 1:
        drawn = bootstrap(
            tuple(rows.T),
            lambda a, b, c, d, axis: _ratio(c, d, axis) - _ratio(a, b, axis),
            paired=True,
            vectorized=True,
            n_resamples=BOOTSTRAPS,
            confidence_level=_LEVEL,
            method="percentile",
            rng=_generator(seed),
        )
        low, high = drawn.confidence_interval
        p = _exchange(rows, seed=seed)
    return Difference(
        base=_round(before),
        new=_round(after),
        change=_round(change),
        low=_round(low),
        high=_round(high),
        p=_round(p),
        corrected=_round(p),
        clusters=len(rows),
    )


def _exchange(rows: Floats, *, seed: int) -> float:
    """Test by exchanging: SciPy exchanges row numbers, which stand for both sums of a row."""
    import numpy as np
    from scipy.stats import permutation_test

    sums = np.vstack([rows[:, :2], rows[:, 2:]])
    numbers = np.arange(len(rows))

    def change(ours: Floats, theirs: Floats, axis: int) -> Any:  # noqa: ANN401
        base, new = sums[ours.astype(int)], sums[theirs.astype(int)]
        return _ratio(new[..., 0], new[..., 1], axis) - _ratio(base[..., 0], base[..., 1], axis)

    tested = permutation_test(
        (numbers, numbers + len(rows)),
        change,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        rng=_generator(seed),
    )
    return float(tested.pvalue)


def _ratio(tops: Floats, bottoms: Floats, axis: int = -1) -> Any:  # noqa: ANN401
    """Divide sums by sums; a draw in which the metric never applies counts as 0."""
    import numpy as np

    top, bottom = tops.sum(axis=axis), bottoms.sum(axis=axis)
    return np.divide(top, bottom, out=np.zeros_like(top, dtype=float), where=bottom > 0)


def _array(rows: Sequence[Sequence[float]]) -> Floats:
    import numpy as np

    return np.array(rows, dtype=np.float64)


def _generator(seed: int) -> np.random.Generator:
    import numpy as np

    return np.random.default_rng(seed)


def _round(value: float) -> float:
    return round(float(value), DIGITS)
