"""SQuAD 2.0 (Rajpurkar et al. 2018): short answers, and questions that look answerable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.evaluation.case import Case, Pattern
from assistant.evaluation.importers.passages import Fields, Passages, read_document


def read_squad(path: Path, passages: Passages) -> Iterator[Case]:
    """Read its JSON: articles, paragraphs, questions.

    An answer's spellings are one key fact: any one of them counts. Questions about one article are
    not independent.
    """
    for article in read_document(path).entries("data"):
        title = article.text("title", "")
        for paragraph in article.entries("paragraphs"):
            name = passages.add(paragraph.text("context"), title=title)
            for question in paragraph.entries("qas"):
                yield _case(question, passages, name=name, title=title)


def _case(question: Fields, passages: Passages, *, name: str | None, title: str) -> Case:
    answers = dict.fromkeys(one.text("text") for one in question.entries("answers"))
    answerable = not question.flag("is_impossible", default=not answers)
    fact = tuple(Pattern(text=answer) for answer in answers if answer)
    return Case(
        id=question.text("id"),
        question=question.text("question"),
        answerable=answerable,
        tags=("answerable" if answerable else "unanswerable",),
        cluster=title,
        gold=(passages.gold(name),) if name and answerable else (),
        facts=(fact,) if fact and answerable else (),
        references=tuple(answer for answer in answers if answer) if answerable else (),
        line=question.line,
    )
