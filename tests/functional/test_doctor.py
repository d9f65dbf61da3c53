"""What `assistant doctor` finds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.functional.command import SEEDS, Command


def findings(command: Command, **env: str) -> dict[str, Any]:
    return {check["name"]: check for check in command("doctor", "--json", **env).document["checks"]}


def test_all_is_well_with_a_fresh_index(essay: Command) -> None:
    done = essay("doctor")

    assert (done.status, done.err) == (0, "")
    for line in done.out.splitlines():
        assert re.match(r"(ok|note|broken) +[^:]+: .", line), line
    assert "broken" not in done.out
    found = findings(essay)
    assert "1 document, 20 paragraphs, 20 passages" in found["index"]["text"]
    assert found["embedding model"]["text"].startswith("all-MiniLM-L6-v2")
    for package in ("chromadb", "torch", "sentence-transformers", "onnxruntime", "tantivy"):
        assert re.match(r"\d+\.\d+", found[package]["text"])


def test_each_setting_says_where_it_came_from(essay: Command) -> None:
    file = essay.cwd / "assistant.toml"
    file.write_text("wrong_in_100 = 50\nk = 3\n")
    found = findings(essay, ASSISTANT_K="5")

    assert "5" in found["setting k"]["text"]
    assert "ASSISTANT_K" in found["setting k"]["text"]
    assert "50" in found["setting wrong_in_100"]["text"]
    assert str(file) in found["setting wrong_in_100"]["text"]
    assert str(essay.index) in found["setting index"]["text"]
    assert "option" in found["setting index"]["text"]
    assert "default" in found["setting max_file_mb"]["text"]
    assert str(SEEDS) in found["setting corpus"]["text"]


def test_settings_may_stand_in_pyproject_above_the_working_directory(essay: Command) -> None:
    (essay.cwd / "pyproject.toml").write_text("[tool.assistant]\nk = 4\n")
    below = essay.cwd / "a" / "b"
    below.mkdir(parents=True)
    found = findings(essay.at(cwd=below))

    assert found["setting k"]["text"].startswith("4 ")
    assert str(essay.cwd / "pyproject.toml") in found["setting k"]["text"]


def test_a_misspelt_variable_is_noted(essay: Command) -> None:
    found = findings(essay, ASSISTANT_INDX="x", ASSISTANT_DEBUG="1")

    assert found["ASSISTANT_INDX"]["verdict"] == "note"
    assert "ASSISTANT_DEBUG" not in found


def test_an_index_that_is_not_there_yet_is_no_fault(assistant: Command) -> None:
    done = assistant("doctor")

    assert done.status == 0
    assert re.search(r"^note +index: ", done.out, re.MULTILINE)
    assert assistant.index
    assert not assistant.index.exists()


def generation(command: Command) -> Path:
    assert command.index
    return next((command.index / "generations").glob("0*"))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-50])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


DAMAGES = {
    "a short catalogue": ("catalogue", lambda folder: cut(folder / "catalogue.sqlite")),
    "a flipped bit in the catalogue": (
        "catalogue",
        lambda folder: flip(folder / "catalogue.sqlite"),
    ),
    "no catalogue": ("catalogue", lambda folder: (folder / "catalogue.sqlite").unlink()),
    "an emptied database of Chroma": (
        "chroma",
        lambda folder: (folder / "chroma" / "chroma.sqlite3").write_bytes(b""),
    ),
    "a lost file of the lexical index": (
        "lexical",
        lambda folder: next((folder / "lexical").glob("*.store")).unlink(),
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_and_named_with_exit_status_three(own_essay: Command, name: str) -> None:
    part, damage = DAMAGES[name]
    damage(generation(own_essay))
    done = own_essay("doctor")

    assert (done.status, done.err) == (3, "")
    broken = [line for line in done.out.splitlines() if line.startswith("broken")]
    assert len(broken) == 1
    assert broken[0].startswith(f"broken index {part}: ")


@pytest.mark.parametrize("file", ["index.json", "generations/*/manifest.json"])
def test_a_damaged_pointer_or_manifest_is_found(own_essay: Command, file: str) -> None:
    assert own_essay.index
    next(own_essay.index.glob(file)).write_text("{")
    done = own_essay("doctor")
    asked = own_essay("ask", "why?")

    assert done.status == 3
    assert re.search(r"^broken +index: .*is damaged", done.out, re.MULTILINE)
    assert "is damaged" in asked.complaint
    assert asked.complaint.count("mend it with") == 1
    assert asked.status == 3


def test_a_missing_model_is_broken_and_all_else_is_still_examined(essay: Command) -> None:
    done = essay("doctor", ASSISTANT_EMBEDDING_MODEL="nobody/nothing")

    assert done.status == 3
    assert re.search(r"^broken +embedding model: no embedding model", done.out, re.MULTILINE)
    assert re.search(r"^broken +index: ", done.out, re.MULTILINE)


def test_secrets_are_not_shown(essay: Command) -> None:
    secret = "sk-not-to-be-seen-0123456789"
    done = essay("doctor", OPENAI_API_KEY=secret, ASSISTANT_API_KEY=secret, HF_TOKEN=secret)

    assert done.status == 0
    assert secret not in done.out + done.err
