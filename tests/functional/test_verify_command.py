"""Saved answers, re-checked against the files of today."""

from __future__ import annotations

import json
from importlib.resources import files

from jsonschema import Draft202012Validator

from tests.functional.command import QUESTION, Command


def test_a_saved_answer_is_intact_until_its_source_changes(own_essay: Command) -> None:
    assert own_essay.index
    saved = own_essay.cwd / "answer.json"
    saved.write_text(own_essay("ask", QUESTION, "--json").out)
    intact = own_essay("verify", saved)
    source = own_essay.index.parent / json.loads(saved.read_text())["citations"][0]["path"]
    source.write_text(
        source.read_text("utf-8").replace("Facts have proved", "Nobody knows"), "utf-8"
    )
    stale = own_essay("verify", saved)
    document = own_essay("verify", saved, "--json")

    assert (intact.status, intact.err) == (0, "")
    assert "stale" not in intact.out
    assert (stale.status, stale.err) == (1, "")
    assert "stale" in stale.out
    assert document.document["stale"]
    schema = files("assistant").joinpath("schemas", "verify.schema.json").read_text("utf-8")
    Draft202012Validator(json.loads(schema)).validate(document.document)


def test_a_file_that_is_no_saved_answer_is_named(own_essay: Command) -> None:
    (own_essay.cwd / "notes.json").write_text('{"a": 1}')
    strange = own_essay("verify", "notes.json")
    missing = own_essay("verify", "nowhere.json")

    assert "'notes.json' holds no saved answer; save one with" in strange.complaint
    assert "'nowhere.json' cannot be read: no such file or directory" in missing.complaint
    assert (strange.status, missing.status) == (3, 3)
