"""What `--json` prints, as plain dictionaries; the schemas are in `assistant/schemas/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from assistant.facade.health import Check
from assistant.facade.saved import RecheckedAnswer
from assistant.facade.writers import AnswererNote
from assistant.models.choice import Choice
from assistant.storage.sessions import StoredSession
from assistant.text.notes import read_references
from assistant.types import (
    Answer,
    Cell,
    Citation,
    Contrast,
    Document,
    DocumentId,
    Hit,
    IngestReport,
    Origin,
    Paragraph,
    Statement,
    Usage,
)

Json = dict[str, Any]

#: Digits of a score; more would only show the processor's rounding.
_DIGITS = 4


def answer(one: Answer) -> Json:
    """Write an answer."""
    return {
        "question": one.question,
        "answer": one.text,
        "abstained": one.abstained,
        "reason": one.reason,
        "confidence": round(one.confidence, _DIGITS),
        "statements": [_statement(statement) for statement in one.statements],
        "citations": [_citation(citation) for citation in one.citations],
        "model": one.model,
        "usage": _usage(one.usage),
        "seconds": round(one.seconds, _DIGITS),
        "standalone": one.standalone,
        "withheld": [_statement(statement) for statement in one.withheld],
        "notes": list(one.notes),
        "prompts": dict(one.prompts),
    }


def hits(query: str, found: Sequence[Hit], origins: Mapping[DocumentId, Origin]) -> Json:
    """Write a search's hits, best first."""
    return {
        "query": query,
        "hits": [
            {
                "score": round(hit.score, _DIGITS),
                "dense": _rounded(hit.dense),
                "lexical": _rounded(hit.lexical),
                "document": hit.paragraph.document,
                "title": origins[hit.paragraph.document].title,
                "path": origins[hit.paragraph.document].path,
                **_paragraph(hit.paragraph),
            }
            for hit in found
        ],
    }


def report(one: IngestReport) -> Json:
    """Write an ingest's report."""
    content = asdict(one)
    content["seconds"] = round(one.seconds, _DIGITS)
    content["files"] = [asdict(note) for note in one.files]
    return content


def documents(listed: Sequence[Document], paragraphs: Mapping[DocumentId, int]) -> Json:
    """Write the list of documents, without their texts."""
    return {
        "documents": [
            {
                "document": one.id,
                "title": one.title,
                "author": one.author,
                "date": one.date,
                "topics": list(one.topics),
                "stance": one.stance,
                "source": one.source,
                "format": one.format,
                "path": one.path,
                "encoding": one.encoding,
                "sha256": one.sha256,
                "paragraphs": paragraphs[one.id],
                "metadata": dict(one.metadata),
            }
            for one in listed
        ]
    }


def shown(origin: Origin, paragraphs: Sequence[Paragraph], number: int | None) -> Json:
    """Write a document's paragraphs, or the one with this number."""
    return {
        "document": paragraphs[0].document,
        "title": origin.title,
        "author": origin.author,
        "path": origin.path,
        "sha256": origin.sha256,
        "paragraphs": [
            {
                **_paragraph(paragraph),
                "sources": [asdict(source) for source in read_references(paragraph.notes)],
            }
            for paragraph in paragraphs
            if number is None or paragraph.number == number
        ],
    }


def rechecked(answers: Sequence[RecheckedAnswer]) -> Json:
    """Write where the quotes of saved answers stand today."""
    return {
        "stale": any(one.is_stale for one in answers),
        "answers": [
            {
                "file": one.file,
                "question": one.question,
                "stale": one.is_stale,
                "citations": [asdict(citation) for citation in one.citations],
                "unbacked": list(one.unbacked),
            }
            for one in answers
        ],
    }


def checks(made: Sequence[Check]) -> Json:
    """Write a doctor's findings."""
    return {
        "broken": any(check.verdict == "broken" for check in made),
        "checks": [asdict(check) for check in made],
    }


def answerers(listed: Sequence[AnswererNote], choice: Choice) -> Json:
    """Write who answers now, and who else could."""
    return {
        "model": choice.name,
        "leaves_machine": choice.host is not None,
        "answerers": [asdict(note) for note in listed],
    }


def contrast(one: Contrast) -> Json:
    """Write a contrast of two subjects."""
    return {
        "subjects": list(one.subjects),
        "unmentioned": list(one.unmentioned),
        "rows": [
            {
                "dimension": row.dimension or None,
                "cells": [
                    _cell(subject, cell)
                    for subject, cell in zip(one.subjects, row.cells, strict=True)
                ],
            }
            for row in one.rows
        ],
        "citations": [_citation(citation) for citation in one.citations],
        "seconds": round(one.seconds, _DIGITS),
    }


def _cell(subject: str, cell: Cell) -> Json:
    return {
        "subject": subject,
        "statements": [
            {**_statement(remark.statement), "shared": remark.shared, "voice": remark.voice}
            for remark in cell.remarks
        ],
    }


def sessions(listed: Sequence[StoredSession]) -> Json:
    """Write the list of stored conversations, the latest first."""
    return {
        "sessions": [
            {
                "session": one.number,
                "question": one.question,
                "questions": one.turns,
                "started": one.session.started.isoformat(),
                "last": one.last.isoformat(),
                "index": str(one.session.library),
            }
            for one in listed
        ]
    }


def _usage(one: Usage) -> Json:
    """Write tokens, and money only where the provider reports it."""
    return {name: value for name, value in asdict(one).items() if value is not None}


def _statement(one: Statement) -> Json:
    return {
        "text": one.text,
        "support": one.support,
        "score": round(one.score, _DIGITS),
        "citations": [citation.number for citation in one.citations],
        "attribution": one.attribution,
    }


def _citation(one: Citation) -> Json:
    return {
        "number": one.number,
        "document": one.document,
        "title": one.title,
        "author": one.author,
        "section": list(one.section),
        "paragraph": one.paragraph,
        "quote": one.quote,
        "start": one.start,
        "end": one.end,
        "path": one.path,
        "line": one.line,
        "sha256": one.sha256,
        "sources": [asdict(source) for source in one.sources],
    }


def _paragraph(one: Paragraph) -> Json:
    return {
        "paragraph": one.number,
        "section": list(one.section),
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "line": one.line,
        "page": one.page,
    }


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, _DIGITS)
