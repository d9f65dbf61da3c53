"""All figures of a run: with intervals, by tag, with the cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.evaluation.metrics import METRICS
from assistant.evaluation.records import DIGITS, Outcome
from assistant.evaluation.risk import Point, area, risk_curve
from assistant.evaluation.uncertainty import SEED, Estimate, estimate

#: What the table by tag shows.
BY_TAG: Final = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run cost.

    Attributes:
        seconds_p50, seconds_p95: Of one answer, from the question; half and 95 % took at most that.
        input_tokens, output_tokens: In all, as the models count them.
        dollars: In all, where every answer's cost is known; None otherwise.
    """

    seconds_p50: float
    seconds_p95: float
    input_tokens: int
    output_tokens: int
    dollars: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All figures of a run.

    Attributes:
        cases:    Different cases.
        answers:  Cases times repeats.
        passed, failed, errors: Answers by what came of them.
        figures:  Each metric that applies, in the order of `METRICS`.
        aurc:     Area under the curve of coverage against risk; None if nothing was answered.
        curve:    That curve.
        by_tag:   Share of cases passed, by tag.
        cost:     Time, tokens, money; None if every case crashed.
    """

    cases: int
    answers: int
    passed: int
    failed: int
    errors: int
    figures: Mapping[str, Estimate]
    aurc: float | None
    curve: tuple[Point, ...]
    by_tag: Mapping[str, Estimate]
    cost: Cost | None


def summarise(outcomes: Sequence[Outcome], *, seed: int = SEED) -> Summary:
    """Work out all figures of a run."""
    done = [one for one in outcomes if one.error is None]
    curve = risk_curve(done)
    tags = sorted({tag for one in done for tag in one.tags})
    tagged = {tag: [one for one in done if tag in one.tags] for tag in tags}
    return Summary(
        cases=len({one.case for one in outcomes}),
        answers=len(outcomes),
        passed=sum(one.passed for one in done),
        failed=sum(not one.passed for one in done),
        errors=len(outcomes) - len(done),
        figures=_known({name: estimate(done, name, seed=seed) for name in METRICS}),
        aurc=area(curve),
        curve=tuple(curve),
        by_tag=_known({tag: estimate(some, BY_TAG, seed=seed) for tag, some in tagged.items()}),
        cost=_cost(done) if done else None,
    )


def _known(estimates: Mapping[str, Estimate | None]) -> dict[str, Estimate]:
    return {name: one for name, one in estimates.items() if one is not None}


def _cost(outcomes: Sequence[Outcome]) -> Cost:
    import numpy as np

    responses = [one.response for one in outcomes if one.response is not None]
    costs = [one.cost for one in responses if one.cost is not None]
    half, most = np.percentile([one.seconds for one in outcomes], [50, 95])
    return Cost(
        seconds_p50=round(float(half), DIGITS),
        seconds_p95=round(float(most), DIGITS),
        input_tokens=sum(one.input_tokens for one in responses),
        output_tokens=sum(one.output_tokens for one in responses),
        dollars=sum(costs) if len(costs) == len(responses) else None,
    )
