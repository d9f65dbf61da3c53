"""What a first user gets wrong: one line that says what, which and what to do next."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.command import ESSAY, ESSAY_ID, Command

WRONG_CALLS = {
    "an empty question": (["ask", ""], "the question is empty; ask one in plain language"),
    "a white-space question": (["ask", " \t\n"], "the question is empty"),
    "an empty query": (["search", ""], "the question is empty"),
    "a long question": (
        ["ask", "why?" * 5000],
        "has 20,000 characters; at most 10,000 are read; shorten it",
    ),
    "k of zero": (["ask", "why?", "-k", "0"], "k must lie between 1 and 1,000, not 0"),
    "k too large": (["search", "why?", "-k", "1001"], "k must lie between 1 and 1,000, not 1001"),
    "k that is no number": (["ask", "why?", "-k", "many"], "invalid value for '-k'"),
    "no question": (["ask"], "missing argument 'QUESTION'; see: assistant ask --help"),
    "two questions": (["ask", "why?", "how?"], "unexpected extra argument"),
    "an unknown option": (["ask", "why?", "--verbose"], "no such option: --verbose"),
    "an unknown command": (["explain"], "no such command 'explain'; see: assistant --help"),
    "no paragraph number": (
        ["show", f"{ESSAY_ID}:two"],
        f"'two' is no paragraph number; write, for example, {ESSAY_ID}:2",
    ),
    "half a paragraph number": (["show", f"{ESSAY_ID}:"], "'' is no paragraph number"),
    "a superscript paragraph number": (["show", f"{ESSAY_ID}:²"], "'²' is no paragraph number"),
}


@pytest.mark.parametrize("name", WRONG_CALLS)
def test_wrong_usage_is_one_line_and_exit_status_two(essay: Command, name: str) -> None:
    args, message = WRONG_CALLS[name]
    done = essay(*args)

    assert message in done.complaint
    assert (done.status, done.out) == (2, "")


UNKNOWN_THINGS = {
    "document to show": (["show", "novel"], "no document 'novel'; see: assistant documents"),
    "document to ask": (["ask", "why?", "--document", "novel"], "no document 'novel'"),
    "document to search": (["search", "why?", "--document", "novel"], "no document 'novel'"),
    "empty document name": (["show", ":3"], "no document ''"),
    "paragraph": (
        ["show", f"{ESSAY_ID}:21"],
        f"{ESSAY_ID} has no paragraph 21; its last is 20",
    ),
    "paragraph zero": (["show", f"{ESSAY_ID}:0"], "has no paragraph 0"),
    "source": (["remove", "novel"], "'novel' is neither a source nor a document of the index"),
    "path": (["ingest", "nowhere"], "nowhere'; check the path"),
    "path of a broken link": (["ingest", "dangling.txt"], "dangling.txt'; check the path"),
    "link to itself": (["ingest", "circle.txt"], "a symbolic link that leads to itself"),
}


@pytest.mark.parametrize("name", UNKNOWN_THINGS)
def test_an_unknown_thing_is_named(own_essay: Command, name: str) -> None:
    (own_essay.cwd / "dangling.txt").symlink_to("nothing.txt")
    (own_essay.cwd / "circle.txt").symlink_to("circle.txt")
    args, message = UNKNOWN_THINGS[name]
    done = own_essay(*args)

    assert message in done.complaint
    assert (done.status, done.out) == (3, "")


def write_nothing_readable(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "pictures").mkdir()
    (folder / "pictures" / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "readme").mkdir()
    (folder / "readme" / "README.md").write_text("A read-me file.\n")
    (folder / "program.bin").write_bytes(b"\x7fELF\x02\x01\x01\x00")
    (folder / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01\x00")
    (folder / "empty.txt").touch()
    (folder / "blank.txt").write_text(" \n\t\r\n")
    (folder / "headings.md").write_text("# Only\n\n## Headings\n")
    # No encoding that text is written in leaves these bytes without control characters.
    (folder / "noise.txt").write_bytes(bytes(range(1, 32)) * 4 + bytes(range(127, 256)) * 4)
    (folder / "damaged.txt").write_bytes("Überall Brücken für Züge. \xff".encode()[:-2] + b"\xff.")
    (folder / "half.txt").write_bytes(b"\xff\xfeh\x00a\x00l\x00f")
    (folder / "secret.txt").write_text("Nobody may read this.\n")
    os.mkfifo(folder / "pipe.txt")


UNREADABLE = {
    "empty": (
        "'place/empty' holds no text or Markdown file (.txt, .text, .md, .markdown); "
        "name another source"
    ),
    "pictures": "'place/pictures' holds no text or Markdown file",
    "readme": "'place/readme' holds no text or Markdown file",
    "program.bin": "program.bin: not a text file: it holds NUL",
    "program.txt": "program.txt: not a text file: it holds NUL",
    "empty.txt": "empty.txt: the file is empty",
    "blank.txt": "blank.txt: the file is empty",
    "headings.md": "headings.md: it holds no paragraph, only headings or markup",
    "noise.txt": "noise.txt: not a text file",
    "damaged.txt": "damaged.txt: damaged text: byte",
    "half.txt": "half.txt: damaged text: byte",
    "pipe.txt": "pipe.txt: not a regular file",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_source_without_anything_readable_is_named_with_the_reason(
    assistant: Command, name: str
) -> None:
    write_nothing_readable(assistant.cwd)
    done = assistant("ingest", name)

    assert UNREADABLE[name] in done.complaint
    assert (done.status, done.out) == (3, "")


def test_a_source_that_could_not_be_read_is_not_remembered(assistant: Command) -> None:
    (assistant.cwd / "empty.txt").touch()
    (assistant.cwd / "good.txt").write_text("Bridges carry traffic.\n")
    refused = assistant("ingest", "empty.txt")
    report = assistant("ingest", "good.txt", "--json").document

    assert refused.status == 3
    assert (report["documents"], report["skipped"]) == (1, 0)


def test_good_files_are_ingested_and_bad_ones_named_beside_them(assistant: Command) -> None:
    folder = assistant.cwd / "mixed"
    folder.mkdir()
    write_nothing_readable(folder)
    (folder / "good.txt").write_text("Bridges carry traffic.\n")
    (folder / "latin.txt").write_bytes(
        "Der Käse läuft über die Straße nach Köln, und die Bäume blühen schön.\n".encode("cp1252")
    )
    (folder / "loop").symlink_to(".", target_is_directory=True)
    (folder / "gone.txt").symlink_to("nothing.txt")
    done = assistant("ingest", folder)
    lines = done.out.splitlines()

    assert (done.status, done.err) == (0, "")
    skipped = {
        line.split()[1].rstrip(":"): line.partition(": ")[2]
        for line in lines
        if line.startswith("skipped  ")
    }
    place = "place/mixed"
    assert skipped[f"{place}/program.txt"].startswith("not a text file")
    assert skipped[f"{place}/empty.txt"] == "the file is empty"
    assert skipped[f"{place}/headings.md"].startswith("it holds no paragraph")
    assert skipped[f"{place}/pipe.txt"] == "not a regular file"
    assert skipped[f"{place}/loop"].endswith("a loop")
    assert skipped[f"{place}/gone.txt"] == "a symbolic link to nothing, or removed meanwhile"
    assert f"added    {place}/good.txt" in lines
    assert f"added    {place}/latin.txt: not UTF-8; read as cp1252" in lines
    assert lines[-2] == f"files: 3 added, {len(skipped)} skipped"


def test_bytes_in_another_encoding_are_quoted_as_what_they_say(assistant: Command) -> None:
    text = "Der Käse läuft über die Straße nach Köln, und die Bäume blühen schön."
    (assistant.cwd / "latin.txt").write_bytes(text.encode("cp1252"))
    assistant("ingest", "latin.txt")

    shown = assistant("show", "latin", "--json").document
    listed = assistant("documents", "--json").document
    assert shown["paragraphs"][0]["text"] == text
    assert listed["documents"][0]["encoding"] == "cp1252"


def test_a_file_over_the_limit_is_named_with_its_size(assistant: Command) -> None:
    (assistant.cwd / "large.txt").write_text("Bridges. " * 1000)
    done = assistant("ingest", "large.txt", ASSISTANT_MAX_FILE_MB="0.005")

    assert "large.txt: 9,000 bytes, over the limit of 5,000" in done.complaint
    assert done.status == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_named(assistant: Command) -> None:
    write_nothing_readable(assistant.cwd)
    (assistant.cwd / "secret.txt").chmod(0)
    done = assistant("ingest", "secret.txt")

    assert "may not be read; change its permissions" in done.complaint
    assert done.status == 3


def test_the_second_of_two_files_with_one_id_is_named(assistant: Command) -> None:
    (assistant.cwd / "Über uns.txt").write_text("Bridges carry traffic.\n")
    (assistant.cwd / "uber_uns.txt").write_text("Ponds freeze.\n")
    done = assistant("ingest", ".")
    documents = assistant("documents", "--json").document["documents"]

    assert done.status == 0
    assert len(documents) == 1
    first = documents[0]["path"]
    second = ({"place/Über uns.txt", "place/uber_uns.txt"} - {first}).pop()
    assert (
        f"skipped  {second}: its name gives the id 'uber-uns', which {first} has; rename one"
        in done.out
    )


def foreign_folder(index: Path) -> None:
    index.mkdir()
    (index / "holiday.jpg").touch()


def foreign_pointer(index: Path) -> None:
    index.mkdir()
    (index / "index.json").write_text('{"pages": 12}')


FOREIGN: dict[str, Callable[[Path], None]] = {
    "a folder of something else": foreign_folder,
    "a file": lambda index: index.write_text("a file") and None,
    "somebody else's index.json": foreign_pointer,
}


@pytest.mark.parametrize("command", [["ask", "why?"], ["ingest", str(ESSAY)]])
@pytest.mark.parametrize("name", FOREIGN)
def test_a_folder_that_is_no_index_is_left_alone(
    assistant: Command, name: str, command: list[str]
) -> None:
    assert assistant.index
    FOREIGN[name](assistant.index)
    before = _content(assistant.index)
    done = assistant(*command)

    assert done.complaint == (
        f"assistant: {assistant.index} holds something else than an index of this program; "
        "choose another folder with --index"
    )
    assert done.status == 3
    assert _content(assistant.index) == before


def test_an_index_that_cannot_be_made_is_named(assistant: Command) -> None:
    (assistant.cwd / "file").touch()
    done = assistant.at(index=assistant.cwd / "file" / "index")("ingest", ESSAY)

    assert "file/index cannot be written (Not a directory); choose another" in done.complaint
    assert done.status == 3


@pytest.mark.parametrize("command", [["ask", "why?"], ["ingest"]])
def test_an_index_of_another_schema_is_refused_with_the_way_out(
    own_essay: Command, command: list[str]
) -> None:
    assert own_essay.index
    pointer = own_essay.index / "index.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "schema": 99}))
    done = own_essay(*command)

    assert "has schema 99 instead of" in done.complaint
    assert "rebuild it with: assistant ingest --rebuild" in done.complaint
    assert done.status == 3


def test_rebuilding_mends_an_index_of_another_schema(own_essay: Command) -> None:
    assert own_essay.index
    pointer = own_essay.index / "index.json"
    pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "schema": 99}))
    seeds = own_essay.index.parent / "seeds"
    done = own_essay("ingest", "--rebuild", seeds)

    assert (done.status, done.err) == (0, "")
    assert own_essay("show", f"{ESSAY_ID}:2").status == 0


def pretend_model(folder: Path) -> Path:
    """Copy the default model, and change what decides the vectors."""
    from assistant.models.files import DEFAULT_MODEL, locate

    shutil.copytree(locate(DEFAULT_MODEL).folder, folder, symlinks=False)
    config = folder / "config_sentence_transformers.json"
    config.write_text('{"prompts": {"query": "question: ", "document": "passage: "}}')
    return folder


@pytest.mark.parametrize("command", [["search", "why?"], ["ingest"]])
def test_an_index_made_with_another_model_is_refused_with_the_way_out(
    own_essay: Command, tmp_path: Path, command: list[str]
) -> None:
    model = pretend_model(tmp_path / "model")
    done = own_essay(*command, ASSISTANT_EMBEDDING_MODEL=str(model))

    assert done.complaint == (
        "assistant: the index was made with the embedding model 'all-MiniLM-L6-v2' instead of "
        f"{str(model)!r}; rebuild it with: assistant ingest --rebuild"
    )
    assert done.status == 3


@pytest.mark.slow
def test_rebuilding_makes_an_index_for_another_model(own_essay: Command, tmp_path: Path) -> None:
    model = str(pretend_model(tmp_path / "model"))
    report = own_essay("ingest", "--rebuild", "--json", ASSISTANT_EMBEDDING_MODEL=model).document
    hits = own_essay("search", "traffic", "--json", ASSISTANT_EMBEDDING_MODEL=model)
    refused = own_essay("search", "traffic")

    assert report["embedded"] == 20
    assert hits.status == 0
    assert refused.status == 3
    assert "instead of 'all-MiniLM-L6-v2'" in refused.complaint


@pytest.mark.parametrize("model", ["not a name!", "{empty}"])
def test_an_unknown_model_is_named(essay: Command, tmp_path: Path, model: str) -> None:
    (tmp_path / "empty").mkdir()
    model = model.format(empty=tmp_path / "empty")
    done = essay("ask", "why?", ASSISTANT_EMBEDDING_MODEL=model)

    assert repr(model) in done.complaint
    assert "all-MiniLM-L6-v2" in done.complaint or "embedding_model" in done.complaint
    assert done.status == 3


SETTINGS = {
    "ASSISTANT_K": (
        "abc",
        "the setting k from ASSISTANT_K is 'abc'; it must be a whole number between 1 and 1,000",
    ),
    "ASSISTANT_WRONG_IN_100": ("200", "it must be a number between 0 and 100"),
    "ASSISTANT_MAX_FILE_MB": ("nan", "it must be a number between 0.000001 and 1,000,000"),
    "ASSISTANT_CACHE": ("", "the setting cache from ASSISTANT_CACHE is ''; it must not be empty"),
}


@pytest.mark.parametrize("variable", SETTINGS)
def test_a_variable_without_meaning_is_named(essay: Command, variable: str) -> None:
    value, message = SETTINGS[variable]
    done = essay("ask", "why?", **{variable: value})

    assert message in done.complaint
    assert done.status == 3


SETTINGS_FILES = {
    "an unknown setting": ("colour = 1", r"unknown setting 'colour' in .*assistant\.toml; known"),
    "a value without meaning": ("k = 0", r"k from .*assistant\.toml is 0; it must be a whole"),
    "a value of another type": ("k = [8]", r"k from .* is \[8\]; it must be text or a number"),
    "no TOML": ("k = = 8", r"assistant\.toml cannot be read: .*line 1"),
}


@pytest.mark.parametrize("name", SETTINGS_FILES)
def test_a_mistake_in_the_settings_file_is_named(essay: Command, name: str) -> None:
    content, message = SETTINGS_FILES[name]
    (essay.cwd / "assistant.toml").write_text(content)
    done = essay("ask", "why?")

    assert re.search(message, done.complaint)
    assert done.status == 3


def test_an_error_of_the_program_is_one_line_too(essay: Command, tmp_path: Path) -> None:
    # An interpreter that starts by breaking something deep inside.
    (tmp_path / "sitecustomize.py").write_text(
        "import assistant.settings\n"
        "def broken(*args, **options): raise RuntimeError('first\\nsecond')\n"
        "assistant.settings.load = broken\n"
    )
    paths = f"{tmp_path}{os.pathsep}{essay.env['PYTHONPATH']}"
    done = essay("ask", "why?", PYTHONPATH=paths)
    traced = essay("ask", "why?", PYTHONPATH=paths, ASSISTANT_DEBUG="1")

    assert done.status == 70
    assert done.complaint == (
        "assistant: an error of this program, RuntimeError: first second; "
        "please report it with the output of: ASSISTANT_DEBUG=1 assistant …"
    )
    assert "Traceback" in traced.err


def _content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {str(file): file.read_bytes() for file in files}
