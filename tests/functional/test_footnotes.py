"""Footnotes from the file to the answer, on a real index of a document of the library."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.functional.command import SEEDS, Command, visible_lines, widest
from tests.functional.conftest import ingested

QUESTION = "How long did GE stop work to repair Predix?"
TWO = "What is the key to the industrial Internet, and what did GE aim at?"


@pytest.fixture(scope="session")
def noted_index(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object, seeds: Path
) -> Path:
    folder = tmp_path_factory.mktemp("noted")
    shutil.copytree(seeds, folder / "docs")
    shutil.copy(SEEDS / "ge-predix.md", folder / "docs")
    return ingested(folder, cache, "docs")


@pytest.fixture
def noted(assistant: Command, noted_index: Path) -> Command:
    return assistant.at(index=noted_index)


def test_an_answer_names_the_source_of_its_quote(noted: Command, noted_index: Path) -> None:
    found = noted("ask", QUESTION, "--json").document
    schema = files("assistant").joinpath("schemas", "answer.schema.json").read_text("utf-8")
    Draft202012Validator(json.loads(schema)).validate(found)
    cited = found["citations"][0]
    text = (noted_index.parent / cited["path"]).read_text("utf-8")
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert cited["quote"].endswith("as Reuters reported in 2017.")
    assert cited["sources"] == [
        {
            "text": "Reuters via Banker & Tradesman, “GE Shifts Strategy, Financial Targets for "
            "Digital Business after Missteps”, 2017, https://bankerandtradesman.com/"
            "ge-shifts-strategy-financial-targets-digital-business-missteps/",
            "publisher": "Reuters via Banker & Tradesman",
            "year": 2017,
            "url": "https://bankerandtradesman.com/"
            "ge-shifts-strategy-financial-targets-digital-business-missteps/",
        }
    ]
    assert found["statements"][0]["attribution"] == "Reuters (2017)"


def test_no_mark_and_no_reference_is_shown(noted: Command) -> None:
    shown = [
        noted("ask", QUESTION).out,
        noted("ask", TWO).out,
        noted("search", "Reuters goal revenue", "-k", "8").out,
        noted("show", "ge-predix").out,
        noted("show", "ge-predix:6").out,
        noted("compare", "Predix", "industrial Internet").out,
    ]
    assert not [out for out in shown if "[^" in out]
    assert "source: Reuters via Banker & Tradesman, “GE Shifts" in shown[0]
    paragraphs = noted("show", "ge-predix", "--json").document["paragraphs"]
    assert len(paragraphs) == 30
    assert not [one for one in paragraphs if "https://" in one["text"]]
    assert paragraphs[5]["sources"][0]["publisher"] == "Reuters via Banker & Tradesman"


def test_an_answer_from_essay_and_evidence_tells_them_apart(noted: Command) -> None:
    found = noted("ask", TWO, "--json").document
    assert len({one["document"] for one in found["citations"]}) == 2
    assert "According to Meng Yonghui: " in found["answer"]
    assert not [one for one in found["statements"] if one["text"].startswith("According to")]


@pytest.mark.parametrize("columns", [40, 80])
def test_sources_fit_the_terminal(noted: Command, columns: int) -> None:
    status, written = noted.in_terminal("ask", QUESTION, columns=columns, FORCE_HYPERLINK="1")
    lines = visible_lines(written)
    assert status == 0
    assert widest(lines) <= columns
    assert "https://bankerandtradesman.com/" in "".join(line.strip() for line in lines)
    assert "\x1b]8;" in written


def test_a_saved_answer_is_stale_when_its_footnote_names_another_source(
    assistant: Command, noted_index: Path, tmp_path: Path
) -> None:
    own = tmp_path / "noted"
    shutil.copytree(noted_index.parent, own)
    noted = assistant.at(index=own / "index")
    saved = noted.cwd / "answer.json"
    saved.write_text(noted("ask", QUESTION, "--json").out, "utf-8")
    without = json.loads(saved.read_text("utf-8"))
    for one in without["citations"]:
        del one["sources"]
    older = noted.cwd / "older.json"
    older.write_text(json.dumps(without), "utf-8")
    assert noted("verify", saved).status == 0
    source = own / "docs" / "ge-predix.md"
    text = source.read_text("utf-8")
    source.write_text(text.replace(": Reuters via Banker", ": Gartner via Banker"), "utf-8")
    stale = noted("verify", saved)
    assert stale.status == 1
    assert "its footnotes name Gartner (2017) today, not Reuters (2017)" in stale.out
    assert noted("verify", older).status == 0
