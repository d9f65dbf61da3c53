"""What the documentation of the evaluation says is so."""

from __future__ import annotations

import re
from typing import Any

import yaml

from assistant.evaluation.importers.kinds import KINDS
from assistant.evaluation.metrics import METRICS
from tests.functional.command import ROOT, Command

DOCS = ROOT / "docs" / "evaluation.md"
WORKFLOW = ROOT / "docs" / "evaluation" / "github-workflow.yml"


def test_every_metric_and_every_kind_of_benchmark_is_explained() -> None:
    text = DOCS.read_text("utf-8")
    rows = set(re.findall(r"`([^`]+)`", "".join(re.findall(r"^\|(.*?)\|", text, re.MULTILINE))))
    assert METRICS.keys() | KINDS.keys() <= rows


def test_pictures_and_links_are_there() -> None:
    text = DOCS.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    assert len(targets) >= 5
    assert [one for one in targets if not (DOCS.parent / one).is_file()] == []


def test_every_option_that_the_documents_name_exists(essay: Command) -> None:
    shown = essay.without_index()("eval", "run", "--help").out
    known = set(re.findall(r"--[a-z-]+", shown)) | {"--assistant-index", "--assistant-model"}
    for path in (DOCS, ROOT / "Makefile"):
        commands = re.findall(r"`?assistant eval run[^\n]*|`(--[a-z-]+)", path.read_text("utf-8"))
        named = {option for line in commands for option in re.findall(r"--[a-z-]+", line)}
        assert named <= known, path


def test_the_workflow_runs_commands_that_exist(essay: Command) -> None:
    workflow: dict[Any, Any] = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    steps = workflow["jobs"]["gate"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("assistant")]
    assert len(commands) == 3
    for command in commands:
        _, *words = command.split()
        options = [word for word in words if word.startswith("--")]
        name = ["eval", "run"] if words[0] == "eval" else words[:1]
        shown = essay.without_index()(*name, "--help").out
        assert set(options) <= set(re.findall(r"--[a-z-]+", shown))
