"""A command that is forked from a process with all imports made is what one of its own is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.functional.command import QUESTION, UNANSWERABLE, Command, Outcome

SECONDS = re.compile(r"\d+\.\d+(?= s\b)|(?<=\"seconds\": )[\d.e-]+")


def timeless(outcome: Outcome) -> Outcome:
    return replace(outcome, out=SECONDS.sub("0.00", outcome.out))


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("ask", QUESTION), ""),
        (("ask", QUESTION, "--json"), ""),
        (("ask", "-"), f"{QUESTION}\n"),
        (("ask", "--strict", UNANSWERABLE), ""),
        (("chat", "--json"), f"{QUESTION}\n{UNANSWERABLE}\n"),
        (("search", "traffic " * 1_000), ""),
        (("search", "traffic " * 12_000), ""),
        (("show", "no-such-document"), ""),
        (("documents", "--no-such-option"), ""),
        (("doctor",), ""),
        ((), ""),
    ],
)
def test_through_pipes(essay: Command, args: tuple[str, ...], stdin: str) -> None:
    essay = essay if args else essay.without_index()
    forked, fresh = essay(*args, stdin=stdin), essay.afresh()(*args, stdin=stdin)
    assert timeless(forked) == timeless(fresh)


@pytest.mark.parametrize("columns", [40, 80])
def test_in_a_terminal(essay: Command, columns: int) -> None:
    forked, fresh = (
        one.in_terminal("ask", QUESTION, columns=columns) for one in (essay, essay.afresh())
    )
    assert forked[0] == fresh[0]
    assert SECONDS.sub("0.00", forked[1]) == SECONDS.sub("0.00", fresh[1])


def test_it_works_in_its_own_folder_with_its_own_settings(essay: Command, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Bridges carry wagons.\n")
    command = essay.at(index=tmp_path / "other", cwd=tmp_path)
    assert command("ingest", "note.txt").status == 0
    found = command("documents", "--json").document["documents"]
    assert [one["document"] for one in found] == ["note"]
    refused = command("ask", "What do bridges carry?", ASSISTANT_K="no")
    assert "the setting k from ASSISTANT_K is 'no'" in refused.complaint


def test_what_python_reads_when_it_starts_is_read(essay: Command) -> None:
    server = essay.server
    assert server
    assert server.suits({**essay.env, "ASSISTANT_K": "3", "HOME": "/elsewhere"})
    for name in ("LC_ALL", "PYTHONPATH", "PYTHONWARNINGS", "NO_COLOR", "COLUMNS"):
        assert not server.suits({**essay.env, name: "x"})
