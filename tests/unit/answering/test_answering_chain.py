"""The order of things, from hits to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.chain import Chain, Part
from assistant.answering.evidence.close_reading import Read
from assistant.answering.found import Finder
from assistant.answering.writers.generate import ModelWriter
from assistant.answering.writers.templates import load_template
from assistant.errors import ModelError, NoReplyError
from assistant.reading.reader import Reading
from assistant.settings import packed
from assistant.types import Answer, CloseReading, Hit, Statement
from tests.fakes import Script, equal_rarity, hit, origin, paragraph, reading

QUESTION = "Why does harvesting traffic fail?"
HITS = [
    hit(paragraph("Weather. Harvesting traffic fails because it is dear.", number=1), dense=0.9),
    hit(paragraph("Traffic grows. Harvesting goes on.", number=2), score=0.5, dense=0.3),
    hit(paragraph("Rain falls.", number=3), score=0.2, dense=0.1, lexical=None),
    hit(paragraph("Snow falls.", number=4), score=0.1, dense=0.1, lexical=None),
]


FINDER = Finder(rarity=equal_rarity, origins=origin, paragraph=lambda _: None)


def events(
    hits: list[Hit], *, question: str = QUESTION, threshold: float = 0.0, **options: Any
) -> list[Statement | Answer]:
    chain = Chain(finder=replace(FINDER, read=options.get("read")), threshold=threshold)
    alone = options.get("alone", question)
    return list(chain.stream(question, [Part(question=alone, hits=hits)], alone=alone, started=0.0))


def answer(hits: list[Hit], **options: Any) -> Answer:
    last = events(hits, **options)[-1]
    assert isinstance(last, Answer)
    return last


def test_an_answer_is_its_statements_with_their_numbers() -> None:
    found = answer(HITS)
    assert not found.abstained
    assert found.reason is None
    assert found.question == QUESTION
    assert found.statements[0].text == "Harvesting traffic fails because it is dear."
    assert found.text.startswith("Harvesting traffic fails because it is dear. [1]")
    assert [citation.number for citation in found.citations] == [
        number for number, _ in enumerate(found.citations, start=1)
    ]
    assert found.citations == tuple(
        citation for one in found.statements for citation in one.citations
    )
    assert found.model == "extractive"
    assert found.nearest == tuple(HITS)
    assert found.seconds > 0


def test_where_a_question_names_a_document_both_sides_are_heard() -> None:
    ours = hit(paragraph("Harvesting traffic fails because it is dear.", document="essay"))
    theirs = hit(paragraph("Traffic of lorries fails seldom.", document="study"), score=0.2)
    named = Part(question="Why does harvesting traffic fail?", hits=[ours])
    part = Part(
        question="Why does harvesting fail, as the essay has it?", hits=[theirs], named=named
    )
    chain = Chain(finder=FINDER, threshold=0.0)
    *_, last = chain.stream(part.question, [part], alone=part.question, started=0.0)
    assert isinstance(last, Answer)
    assert [citation.document for citation in last.citations] == ["essay", "study"]
    assert last.nearest == (ours, theirs)


def test_a_document_that_does_not_know_is_believed() -> None:
    known = hit(paragraph("The reason for failing traffic was not found.", number=1), dense=0.9)
    found = answer([HITS[1], known], question="Why does traffic fail?", threshold=0.2)
    assert found.abstained
    assert found.citations[0].quote == "The reason for failing traffic was not found."
    asked = answer([known], question="Which reason for failing traffic was not found?")
    assert asked.statements[0].text == "The reason for failing traffic was not found."


def test_an_answer_from_two_documents_says_who_says_what() -> None:
    essay = reading(
        "essay", "Title\nBy Meng Yonghui\n\nHarvesting traffic fails because it is dear."
    )
    notes = "[^1]: Reuters, “A”, 2017, <https://a.b>."
    study = reading(
        "study",
        f"---\nauthor: Editors\n---\nHarvesting traffic fails because it is scarce.[^1]\n\n{notes}",
        suffix=".md",
    )
    hits = [hit(essay.paragraphs[0], dense=0.9), hit(study.paragraphs[0], score=0.9, dense=0.9)]
    authors = {one.document.id: one.document.author for one in (essay, study)}
    finder = replace(FINDER, origins=lambda name: replace(origin(name), author=authors[name]))
    chain = Chain(finder=finder, threshold=0.0)
    parts = [Part(question=QUESTION, hits=hits)]
    *streamed, both = chain.stream(QUESTION, parts, alone=QUESTION, started=0.0)
    *_, one = chain.stream(
        QUESTION, [Part(question=QUESTION, hits=hits[:1])], alone=QUESTION, started=0.0
    )
    assert isinstance(both, Answer)
    assert isinstance(one, Answer)
    assert both.text == (
        "According to Meng Yonghui: Harvesting traffic fails because it is dear. [1] "
        "According to Reuters (2017): Harvesting traffic fails because it is scarce. [2]"
    )
    assert tuple(streamed) == both.statements
    assert [each.text for each in both.statements] == [
        "Harvesting traffic fails because it is dear.",
        "Harvesting traffic fails because it is scarce.",
    ]
    assert one.text == "Harvesting traffic fails because it is dear. [1]"
    assert one.statements[0].attribution == "Meng Yonghui"


def test_statements_come_one_by_one_and_the_answer_last() -> None:
    *statements, last = events(HITS)
    assert isinstance(last, Answer)
    assert tuple(statements) == last.statements


def test_a_threshold_above_the_confidence_means_abstention_with_the_nearest() -> None:
    found = answer(HITS, threshold=1.0)
    assert found.abstained
    assert found.reason == "no_evidence"
    assert found.statements == ()
    assert found.text == "The documents do not answer this question. Nearest to it: [1][2][3]"
    assert [citation.paragraph for citation in found.citations] == [1, 2, 3]
    assert [citation.number for citation in found.citations] == [1, 2, 3]
    assert 0 < found.confidence < 1
    assert found.citations[0].quote == "Harvesting traffic fails because it is dear."


def test_sentences_without_a_word_of_the_question_are_no_answer_whatever_the_threshold() -> None:
    found = answer(HITS[2:])
    assert found.abstained
    assert found.confidence == 0
    assert [citation.quote for citation in found.citations] == ["Rain falls.", "Snow falls."]


def test_without_hits_it_abstains_and_cites_nothing() -> None:
    found = answer([])
    assert (found.abstained, found.citations) == (True, ())
    assert found.text == "The documents do not answer this question."


def test_the_question_as_it_stands_alone_is_answered_and_the_one_asked_is_shown() -> None:
    found = answer(HITS, question="Why?", alone=QUESTION)
    assert not found.abstained
    assert found.question == "Why?"
    assert answer(HITS, question="Why?").abstained


# Every citation ever returned, over documents of every kind

WORDS = st.sampled_from(
    [
        "traffic", "Traffic.", "harvest", "fails", "e\u0301te\u0301", "Ünï", "👩\u200d🏭", "产业。",
        "“so”", "it’s", "—", "3.5", "1.", "*", "_x_", "`code`", "#", "> q", "| a | b |", "- ",
        "&amp;", "<b>", "\u200b", "\u00ad", "\u2028", "\x0c", "\ufeff", "𝔘", "\u0301", "[link](u)",
        "\\*",
    ]
)  # fmt: skip
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n\n\n", " \n", "\n    "])
SOURCES = st.lists(st.one_of(WORDS, WORDS, WORDS, BREAKS, st.just(" ")), min_size=1).map(" ".join)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def read_or_none(text: str, suffix: str) -> Reading | None:
    from assistant.errors import UnreadableFileError

    try:
        return reading("doc", text, suffix=suffix)
    except UnreadableFileError:
        return None


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("threshold", [0.0, 1.0])
@given(text=SOURCES | ANYTHING)
def test_every_quote_is_the_document_s_text_at_its_offsets(
    text: str, suffix: str, threshold: float
) -> None:
    one = read_or_none(f"Traffic fails here.\n\n{text}\n\nHarvesting {text}", suffix)
    if one is None:
        return
    hits = [hit(found) for found in one.paragraphs]

    found = answer(hits, threshold=threshold)

    assert found.citations
    lines = one.document.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for citation in found.citations:
        assert one.document.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        (cited,) = (some for some in one.paragraphs if some.number == citation.paragraph)
        assert cited.start <= citation.start <= citation.end <= cited.end
        assert citation.quote.split()[0] in lines[citation.line - 1]
    for statement in found.statements:
        assert statement.citations


# A language model in the chain


TEMPLATE = load_template("answer", [packed("prompts")])


def modelled(*pieces: str, error: Exception | None = None, **options: Any) -> Answer:
    """Answer with a model that says so; only quotes are proved."""
    script = Script(pieces, error=error)
    writer = ModelWriter(
        chat=script,
        template=TEMPLATE,
        count_tokens=lambda texts: [len(text.split()) for text in texts],
        budget=options.pop("budget", 1_000),
    )
    chain = Chain(
        finder=FINDER,
        threshold=options.pop("threshold", 0.0),
        writer=writer,
    )
    parts = [Part(question=QUESTION, hits=options.get("hits", HITS))]
    *_, last = chain.stream(QUESTION, parts, alone=QUESTION, started=0.0)
    assert isinstance(last, Answer)
    numbers = [citation.number for citation in last.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    return last


FAILS = "Harvesting traffic fails because it is dear."


def test_a_model_s_statement_is_shown_with_its_proof() -> None:
    found = modelled(f"{FAILS} [1]")
    assert found.model == "script"
    assert found.text == f"{FAILS} [1]"
    assert found.prompts == {"answer": TEMPLATE.sha256}
    assert found.usage.input_tokens == 5
    assert found.notes == ()


def test_what_no_paragraph_says_is_withheld() -> None:
    found = modelled(f"{FAILS} [1]\nTraffic fails because of the moon. [2]")
    assert found.text == f"{FAILS} [1]"
    assert [one.text for one in found.withheld] == ["Traffic fails because of the moon."]
    assert found.notes == ("withheld, since no paragraph bears it out: 1 of 2 statements",)


def test_what_is_proved_but_not_asked_is_left_out() -> None:
    found = modelled(f"Snow falls. [4]\n{FAILS} [1]")
    assert found.text == f"{FAILS} [1]"
    assert found.withheld == ()
    assert found.notes == ("left out, since it is not what was asked: 1 statement",)


def test_where_nothing_of_it_stands_the_documents_are_quoted() -> None:
    found = modelled("Nobody knows. [1]")
    assert (found.model, found.text) == ("extractive", answer(HITS).text)
    assert found.notes[-1] == "the documents are quoted instead"


def test_what_it_leaves_open_is_quoted() -> None:
    found = modelled("Traffic grows. [1]", hits=[hit(paragraph(f"Traffic grows. {FAILS}"))])
    assert found.model == "script"
    assert found.text == f"Traffic grows. [1] {FAILS} [2]"
    assert found.notes == ("what it leaves open is quoted from the documents",)


def test_a_failure_is_told_and_what_was_proved_is_kept() -> None:
    found = modelled(f"{FAILS} [1]\n", error=NoReplyError("script broke off"))
    assert (found.model, found.text) == ("script", f"{FAILS} [1]")
    assert found.notes == ("script broke off",)
    assert modelled(error=NoReplyError("script broke off")).notes == (
        "script broke off",
        "the documents are quoted instead",
    )


def test_a_refusal_is_believed_unless_an_answer_is_likely() -> None:
    refusal = '{"answerable": false, "statements": []}'
    unlikely = [hit(paragraph("Harvesting goes on."), dense=0.4, lexical=None)]
    refused = modelled(refusal, hits=unlikely)
    assert refused.confidence < 0.7
    assert (refused.abstained, refused.reason) == (True, "no_evidence")
    likely = [hit(paragraph(FAILS), dense=0.99), hit(paragraph("Rain.", number=2), dense=0.0)]
    doubted = modelled(refusal, hits=likely)
    assert doubted.confidence >= 0.7
    assert (doubted.model, doubted.abstained) == ("extractive", False)
    said = "script says that the paragraphs do not answer the question"
    assert refused.notes == (said,)
    assert doubted.notes == (said, "the documents are quoted instead")


def test_paragraphs_that_do_not_fit_are_told() -> None:
    found = modelled(f"{FAILS} [1]", budget=8)
    assert found.notes == ("left out, since the prompt is full: 3 of 4 paragraphs",)


def test_a_model_is_not_asked_where_there_is_no_answer() -> None:
    assert modelled(f"{FAILS} [1]", threshold=1.0).abstained


def test_an_error_that_the_user_can_mend_is_raised() -> None:
    with pytest.raises(ModelError):
        modelled(error=ModelError("no key"))


# Several questions in one, and documents that disagree


def asked_in_parts(*parts: Part, threshold: float) -> Answer:
    *_, last = Chain(finder=FINDER, threshold=threshold).stream(
        "Both?", parts, alone="Both?", started=0.0
    )
    assert isinstance(last, Answer)
    return last


def test_a_part_that_is_not_answered_is_named() -> None:
    hits = [hit(paragraph("Harvesting traffic fails because it is dear."), dense=0.9)]
    other = [hit(paragraph("Rain falls.", number=2), dense=0.1, lexical=None)]
    found = asked_in_parts(
        Part(question=QUESTION, hits=hits),
        Part(question="Who sells umbrellas?", hits=other),
        threshold=0.4,
    )
    assert not found.abstained
    assert found.reason == "partial"
    assert found.notes == ("not answered by the documents: Who sells umbrellas?",)
    assert [one.text for one in found.statements] == [FAILS]
    assert [one.paragraph.number for one in found.nearest] == [1, 2]


def test_parts_that_are_all_answered_make_one_answer() -> None:
    found = asked_in_parts(
        Part(question=QUESTION, hits=HITS[:1]),
        Part(question="Why does traffic grow?", hits=HITS[1:2]),
        threshold=0.0,
    )
    assert found.reason is None
    assert [one.text for one in found.statements] == [FAILS, "Traffic grows."]
    assert [one.number for one in found.citations] == [1, 2]


def test_what_answers_two_parts_is_said_once() -> None:
    found = asked_in_parts(
        Part(question=QUESTION, hits=HITS[:1]),
        Part(question="Why is rain dear?", hits=HITS[:1]),
        threshold=0.0,
    )
    quotes = [citation.quote for citation in found.citations]
    assert quotes.count("Harvesting traffic fails because it is dear.") == 1


def test_parts_without_an_answer_are_an_abstention() -> None:
    found = asked_in_parts(
        Part(question=QUESTION, hits=HITS), Part(question=QUESTION, hits=HITS), threshold=1.0
    )
    assert found.abstained
    assert found.reason == "no_evidence"
    assert found.notes == ()


def believes_the_first(_: str, passages: Sequence[object]) -> list[CloseReading]:
    return [
        CloseReading(answers=chance, sentences=(chance,))
        for chance in (0.99, *(0.001 for _ in passages[1:]))
    ]


@pytest.mark.parametrize("read", [None, believes_the_first], ids=["by words", "by a reader"])
def test_documents_that_disagree_are_both_quoted(read: Read | None) -> None:
    hits = [
        hit(paragraph("The mill burned down in 1901.", number=1), score=1.0, dense=0.9),
        hit(paragraph("The mill burned down in 1911.", number=2), score=0.9, dense=0.8),
    ]
    found = answer(hits, question="When did the mill burn down?", read=read)
    assert found.reason == "conflicting"
    assert not found.abstained
    assert [one.text for one in found.statements] == [
        "The mill burned down in 1901.",
        "The mill burned down in 1911.",
    ]
    assert found.notes == ("the documents disagree: “1901” or “1911”",)
