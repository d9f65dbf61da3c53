"""The gate: whether a run is good enough, and no worse than the baseline.

Three kinds of guard. Floors and ceilings hold whatever the baseline says. A broad drop is a change
for the worse that chance would bring about too rarely. And one hard break is enough: a critical
case that passed and now fails, an invented quote, an answer where the suite demands a refusal.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from assistant.errors import EvaluationError
from assistant.evaluation.comparison import Comparison
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.records import Outcome
from assistant.evaluation.summary import Summary
from assistant.evaluation.uncertainty import by_case
from assistant.evaluation.verdict import shorten

#: What else a floor or ceiling may be about.
_EXTRA: tuple[str, ...] = ("aurc", "seconds_p50", "seconds_p95", "dollars")


@dataclass(frozen=True, slots=True, kw_only=True)
class DropRule:
    """When a change against the baseline is a broad drop.

    Attributes:
        metrics: Those that are tested, and that the p-values are corrected for.
        alpha:   Largest corrected p-value of a drop.
        margin:  Smaller changes are no drop, however sure; in the metric's own unit.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    metrics: tuple[str, ...] = ()
    alpha: float = 0.05
    margin: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule:
    """What a single case may not do.

    Attributes:
        critical:        Fail, if it is critical and passed in the baseline.
        invented_quotes: Quote what is not in its document.
        must_refuse:     Answer, if it is critical and unanswerable.
        known:           Ids of cases that do so today; what is listed is let through.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    critical: bool = True
    invented_quotes: bool = True
    must_refuse: bool = True
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """All rules of one gate.

    Attributes:
        baseline: File of results to compare with, from the gate's folder; `{suite}` is the name.
        floors:   Least value of a metric.
        ceilings: Largest value of a metric.
        drop:     When a change is a broad drop.
        cases:    What a single case may not do.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    baseline: str = "baselines/{suite}.jsonl"
    floors: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)
    drop: DropRule = DropRule()
    cases: CaseRule = CaseRule()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A reason why the gate fails.

    Attributes:
        guard: Which guard.
        text:  What happened, in a line.
        case:  The case it is about, if it is about one.
    """

    guard: str
    text: str
    case: str | None = None


def load_gate(path: Path) -> Gate:
    """Read a gate.

    Raises:
        EvaluationError: if it is missing, malformed, or names a metric that does not exist.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        gate = TypeAdapter(Gate).validate_python(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise EvaluationError(f"the gate {path}: {reason}; name a .toml file") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise EvaluationError(f"{path}: {where}: {first['msg'].lower()}") from error
    except ValueError as error:
        raise EvaluationError(f"{path}: not valid TOML: {error}") from error
    for name in gate.drop.metrics:
        _check_name(path, name, METRICS)
    for name in (*gate.floors, *gate.ceilings):
        _check_name(path, name, (*METRICS, *_EXTRA))
    return gate


def find_breaches(
    gate: Gate, outcomes: Sequence[Outcome], summary: Summary, comparison: Comparison | None
) -> list[Breach]:
    """List why a run fails the gate; it passes if there is nothing to list.

    Args:
        gate:       The rules.
        outcomes:   The run.
        summary:    Its figures.
        comparison: With the baseline, over the metrics of `gate.drop`; None without a baseline.
    """
    breaches = [*_hard_breaks(gate.cases, outcomes), *_limits(gate, summary)]
    if comparison:
        breaches += [*_broken(gate.cases, comparison), *_drops(gate.drop, comparison)]
    return breaches


def _hard_breaks(rule: CaseRule, outcomes: Sequence[Outcome]) -> Iterator[Breach]:
    for name, repeats in by_case(outcomes).items():
        if name in rule.known:
            continue
        answered = [one.response for one in repeats if one.response and one.response.claims]
        invented = [said for one in answered for said in one.claims if said.is_invented]
        if rule.invented_quotes and invented:
            yield Breach(
                guard="invented quote",
                text=f"quotes what its document does not say: {shorten(invented[0].text)}",
                case=name,
            )
        if rule.must_refuse and answered and repeats[0].critical and not repeats[0].answerable:
            yield Breach(
                guard="must refuse",
                text=f"answers what must be refused: {shorten(answered[0].claims[0].text)}",
                case=name,
            )


def _broken(rule: CaseRule, comparison: Comparison) -> Iterator[Breach]:
    for flip in comparison.flips:
        if rule.critical and flip.critical and flip.change == "broke":
            if flip.case in rule.known:
                continue
            reason = flip.now[0] if flip.now else "fails"
            yield Breach(
                guard="critical case", text=f"passed before and now {reason}", case=flip.case
            )


def _limits(gate: Gate, summary: Summary) -> Iterator[Breach]:
    for name, least in gate.floors.items():
        value = _value(summary, name)
        if value is None or value < least:
            yield Breach(guard="floor", text=f"{name} is {_written(value)}, below {least:g}")
    for name, most in gate.ceilings.items():
        value = _value(summary, name)
        if value is not None and value > most:
            yield Breach(guard="ceiling", text=f"{name} is {_written(value)}, above {most:g}")


def _drops(rule: DropRule, comparison: Comparison) -> Iterator[Breach]:
    for name in rule.metrics:
        one = comparison.metrics.get(name)
        if one is None:
            continue
        loss = one.change if METRICS[name].better == "lower" else -one.change
        if loss > rule.margin and one.corrected <= rule.alpha:
            yield Breach(
                guard="broad drop",
                text=f"{name} went from {one.base:.3f} to {one.new:.3f} "
                f"(95 % interval of the change {one.low:+.3f} to {one.high:+.3f}, "
                f"corrected p {one.corrected:.4f})",
            )


def _value(summary: Summary, name: str) -> float | None:
    if name in summary.figures:
        return summary.figures[name].value
    if name == "aurc":
        return summary.aurc
    return getattr(summary.cost, name, None) if name in _EXTRA else None


def _written(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"


def _check_name(path: Path, name: str, known: Sequence[str] | Mapping[str, object]) -> None:
    if name not in known:
        raise EvaluationError(f"{path}: no metric is called {name!r}; there are {', '.join(known)}")
