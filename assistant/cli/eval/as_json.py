"""What `assistant eval … --json` prints; the schemas are in `assistant/schemas/`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from assistant.evaluation.comparison import Comparison
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.records import Outcome
from assistant.evaluation.report import Report
from assistant.evaluation.uncertainty import Estimate
from assistant.types import Usage

Json = dict[str, Any]


def report(one: Report, *, path: str) -> Json:
    """Write a run, judged."""
    summary = one.summary
    return {
        "suite": one.suite.name,
        "model": one.results.identity.model,
        "results": path,
        "cases": summary.cases,
        "answers": summary.answers,
        "passed": summary.passed,
        "failed": summary.failed,
        "errors": summary.errors,
        "figures": [_figure(name, figure) for name, figure in summary.figures.items()],
        "caveat": one.caveat or None,
        "aurc": summary.aurc,
        "by_tag": [_figure(tag, figure) for tag, figure in summary.by_tag.items()],
        "costs": None if summary.cost is None else asdict(summary.cost),
        "outcomes": [_outcome(outcome) for outcome in one.outcomes],
        "comparison": None if one.comparison is None else comparison(one.comparison),
        "gate": _gate(one) if one.gated else None,
    }


def comparison(one: Comparison) -> Json:
    """Write what changed between two runs."""
    return {
        "suite": one.suite,
        "unlike": list(one.unlike),
        "cases": one.cases,
        "left_out": list(one.left_out),
        "metrics": [
            {"name": name, "better": METRICS[name].better, **asdict(difference)}
            for name, difference in one.metrics.items()
        ],
        "flips": [
            {
                "case": flip.case,
                "question": flip.question,
                "change": flip.change,
                "critical": flip.critical,
                "was": list(flip.was),
                "now": list(flip.now),
            }
            for flip in one.flips
        ],
    }


def estimate(usage: Usage, calls: int) -> Json:
    """Write what a run would take."""
    return {
        "calls": calls if usage.input_tokens else 0,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "dollars": usage.cost,
    }


def _figure(name: str, figure: Estimate) -> Json:
    return {"name": name, **asdict(figure)}


def _outcome(one: Outcome) -> Json:
    return {
        "case": one.case,
        "repeat": one.repeat,
        "passed": one.passed,
        "failures": list(one.failures),
        "error": one.error,
        "seconds": one.seconds,
    }


def _gate(one: Report) -> Json:
    return {
        "passed": not one.breaches,
        "breaches": [
            {"guard": breach.guard, "case": breach.case, "text": breach.text}
            for breach in one.breaches
        ],
    }
