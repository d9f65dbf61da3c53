"""Suites as tests: what pytest collects, marks and shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.functional.command import PATIENCE_S, Command
from tests.functional.test_eval_command import GATED, SUITE


@pytest.fixture
def place(essay: Command) -> Command:
    suites = essay.cwd / "evals" / "suites"
    suites.mkdir(parents=True)
    (suites / "small.yaml").write_text(SUITE)
    (essay.cwd / "evals" / "gates.toml").write_text("")
    (essay.cwd / "evals" / "other.yaml").write_text("not: a suite\n")
    return essay


def run_pytest(command: Command, *args: str) -> tuple[int, str]:
    """Run it as a project does that has nothing but its suites."""
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-p", "assistant.cli.eval.plugin",
            "-p", "no:cacheprovider",
            "-p", "no:randomly", "-o", "addopts=", "--rootdir", str(command.cwd), "evals", "-rA",
            "--assistant-index", str(command.index), *args,
        ],
        cwd=command.cwd,
        env={**command.env, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "HOME": os.fspath(command.cwd)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_cases_are_tests_and_a_failure_says_what_was_asked_and_what_is_wrong(
    place: Command,
) -> None:
    status, out = run_pytest(place)
    assert status == 1, out
    assert "PASSED evals/suites/small.yaml::harvesting-traffic-why" in out
    assert "PASSED evals/suites/small.yaml::lasagne" in out
    assert "FAILED evals/suites/small.yaml::two-economies" in out
    assert "question: Which two economies took shape in the consumer Internet era?" in out
    assert "wrong:    does not say: “never said like this”" in out
    assert "Traceback" not in out
    assert "other.yaml" not in out


def test_tags_are_markers(place: Command) -> None:
    status, out = run_pytest(place, "-m", "why or outside", "--strict-markers")
    assert status == 0, out
    assert re.search(r"2 passed, 1 deselected", out)


def test_what_fails_in_the_baseline_too_is_expected_to_fail(place: Command) -> None:
    assert place(*GATED, "--update-baseline").status == 0
    status, out = run_pytest(place)
    assert status == 0, out
    assert "XFAIL evals/suites/small.yaml::two-economies - in the baseline too: does not say" in out


def test_a_wrong_suite_is_an_error_of_its_file_in_one_line(place: Command) -> None:
    path: Path = place.cwd / "evals" / "suites" / "small.yaml"
    path.write_text(SUITE.replace("paragraph: 2", "paragraph: 99"))
    status, out = run_pytest(place)
    assert status == 2, out
    assert "99 does not exist" in out
    assert "Traceback" not in out
