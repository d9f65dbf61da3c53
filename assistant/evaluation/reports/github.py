"""What GitHub shows: annotations on the suite's lines, and a summary of the step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.evaluation.metrics import METRICS
from assistant.evaluation.report import Report
from assistant.text.normalise import fold_space, printable

#: GitHub shows ten annotations of each kind for a step.
_MOST: Final = 10

#: Flips that the summary lists.
_LISTED: Final = 20


def commands(report: Report) -> str:
    """Write workflow commands: errors for what breaks the gate, warnings for broken cases."""
    lines = [
        _command("error", report, breach.case, f"{breach.guard}: {breach.text}")
        for breach in report.breaches[:_MOST]
    ]
    named = {breach.case for breach in report.breaches}
    broken = [
        _command("warning", report, flip.case, f"broke: {'; '.join(flip.now)}")
        for flip in (report.comparison.flips if report.comparison else ())
        if flip.change == "broke" and flip.case not in named
    ]
    return "".join(f"{line}\n" for line in (*lines, *broken[:_MOST]))


def summary(report: Report) -> str:
    """Write the step summary, in Markdown."""
    return "\n".join(_summary(report)) + "\n"


def _summary(report: Report) -> Iterator[str]:
    one = report.summary
    yield f"## {_cell(report.suite.name)}: {one.passed} of {one.answers} passed"
    yield ""
    if report.gated:
        yield "**Gate failed**" if report.breaches else "**Gate passed**"
        yield ""
        for breach in report.breaches:
            case = f"`{_cell(breach.case)}`: " if breach.case else ""
            yield f"- {breach.guard}: {case}{_cell(breach.text)}"
        yield ""
    yield "| figure | value | 95 % interval | change | p |"
    yield "|---|--:|--:|--:|--:|"
    changes = report.comparison.metrics if report.comparison else {}
    for name, figure in one.figures.items():
        digits = 3 if METRICS[name].is_share else 0
        change = changes.get(name)
        told = f"{change.change:+.{digits}f} | {change.corrected:.3f}" if change else " | "
        yield (
            f"| {METRICS[name].title} | {figure.value:.{digits}f} "
            f"| {figure.low:.{digits}f} to {figure.high:.{digits}f} | {told} |"
        )
    yield from _flipped(report)


def _flipped(report: Report) -> Iterator[str]:
    flips = report.comparison.flips if report.comparison else ()
    if flips:
        yield ""
        yield "| case | | why |"
        yield "|---|---|---|"
    for flip in flips[:_LISTED]:
        why = "; ".join(flip.now if flip.change == "broke" else flip.was)
        yield f"| `{_cell(flip.case)}` | {flip.change} | {_cell(why)} |"


def _command(kind: str, report: Report, case: str | None, text: str) -> str:
    found = report.cases.get(case or "")
    place = f"file={_value(report.suite.path)},line={found.line if found else 1}"
    title = _value(case or report.suite.name)
    return f"::{kind} {place},title={title}::{_data(text)}"


def _data(text: str) -> str:
    """Escape what would end a command or begin another."""
    clean = printable(fold_space(text))
    return clean.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Write a document's words so that they stay in their cell and are no markup."""
    clean = printable(fold_space(text)).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{char}" if char in "\\`*_[]|#!~" else char for char in clean)
