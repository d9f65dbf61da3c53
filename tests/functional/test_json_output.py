"""What `--json` prints: one document, nothing else, as its schema says."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.functional.command import ESSAY_ID, QUESTION, UNANSWERABLE, Command

SCHEMAS = sorted(
    path.name
    for path in files("assistant").joinpath("schemas").iterdir()
    if path.is_file() and path.name != "suite.schema.json"  # of what goes in, not of what comes out
)

COMMANDS = {
    "an answer": ("answer", ["ask", QUESTION]),
    "an abstention": ("answer", ["ask", UNANSWERABLE]),
    "hits": ("search", ["search", "traffic"]),
    "hits without a shared word": ("search", ["search", "zzyzx"]),
    "documents": ("documents", ["documents"]),
    "a whole document": ("show", ["show", ESSAY_ID]),
    "one paragraph": ("show", ["show", f"{ESSAY_ID}:2"]),
    "a plan": ("ingest", ["ingest", "--dry-run"]),
    "findings": ("doctor", ["doctor"]),
}


def schema(name: str) -> Any:
    return json.loads(
        files("assistant").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    )


def check(document: object, name: str) -> None:
    Draft202012Validator(schema(name)).validate(document)


@pytest.mark.parametrize("name", COMMANDS)
def test_json_is_the_only_output_and_fits_its_schema(essay: Command, name: str) -> None:
    wanted, args = COMMANDS[name]
    done = essay(*args, "--json")

    assert done.status == 0
    assert done.err == ""
    check(done.document, wanted)


def test_reports_of_ingest_and_remove_fit_the_schema(own_essay: Command) -> None:
    notes = own_essay.index.parent / "notes"
    notes.mkdir()
    (notes / "good.md").write_text("# Title\n\nBridges carry traffic.\n")
    (notes / "latin.txt").write_bytes(
        "Der Käse läuft über die Straße nach Köln.\n".encode("cp1252")
    )
    (notes / "bad.txt").write_bytes(b"\x00\x01")
    added = own_essay("ingest", notes, "--json")
    removed = own_essay("remove", "good", "--json")

    for done in (added, removed):
        assert done.status == 0
        check(done.document, "ingest")
    assert (added.document["added"], added.document["skipped"]) == (2, 1)
    assert {note["path"]: note["status"] for note in removed.document["files"]} == {
        "notes/good.md": "removed",
        "notes/bad.txt": "skipped",
    }


def test_json_goes_out_alone_even_when_the_index_is_made_first(on_essay: Command) -> None:
    done = on_essay("ask", QUESTION, "--json")

    assert done.status == 0
    check(done.document, "answer")
    assert "making an index" in done.complaint


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_valid_closed_and_explained(name: str) -> None:
    content = schema(name.removesuffix(".schema.json"))
    Draft202012Validator.check_schema(content)

    def walk(part: dict[str, Any]) -> None:
        assert part["description"].endswith("."), part
        if part.get("type") == "object" and "properties" in part:
            assert part["additionalProperties"] is False
            # Money is told where a provider reports it; everything else always is.
            assert part["required"] == [name for name in part["properties"] if name != "cost"]
            for inner in part["properties"].values():
                walk(inner)
        if "properties" in part.get("items", {}):
            walk(part["items"])

    walk(content)


def test_an_answer_has_the_promised_keys_in_the_promised_order(essay: Command) -> None:
    answer = essay("ask", QUESTION, "--json").document

    assert list(answer) == [
        "question", "answer", "abstained", "reason", "confidence", "statements", "citations",
        "model", "usage", "seconds", "standalone", "withheld", "notes", "prompts",
    ]  # fmt: skip
    assert list(answer["statements"][0]) == [
        "text", "support", "score", "citations", "attribution",
    ]  # fmt: skip
    assert list(answer["citations"][0]) == [
        "number", "document", "title", "author", "section", "paragraph", "quote", "start", "end",
        "path", "line", "sha256", "sources",
    ]  # fmt: skip
    assert answer["usage"] == {"input_tokens": 0, "output_tokens": 0}
    assert answer["model"] == "extractive"
