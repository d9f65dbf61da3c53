"""`assistant compare` as its users meet it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from tests.functional.command import (
    COLOURS,
    DANGEROUS,
    ESCAPES,
    ESSAY,
    ESSAY_ID,
    Command,
    visible_lines,
    widest,
)

PAIR = ("consumer Internet", "industrial Internet")
ON = ("--on", "traffic", "--on", "online and offline")
TABLE = MarkdownIt("commonmark").enable("table")

TRICKS = """# Tricks | and *traps*

Red ducks | eat \x1b[31mcorn\x1b[0m, `code` and <b>bread</b> [^1] in the | rain\u202e | of May.

Blue ducks eat \x9b31mgrass\x07 and **fish** | and nothing \\| else in the [pond](http://a.b/c).

| ducks | meals |
|---|---|
| Red ducks \\| eat meals | two of them each day |
"""


def schema() -> Any:
    return json.loads(files("assistant").joinpath("schemas/compare.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def tricky_index(tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object) -> Path:
    from tests.functional.conftest import environment

    folder = tmp_path_factory.mktemp("tricky")
    (folder / "tricks.md").write_text(TRICKS, "utf-8")
    (folder / "wide.md").write_text(
        "# 鸭子\n\n红色鸭子吃玉米，从早到晚，一直吃到雨停为止。\n\n"
        "蓝色鸭子吃草，从早到晚，也吃池塘里的小鱼。\n",
        "utf-8",
    )
    command = Command(env=environment(folder, cache), cwd=folder, index=folder / "index")
    done = command("ingest", "tricks.md", "wide.md")
    assert done.status == 0, done.err
    return folder / "index"


@pytest.fixture
def tricky(assistant: Command, tricky_index: Path) -> Command:
    return assistant.at(index=tricky_index)


# What it prints


def test_a_pipe_gets_each_quote_on_a_line_and_then_its_place(essay: Command) -> None:
    done = essay("compare", *PAIR, *ON)

    assert done.status == 0
    assert done.err == ""
    assert "\x1b" not in done.out
    assert not any(line != line.rstrip() for line in done.out.splitlines())
    table, _, sources = done.out.partition("\nSources\n")
    heads = [line for line in table.splitlines() if line and not line.startswith(" ")]
    assert heads == ["traffic", *PAIR, "online and offline", *PAIR]
    numbers = re.findall(r"” \[(\d+)\]", table)
    assert list(dict.fromkeys(numbers)) == [str(n) for n in range(1, len(set(numbers)) + 1)]
    assert set(re.findall(r"\[(\d+)\]", sources)) == set(numbers)


def test_without_dimensions_it_finds_them(essay: Command) -> None:
    rows = essay("compare", *PAIR, "--json").document["rows"]

    assert {"traffic", "platform and center", "online and offline"} <= {
        row["dimension"] for row in rows
    }


@pytest.mark.parametrize("columns", [80, 66, 65, 40, 20])
@pytest.mark.parametrize("pair", [PAIR, ("unicorns", PAIR[1])])
def test_a_terminal_gets_styled_lines_that_fit_it(
    essay: Command, pair: tuple[str, str], columns: int
) -> None:
    status, written = essay.in_terminal("compare", *pair, *ON, columns=columns)

    assert status == 0, written
    lines = visible_lines(written)
    assert widest(lines) <= columns
    assert not any(line != line.rstrip() for line in lines), "white space at the end of a line"
    assert COLOURS.search(written)
    assert any("│" in line for line in lines) == (columns >= 66)
    words = " ".join(" ".join(re.sub(r".*│", "", line) for line in lines).split())
    assert "can completely escape the traffic trap" in words


@pytest.mark.parametrize("columns", [80, 40])
def test_wide_characters_keep_the_columns_straight(tricky: Command, columns: int) -> None:
    _, written = tricky.in_terminal(
        "compare", "红色鸭子", "蓝色鸭子", "--on", "从早到晚", columns=columns
    )

    lines = visible_lines(written)
    assert widest(lines) <= columns
    assert "玉米" in written
    assert "池塘" in written


def test_no_color_means_no_colours(essay: Command) -> None:
    _, written = essay.in_terminal("compare", *PAIR, *ON, NO_COLOR="1")

    assert not COLOURS.search(written)


def test_json_fits_its_schema_and_its_quotes_are_in_the_essay(essay: Command) -> None:
    done = essay("compare", *PAIR, "--json")

    assert done.status == 0
    assert done.err == ""
    Draft202012Validator(schema()).validate(done.document)
    text = ESSAY.read_text("utf-8")
    citations = {one["number"]: one for one in done.document["citations"]}
    for one in citations.values():
        assert text[one["start"] : one["end"]] == one["quote"]
    shown = [
        (statement, citations[number])
        for row in done.document["rows"]
        for cell in row["cells"]
        for statement in cell["statements"]
        for number in statement["citations"]
    ]
    assert shown
    assert all(statement["text"] == one["quote"] for statement, one in shown)
    assert {one["number"] for _, one in shown} == set(citations)


def test_markdown_is_one_table_with_a_footnote_for_each_mark(essay: Command) -> None:
    out = essay("compare", *PAIR, *ON, "--markdown").out

    table, _, notes = out.partition("\n\n[^1]: ")
    assert TABLE.render(table).count("<tr>") == 3
    assert set(re.findall(r"\[\^(\d+)\]", table)) == {
        *re.findall(r"^\[\^(\d+)\]: ", f"[^1]: {notes}", re.MULTILINE)
    }
    assert "paragraph 3" in notes


# Documents that would like to break it


def test_markdown_of_a_hostile_text_stays_one_table_of_words(tricky: Command) -> None:
    done = tricky("compare", "red ducks", "blue ducks", "--on", "eat", "--markdown")

    assert done.status == 0
    assert not DANGEROUS.search(done.out)
    html = TABLE.render(done.out.partition("\n\n[^1]:")[0])
    assert html.count("<tr>") == 2
    assert html.count("<td>") == 3
    for tag in ("<b>", "<a ", "<code>"):
        assert tag not in html.replace("<strong>", "")
    assert "nothing \\| else" in html


@pytest.mark.parametrize("options", [(), ("--json",), ("--markdown",)])
def test_nothing_dangerous_reaches_a_pipe(tricky: Command, options: tuple[str, ...]) -> None:
    done = tricky(
        "compare", "red\x1b[31m ducks\u202e", "blue ducks\x07", "--on", "eat\x9b", *options
    )

    assert done.status == 0
    assert not DANGEROUS.search(done.out + done.err)


def test_nothing_dangerous_reaches_a_terminal_but_the_programs_own_styles(
    tricky: Command,
) -> None:
    status, written = tricky.in_terminal(
        "compare", "red ducks", "blue\x1b]0;owned\x07 ducks", "--on", "eat", NO_COLOR="1"
    )

    assert status == 0
    assert set(ESCAPES.findall(written)) <= {"\x1b[1m", "\x1b[2m", "\x1b[1;4m", "\x1b[0m"}
    assert not DANGEROUS.search(ESCAPES.sub("", written).replace("\r\n", "\n"))


# What is not there, and what cannot be asked


@pytest.mark.parametrize(
    ("pair", "note"),
    [
        (("unicorns", PAIR[1]), "The documents never mention “unicorns”."),
        ((PAIR[0], "unicorns"), "The documents never mention “unicorns”."),
        (("unicorns", "griffins"), "The documents mention neither “unicorns” nor “griffins”."),
    ],
)
def test_what_the_documents_never_mention_is_said_to_be_missing(
    essay: Command, pair: tuple[str, str], note: str
) -> None:
    done = essay("compare", *pair, "--on", "traffic")

    assert done.status == 0
    assert done.out.splitlines()[0] == note
    assert "nothing found" in done.out
    assert essay("compare", *pair, "--json").status == 0
    assert note in essay("compare", *pair, "--markdown").out


def test_an_empty_cell_is_said_to_be_empty(essay: Command) -> None:
    out = essay("compare", *PAIR, "--on", "lasagne").out

    assert out.count("nothing found") == 2
    assert "never mention" not in out
    assert "Sources" not in out


def test_a_dimension_that_comes_twice_makes_one_row(essay: Command) -> None:
    rows = essay("compare", *PAIR, "--on", "platforms", "--on", "the platform", "--json").document[
        "rows"
    ]

    assert [row["dimension"] for row in rows] == ["platforms"]


def test_it_looks_in_the_given_documents_only(essay: Command) -> None:
    inside = essay("compare", *PAIR, *ON, "--document", ESSAY_ID, "--json").document

    assert {one["document"] for one in inside["citations"]} == {ESSAY_ID}


@pytest.mark.parametrize(
    ("args", "status", "complaint"),
    [
        ([PAIR[0], PAIR[0]], 2, "both subjects are 'consumer Internet'; name two that differ"),
        (["Platforms", "the platform"], 2, "both subjects are 'Platforms'; name two that differ"),
        (["", PAIR[1]], 2, "a subject is empty"),
        ([PAIR[0], " \t"], 2, "a subject is empty"),
        ([PAIR[0], "the ?!"], 2, "the subject 'the ?!' has no word to look for"),
        ([PAIR[0], "x" * 201], 2, "a subject has 201 characters"),
        ([*PAIR, "--on", ""], 2, "a dimension is empty"),
        ([*PAIR, *(part for n in range(21) for part in ("--on", f"d{n}"))], 2, "21 dimensions"),
        ([*PAIR, "-k", "0"], 2, "k must lie between 1 and 1,000, not 0"),
        ([*PAIR, "--json", "--markdown"], 2, "--json and --markdown exclude each other"),
        ([PAIR[0]], 2, "missing argument"),
        ([*PAIR, "--document", "novel"], 3, "the index has no document 'novel'"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    essay: Command, args: list[str], status: int, complaint: str
) -> None:
    done = essay("compare", *args)

    assert done.status == status
    assert done.out == ""
    assert complaint in done.complaint


def test_bytes_that_are_no_text_are_looked_for_like_any_other(essay: Command) -> None:
    done = essay("compare", "\udcff\udcfe ducks", PAIR[1], "--on", "traffic")

    assert done.status == 0
    assert not DANGEROUS.search(done.out)


def test_help_fits_eighty_columns_and_has_no_escape_sequences(assistant: Command) -> None:
    status, written = assistant.without_index().in_terminal("compare", "--help")

    assert status == 0
    assert "\x1b" not in written
    assert widest(visible_lines(written)) <= 80


def test_the_essay_is_put_beside_the_evidence(library: Command) -> None:
    made = library("compare", "the essay", "the evidence", "--on", "platforms", "--json").document
    (row,) = made["rows"]
    cited = {one["number"]: one["document"] for one in made["citations"]}
    ours, theirs = (
        {cited[number] for one in cell["statements"] for number in one["citations"]}
        for cell in row["cells"]
    )
    assert ours == {ESSAY_ID}
    assert theirs
    assert ESSAY_ID not in theirs
