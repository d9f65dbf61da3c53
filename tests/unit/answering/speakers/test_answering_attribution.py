"""Who says it, and where the answer says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.evidence.sentences import Weights, score_sentences
from assistant.answering.proof.verify import verify
from assistant.answering.speakers.attribution import attribute, sources_at, with_leads
from assistant.answering.writers.extract import quote
from assistant.text.notes import find_marks, read_reference
from assistant.types import Reference, Statement
from tests.conversations import citation
from tests.fakes import equal_rarity, hit, origin, reading

REUTERS = read_reference("Reuters via X, “A”, 2017, https://a.b")
CFO = read_reference("CFO.com, “B”, https://c.d")
NAMELESS = read_reference("https://e.f")


def said(text: str, *sources: Reference, author: str | None = "Meng Yonghui") -> Statement:
    proof = replace(citation(text), sources=sources, author=author)
    return Statement(
        text=text, support="quoted", score=1.0, citations=(proof,), attribution=attribute([proof])
    )


@pytest.mark.parametrize(
    ("sources", "author", "attribution"),
    [
        ((REUTERS,), "Editors", "Reuters (2017)"),
        ((REUTERS, CFO), "Editors", "Reuters (2017) and CFO.com"),
        ((), "Meng Yonghui", "Meng Yonghui"),
        ((), "Editors", "the editors"),
        ((NAMELESS,), "Meng Yonghui", "Meng Yonghui"),
        ((NAMELESS, CFO), None, "CFO.com"),
        ((), None, None),
    ],
)
def test_who_says_it(
    sources: tuple[Reference, ...], author: str | None, attribution: str | None
) -> None:
    assert said("It grew.", *sources, author=author).attribution == attribution


@pytest.mark.parametrize(
    "text",
    [
        "It is the opposite, which is an inference from the plan.",
        "It grew by a tenth (computed).",
        "It means little (an inference, not a statement by Reuters).",
    ],
)
def test_what_a_document_concludes_is_its_author_s(text: str) -> None:
    assert said(text, REUTERS, author="Editors").attribution == "the editors"


def test_several_citations_are_joined_and_none_is_named_twice() -> None:
    one = replace(citation("A."), sources=(REUTERS,))
    other = replace(citation("A."), author="Meng Yonghui")
    assert attribute([one, other, one]) == "Reuters (2017) and Meng Yonghui"
    assert attribute([]) is None


def leads(*statements: Statement) -> list[str]:
    led = list(with_leads(statements))
    assert [one.text for one in led] == [one.text for one in statements]
    assert all(one.shown == one.lead + one.text for one in led)
    return [one.lead for one in led]


def test_a_lead_stands_where_who_says_it_changes() -> None:
    assert leads(said("A."), said("B."), said("C.", REUTERS), said("D.")) == [
        "According to Meng Yonghui: ",
        "",
        "According to Reuters (2017): ",
        "According to Meng Yonghui: ",
    ]


def test_who_tells_of_an_essay_is_named_when_speaking_himself() -> None:
    essay = said("The essay argues that it grew.", author="Editors")
    assert leads(essay, said("It fell.", author="Editors")) == ["", "According to the editors: "]


def test_editors_who_tell_of_an_essay_after_its_author_are_named() -> None:
    essay = said("It grew.", author="Meng Yonghui")
    editors = said("The essay argues that it fell.", author="Editors")
    assert leads(essay, editors) == [
        "According to Meng Yonghui: ",
        "According to the editors: ",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        said("It grew (Reuters, 2017).", REUTERS),
        said("It grew, as Reuters reported in 2017.", REUTERS),
        said("It grew, according to a copy.", CFO),
        said("Reuters' count of 2017 shows growth.", REUTERS),
        said("A and B (“C”, 2016) expect it.", read_reference("A, B, “C”, 2016, https://a.b")),
        said("It grew, computed from Reuters and CFO.com.", REUTERS, CFO),
        said("The essay argues that it grew.", author="Editors"),
        said("The author does not think so."),
        said("Meng Yonghui believes that it grew."),
        said("It grew.", author=None),
    ],
    ids=lambda one: one.text,
)
def test_no_lead_where_the_sentence_says_it_or_nobody_knows(statement: Statement) -> None:
    assert leads(statement) == [""]


def test_a_lead_where_only_one_of_two_sources_is_named() -> None:
    assert leads(said("Reuters counted 3.", REUTERS, CFO)) == [
        "According to Reuters (2017) and CFO.com: "
    ]


SENTENCES = st.sampled_from(
    [
        "It grew[^a] fast.",
        "So it fell.[^a]",
        "(Yes, 2017).[^b][^a]",
        "`[^a]` is code.",
        "It is[^z].",
    ]
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=5).map(" ".join)
NOTES = "\n\n[^a]: Reuters, “A”, 2017, <https://a.b>.\n[^b]: A remark of our own.\n"


@given(st.lists(PARAGRAPHS, min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_quotes_of_any_markdown_are_byte_for_byte_and_statements_without_marks(
    paragraphs: list[str], line_break: str
) -> None:
    text = ("\n\n".join(paragraphs) + NOTES).replace("\n", line_break)
    found = reading("doc", text, suffix=".md")
    hits = [hit(one) for one in found.paragraphs]
    evidence = score_sentences(hits, Weights.of("it grew", equal_rarity))
    statements = list(verify(quote(evidence), hits, origin))
    assert len(statements) == len(evidence)
    for one in statements:
        assert one.support == "quoted"
        assert not find_marks(one.text, ["a", "b"])
        for proof in one.citations:
            assert found.document.text[proof.start : proof.end] == proof.quote
            assert not proof.quote.startswith("[^")
            marks = find_marks(proof.quote, ["a", "b"])
            assert not marks or marks[-1].end < len(proof.quote)
    assert not any("https" in one.text for one in found.paragraphs)


def test_the_sources_of_a_quote_are_those_of_its_own_marks() -> None:
    notes = NOTES.replace("A remark of our own", "CFO.com, “B”, <https://b.c>")
    text = f"It grew.[^a] It fell.[^b] So it goes.{notes}"
    (found,) = reading("doc", text, suffix=".md").paragraphs
    names = [
        [one.publisher for one in sources_at(found, start, end)]
        for start, end in ((0, 8), (13, 21), (26, 37), (0, 37))
    ]
    assert names == [["Reuters"], ["CFO.com"], [], ["Reuters", "CFO.com"]]


def test_in_plain_text_a_mark_is_text() -> None:
    found = reading("doc", "It grew.[^1] It fell.\n\n[^1]: Reuters, “A”, 2017, https://a.b\n")
    hits = [hit(one) for one in found.paragraphs]
    scored = score_sentences(hits, Weights.of("it grew", equal_rarity))
    assert "[^1]" in "".join(one.text for one in verify(quote(scored), hits, origin))
    assert not [one for one in found.paragraphs if one.notes]
