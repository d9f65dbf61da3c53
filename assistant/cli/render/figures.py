"""The figures of an evaluation, and how far it is."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from assistant.cli.render.page import HEADING, QUIET, clean, console, count, empty, put, put_line
from assistant.evaluation.comparison import Comparison, Flip
from assistant.evaluation.metrics import METRICS, Metric
from assistant.evaluation.records import Outcome
from assistant.evaluation.report import Report
from assistant.evaluation.runner import Watch
from assistant.evaluation.summary import Cost
from assistant.evaluation.uncertainty import Difference, Estimate
from assistant.text.normalise import printable
from assistant.types import Usage

if TYPE_CHECKING:
    from rich.console import Console

_GOOD: Final = "green"
_BAD: Final = "bold red"
_NOTE: Final = "yellow"

#: Most cases that a terminal lists; the others are in the results and the HTML page.
_LISTED: Final = 10

_NAME_WIDTH: Final = 24


def report(one: Report, *, path: str) -> None:
    """Print a run: what passed, each figure with its interval, what failed, and the gate."""
    out = console()
    summary = one.summary
    put_line(out, f"{one.suite.name} · {one.results.identity.model}", HEADING)
    errors = f", {summary.errors} crashed" if summary.errors else ""
    repeats = "" if summary.answers == summary.cases else f", {summary.answers} answers"
    put_line(
        out,
        f"{count(summary.cases, 'case')}{repeats}: {summary.passed} passed, "
        f"{summary.failed} failed{errors}",
    )
    group = ""
    for name, figure in summary.figures.items():
        metric = METRICS[name]
        if metric.group != group:
            group = metric.group
            put_line(out, "")
            _row(out, f"{group.capitalize():{_NAME_WIDTH}}  value  95 % interval    cases", QUIET)
        _row(out, _figure(metric.title, figure, metric))
    if one.caveat:
        put_line(out, one.caveat, _NOTE)
    if summary.aurc is not None:
        _row(out, f"{'Risk over coverage':{_NAME_WIDTH}}  {summary.aurc:.3f}")
    _cost(out, summary.cost)
    _tags(out, one)
    _failures(out, one)
    if one.comparison:
        put_line(out, "")
        comparison(one.comparison)
    _gate(out, one)
    put_line(out, "")
    put_line(out, f"results: {path}", QUIET)


def comparison(one: Comparison) -> None:
    """Print what changed between two runs, how surely, and which cases flipped."""
    out = console()
    put_line(out, f"{one.suite}: new against base, {count(one.cases, 'case')} in common", HEADING)
    for line in one.unlike:
        put_line(out, f"not the same {line}", _NOTE)
    if one.left_out:
        named = ", ".join(one.left_out[:_LISTED]) + (" …" if len(one.left_out) > _LISTED else "")
        put_line(
            out, f"{count(len(one.left_out), 'case')} left out, new or changed: {named}", _NOTE
        )
    if one.metrics:
        _row(out, f"{'':{_NAME_WIDTH}}  base   new    change, 95 % interval     p", QUIET)
    for name, difference in one.metrics.items():
        _row(out, *_changed(METRICS[name], difference))
    _flips(out, one.flips)


def estimate(usage: Usage, calls: int) -> None:
    """Print what a run would take."""
    out = console()
    if not usage.input_tokens:
        put_line(out, f"{count(calls, 'answer')}, no call of a language model, no tokens")
        return
    cost = "" if usage.cost is None else f", about {usage.cost:.2f} US dollars"
    put_line(
        out,
        f"{count(calls, 'call')}, about {usage.input_tokens:,} tokens sent and at most "
        f"{usage.output_tokens:,} written{cost}",
    )


@contextlib.contextmanager
def running() -> Iterator[Watch | None]:
    """Show a progress bar with running scores on standard error.

    Nothing is shown where standard error is no terminal, and nothing stays behind.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    stderr = Console(stderr=True)
    if not sys.stderr.isatty() or stderr.is_dumb_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None))
    bar = Progress(
        *columns, TimeRemainingColumn(compact=True), console=stderr, transient=True, expand=True
    )
    task = bar.add_task("", total=None)

    def show(outcomes: Sequence[Outcome], total: int) -> None:
        passed = sum(one.passed for one in outcomes)
        crashed = sum(one.error is not None for one in outcomes)
        errors = f", {crashed} crashed" if crashed else ""
        text = f"{len(outcomes)} of {total} cases, {passed} passed{errors}"
        bar.update(task, total=total, completed=len(outcomes), description=text)

    with bar:
        yield show


def _row(out: Console, row: str, style: str = "") -> None:
    """Print a line of a table; its spaces keep the columns apart."""
    line = empty()
    line.append(printable(row), style)
    put(out, line)


def _figure(title: str, figure: Estimate, metric: Metric) -> str:
    digits = 3 if metric.is_share else 0
    value, low, high = (f"{one:.{digits}f}" for one in (figure.value, figure.low, figure.high))
    return f"{title:{_NAME_WIDTH}}  {value:>5}  {low:>5} to {high:>5}  {figure.cases:>6}"


def _changed(metric: Metric, one: Difference) -> tuple[str, str]:
    digits = 3 if metric.is_share else 0
    base, new = (f"{value:.{digits}f}" for value in (one.base, one.new))
    change, low, high = (f"{value:+.{digits}f}" for value in (one.change, one.low, one.high))
    text = (
        f"{metric.title:{_NAME_WIDTH}}  {base:>5}  {new:>5}  {change:>6} ({low:>6} to {high:>6})"
        f"  {one.corrected:.3f}"
    )
    is_sure = one.corrected <= 0.05 and metric.better != "neither" and one.change != 0
    if not is_sure:
        return text, ""
    return text, _GOOD if (one.change > 0) == (metric.better == "higher") else _BAD


def _cost(out: Console, cost: Cost | None) -> None:
    if cost is None:
        return
    put_line(out, "")
    put_line(out, "Cost", QUIET)
    _row(
        out,
        f"{'Seconds for an answer':{_NAME_WIDTH}}  half within {cost.seconds_p50:.2f}, "
        f"95 % within {cost.seconds_p95:.2f}",
    )
    if cost.input_tokens or cost.output_tokens:
        dollars = "" if cost.dollars is None else f", {cost.dollars:.4f} US dollars"
        _row(
            out,
            f"{'Tokens':{_NAME_WIDTH}}  {cost.input_tokens:,} sent, "
            f"{cost.output_tokens:,} written{dollars}",
        )


def _tags(out: Console, one: Report) -> None:
    if one.summary.by_tag:
        put_line(out, "")
        _row(out, f"{'Cases passed, by tag':{_NAME_WIDTH}}  value  95 % interval    cases", QUIET)
    for tag, figure in one.summary.by_tag.items():
        _row(out, _figure(tag, figure, METRICS["passed"]))


def _failures(out: Console, one: Report) -> None:
    failed = [outcome for outcome in one.outcomes if not outcome.passed]
    if failed:
        put_line(out, "")
        put_line(out, f"Not passed ({len(failed)})", QUIET)
    for outcome in failed[:_LISTED]:
        reason = outcome.error or outcome.failures[0]
        text = empty()
        text.append(f"{clean(outcome.case)}: ", _NOTE if outcome.error else "")
        text.append(clean(f"crashed: {reason}" if outcome.error else reason), QUIET)
        put(out, text)
    if len(failed) > _LISTED:
        put_line(out, f"… and {len(failed) - _LISTED} more, in the results", QUIET)


def _flips(out: Console, flips: Sequence[Flip]) -> None:
    for change in ("broke", "mended"):
        some = [flip for flip in flips if flip.change == change]
        if not some:
            continue
        put_line(out, f"{change} ({len(some)})", _BAD if change == "broke" else _GOOD)
        for flip in some[:_LISTED]:
            mark = " (critical)" if flip.critical else ""
            reasons = flip.now if change == "broke" else flip.was
            put_line(out, f"{flip.case}{mark}: {'; '.join(reasons)}", indent=2)
        if len(some) > _LISTED:
            put_line(out, f"… and {len(some) - _LISTED} more", QUIET, indent=2)


def _gate(out: Console, one: Report) -> None:
    if not one.gated:
        return
    put_line(out, "")
    put_line(out, *(("gate failed", _BAD) if one.breaches else ("gate passed", _GOOD)))
    for breach in one.breaches:
        case = f"{breach.case}: " if breach.case else ""
        put_line(out, f"{breach.guard}: {case}{breach.text}", indent=2)
