"""Answers and the quotes that prove them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.functional.command import ESSAY, ESSAY_ID, QUESTION, ROOT, UNANSWERABLE, Command

QUESTIONS = [
    QUESTION,
    "What is the relation between the virtual economy and the real economy?",
    "What must players let go of?",
    UNANSWERABLE,
]


def check_quotes(citations: list[dict[str, Any]], folder: Path) -> None:
    """Compare each quote with the file that it names; `folder` is where paths count from."""
    assert citations
    for citation in citations:
        text = (folder / citation["path"]).read_bytes().decode("utf-8-sig")
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        # Universal newlines, so that a carriage return is a line break here too.
        before = text[: citation["start"]].replace("\r\n", "\n").replace("\r", "\n")
        assert citation["line"] == before.count("\n") + 1


def test_the_demo_question_cites_the_second_paragraph_of_the_checkouts_essay(
    assistant: Command,
) -> None:
    assistant("ingest", ESSAY)
    answer = assistant.at(cwd=ROOT)("ask", QUESTION, "--json").document

    assert not answer["abstained"]
    places = {(citation["document"], citation["paragraph"]) for citation in answer["citations"]}
    assert (ESSAY_ID, 2) in places
    assert {citation["path"] for citation in answer["citations"]} == {str(ESSAY)}
    check_quotes(answer["citations"], ROOT)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_in_the_file_at_its_offsets_and_line(essay: Command, question: str) -> None:
    answer = essay("ask", question, "--json").document

    assert essay.index
    check_quotes(answer["citations"], essay.index.parent)


def test_quotes_hold_in_files_with_any_line_ends(assistant: Command) -> None:
    folder = assistant.cwd
    lines = [
        "# Bridges 🌉",
        "",
        "Cafe\u0301s and *bridges*",
        "carry **wagons**.",
        "",
        "Ponds freeze.",
    ]
    styles = {"unix": ("", "\n"), "windows": ("\ufeff", "\r\n"), "old-mac": ("", "\r")}
    for name, (mark, end) in styles.items():
        (folder / f"{name}.md").write_bytes((mark + end.join(lines)).encode())
    assistant("ingest", folder)

    assert assistant.index
    for name in styles:
        done = assistant("ask", "What do bridges carry?", "--document", name, "--json")
        citations = done.document["citations"]
        check_quotes(citations, assistant.index.parent)
        assert citations[0]["document"] == name
        assert citations[0]["line"] == 3


def test_each_statement_shows_the_numbers_of_its_citations(essay: Command) -> None:
    answer = essay("ask", QUESTION, "--json").document

    numbers = [citation["number"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for statement in answer["statements"]:
        marks = "".join(f"[{number}]" for number in statement["citations"])
        assert f"{statement['text']} {marks}" in answer["answer"]
        assert statement["support"] == "quoted"


def test_the_text_output_names_title_author_section_paragraph_and_line(essay: Command) -> None:
    out = essay("ask", QUESTION).out

    assert "Sources" in out
    assert "The Industrial Internet is not a 'copy' of the consumer Internet, Meng Yonghui" in out
    assert "seeds/industrial-internet-not-a-copy.txt" in out
    assert "] paragraph 2, line 4" in out
    assert "“Facts have proved that compared with the scale of C-end traffic" in out


def test_an_abstention_shows_the_nearest_paragraphs(essay: Command) -> None:
    done = essay("ask", UNANSWERABLE)
    document = essay("ask", UNANSWERABLE, "--json").document

    assert done.status == 0
    assert done.out.startswith("The documents do not answer this question.\n\nNearest paragraphs\n")
    assert document["abstained"]
    assert document["reason"] == "no_evidence"
    assert document["statements"] == []
    assert len(document["citations"]) == 3
    assert document["answer"].startswith("The documents do not answer this question.")


@pytest.mark.parametrize(("question", "status"), [(QUESTION, 0), (UNANSWERABLE, 4)])
def test_strict_turns_an_abstention_into_exit_status_four(
    essay: Command, question: str, status: int
) -> None:
    done = essay("ask", "--strict", question)

    assert done.status == status
    assert done.out
    assert done.err == ""


def test_a_hyphen_reads_the_question_from_standard_input(essay: Command) -> None:
    answer = essay("ask", "-", "--json", stdin=f"  {QUESTION}\n").document

    assert answer["question"] == QUESTION
    assert not answer["abstained"]


def test_a_question_on_standard_input_may_be_no_valid_utf8(essay: Command) -> None:
    done = essay("ask", "-", "--json", stdin=b"Why does traffic \xff fail?")

    assert done.status == 0
    assert done.err == ""


def test_a_question_in_the_arguments_may_be_no_valid_utf8(essay: Command) -> None:
    done = essay("ask", "Why does traffic \udcff fail?", "--json")

    assert done.status == 0
    assert done.document["question"] == "Why does traffic ? fail?"


def test_a_document_restricts_where_to_look(own_essay: Command) -> None:
    assert own_essay.index
    notes = own_essay.index.parent / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("Harvesting traffic fails in towns because roads are narrow.\n")
    (notes / "b.txt").write_text("Harvesting apples begins in autumn.\n")
    own_essay("ingest", notes)

    def cited(*options: str) -> set[str]:
        answer = own_essay("ask", QUESTION, "--json", *options).document
        return {citation["document"] for citation in answer["citations"]}

    assert cited("--document", "a") == {"a"}
    assert cited("--document", ESSAY_ID) == {ESSAY_ID}
    assert cited("--document", "a", "--document", "b") <= {"a", "b"}
    hits = own_essay("search", "harvesting", "--document", "b", "--json").document["hits"]
    assert [hit["document"] for hit in hits] == ["b"]


def test_k_limits_the_paragraphs(essay: Command) -> None:
    answer = essay("ask", QUESTION, "-k", "1", "--json").document
    hits = essay("search", "traffic", "-k", "2", "--json").document["hits"]

    assert len({citation["paragraph"] for citation in answer["citations"]}) == 1
    assert len(hits) == 2
    assert hits[0]["score"] >= hits[1]["score"]


def test_a_question_may_begin_with_a_hyphen_behind_two(essay: Command) -> None:
    line = essay.line(["ask", "--json"])
    done = Command(env=essay.env, cwd=essay.cwd, start=tuple(line))("--", "-why traffic?")

    assert done.status == 0
    assert done.document["question"] == "-why traffic?"
