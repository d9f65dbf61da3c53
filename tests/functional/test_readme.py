"""Every example of the README, as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.functional.command import ROOT, Command, visible_lines

README = (ROOT / "README.md").read_text("utf-8")

#: A command with what it printed.
SESSIONS = re.findall(r'^```\n\$ assistant ask "(.+)"\n((?:.*\n)*?)```$', README, re.MULTILINE)
COMMANDS = set(re.findall(r"^assistant (\w+)", README, re.MULTILINE))
PYTHON = re.findall(r"^```python\n((?:.*\n)*?)```$", README, re.MULTILINE)


def timeless(lines: list[str]) -> list[str]:
    """Leave out the seconds, which differ from run to run, and trailing blank lines."""
    text = re.sub(r"\d+\.\d\d s$", "… s", "\n".join(lines), flags=re.MULTILINE)
    return text.strip().split("\n")


def test_the_readme_shows_an_answer_and_an_abstention() -> None:
    assert len(SESSIONS) == 2


@pytest.mark.parametrize(("question", "shown"), SESSIONS)
def test_the_sessions_are_what_the_command_prints(
    library: Command, question: str, shown: str
) -> None:
    status, written = library.in_terminal("ask", question, columns=80)
    assert status == 0
    printed = [line.rstrip() for line in visible_lines(written)]
    assert timeless(printed) == timeless(shown.splitlines())


def test_every_command_that_the_readme_names_exists(assistant: Command) -> None:
    helped = assistant.without_index()("--help").out
    assert COMMANDS
    for name in COMMANDS:
        assert re.search(rf"^  {name} ", helped, re.MULTILINE), name


@pytest.mark.parametrize("example", PYTHON)
def test_the_library_examples_run(
    example: str, library_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    # Nothing new is embedded, so that this is quick.
    shutil.copytree(library_index.parent, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_CACHE", str(cache))
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert names["texts"]
