"""Nothing unproved gets out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.proof.verify import cite, verify
from assistant.answering.writers.extract import quote
from assistant.text.normalise import fold_space
from assistant.text.sentences import split_sentences
from assistant.types import (
    DraftStatement,
    Evidence,
    Origin,
    Paragraph,
    ParagraphId,
    Statement,
)
from tests.fakes import evidence, hit, origin, paragraph, paragraph_id

FIRST = paragraph("Platforms “harvest” traffic.\nFactories do not.", number=1, start=10, line=3)
SECOND = paragraph("Machines are not fast. Factories do not.", number=2, start=100, line=9)
HITS = [hit(FIRST), hit(SECOND)]


def statement(text: str, *cites: Paragraph | ParagraphId) -> DraftStatement:
    ids = (one.id if isinstance(one, Paragraph) else one for one in cites)
    return DraftStatement(text=text, cites=tuple(ids))


def verified(*statements: DraftStatement) -> list[Statement]:
    """Give the statements that stand; the others must say that nothing bears them out."""
    judged = list(verify(statements, HITS, origin))
    assert [one.text for one in judged] == [one.text for one in statements]
    for one in judged:
        assert (one.support == "unsupported") == (one.citations == ())
    return [one for one in judged if one.citations]


def test_a_quote_is_proved_in_the_source_s_own_characters() -> None:
    (proved,) = verified(statement('Platforms "harvest" traffic. Factories do not.', FIRST))
    assert (proved.support, proved.score) == ("quoted", 1.0)
    (citation,) = proved.citations
    assert citation.quote == FIRST.text
    assert (citation.start, citation.end) == (FIRST.start, FIRST.end)
    assert (citation.document, citation.paragraph, citation.number) == ("doc", 1, 1)


@pytest.mark.parametrize(
    "draft",
    [
        statement("Machines are fast.", SECOND),
        statement("Machines are not Fast.", SECOND),
        statement("Machines are not fast. Factories do.", SECOND),
        statement("Machines are not", SECOND),
        statement("are not fast.", SECOND),
        statement("not fast. Factories do not.", SECOND),
        statement("Factories do not. Machines are not fast.", SECOND),
        statement("", SECOND),
        statement(" \n", FIRST, SECOND),
    ],
    ids=lambda draft: f"{draft.text!r} {[id_.number for id_ in draft.cites]}",
)
def test_what_no_paragraph_says_is_left_out(draft: DraftStatement) -> None:
    assert verified(draft) == []
    (kept,) = verified(draft, statement("Machines are not fast.", SECOND))
    assert kept.text == "Machines are not fast."
    assert [citation.number for citation in kept.citations] == [1]


@pytest.mark.parametrize(
    "cited", [FIRST, paragraph_id("doc", 3), paragraph_id("other", 2), paragraph_id("doc", 0), None]
)
def test_a_wrong_citation_is_corrected(cited: Paragraph | ParagraphId | None) -> None:
    (proved,) = verified(statement("Machines are not fast", *([cited] if cited else [])))
    assert [citation.paragraph for citation in proved.citations] == [2]
    assert proved.citations[0].quote == "Machines are not fast."


def test_without_a_citation_one_proof_is_enough() -> None:
    (proved,) = verified(statement("Factories do not."))
    assert [citation.paragraph for citation in proved.citations] == [1]


def test_only_the_citations_that_prove_it_stay() -> None:
    (proved,) = verified(
        statement("Machines are not fast.", FIRST, paragraph_id("x", 1), SECOND, SECOND)
    )
    assert [citation.paragraph for citation in proved.citations] == [2]


def test_citations_are_numbered_in_order_of_appearance() -> None:
    proved = verified(
        statement("Factories do not.", FIRST, SECOND),
        statement("nowhere", FIRST),
        statement("Machines are not fast.", SECOND),
    )
    assert [[one.number for one in some.citations] for some in proved] == [[1, 2], [3]]


def test_a_statement_is_given_out_before_the_next_is_looked_at() -> None:
    asked: list[str] = []

    def watched(document: str) -> Origin:
        asked.append(document)
        return origin(document)

    drafts = (statement("Factories do not.", FIRST) for _ in range(2))
    statements = verify(drafts, HITS, watched)
    next(statements)
    assert len(asked) == 1


def test_a_citation_says_where_its_document_is_from() -> None:
    one = cite(
        SECOND,
        23,
        40,
        number=4,
        origin=Origin(title="T", author="A", path="p.txt", sha256="ab"),
    )
    assert (one.quote, one.start, one.number) == ("Factories do not.", 123, 4)
    assert (one.title, one.author, one.path, one.sha256) == ("T", "A", "p.txt", "ab")


@pytest.mark.parametrize(("line_break", "line"), [("\n", 4), ("\r\n", 4), ("\r", 4), ("\u2028", 3)])
def test_a_citation_s_line_is_the_one_an_editor_shows(line_break: str, line: int) -> None:
    text = f"First words{line_break}then these."
    found = paragraph(text, line=3)
    start = text.index("then")
    assert cite(found, start, len(text), number=1, origin=origin("doc")).line == line


# The writer that quotes


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip), min_size=1),
    st.integers(0, 10_000),
)
def test_all_that_the_quoting_writer_writes_is_proved(texts: list[str], start: int) -> None:
    found = paragraph(" ".join(texts), start=start)
    pieces = [
        Evidence(
            paragraph=found,
            start=start + one.start,
            end=start + one.end,
            text=one.said,
            score=1.0,
        )
        for one in split_sentences(found.text)
    ]
    for one, piece in zip(verify(quote(pieces), [hit(found)], origin), pieces, strict=True):
        assert (one.text, one.support) == (fold_space(piece.text), "quoted")


def test_the_quoting_writer_cites_where_each_sentence_stands() -> None:
    drafts = quote([evidence(SECOND, "Factories do not."), evidence(FIRST, "Factories do not.")])
    assert [one.cites for one in drafts] == [(SECOND.id,), (FIRST.id,)]


def test_the_quoting_writer_shows_no_line_breaks() -> None:
    (one,) = quote([evidence(FIRST, FIRST.text)])
    assert one.text == "Platforms “harvest” traffic. Factories do not."
