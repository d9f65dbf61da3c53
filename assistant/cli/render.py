"""Results as people read them: the only module that knows about terminals.

Everything that comes from a document or a user passes `printable` first. In a terminal, text is
wrapped to its width; piped, a paragraph is one line.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from assistant.facade.health import Check
from assistant.facade.saved import RecheckedAnswer
from assistant.text.normalise import fold_space, printable
from assistant.types import (
    Answer,
    Citation,
    Document,
    DocumentId,
    Hit,
    IngestReport,
    Origin,
    Paragraph,
    Statement,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.text import Text

_MARK: Final = "bold cyan"
_HEADING: Final = "bold"
_QUIET: Final = "dim"
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


def json_document(content: Mapping[str, Any]) -> None:
    """Print one JSON document; characters that a terminal could obey are escaped."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    sys.stdout.write(_escaped(text) + "\n")


def answer(one: Answer) -> None:
    """Print an answer with its sources."""
    out = _console()
    if one.abstained:
        _line(out, one.text.partition(" Nearest")[0], _HEADING)
    for _, group in groupby(one.statements, key=lambda s: s.citations[0].paragraph):
        _print(out, _joined(group))
    if one.citations:
        _line(out, "")
        _line(out, "Nearest paragraphs" if one.abstained else "Sources", _HEADING)
        _sources(out, one.citations)
    _line(out, "")
    _line(out, f"confidence {one.confidence:.2f} · {one.model} · {one.seconds:.2f} s", _QUIET)


def hits(found: Sequence[Hit], origins: Mapping[DocumentId, Origin]) -> None:
    """Print a search's hits, best first."""
    out = _console()
    if not found:
        _line(out, "Nothing found.")
    for rank, hit in enumerate(found, start=1):
        paragraph, origin = hit.paragraph, origins[hit.paragraph.document]
        if rank > 1:
            _line(out, "")
        _line(out, f"{rank}. {origin.title}", _HEADING)
        _line(
            out, _place(paragraph.section, paragraph.number, origin.path, paragraph.line), indent=3
        )
        dense = "–" if hit.dense is None else f"{hit.dense:.2f}"
        lexical = "–" if hit.lexical is None else f"{hit.lexical:.1f}"
        _line(out, f"score {hit.score:.2f} · cosine {dense} · BM25 {lexical}", _QUIET, indent=3)
        _line(out, paragraph.text, indent=3)


def report(one: IngestReport, *, planned: bool = False) -> None:
    """Print what an ingest did, or would do."""
    out = _console()
    for note in one.files:
        why = f": {note.note}" if note.note else ""
        text = _text()
        text.append(f"{note.status:9}", "yellow" if note.status == "skipped" else "")
        text.append(_clean(f"{note.path}{why}"))
        _print(out, text)
    counts = ("added", "changed", "renamed", "removed", "unchanged", "skipped")
    done = [f"{getattr(one, name)} {name}" for name in counts if getattr(one, name)]
    verb = "would be: " if planned else ""
    _line(out, f"files: {verb}{', '.join(done) or 'none'}")
    if one.mended:
        _line(
            out, "a damaged part of the index " + ("would be" if planned else "was") + " made anew"
        )
    if not planned:
        _line(
            out,
            f"index: {_count(one.documents, 'document')}, {_count(one.paragraphs, 'paragraph')}, "
            f"{_count(one.passages, 'passage')}; {one.embedded:,} embedded in {one.seconds:.1f} s",
        )


def documents(listed: Sequence[Document], paragraphs: Mapping[DocumentId, int]) -> None:
    """Print the list of documents."""
    out = _console()
    for one in listed:
        _line(out, one.id, _HEADING)
        _line(out, one.title, indent=4)
        facts = [one.author, one.date, _count(paragraphs[one.id], "paragraph"), one.path]
        _line(out, " · ".join(fact for fact in facts if fact), _QUIET, indent=4)


def shown(origin: Origin, paragraphs: Sequence[Paragraph], number: int | None) -> None:
    """Print a document, or one paragraph between its neighbours."""
    out = _console()
    _line(out, origin.title, _HEADING)
    _line(out, " · ".join(fact for fact in (origin.author, origin.path) if fact), _QUIET)
    section: tuple[str, ...] = ()
    for paragraph in paragraphs:
        if number is not None and abs(paragraph.number - number) > _CONTEXT:
            continue
        _line(out, "")
        if paragraph.section != section:
            _line(out, " › ".join(paragraph.section), _HEADING)
            section = paragraph.section
        aside = number is not None and paragraph.number != number
        _line(out, f"{paragraph.number}. {paragraph.text}", _QUIET if aside else "")


def rechecked(answers: Sequence[RecheckedAnswer]) -> None:
    """Print where the quotes of saved answers stand today."""
    out = _console()
    for one in answers:
        _line(out, f"{one.file}: {one.question}", _HEADING)
        for citation in one.citations:
            place = citation.path if citation.line is None else f"{citation.path}:{citation.line}"
            text = _text()
            text.append(f"{citation.verdict:7}", _STYLES[citation.verdict])
            text.append(_clean(f"[{citation.number}] {place}"))
            _print(out, text, indent=2)
        for statement in one.unbacked:
            text = _text()
            text.append("stale  ", _STYLES["stale"])
            text.append(_clean(f"not in its quote: {statement}"))
            _print(out, text, indent=2)


def checks(made: Iterable[Check]) -> None:
    """Print a doctor's findings, one a line."""
    out = _console()
    for check in made:
        text = _text()
        text.append(f"{check.verdict:7}", _STYLES[check.verdict])
        text.append(_clean(f"{check.name}: {check.text}"))
        _print(out, text)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar in paragraphs on standard error while something is embedded.

    Nothing is shown where standard error is no terminal, and nothing stays behind.
    """
    bar: Progress | None = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = _progress_bar()
            bar.start()
            bar.add_task("", total=total)
        bar.update(bar.task_ids[0], completed=done, total=total)

    try:
        yield show if sys.stderr.isatty() else _show_nothing
    finally:
        if bar is not None:
            bar.stop()


def _show_nothing(done: int, total: int) -> None:
    """Show nothing."""


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Paragraphs(ProgressColumn):
        """Paragraphs done, in all, and a second."""

        def render(self, task: Task) -> Text:
            """Write the figures of one task."""
            rate = f", {task.speed:.0f}/s" if task.speed else ""
            return Text(f"{task.completed:,.0f} of about {task.total or 0:,.0f} paragraphs{rate}")

    return Progress(
        Paragraphs(),
        BarColumn(bar_width=None),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
        expand=True,
    )


def _console() -> Console:
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False)


def _print(out: Console, text: Text, *, indent: int = 0) -> None:
    if not out.is_terminal:
        sys.stdout.write(" " * indent + text.plain + "\n")
        return
    # Most of the width is for the text, however narrow the terminal.
    margin = min(indent, out.width // 4)
    for line in text.wrap(out, out.width - margin):
        line.rstrip()
        line.pad_left(margin if line else 0)
        out.print(line, soft_wrap=True)


def _line(out: Console, text: str, style: str = "", *, indent: int = 0) -> None:
    line = _text()
    line.append(_clean(text), style)
    _print(out, line, indent=indent)


def _joined(statements: Iterable[Statement]) -> Text:
    text = _text()
    for statement in statements:
        text.append(f"{' ' if text.plain else ''}{_clean(statement.text)} ")
        text.append("".join(f"[{citation.number}]" for citation in statement.citations), _MARK)
    return text


def _sources(out: Console, citations: Sequence[Citation]) -> None:
    for _, group in groupby(citations, key=lambda citation: citation.document):
        cited = list(group)
        author = f", {cited[0].author}" if cited[0].author else ""
        _line(out, f"{cited[0].title}{author}")
        _line(out, cited[0].path, _QUIET)
        for citation in cited:
            text = _text()
            text.append(f"[{citation.number}] ", _MARK)
            section = f"{citation.section[-1]}, " if citation.section else ""
            text.append(
                _clean(f"{section}paragraph {citation.paragraph}, line {citation.line}"), _QUIET
            )
            _print(out, text)
            _line(out, f"“{citation.quote}”", indent=4)


def _place(section: Sequence[str], number: int, path: str, line: int) -> str:
    above = f"{section[-1]}, " if section else ""
    return f"{above}paragraph {number} · {path}:{line}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _clean(text: str) -> str:
    return printable(fold_space(text))


def _escaped(text: str) -> str:
    """Escape what `json` leaves as it is but a terminal or a reader may not see."""
    if text.isascii():
        return text
    return "".join(
        char if char == "\n" or printable(char) == char else f"\\u{ord(char):04x}" for char in text
    )


def _text() -> Text:
    from rich.text import Text

    return Text(overflow="fold")
