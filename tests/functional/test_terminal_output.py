"""Text output: wrapped and coloured in a terminal, plain in a pipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.command import (
    COLOURS,
    ESSAY_ID,
    QUESTION,
    UNANSWERABLE,
    Command,
    visible_lines,
    widest,
)

WIDE = (
    "# 工业互联网不是消费互联网的翻版\n\n"
    "## 一个非常长的标题，用来检查标题在很窄的终端里也会换行\n\n"
    "流量红利消失以后，工业互联网需要新的发展模式，而不是继续收割流量。👩🏽‍🚀 Cafe\u0301.\n\n"
    f"See https://example.org/{'very-long-path/' * 12} for traffic.\n"
)

COMMANDS = {
    "ask": ["ask", QUESTION],
    "ask in vain": ["ask", UNANSWERABLE],
    "search": ["search", "traffic", "-k", "3"],
    "documents": ["documents"],
    "show a document": ["show", ESSAY_ID],
    "show a paragraph": ["show", f"{ESSAY_ID}:5"],
    "show wide characters": ["show", "wide"],
    "search wide characters": ["search", "工业互联网", "--document", "wide"],
    "ingest": ["ingest"],
    "doctor": ["doctor"],
}


@pytest.fixture(scope="module")
def wide_index(tmp_path_factory: pytest.TempPathFactory, essay_index: Path, cache: Path) -> Path:
    from tests.functional.conftest import environment

    folder = tmp_path_factory.mktemp("wide")
    (folder / "wide.md").write_text(WIDE, "utf-8")
    command = Command(env=environment(folder, cache), cwd=folder, index=folder / "index")
    done = command("ingest", essay_index.parent / "seeds", "wide.md")
    assert done.status == 0, done.err
    return folder / "index"


@pytest.fixture
def library(assistant: Command, wide_index: Path) -> Command:
    return assistant.at(index=wide_index)


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_terminal_gets_styled_lines_that_fit_it(
    library: Command, name: str, columns: int
) -> None:
    status, written = library.in_terminal(*COMMANDS[name], columns=columns)

    assert status == 0, written
    lines = visible_lines(written)
    assert lines
    assert widest(lines) <= columns
    assert not any(line != line.rstrip() for line in lines), "white space at the end of a line"
    assert ("\x1b[" in written) == (name != "ingest")
    if name in {"ask", "doctor"}:
        assert COLOURS.search(written)


def test_no_color_means_no_colours(library: Command) -> None:
    _, written = library.in_terminal(*COMMANDS["ask"], NO_COLOR="1")

    assert not COLOURS.search(written)


def test_a_dumb_terminal_gets_no_escape_sequences(library: Command) -> None:
    _, written = library.in_terminal(*COMMANDS["ask"], TERM="dumb")

    assert "\x1b" not in written


@pytest.mark.parametrize("name", COMMANDS)
def test_a_pipe_gets_plain_text(library: Command, name: str) -> None:
    done = library(*COMMANDS[name], COLUMNS="40")

    assert done.status == 0
    assert done.err == ""
    assert "\x1b" not in done.out
    assert not any(line != line.rstrip() for line in done.out.splitlines())


def test_a_pipe_gets_each_paragraph_on_one_line(library: Command) -> None:
    done = library("show", f"{ESSAY_ID}:2")

    second = next(line for line in done.out.splitlines() if line.startswith("2. "))
    assert second.startswith("2. In the past, players thought about the development")
    assert second.endswith("into the strange circle of the consumer Internet.")


def test_json_is_the_same_in_a_terminal_and_in_a_pipe(library: Command) -> None:
    _, written = library.in_terminal("documents", "--json", columns=40)

    assert written.replace("\r\n", "\n") == library("documents", "--json").out


def test_a_narrow_terminal_still_shows_every_word(library: Command) -> None:
    _, written = library.in_terminal("show", f"{ESSAY_ID}:2", columns=40)

    words = " ".join(" ".join(visible_lines(written)).split())
    assert "compared with the scale of C-end traffic, B-end traffic is not huge" in words


@pytest.mark.parametrize(
    "command", ["", "ask", "search", "ingest", "documents", "show", "remove", "doctor"]
)
def test_help_fits_eighty_columns_and_has_no_escape_sequences(
    assistant: Command, command: str
) -> None:
    status, written = assistant.without_index().in_terminal(*command.split(), "--help")

    assert status == 0
    assert "\x1b" not in written
    assert widest(visible_lines(written)) <= 80
    cut_short = [line for line in visible_lines(written)[1:] if line.endswith("...")]
    assert not cut_short
