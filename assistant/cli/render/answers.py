"""Answers with their sources, shown while they are being made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.cli.render.links import Sources, web_link
from assistant.cli.render.page import (
    HEADING,
    MARK,
    QUIET,
    Flow,
    clean,
    console,
    count,
    empty,
    put,
    put_line,
)
from assistant.facade.transcript import stands_with
from assistant.text.notes import name_all, name_of, without_marks
from assistant.types import Answer, Citation, ParagraphId, Reason, Reference, Statement

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_WITHHELD: Final = "strike dim"

_REASONS: Final[dict[Reason, str]] = {
    "partial": "answered in part",
    "conflicting": "the sources disagree",
}


def answer(one: Answer, *, base: Path | None = None, show_unsupported: bool = False) -> None:
    """Print an answer with its sources.

    Args:
        one:              The answer.
        base:             Folder that its sources' paths count from; with it, sources are linked.
        show_unsupported: Also print what was withheld, struck through.
    """
    stream(iter((*one.statements, one)), base=base, show_unsupported=show_unsupported)


def stream(
    events: Iterator[Statement | Answer],
    *,
    base: Path | None = None,
    show_unsupported: bool = False,
    quotes: bool = True,
) -> Answer:
    """Print each statement as soon as it comes, then the sources; returns the answer.

    Args:
        events:           Statements and then their answer, as `Assistant.stream` gives them.
        base:             Folder that sources' paths count from; with it, sources are linked.
        show_unsupported: Also print what was withheld, struck through.
        quotes:           Print each source's quote; otherwise only where it stands.
    """
    out = console()
    done = _statements(out, events)
    if done.abstained:
        put_line(out, done.text.partition(" Nearest")[0], HEADING)
    if show_unsupported and done.withheld:
        _withheld(out, done.withheld)
    if done.citations:
        put_line(out, "")
        put_line(out, "Nearest paragraphs" if done.abstained else "Sources", HEADING)
        if quotes or done.abstained:
            sources(out, done.citations, Sources(base))
        else:
            places(out, done.citations, Sources(base))
    put_line(out, "")
    for note in done.notes:
        put_line(out, note, QUIET)
    put_line(out, _summary(done), QUIET)
    return done


def sources(out: Console, citations: Sequence[Citation], links: Sources) -> None:
    """Print citations by document, each with its quote."""
    shown: dict[Reference, int] = {}
    for cited in _by_document(citations):
        _document(out, cited[0])
        for citation in cited:
            text = empty()
            text.append(f"[{citation.number}] ", MARK)
            text.append_text(place(out, citation, links))
            put(out, text)
            put_line(out, f"“{without_marks(citation.quote, citation.labels)}”", indent=4)
            for source in citation.sources:
                named = shown.setdefault(source, citation.number)
                if named == citation.number:
                    reference(out, source)
                else:
                    put_line(out, f"source: {name_of(source)}, as under [{named}]", QUIET, indent=4)


def reference(out: Console, source: Reference) -> None:
    """Print the source that a footnote names, its address on a line of its own."""
    from rich.style import Style

    url = source.url or ""
    words = source.text.removesuffix(url).rstrip(" ,;:(<") if url else source.text
    if words:
        put_line(out, f"source: {words}", QUIET, indent=4)
    if url and source.text.endswith(url):
        text = empty()
        text.append(
            clean(url if words else f"source: {url}"), Style(dim=True, link=web_link(out, url))
        )
        put(out, text, indent=4)


def places(out: Console, citations: Sequence[Citation], links: Sources) -> None:
    """Print citations by document and paragraph, without quotes."""
    for cited in _by_document(citations):
        _document(out, cited[0])
        for _, group in groupby(cited, key=lambda citation: citation.paragraph):
            same = list(group)
            text = empty()
            text.append("".join(f"[{citation.number}]" for citation in same), MARK)
            text.append(" ")
            text.append_text(place(out, same[0], links))
            put(out, text)
            if named := name_all(source for citation in same for source in citation.sources):
                put_line(out, f"source: {named}", QUIET, indent=4)


def place(out: Console, citation: Citation, links: Sources) -> Text:
    """Say where a citation stands, linked where the terminal follows links."""
    from rich.style import Style

    section = f"{citation.section[-1]}, " if citation.section else ""
    text = empty()
    text.append(
        clean(f"{section}paragraph {citation.paragraph}, line {citation.line}"),
        Style(dim=True, link=links.link(out, citation.path, citation.line)),
    )
    return text


def _statements(out: Console, events: Iterator[Statement | Answer]) -> Answer:
    """Show statements until the answer comes; what was begun is ended whatever happens."""
    flow = Flow(out)
    last: ParagraphId | None = None
    try:
        for event in events:
            if isinstance(event, Answer):
                return event
            here = stands_with(event)
            if here != last:
                flow.end()
            last = here
            flow.add(_marked(event))
    finally:
        flow.end()
    raise AssertionError("a stream ends with an answer")


def _withheld(out: Console, statements: Sequence[Statement]) -> None:
    put_line(out, "")
    put_line(out, "Not supported by any paragraph", HEADING)
    for statement in statements:
        text = empty()
        text.append("unsupported: ", "yellow")
        # A pipe has no strokes; there the word before it says the same.
        text.append(clean(statement.text), _WITHHELD)
        put(out, text)


def _summary(one: Answer) -> str:
    facts = [f"confidence {one.confidence:.2f}"]
    if one.reason and not one.abstained:
        facts.append(_REASONS.get(one.reason, one.reason))
    if one.withheld:
        facts.append(f"{len(one.withheld)} withheld")
    facts.append(one.model)
    if tokens := one.usage.input_tokens + one.usage.output_tokens:
        facts.append(count(tokens, "token"))
    if one.usage.cost is not None:
        facts.append(f"${one.usage.cost:.4f}")
    return " · ".join([*facts, f"{one.seconds:.2f} s"])


def _marked(statement: Statement) -> Text:
    text = empty()
    text.append(clean(statement.shown))
    if statement.citations:
        text.append(" ")
        text.append("".join(f"[{citation.number}]" for citation in statement.citations), MARK)
    return text


def _by_document(citations: Iterable[Citation]) -> Iterator[list[Citation]]:
    for _, group in groupby(citations, key=lambda citation: citation.document):
        yield list(group)


def _document(out: Console, citation: Citation) -> None:
    author = f", {citation.author}" if citation.author else ""
    put_line(out, f"{citation.title}{author}")
    put_line(out, citation.path, QUIET)
