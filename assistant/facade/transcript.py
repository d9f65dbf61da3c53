"""A conversation as Markdown with footnotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from assistant.storage.sessions import Turn
from assistant.text.markup import escape_markdown
from assistant.text.notes import without_marks
from assistant.types import Answer, Citation, ParagraphId, Statement

_ABSTENTION: Final = "The documents do not answer this question. Nearest to it:"


def stands_with(statement: Statement) -> ParagraphId | None:
    """Tell which paragraph a quote stands with; a writer's own sentences all run on (None)."""
    if statement.support != "quoted" or not statement.citations:
        return None
    first = statement.citations[0]
    return ParagraphId(document=first.document, number=first.paragraph)


def as_markdown(turns: Sequence[Turn]) -> str:
    """Write turns one below the other; footnotes are numbered from 1 through all of them."""
    day = turns[0].asked.astimezone() if turns else None
    blocks = [f"# Conversation of {day.day} {day:%B %Y}" if day else "# Conversation"]
    notes = 0
    for turn in turns:
        blocks += _blocks(turn.answer, notes)
        notes += len(turn.answer.citations)
    return "\n\n".join(blocks) + "\n"


def _blocks(answer: Answer, before: int) -> Iterator[str]:
    """Write one answer, its footnotes numbered behind those `before` it."""
    yield f"## {escape_markdown(answer.question)}"
    if answer.standalone not in {"", answer.question}:
        yield f"Searched for: {escape_markdown(answer.standalone)}"
    for _, group in groupby(answer.statements, key=stands_with):
        yield " ".join(
            f"{escape_markdown(one.shown)} {_marks(one.citations, before)}" for one in group
        )
    if answer.abstained:
        yield f"{_ABSTENTION} {_marks(answer.citations, before)}".rstrip()
    for note in answer.notes:
        yield escape_markdown(note)
    yield f"confidence {answer.confidence:.2f} · {escape_markdown(answer.model)}"
    if answer.citations:
        yield "\n".join(_footnote(citation, before) for citation in answer.citations)


def _marks(citations: Sequence[Citation], before: int) -> str:
    return "".join(f"[^{before + citation.number}]" for citation in citations)


def _footnote(citation: Citation, before: int) -> str:
    facts = [citation.title, citation.author, *citation.section]
    place = f"paragraph {citation.paragraph}, {citation.path}, line {citation.line}"
    words = ", ".join(escape_markdown(fact) for fact in (*facts, place) if fact)
    quote = escape_markdown(without_marks(citation.quote, citation.labels))
    sources = "".join(f"; source: {escape_markdown(one.text)}" for one in citation.sources)
    return f"[^{before + citation.number}]: “{quote}” {words}{sources}"
