"""Control characters and terminal escapes in documents, file names and questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.command import COLOURS, DANGEROUS, ESCAPES, Command

RED, BELL, TITLE = "\x1b[31m", "\x07", "\x1b]0;owned\x07"
C1_RED, OVERRIDE, ISOLATE, BACKSPACE = "\x9b31m", "\u202e", "\u2067", "\x08"
EVERYTHING = f"{RED}{BELL}{TITLE}{C1_RED}{OVERRIDE}{ISOLATE}{BACKSPACE}\x7f\x00"

TEXT = (
    f"A {RED}red{OVERRIDE} title\nText / {C1_RED}Mallory{BELL}\n\n"
    f"Harvesting{RED} traffic{BELL} fails{TITLE} because{C1_RED} of{OVERRIDE} tricks{ISOLATE}"
    f"{BACKSPACE}\x7f in the essay of bad manners and long sentences about traffic.\n"
)
MARKDOWN = (
    '---\ntitle: "Hidden \\e[31m title"\nauthor: "\\x9bMallory"\ndate: "\\u202e2024"\n---\n\n'
    f"# Section {RED}red{OVERRIDE}\n\nHarvesting {C1_RED}apples fails in winter{BELL}.\n"
)
EVIL_NAME = f"evil{RED}{OVERRIDE}{BELL} name.md"

COMMANDS = {
    "ask": ["ask", f"Why does harvesting {EVERYTHING[:-1]} traffic fail?"],
    "ask in vain": ["ask", f"Lasagne {EVERYTHING[:-1]}?"],
    "search": ["search", f"harvesting {EVERYTHING[:-1]}"],
    "documents": ["documents"],
    "show text": ["show", "tricks"],
    "show Markdown": ["show", "{evil}"],
    "ingest": ["ingest"],
    "doctor": ["doctor"],
}


@pytest.fixture(scope="module")
def evil_index(tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object) -> Path:
    from tests.functional.conftest import environment

    folder = tmp_path_factory.mktemp("evil")
    (folder / f"library {RED}").mkdir()
    library = folder / f"library {RED}"
    (library / "tricks.txt").write_text(TEXT, "utf-8")
    (library / EVIL_NAME).write_text(MARKDOWN, "utf-8")
    (library / f"empty{RED}.txt").touch()
    command = Command(env=environment(folder, cache), cwd=folder, index=folder / "index")
    done = command("ingest", library)
    assert done.status == 0, done.err
    assert not DANGEROUS.search(done.out + done.err)
    return folder / "index"


@pytest.fixture
def evil(assistant: Command, evil_index: Path) -> Command:
    return assistant.at(index=evil_index)


def arguments(evil: Command, name: str) -> list[str]:
    listed = evil("documents", "--json").document["documents"] if "{evil}" in COMMANDS[name] else []
    ids = [one["document"] for one in listed if one["document"] != "tricks"]
    return [part.replace("{evil}", *ids) if "{evil}" in part else part for part in COMMANDS[name]]


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_dangerous_reaches_a_pipe(evil: Command, name: str) -> None:
    done = evil(*arguments(evil, name))

    assert done.status == 0
    assert done.out
    assert not DANGEROUS.search(done.out + done.err)


@pytest.mark.parametrize("name", ["ask", "search", "show text", "ingest"])
def test_nothing_dangerous_reaches_a_terminal_but_the_programs_own_styles(
    evil: Command, name: str
) -> None:
    status, written = evil.in_terminal(*arguments(evil, name), NO_COLOR="1")

    assert status == 0
    assert not COLOURS.search(written)
    assert set(ESCAPES.findall(written)) <= {"\x1b[1m", "\x1b[2m", "\x1b[0m"}
    assert not DANGEROUS.search(ESCAPES.sub("", written).replace("\r\n", "\n"))


@pytest.mark.parametrize("name", ["ask", "documents", "ingest", "show Markdown", "show text"])
def test_json_escapes_it_and_loses_nothing(evil: Command, name: str) -> None:
    done = evil(*arguments(evil, name), "--json")

    assert not DANGEROUS.search(done.out + done.err)
    if name == "ask":
        assert done.document["question"] == COMMANDS["ask"][1]
    if name == "show text":
        texts = [paragraph["text"] for paragraph in done.document["paragraphs"]]
        assert TEXT.splitlines()[-1] in texts
    if name == "show Markdown":
        assert done.document["title"] == f"Hidden {RED} title"
        assert done.document["author"] == "\x9bMallory"


def test_what_is_dangerous_is_shown_by_its_code_point(evil: Command) -> None:
    out = evil("show", "tricks").out

    assert "fails<1B>]0;owned<07> because<9B>31m of<202E> tricks<2067><08><7F> in" in out


@pytest.mark.parametrize(
    "args",
    [
        ["show", f"novel{EVERYTHING[:-1]}"],
        ["ingest", f"nowhere{EVERYTHING[:-1]}"],
        ["remove", f"novel{EVERYTHING[:-1]}"],
        ["ask", "why?", f"--option{EVERYTHING[:-1]}"],
        [f"command{EVERYTHING[:-1]}"],
    ],
)
def test_complaints_show_arguments_harmlessly(evil: Command, args: list[str]) -> None:
    done = evil(*args)

    assert done.status in {2, 3}
    assert not DANGEROUS.search(done.complaint)
