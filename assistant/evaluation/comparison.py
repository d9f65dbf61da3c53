"""Two runs of the same cases, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.errors import ResultsError
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.records import Outcome
from assistant.evaluation.results import Results
from assistant.evaluation.uncertainty import SEED, Difference, by_case, compare, paired

#: From this share of its repeats on, a case passes.
_MAJORITY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A case that passed in one run and not in the other.

    Attributes:
        case:     Its id.
        question: What was asked.
        change:   What happened to it.
        critical: Whether the suite marks it so.
        was, now: What was wrong with it.
        was_text, now_text: What was answered; empty for an abstention.
    """

    case: str
    question: str
    change: Literal["broke", "mended"]
    critical: bool
    was: tuple[str, ...]
    now: tuple[str, ...]
    was_text: str
    now_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A new run against a base.

    Attributes:
        suite:     The suite of both.
        unlike:    In what the two differ (model, prompts, index, code), a line each.
        cases:     Cases that both have, unchanged, and that crashed in neither.
        left_out:  Ids of all the others.
        metrics:   Each metric that applies to both.
        flips:     Cases that changed sides, worst first.
    """

    suite: str
    unlike: tuple[str, ...]
    cases: int
    left_out: tuple[str, ...]
    metrics: Mapping[str, Difference]
    flips: tuple[Flip, ...]


def compare_results(
    base: Results,
    new: Results,
    *,
    metrics: Sequence[str] = tuple(METRICS),
    seed: int = SEED,
) -> Comparison:
    """Compare two runs, case by case and metric by metric.

    Raises:
        ResultsError: if they have no case in common.
    """
    ours, theirs = paired(base.outcomes, new.outcomes)
    if not ours:
        raise ResultsError(
            f"the runs of {base.identity.suite!r} and {new.identity.suite!r} have no unchanged "
            "case in common; run both on the same suite"
        )
    common = {one.case for one in ours}
    everything = dict.fromkeys(one.case for one in (*base.outcomes, *new.outcomes))
    return Comparison(
        suite=new.identity.suite,
        unlike=tuple(base.identity.differences(new.identity)),
        cases=len(common),
        left_out=tuple(name for name in everything if name not in common),
        metrics=compare(ours, theirs, metrics, seed=seed),
        flips=tuple(_flips(ours, theirs)),
    )


def pass_share(outcomes: Sequence[Outcome]) -> float:
    """Tell in which share of its repeats a case passed, in [0, 1]."""
    return sum(one.passed for one in outcomes) / len(outcomes)


def _flips(base: Sequence[Outcome], new: Sequence[Outcome]) -> list[Flip]:
    """List the cases that changed sides: broken before mended, critical first, heaviest first."""
    before, after = by_case(base), by_case(new)
    found: list[tuple[tuple[object, ...], Flip]] = []
    for name, was in before.items():
        now = after[name]
        change = pass_share(now) - pass_share(was)
        if (pass_share(was) >= _MAJORITY) == (pass_share(now) >= _MAJORITY):
            continue
        flip = Flip(
            case=name,
            question=was[0].question,
            change="broke" if change < 0 else "mended",
            critical=now[0].critical,
            was=_worst(was).failures,
            now=_worst(now).failures,
            was_text=_said(was),
            now_text=_said(now),
        )
        found.append(((change > 0, not flip.critical, change, -len(flip.now), name), flip))
    return [flip for _, flip in sorted(found, key=lambda pair: pair[0])]


def _worst(outcomes: Sequence[Outcome]) -> Outcome:
    return max(outcomes, key=lambda one: len(one.failures))


def _said(outcomes: Sequence[Outcome]) -> str:
    response = _worst(outcomes).response
    return response.text if response else ""
