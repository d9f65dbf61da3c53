"""Suites as they are written, and what is said of those that are not right."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assistant.errors import SuiteError
from assistant.evaluation.case import Gold, Pattern, select
from assistant.evaluation.suite_file import load_suite
from assistant.evaluation.suite_format import schema

WHOLE = """\
name: bees
description: About bees.
cases:
  - id: winter
    question: How do bees survive the winter?
    tags: [how, lookup]
    answerable: true
    critical: true
    gold:
      - {document: bees, paragraph: 1, starts: "Bees survive", grade: 2}
      - {document: bees, paragraph: 2, starts: "A hive"}
    facts:
      - [they cluster, {regex: "cluster(ing|s)?"}]
      - [around the queen]
    forbidden:
      - they fly south
    reference: They cluster around the queen.
    notes: Plain.
  - id: and-honey
    question: And how much honey?
    history: [How do bees survive the winter?]
    answerable: false
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bees.yaml"


def complaint(path: Path) -> str:
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_suite_is_read_with_every_field_and_line(file: Path) -> None:
    file.write_text(WHOLE)

    suite = load_suite(file)

    assert (suite.name, suite.description, suite.path) == ("bees", "About bees.", str(file))
    winter, honey = suite.cases
    assert (winter.id, winter.line, honey.line) == ("winter", 4, 19)
    assert winter.gold[1] == Gold(document="bees", paragraph=2, starts="A hive", grade=2)
    assert winter.facts[0][1] == Pattern(text="cluster(ing|s)?", is_regex=True)
    assert winter.forbidden == (Pattern(text="they fly south"),)
    assert winter.references == ("They cluster around the queen.",)
    assert (winter.critical, honey.critical, honey.answerable) == (True, False, False)


def test_the_cases_of_a_conversation_are_one_cluster_unless_the_suite_says_otherwise(
    file: Path,
) -> None:
    file.write_text(WHOLE)
    winter, honey = load_suite(file).cases
    assert winter.group == honey.group

    file.write_text(WHOLE.replace("    answerable: false", "    answerable: false\n    cluster: x"))
    assert load_suite(file).cases[1].group == "x"


def test_a_suite_names_the_documents_and_a_case_may_name_others(file: Path) -> None:
    file.write_text(
        WHOLE.replace("cases:", "documents: [bees]\ncases:").replace(
            "    answerable: false", "    answerable: false\n    documents: [honey, wax]"
        )
    )
    winter, honey = load_suite(file).cases
    assert winter.documents == ("bees",)
    assert honey.documents == ("honey", "wax")


def test_json_lines_hold_a_case_a_line_and_the_file_names_the_suite(tmp_path: Path) -> None:
    path = tmp_path / "short.jsonl"
    case = {"id": "one", "question": "Why?", "answerable": True, "reference": ["Because.", "So."]}
    path.write_text(json.dumps(case) + "\n\n" + json.dumps({**case, "id": "two"}) + "\n")

    suite = load_suite(path)

    assert suite.name == "short"
    assert [(one.id, one.line) for one in suite.cases] == [("one", 1), ("two", 3)]
    assert suite.cases[0].references == ("Because.", "So.")


def test_the_fingerprint_follows_what_is_asked_and_not_the_notes(file: Path) -> None:
    file.write_text(WHOLE)
    before = load_suite(file)
    file.write_text("# A comment.\n" + WHOLE.replace("Plain.", "Plainer."))
    assert load_suite(file).sha256 == before.sha256
    file.write_text(WHOLE.replace("they cluster", "they sleep"))
    assert load_suite(file).sha256 != before.sha256


def test_the_published_schema_is_the_one_that_is_enforced() -> None:
    published = json.loads(
        files("assistant").joinpath("schemas", "suite.schema.json").read_text("utf-8")
    )
    Draft202012Validator.check_schema(published)
    assert published == schema()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("tags: [how, lookup]", "tags: [how, lookup", 7, "not valid YAML"),
        ("question: How do", "qestion: How do", 4, "question"),
        ("tags: [how, lookup]", "tag: [how]", 6, "case 'winter': tag:"),
        ("paragraph: 1", "paragraph: 0", 10, "greater than or equal to 1"),
        ("paragraph: 1", "paragraph: one", 10, "valid integer"),
        ("grade: 2", "grade: 3", 10, "1 or 2"),
        ("id: and-honey", "id: winter", 19, "'winter' is also in line 4"),
        ("id: and-honey", "id: And honey", 19, "pattern"),
        ("answerable: true", "answerable: maybe", 7, "boolean"),
        ("answerable: true", "answerable: false", 4, "neither facts nor a reference"),
        ('"cluster(ing|s)?"', '"cluster("', 13, "no regular expression"),
        ("paragraph: 2, starts", "paragraph: 1, starts", 4, "given twice"),
        ("    critical: true\n", "    critical: true\n    critical: false\n", 9, "twice"),
        ("name: bees", "name: Bees!", 1, "name"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    file: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in WHOLE
    file.write_text(WHOLE.replace(old, new))
    message = complaint(file)
    assert message.startswith(f"{file}:{line}: "), message
    assert words in message


@pytest.mark.parametrize("text", ["", "name: x\n", "name: x\ncases: []\n", "- a\n", "&a [*a]\n"])
def test_an_empty_suite_is_refused(file: Path, text: str) -> None:
    file.write_text(text)
    assert "no cases" in complaint(file)


def test_an_empty_json_lines_suite_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("\n")
    assert "no cases" in complaint(tmp_path / "x.jsonl")


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "a"\n')
    assert complaint(tmp_path / "x.jsonl").startswith(f"{tmp_path / 'x.jsonl'}:1: not valid JSON")


def test_a_file_that_is_not_there_or_no_text_or_no_suite_is_named(tmp_path: Path) -> None:
    assert "no such file" in complaint(tmp_path / "absent.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\xfa")
    assert "UTF-8" in complaint(tmp_path / "bytes.yaml")
    (tmp_path / "suite.txt").write_text(WHOLE)
    assert "neither a .yaml nor a .jsonl" in complaint(tmp_path / "suite.txt")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_a_suite_or_gets_one_line(tmp_path_factory: pytest.TempPathFactory, text: str):
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    assert str(caught.value).startswith(f"{path}:")


def test_cases_are_chosen_by_tag_id_and_number_in_the_suite_s_order(file: Path) -> None:
    file.write_text(WHOLE)
    suite = load_suite(file)
    assert [case.id for case in select(suite, tags=["how", "why"])] == ["winter"]
    assert [case.id for case in select(suite, ids=["and-honey", "winter"])] == [
        "winter",
        "and-honey",
    ]
    assert [case.id for case in select(suite, limit=1)] == ["winter"]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (Pattern(text="the author's  view"), "In THE AUTHOR’S view", True),
        (Pattern(text="so-called “feedback”"), 'the so‑called\n"Feedback"', True),
        (Pattern(text="not huge"), "B-end traffic is huge", False),
        (
            Pattern(text="B-(end|side) .* not huge", is_regex=True),
            "b‑side traffic is not huge",
            True,
        ),
        (Pattern(text="^huge$", is_regex=True), "not huge", False),
    ],
)
def test_words_are_found_whatever_their_typography(
    pattern: Pattern, text: str, found: bool
) -> None:
    assert pattern.is_in(text) is found
