"""Documents chosen by topic, date and stance, on the command line and in a chat."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.functional.command import Command, visible_lines, widest
from tests.functional.terminal import CTRL_D, TAB, Terminal, terminal

LIBRARY = {
    "bees.md": "---\ntitle: On bees\ndate: 2021-05-02\ntopics: [insects, honey]\nstance: supports\n"
    "---\nBees feed on honey in winter, because no flower gives nectar then.\n",
    "ants.md": "---\ntitle: On ants\ndate: 2018\ntopics: [insects, social life of small animals]\n"
    "stance: contradicts\n---\n"
    "Ants feed on stores of seeds in winter, because the ground is frozen.\n",
    "bears.txt": "Bears feed on nothing in winter, because they sleep until spring.\n",
}
QUESTION = "What do they feed on in winter?"


@pytest.fixture(scope="module")
def animals_index(tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object) -> Path:
    from tests.functional.conftest import environment

    folder = tmp_path_factory.mktemp("animals")
    for name, text in LIBRARY.items():
        (folder / name).write_text(text)
    command = Command(env=environment(folder, cache), cwd=folder, index=folder / "index")
    done = command("ingest", *LIBRARY)
    assert done.status == 0, done.err
    return folder / "index"


@pytest.fixture
def animals(assistant: Command, animals_index: Path) -> Command:
    return assistant.at(index=animals_index)


@pytest.mark.parametrize(
    ("options", "left"),
    [
        (["--topic", "HONEY", "--topic", "Social Life  of small animals"], {"ants", "bees"}),
        (["--since", "2018-01-01", "--stance", "supports", "--document", "bees"], {"bees"}),
    ],
)
def test_every_command_looks_in_the_chosen_documents(
    animals: Command, options: list[str], left: set[str]
) -> None:
    listed = animals("documents", "--json", *options).document["documents"]
    assert {one["document"] for one in listed} == left
    hits = animals("search", QUESTION, "-k", "9", "--json", *options).document["hits"]
    assert {one["document"] for one in hits} == left
    cited = animals("ask", QUESTION, "--json", *options).document["citations"]
    assert {one["document"] for one in cited} <= left
    table = animals("compare", "bees", "ants", "--json", *options).document
    assert {one["document"] for one in table["citations"]} <= left
    unmentioned = {"bees": ["ants"], "ants": ["bees"]}
    assert table["unmentioned"] == (unmentioned[min(left)] if len(left) == 1 else [])
    talked = json.loads(animals("chat", "--json", *options, stdin=f"{QUESTION}\n").out)
    assert {one["document"] for one in talked["citations"]} <= left


def test_json_has_date_topics_and_stance(animals: Command) -> None:
    done = animals("documents", "--json")
    text = files("assistant").joinpath("schemas/documents.schema.json").read_text("utf-8")
    Draft202012Validator(json.loads(text)).validate(done.document)
    assert [
        (one["document"], one["date"], one["topics"], one["stance"])
        for one in done.document["documents"]
    ] == [
        ("ants", "2018", ["insects", "social life of small animals"], "contradicts"),
        ("bears", None, [], None),
        ("bees", "2021-05-02", ["insects", "honey"], "supports"),
    ]


def test_a_pipe_gets_topics_and_stance_on_a_line(animals: Command) -> None:
    lines = animals("documents").out.splitlines()
    assert lines[:4] == [
        "ants",
        "    On ants",
        "    2018 · 1 paragraph · ants.md",
        "    topics: insects, social life of small animals · stance: contradicts",
    ]
    assert lines[4:7] == ["bears", "    bears", "    1 paragraph · bears.txt"]
    assert len(lines) == 11


@pytest.mark.parametrize("columns", [80, 40])
def test_a_terminal_gets_lines_that_fit_it(animals: Command, columns: int) -> None:
    status, written = animals.in_terminal("documents", "--topic", "insects", columns=columns)
    assert status == 0
    lines = visible_lines(written)
    assert widest(lines) <= columns
    assert not any(line != line.rstrip() for line in lines)
    words = " ".join(" ".join(lines).split())
    assert "topics: insects, social life of small animals · stance: contradicts" in words


@pytest.mark.parametrize(
    ("options", "status", "message"),
    [
        (["--since", "soon"], 2, "'soon' is no date; write YYYY, YYYY-MM or YYYY-MM-DD"),
        (["--stance", "pro"], 3, "has the stance 'pro'; stances: contradicts, supports"),
        (["--since", "2022"], 3, "no document is dated 2022 or later; the latest is of 2021-05-02"),
        (
            ["--since", "2020", "--stance", "contradicts"],
            3,
            "no document has all of this: since 2020, stance contradicts; leave something out",
        ),
    ],
)
def test_a_mistake_gets_one_line_that_says_what_there_is(
    animals: Command, options: list[str], status: int, message: str
) -> None:
    done = animals("documents", *options)
    assert (done.status, done.out) == (status, "")
    assert message in done.complaint


@pytest.mark.parametrize(
    "command", [["ask", "Why?"], ["search", "w"], ["compare", "bees", "ants"], ["chat"]]
)
def test_a_topic_that_there_is_not_is_told_alike_by_all(
    animals: Command, command: list[str]
) -> None:
    done = animals(*command, "--topic", "hony", stdin=f"{QUESTION}\n")
    assert (done.status, done.out) == (3, "")
    assert done.complaint.endswith(
        "no document has the topic 'hony'; topics: honey, insects, social life of small animals"
    )


def test_a_date_that_is_none_is_refused_before_an_index_is_made(assistant: Command) -> None:
    assert assistant("ask", QUESTION, "--since", "soon").status == 2
    assert assistant.index
    assert not assistant.index.exists()


@pytest.mark.parametrize("name", ["ask", "search", "compare", "documents", "chat"])
def test_help_fits_eighty_columns(assistant: Command, name: str) -> None:
    status, written = assistant.without_index().in_terminal(name, "--help")
    lines = visible_lines(written)
    assert status == 0
    assert widest(lines) <= 80
    for option in ("--document DOC", "--topic TOPIC", "--since DATE", "--stance STANCE"):
        (line,) = [line for line in lines if line.startswith(f"  {option} ")]
        assert "Only " in line
        assert line.endswith(".")


# In a chat


def enter(screen: Terminal, line: str, *shown: str) -> None:
    screen.wait_for_prompt()
    screen.enter(line)
    for words in shown:
        screen.wait_for_words(words)
    screen.wait_for_prompt()


@pytest.mark.parametrize("columns", [80, 40])
def test_a_filter_is_set_shown_changed_and_taken_off(animals: Command, columns: int) -> None:
    with terminal(animals, "chat", "--topic", "insects", columns=columns) as screen:
        screen.wait_for_words("2 of 3 documents · topic insects")
        enter(screen, "/filter since 2020", "1 of 3 documents · topic insects · since 2020")
        enter(screen, QUESTION, "On bees bees.md")
        enter(screen, "/filter stance contradicts", "leave something out")
        enter(screen, "/filter topic off", "1 of 3 documents · since 2020")
        enter(screen, "/filter", "1 of 3 documents · since 2020")
        enter(screen, "/filter topic hony", "no document has the topic 'hony'; topics: honey,")
        enter(screen, "/filter off", "No filter: 3 documents. Choose by topic, since, stance or")
        enter(screen, "/filter document bears, ants", "2 of 3 documents · document bears or ants")
        enter(screen, "/help", "only documents of a topic, date, stance or id")
        screen.type(CTRL_D)
        assert screen.end() == 0
    assert widest(screen.everything().splitlines()) <= columns


def test_tab_completes_what_can_be_chosen(animals: Command) -> None:
    with terminal(animals, "chat") as screen:
        screen.wait_for_prompt()
        screen.type("/fi")
        screen.wait_for("/filter")
        screen.type(f"{TAB} to")
        screen.wait_for("topic")
        screen.type(f"{TAB} ho")
        screen.wait_for("1 document")
        screen.type(f"{TAB}\r")
        screen.wait_for_words("1 of 3 documents · topic honey")
        screen.wait_for_prompt()
        screen.type("/filter stance con")
        screen.wait_for("contradicts")
        screen.type(f"{TAB}\r")
        screen.wait_for_words("no document has all of this: topic honey, stance contradicts")
        screen.wait_for_prompt()
        screen.type(CTRL_D)
        assert screen.end() == 0


def test_a_document_named_in_front_is_looked_in_whatever_the_filter(animals: Command) -> None:
    with terminal(animals, "chat", "--topic", "honey") as screen:
        enter(screen, "@bears What do bears feed on in winter?", "bears.txt")
        screen.type(CTRL_D)
        assert screen.end() == 0


def test_a_chat_that_leaves_no_document_does_not_begin(animals: Command) -> None:
    status, written = animals.in_terminal("chat", "--topic", "hony")
    assert status == 3
    words = " ".join(written.split())
    assert words.startswith("assistant: no document has the topic 'hony'; topics: honey, insects")
