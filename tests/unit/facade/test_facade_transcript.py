"""Conversations as Markdown: every mark has its footnote, every footnote its quote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from assistant.facade.transcript import as_markdown
from assistant.storage.sessions import Turn
from assistant.text.notes import read_reference
from tests.conversations import answer, citation, quoted

READER = MarkdownIt("commonmark").use(footnote_plugin)


def turn(*said: str, question: str = "Why?", **more: object) -> Turn:
    statements = [quoted(text, number=number) for number, text in enumerate(said, start=1)]
    return Turn(
        answer=answer(question, *statements, **more), asked=datetime(2026, 11, 22, 12, tzinfo=UTC)
    )


def test_answers_stand_below_each_other_with_footnotes_through_all_of_them() -> None:
    written = as_markdown([turn("One.", "Two."), turn("Three.", question="And then?")])

    assert written == (
        "# Conversation of 22 November 2026\n\n"
        "## Why?\n\n"
        "One. [^1] Two. [^2]\n\n"
        "confidence 0.55 · extractive\n\n"
        "[^1]: “One.” An essay, Somebody, Part, Chapter, paragraph 2, library/essay.txt, line 4\n"
        "[^2]: “Two.” An essay, Somebody, Part, Chapter, paragraph 2, library/essay.txt, line 4\n\n"
        "## And then?\n\n"
        "Three. [^3]\n\n"
        "confidence 0.55 · extractive\n\n"
        "[^3]: “Three.” An essay, Somebody, Part, Chapter, paragraph 2, library/essay.txt, line 4\n"
    )


def test_the_question_as_it_was_searched_for_is_written_where_it_differs() -> None:
    written = as_markdown([turn("One.", question="and then?", standalone="Why and then?")])
    assert "## and then?\n\nSearched for: Why and then?\n" in written


def test_an_abstention_names_the_nearest_paragraphs() -> None:
    written = as_markdown([turn(citations=(citation("Near."), citation("By.", number=2)))])
    assert "The documents do not answer this question. Nearest to it: [^1][^2]\n" in written
    assert "[^2]: “By.”" in written


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.text(min_size=1))
def test_any_words_leave_the_structure_as_it_is(said: list[str], question: str) -> None:
    written = as_markdown([turn(*said, question=question), turn("Last.")])
    html = READER.render(written)

    numbers = re.findall(r'<li id="fn(\d+)"', html)
    assert numbers == [str(number) for number in range(1, len(said) + 2)]
    assert html.count("<h2>") == 2
    assert "<script" not in READER.render(as_markdown([turn("<script>x</script>")]))


def test_a_lead_and_the_sources_are_written_without_marks() -> None:
    proof = replace(
        citation("It grew[^a] fast."),
        labels=("a",),
        sources=(read_reference("Reuters, “A *B*”, 2017, https://a.b/c_d"),),
    )
    statement = replace(
        quoted("It grew fast."), citations=(proof,), lead="According to Reuters (2017): "
    )
    written = as_markdown([Turn(answer=answer("Why?", statement), asked=datetime.now(UTC))])
    assert "According to Reuters (2017): It grew fast. [^1]" in written
    assert "[^1]: “It grew fast.” An essay" in written
    assert written.endswith("; source: Reuters, “A \\*B\\*”, 2017, https://a.b/c\\_d\n")
