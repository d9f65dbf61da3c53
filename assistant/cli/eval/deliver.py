"""Bring a report to where it is read: the terminal, files, GitHub."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.cli import render
from assistant.cli.eval import as_json
from assistant.cli.eval.options import RunOptions
from assistant.cli.render import figures
from assistant.evaluation.report import Report
from assistant.evaluation.reports import github, junit
from assistant.types import Usage


def deliver(report: Report, options: RunOptions, *, path: Path) -> None:
    """Write all that the options and the surroundings ask for.

    Raises:
        OSError: if a file cannot be written.
    """
    if options.json:
        render.json_document(as_json.report(report, path=str(path)))
    else:
        figures.report(report, path=str(path))
    if options.junit:
        _write(options.junit, junit.document(report))
    if options.html:
        from assistant.evaluation.reports import html

        _write(options.html, html.page(report))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        # Standard output may be for a program; GitHub reads both.
        sys.stderr.write(github.commands(report))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(github.summary(report))


def estimate(usage: Usage, calls: int, options: RunOptions) -> None:
    """Print what a run would take."""
    if options.json:
        render.json_document(as_json.estimate(usage, calls))
    else:
        figures.estimate(usage, calls)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
