"""Hits, documents, reports and findings, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from assistant.cli.render.answers import reference
from assistant.cli.render.page import HEADING, QUIET, clean, console, count, empty, put, put_line
from assistant.facade.health import Check
from assistant.facade.saved import RecheckedAnswer
from assistant.facade.writers import AnswererNote
from assistant.models.choice import Choice
from assistant.text.notes import name_all, read_references, without_marks
from assistant.types import Document, DocumentId, Hit, IngestReport, Origin, Paragraph

_STYLES: Final = {
    "ok": "green",
    "note": "yellow",
    "broken": "bold red",
    "intact": "green",
    "moved": "yellow",
    "stale": "bold red",
}

#: Paragraphs shown before and after the one asked for.
_CONTEXT: Final = 1


def answerers(listed: Sequence[AnswererNote], choice: Choice, hints: Sequence[str]) -> None:
    """Print who answers now, who else could, and what the others lack."""
    out = console()
    put_line(out, f"answers are written by {choice.line}", HEADING)
    put_line(out, "")
    for note in listed:
        text = empty()
        text.append(
            f"{'ok' if note.available else 'no':4}", _STYLES["ok" if note.available else "note"]
        )
        text.append(clean(f"{note.name}: {note.text}"))
        put(out, text)
    for hint in hints:
        put_line(out, hint)


def hits(found: Sequence[Hit], origins: Mapping[DocumentId, Origin]) -> None:
    """Print a search's hits, best first."""
    out = console()
    if not found:
        put_line(out, "Nothing found.")
    for rank, hit in enumerate(found, start=1):
        paragraph, origin = hit.paragraph, origins[hit.paragraph.document]
        if rank > 1:
            put_line(out, "")
        put_line(out, f"{rank}. {origin.title}", HEADING)
        put_line(
            out, _place(paragraph.section, paragraph.number, origin.path, paragraph.line), indent=3
        )
        dense = "–" if hit.dense is None else f"{hit.dense:.2f}"
        lexical = "–" if hit.lexical is None else f"{hit.lexical:.1f}"
        put_line(out, f"score {hit.score:.2f} · cosine {dense} · BM25 {lexical}", QUIET, indent=3)
        put_line(out, without_marks(paragraph.text, paragraph.labels), indent=3)


def report(one: IngestReport, *, planned: bool = False) -> None:
    """Print what an ingest did, or would do."""
    out = console()
    for note in one.files:
        why = f": {note.note}" if note.note else ""
        text = empty()
        text.append(f"{note.status:9}", "yellow" if note.status == "skipped" else "")
        text.append(clean(f"{note.path}{why}"))
        put(out, text)
    counts = ("added", "changed", "renamed", "removed", "unchanged", "skipped")
    done = [f"{getattr(one, name)} {name}" for name in counts if getattr(one, name)]
    verb = "would be: " if planned else ""
    put_line(out, f"files: {verb}{', '.join(done) or 'none'}")
    if one.mended:
        put_line(
            out, "a damaged part of the index " + ("would be" if planned else "was") + " made anew"
        )
    if not planned:
        put_line(
            out,
            f"index: {count(one.documents, 'document')}, {count(one.paragraphs, 'paragraph')}, "
            f"{count(one.passages, 'passage')}; {one.embedded:,} embedded in {one.seconds:.1f} s",
        )


def documents(listed: Sequence[Document], paragraphs: Mapping[DocumentId, int]) -> None:
    """Print the list of documents."""
    out = console()
    for one in listed:
        put_line(out, one.id, HEADING)
        put_line(out, one.title, indent=4)
        facts = [one.author, one.date, count(paragraphs[one.id], "paragraph"), one.path]
        put_line(out, " · ".join(fact for fact in facts if fact), QUIET, indent=4)
        about = [f"topics: {', '.join(one.topics)}"] if one.topics else []
        about += [f"stance: {one.stance}"] if one.stance else []
        if about:
            put_line(out, " · ".join(about), QUIET, indent=4)


def shown(origin: Origin, paragraphs: Sequence[Paragraph], number: int | None) -> None:
    """Print a document, or one paragraph between its neighbours."""
    out = console()
    put_line(out, origin.title, HEADING)
    put_line(out, " · ".join(fact for fact in (origin.author, origin.path) if fact), QUIET)
    section: tuple[str, ...] = ()
    for paragraph in paragraphs:
        if number is not None and abs(paragraph.number - number) > _CONTEXT:
            continue
        put_line(out, "")
        if paragraph.section != section:
            put_line(out, " › ".join(paragraph.section), HEADING)
            section = paragraph.section
        aside = number is not None and paragraph.number != number
        text = without_marks(paragraph.text, paragraph.labels)
        put_line(out, f"{paragraph.number}. {text}", QUIET if aside else "")
        sources = read_references(paragraph.notes)
        if paragraph.number == number:
            for source in sources:
                reference(out, source)
        elif sources and number is None:
            put_line(out, f"source: {name_all(sources)}", QUIET, indent=4)


def rechecked(answers: Sequence[RecheckedAnswer]) -> None:
    """Print where the quotes of saved answers stand today."""
    out = console()
    for one in answers:
        put_line(out, f"{one.file}: {one.question}", HEADING)
        for citation in one.citations:
            place = citation.path if citation.line is None else f"{citation.path}:{citation.line}"
            text = empty()
            text.append(f"{citation.verdict:7}", _STYLES[citation.verdict])
            why = f": {citation.note}" if citation.note else ""
            text.append(clean(f"[{citation.number}] {place}{why}"))
            put(out, text, indent=2)
        for statement in one.unbacked:
            text = empty()
            text.append("stale  ", _STYLES["stale"])
            text.append(clean(f"not in its quote: {statement}"))
            put(out, text, indent=2)


def checks(made: Iterable[Check]) -> None:
    """Print a doctor's findings, one a line."""
    out = console()
    for check in made:
        text = empty()
        text.append(f"{check.verdict:7}", _STYLES[check.verdict])
        text.append(clean(f"{check.name}: {check.text}"))
        put(out, text)


def _place(section: Sequence[str], number: int, path: str, line: int) -> str:
    above = f"{section[-1]}, " if section else ""
    return f"{above}paragraph {number} · {path}:{line}"
