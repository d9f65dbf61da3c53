"""`assistant eval run`."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from assistant.cli.eval.options import RunOptions
from assistant.cli.options import given
from assistant.errors import EvaluationError, UsageError

if TYPE_CHECKING:
    from assistant.evaluation.case import Suite
    from assistant.evaluation.gate import Gate
    from assistant.evaluation.report import Report
    from assistant.evaluation.results import Results

#: Where results and baselines lie, from the working directory.
_REPORTS: Final = Path("evals/reports")
_BASELINES: Final = Path("evals/baselines")


def run(options: RunOptions) -> None:
    """Run SUITE and judge the answers, going on where an earlier run was stopped.

    Exit with 1 only if a gate fails.
    """
    from assistant.cli import render
    from assistant.cli.eval import deliver
    from assistant.cli.render import figures
    from assistant.evaluation.opinion import agree, load_labels
    from assistant.evaluation.report import assess, cited_places
    from assistant.evaluation.runner import Plan
    from assistant.facade import examination
    from assistant.facade.benchmark import opened
    from assistant.facade.second_opinion import open_judge

    examination.need_extra()
    _check(options)
    plan = Plan(workers=options.workers, repeat=options.repeat, fail_fast=options.fail_fast)
    with opened(options.suite, **_settings(options)) as (bot, whole):
        suite = _chosen(options, whole)
        path = options.results or _REPORTS / f"{suite.name}.jsonl"
        if options.estimate:
            usage = examination.estimate(bot, suite, plan)
            deliver.estimate(usage, len(suite.cases) * plan.repeat, options)
            return
        gate, baseline = _expectations(options, suite)
        labels = load_labels(options.judge_labels) if options.judge_labels else []
        with render.progress() as bot.progress:
            examination.check_suite(bot, suite)  # makes the index if need be, with a bar of its own
        with figures.running() as watch, open_judge(options.judge, bot.settings) as judge:
            agreement = agree(labels, judge) if judge and labels else None
            results = examination.examine(bot, suite, plan, results=path, judge=judge, watch=watch)
        places = cited_places(results.outcomes) if options.html else ()
        sources = examination.paragraph_texts(bot, places)
    report = assess(suite, results, gate=gate, baseline=baseline)
    report = replace(report, sources=sources, agreement=agreement)
    deliver.deliver(report, options, path=path)
    _finish(report, options, suite)


def _settings(options: RunOptions) -> dict[str, object]:
    return given(
        index=options.index,
        model=options.model,
        base_url=options.base_url,
        cassette=options.record or options.replay,
        cassette_mode="record" if options.record else "replay" if options.replay else None,
    )


def _check(options: RunOptions) -> None:
    """Refuse what contradicts itself.

    Raises:
        UsageError: says what.
    """
    if options.record and options.replay:
        raise UsageError("--record and --replay exclude each other; give one")
    part = options.tag or options.case or options.limit or options.fail_fast
    if part and (options.gate or options.update_baseline):
        raise UsageError(
            "a gate and a baseline are for whole suites; leave out --tag, --case, --limit and "
            "--fail-fast"
        )


def _chosen(options: RunOptions, suite: Suite) -> Suite:
    """Narrow a suite to the cases that are asked for.

    Raises:
        UsageError: if there are none.
    """
    from assistant.evaluation.case import select

    known = {case.id for case in suite.cases}
    for name in options.case or ():
        if name not in known:
            raise UsageError(f"the suite {suite.name!r} has no case {name!r}")
    cases = select(suite, tags=options.tag or (), ids=options.case or (), limit=options.limit)
    if not cases:
        tags = ", ".join(sorted({tag for case in suite.cases for tag in case.tags})) or "none"
        raise UsageError(f"no case of {suite.name!r} fits; its tags are {tags}")
    return replace(suite, cases=cases)


def _expectations(options: RunOptions, suite: Suite) -> tuple[Gate | None, Results | None]:
    """Read the gate and the baseline before anything is asked.

    Raises:
        EvaluationError: if one of them is missing.
    """
    from assistant.evaluation.gate import load_gate
    from assistant.evaluation.results import read_results

    gate = load_gate(options.gate) if options.gate else None
    path = options.baseline or (_baseline(options, suite, gate) if gate else None)
    if path is None or (options.update_baseline and not path.exists()):
        return gate, None
    if not path.exists():
        raise EvaluationError(
            f"there is no baseline {path}; make one with: "
            f"assistant eval run {options.suite} --gate {options.gate} --update-baseline"
        )
    return gate, read_results(path)


def _baseline(options: RunOptions, suite: Suite, gate: Gate | None) -> Path:
    if gate and options.gate:
        return options.gate.parent / gate.baseline.format(suite=suite.name)
    return _BASELINES / f"{suite.name}.jsonl"


def _finish(report: Report, options: RunOptions, suite: Suite) -> None:
    """Keep a new baseline, and give the exit status.

    Raises:
        EvaluationError: if a case crashed: that is neither right nor wrong.
    """
    from assistant.evaluation.gate import load_gate
    from assistant.evaluation.results import without_times, write_results

    if report.breaches and not options.update_baseline:
        raise typer.Exit(1)
    if report.crashed:
        first = report.crashed[0]
        raise EvaluationError(
            f"{len(report.crashed)} of {len(report.outcomes)} cases crashed, first {first.case!r}: "
            f"{first.error}; the same command runs them again"
        )
    if options.update_baseline:
        gate = load_gate(options.gate) if options.gate else None
        path = options.baseline or _baseline(options, suite, gate)
        write_results(path, without_times(report.results))
        logging.getLogger("assistant").info("this run is the baseline now: %s", path)
