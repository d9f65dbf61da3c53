"""The companion documents: what they promise of themselves holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from assistant.evaluation.suite_file import load_suite
from tests.functional.command import ROOT

LIBRARY = ROOT / "library"
DOCUMENTS = sorted(LIBRARY.glob("*.md"))

KEYS = {"title", "author", "date", "language", "topics", "stance", "sources"}
MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
NOTE = re.compile(r"^\[\^([\w-]+)\]: .+, <https?://\S+>\.$", re.MULTILINE)


def parts(file: Path) -> tuple[dict[str, object], str]:
    _, front, body = file.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def test_there_are_sixteen_and_each_is_listed() -> None:
    listed = (ROOT / "docs" / "library.md").read_text("utf-8")
    assert len(DOCUMENTS) == 16
    assert all(f"`{file.name}`" in listed for file in DOCUMENTS)


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_the_front_matter_says_what_is_needed(file: Path) -> None:
    fields, _ = parts(file)
    assert set(fields) == KEYS
    assert fields["author"] == "Editors"
    assert fields["stance"] in {"supports", "contradicts", "mixed", "context"}
    assert fields["topics"]
    assert fields["sources"]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_every_footnote_is_defined_once_with_its_address_and_used(file: Path) -> None:
    _, body = parts(file)
    defined = NOTE.findall(body)
    assert len(defined) == len(set(defined)) == len(re.findall(r"^\[\^", body, re.MULTILINE))
    assert set(defined) == set(MARK.findall(body))


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.stem)
def test_the_length_is_as_promised(file: Path) -> None:
    _, body = parts(file)
    text = MARK.sub("", re.sub(r"^\[\^.*$", "", body, flags=re.MULTILINE))
    assert 900 <= len(re.findall(r"\w[\w.,%’'-]*", text)) <= 1_800
    assert (
        max(len(paragraph.split()) for paragraph in text.split("\n\n") if "|" not in paragraph)
        <= 120
    )


def test_the_suite_asks_about_documents_that_are_there() -> None:
    known = {file.stem for file in DOCUMENTS} | {"industrial-internet-not-a-copy"}
    cases = load_suite(ROOT / "evals" / "suites" / "library.yaml").cases
    assert len(cases) == 184
    assert {gold.document for case in cases for gold in case.gold} <= known
