"""Prompts are files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.writers.templates import load_template
from assistant.errors import PromptError
from assistant.settings import packed

GOOD = """---
name: hello
version: 2
slots: [who]
---
# system

Say {{"hello": true}}.

# human

I am {who}.
"""


def write(folder: Path, text: str, *, name: str = "hello") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(text, "utf-8")
    return path


def test_a_file_becomes_messages(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    template = load_template("hello", [tmp_path])
    assert (template.name, template.version) == ("hello", 2)
    assert template.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    system, human = template.fill(who="Ann")
    assert (system.type, system.content) == ("system", 'Say {"hello": true}.')
    assert (human.type, human.content) == ("human", "I am Ann.")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_fills_a_slot_is_never_a_slot(text: str) -> None:
    template = load_template("answer", [packed("prompts")])
    _, human = template.fill(question=text, paragraphs="{question} {fence}", fence="abc")
    assert str(human.content).startswith("{question} {fence}")
    assert str(human.content).endswith(f"Question: {text}")


def test_windows_line_ends_do(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("\n", "\r\n"))
    assert len(load_template("hello", [tmp_path]).fill(who="Ann")) == 2


def test_one_s_own_folder_goes_first(tmp_path: Path) -> None:
    write(tmp_path / "own", GOOD.replace("hello", "answer").replace("I am", "It is"), name="answer")
    own = load_template("answer", [tmp_path / "own", packed("prompts")])
    assert own.fill(who="x")[1].content == "It is x."
    assert load_template("standalone", [tmp_path / "own", packed("prompts")]).version >= 1


@pytest.mark.parametrize("name", ["answer", "standalone"])
def test_the_packed_prompts_are_whole(name: str) -> None:
    assert load_template(name, [packed("prompts")]).sha256


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# human\n\nhello", "does not begin with front matter"),
        (GOOD.replace("[who]", "["), "has front matter that is no YAML"),
        (GOOD.replace("name: hello", "name: other"), "needs name: hello"),
        (GOOD.replace("version: 2", "version: new"), "needs name: hello, version: a whole number"),
        (GOOD.replace("[who]", "who"), "needs name: hello"),
        (GOOD.replace("[who]", "[whom]"), r"declares the slots \['whom'\] and has \['who'\]"),
        (GOOD.replace("{who}", "nobody"), "declares the slots"),
        (GOOD.replace("{who}", "{who"), "has a brace that closes no slot"),
        (GOOD.replace("# system", "system").replace("# human", "human"), "declares the slots"),
    ],
)
def test_what_is_no_prompt_is_told(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, text)
    with pytest.raises(PromptError, match=message) as told:
        load_template("hello", [tmp_path])
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "hello.md").write_bytes(b"---\xff")
    with pytest.raises(PromptError, match="cannot be read"):
        load_template("hello", [tmp_path])


def test_a_missing_prompt_is_told(tmp_path: Path) -> None:
    with pytest.raises(PromptError, match=r"there is no prompt hello\.md in "):
        load_template("hello", [tmp_path])
