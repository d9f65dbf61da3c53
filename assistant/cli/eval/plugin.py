"""A plugin for pytest: `pytest evals/` runs suites as tests.

A case is a test, its tags are markers (`-m why`), and a case that fails in the baseline too is
expected to fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from assistant.evaluation.case import Case, Suite
    from assistant.evaluation.results import Results
    from assistant.facade.assistant import Assistant

_OPEN: pytest.StashKey[Assistant] = pytest.StashKey()


class WrongAnswerError(Exception):
    """An answer is not right."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say which files are suites, and what they are asked of."""
    parser.addini(
        "assistant_suites",
        "Patterns of the files that are suites for the assistant.",
        type="linelist",
        default=["*/evals/suites/*.yaml", "*/evals/suites/*.jsonl"],
    )
    group = parser.getgroup("assistant", "suites of questions for the assistant")
    group.addoption("--assistant-index", metavar="FOLDER", help="Folder of the index.")
    group.addoption(
        "--assistant-model", metavar="NAME", default="extractive", help="Who writes the answers."
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files that are suites."""
    patterns = parent.config.getini("assistant_suites")
    if any(fnmatch(file_path.as_posix(), pattern) for pattern in patterns):
        return SuiteFile.from_parent(parent, path=file_path)
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Release the index."""
    if bot := config.stash.get(_OPEN, None):
        bot.close()


class SuiteFile(pytest.File):
    """A suite."""

    def collect(self) -> Iterator[pytest.Item]:
        """List its cases, once its gold paragraphs are checked."""
        from assistant.errors import AssistantError
        from assistant.evaluation.suite_file import load_suite
        from assistant.facade.examination import check_suite, need_extra

        try:
            need_extra()
            suite = load_suite(self.path)
            check_suite(_opened(self.config), suite)
            failing = _failing(self.path, suite)
        except AssistantError as error:
            raise self.CollectError(str(error)) from error
        for case in suite.cases:
            item = CaseItem.from_parent(self, name=case.id)
            item.case = case
            for tag in case.tags:
                self.config.addinivalue_line("markers", f"{tag}: a tag of {suite.name}")
                item.add_marker(tag)
            if case.id in failing:
                item.add_marker(
                    pytest.mark.xfail(
                        raises=WrongAnswerError, reason=f"in the baseline too: {failing[case.id]}"
                    )
                )
            yield item


class CaseItem(pytest.Item):
    """A case.

    Attributes:
        case: What is asked and expected.
    """

    case: Case

    def runtest(self) -> None:
        """Ask, and judge the answer.

        Raises:
            WrongAnswerError: if it is not right; says what was answered and what is wrong.
        """
        from assistant.evaluation.runner import run_case
        from assistant.facade.examination import judged

        outcome = run_case(self.case, judged(_opened(self.config)))
        if outcome.error:
            raise RuntimeError(outcome.error)
        if outcome.failures:
            said = outcome.response.text if outcome.response else ""
            lines = [f"question: {self.case.question}", f"answer:   {said or '(abstained)'}"]
            raise WrongAnswerError(
                "\n".join([*lines, *(f"wrong:    {one}" for one in outcome.failures)])
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """Show what is wrong with an answer, and a traceback of nothing else."""
        if isinstance(excinfo.value, WrongAnswerError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Name the case's line in the suite."""
        return self.path, self.case.line - 1, self.case.id


def _opened(config: pytest.Config) -> Assistant:
    """Open the assistant once for all suites."""
    if _OPEN not in config.stash:
        from assistant.facade.assistant import Assistant

        config.stash[_OPEN] = Assistant.open(
            index=config.getoption("--assistant-index"),
            model=config.getoption("--assistant-model"),
        )
    return config.stash[_OPEN]


def _failing(path: Path, suite: Suite) -> dict[str, str]:
    """List the cases that fail in the baseline beside the suite, and why."""
    from assistant.evaluation.results import read_results

    baseline = path.parent.parent / "baselines" / f"{suite.name}.jsonl"
    known: Results | None = read_results(baseline) if baseline.is_file() else None
    return {one.case: one.failures[0] for one in (known.outcomes if known else ()) if one.failures}
