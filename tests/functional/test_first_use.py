"""The first command on a machine, and what each command loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.command import (
    ESSAY_ID,
    QUESTION,
    SEEDS,
    UNANSWERABLE,
    Command,
    packages,
)

TRAINING_LIBRARIES = {"torch", "transformers", "sentence_transformers"}

READERS = {
    "ask": ["ask", QUESTION],
    "ask in vain": ["ask", UNANSWERABLE],
    "search": ["search", "traffic"],
    "documents": ["documents"],
    "show": ["show", f"{ESSAY_ID}:2"],
    "doctor": ["doctor"],
    "ingest of nothing new": ["ingest"],
}


def test_the_first_command_makes_the_index_of_the_seeds_by_itself(assistant: Command) -> None:
    done = assistant("search", "traffic")
    assert assistant.index

    assert done.status == 0
    assert done.out
    assert done.complaint == (f"assistant: making an index of {SEEDS} in {assistant.index}")
    documents = assistant("documents", "--json").document["documents"]
    assert len(documents) == 17
    assert ESSAY_ID in {document["document"] for document in documents}


def test_the_first_command_may_be_one_that_searches_nothing(on_essay: Command) -> None:
    done = on_essay("documents")

    assert done.status == 0
    assert ESSAY_ID in done.out
    assert done.complaint.startswith("assistant: making an index of ")


def test_outside_a_checkout_the_index_goes_into_the_users_data_folder(on_essay: Command) -> None:
    done = on_essay.without_index()("ask", QUESTION)
    data = on_essay.env["XDG_DATA_HOME"]

    assert done.status == 0
    assert f"in {data}/industrial-internet-assistant/index" in done.complaint
    assert list(on_essay.cwd.iterdir()) == []


def test_the_first_use_in_a_terminal_shows_progress_and_leaves_nothing_of_it(
    on_essay: Command,
) -> None:
    status, written = on_essay.in_terminal("ask", QUESTION)

    assert status == 0
    assert "paragraphs" in written.partition("They tried")[0]
    # The bar's line is erased before the answer is written over it.
    assert "\x1b[2K" in written
    assert written.count("\x1b[?25l") == written.count("\x1b[?25h")


def test_a_second_ingest_embeds_nothing(assistant: Command, seeds: Path) -> None:
    first = assistant("ingest", seeds, "--json").document
    second = assistant("ingest", "--json").document

    assert (first["added"], first["embedded"]) == (1, 20)
    assert (second["unchanged"], second["embedded"], second["files"]) == (1, 0, [])
    assert {first["paragraphs"], second["paragraphs"]} == {20}


def test_a_changed_file_is_embedded_anew_only_where_it_changed(own_essay: Command) -> None:
    assert own_essay.index
    file = own_essay.index.parent / "seeds" / f"{ESSAY_ID}.txt"
    file.write_text(file.read_text("utf-8") + "\nA bridge was built in the meantime.\n", "utf-8")
    report = own_essay("ingest", "--json").document

    assert (report["changed"], report["embedded"], report["paragraphs"]) == (1, 1, 21)


def test_a_removed_document_is_gone_and_stays_gone(own_essay: Command) -> None:
    assert own_essay.index
    (own_essay.index.parent / "seeds" / "bridge.txt").write_text("Bridges carry traffic.\n")
    own_essay("ingest")
    removed = own_essay("remove", "bridge")
    again = own_essay("ingest", "--json").document

    assert removed.status == 0
    assert "removed  seeds/bridge.txt" in removed.out
    assert (again["documents"], again["added"]) == (1, 0)


@pytest.mark.parametrize("name", READERS)
def test_no_command_loads_the_training_libraries_to_read_an_index(
    essay: Command, name: str
) -> None:
    loaded = packages(essay.imports(*READERS[name]))

    assert "assistant" in loaded
    assert not loaded & TRAINING_LIBRARIES


def test_a_few_new_paragraphs_are_embedded_without_the_training_libraries(
    on_essay: Command,
) -> None:
    assert not packages(on_essay.imports("ask", QUESTION)) & TRAINING_LIBRARIES


@pytest.mark.parametrize("args", [["--help"], ["ask", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(assistant: Command, args: list[str]) -> None:
    modules = assistant.without_index().imports(*args)
    heavy = {"chromadb", "langchain_core", "numpy", "onnxruntime", "rich", "tantivy", "yaml"}

    assert not packages(modules) & (heavy | TRAINING_LIBRARIES)
    assert "assistant.facade.assistant" not in modules


def test_without_a_command_the_help_goes_to_standard_error(assistant: Command) -> None:
    done = assistant.without_index()()

    assert (done.status, done.out) == (2, "")
    assert 'Start with: assistant ask "QUESTION"' in done.err


def test_every_command_is_called_assistant_in_its_help(assistant: Command) -> None:
    done = assistant.without_index()("ask", "--help")

    assert done.out.startswith("Usage: assistant ask ")
    assert "QUESTION" in done.out.splitlines()[0]
