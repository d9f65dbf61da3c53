"""How wrong the answers are that it is surest of: coverage against risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evaluation.records import DIGITS, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What would be if only the surest answers were given.

    Attributes:
        coverage:   Share of all questions that would be answered.
        risk:       Share of those answers that are wrong.
        confidence: The least confidence among them.
    """

    coverage: float
    risk: float
    confidence: float


def risk_curve(outcomes: Sequence[Outcome]) -> list[Point]:
    """Draw the curve of coverage against risk, the surest answers first.

    The questions on which it abstained have no answer that could be wrong, so the curve ends at
    the share that was answered: that is where the assistant stands today, and what lies to the
    left is what a higher threshold would give. Answers of equal confidence come in together.
    """
    done = [one for one in outcomes if one.response is not None]
    answered = sorted(
        (
            (one.response.confidence, not one.passed)
            for one in done
            if one.response is not None and not one.response.abstained
        ),
        key=lambda pair: -pair[0],
    )
    points: list[Point] = []
    wrong = 0
    for place, (confidence, is_wrong) in enumerate(answered, start=1):
        wrong += is_wrong
        if place < len(answered) and answered[place][0] == confidence:
            continue
        points.append(
            Point(
                coverage=round(place / len(done), DIGITS),
                risk=round(wrong / place, DIGITS),
                confidence=confidence,
            )
        )
    return points


def area(points: Sequence[Point]) -> float | None:
    """Average the risk over the coverages reached (AURC, Geifman et al. 2019); lower is better.

    In [0, 1]. With a confidence that says nothing, it is the share of wrong answers; None if
    nothing was answered.
    """
    if not points:
        return None
    total = before = 0.0
    for point in points:
        total += point.risk * (point.coverage - before)
        before = point.coverage
    return round(total / before, DIGITS)
