"""What a chat shows besides answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.cli.render.answers import place, sources
from assistant.cli.render.links import Sources
from assistant.cli.render.page import (
    HEADING,
    MARK,
    QUIET,
    clean,
    console,
    count,
    empty,
    put,
    put_line,
)
from assistant.facade.excerpt import Excerpt
from assistant.text.notes import without_marks
from assistant.types import Answer, Citation, DocumentId, Hit, Paragraph, Statement

if TYPE_CHECKING:
    from rich.text import Text

_QUOTE: Final = "reverse"

#: Around a quote where there are no styles.
_OPENS: Final = ">>> "
_CLOSES: Final = " <<<"

#: Signs of a prompt's hash that tell it from others.
_HASH: Final = 12


def aside(text: str) -> None:
    """Print a remark, dimmed."""
    put_line(console(), text, QUIET)


def complaint(text: str) -> None:
    """Print what is wrong and what to do."""
    put_line(console(), text, "yellow")


def listing(rows: Sequence[tuple[str, str]]) -> None:
    """Print names with what they mean, side by side where there is room."""
    out = console()
    width = max(len(name) for name, _ in rows) + 2
    widest = width + max(len(about) for _, about in rows)
    for name, about in rows:
        if out.is_terminal and widest > out.width:
            put_line(out, name, MARK)
            put_line(out, about, indent=4)
        else:
            text = empty()
            text.append(f"{clean(name):{width}}", MARK)
            text.append(clean(about))
            put(out, text)


def proofs(citations: Sequence[Citation], *, base: Path) -> None:
    """Print sources with their quotes."""
    sources(console(), citations, Sources(base))


def excerpt(citation: Citation, found: Excerpt, *, base: Path) -> None:
    """Print a cited paragraph between its neighbours, with the quote marked."""
    out = console()
    put_line(out, citation.title, HEADING)
    where = place(out, citation, Sources(base))
    where.append(f" · {clean(citation.path)}", QUIET)
    put(out, where)
    if found.before:
        put_line(out, "")
        put_line(out, _numbered(found.before), QUIET)
    put_line(out, "")
    put(out, _marked(found, styled=out.color_system is not None))
    if found.after:
        put_line(out, "")
        put_line(out, _numbered(found.after), QUIET)


def reasons(one: Answer, *, threshold: float, first_s: float | None) -> None:
    """Print what an answer rests on.

    Args:
        one:       The answer.
        threshold: Confidence below which the assistant abstains.
        first_s:   Seconds to the first statement, where they were measured.
    """
    out = console()
    for heading, lines in (
        ("Question", [one.standalone or one.question]),
        ("Paragraphs looked at", _looked_at(one)),
        ("Statements", list(_judged(one))),
        ("Confidence", [f"{one.confidence:.2f}; below {threshold:.2f} it abstains"]),
        ("Model", list(_written(one))),
        ("Time", [_times(one, first_s)]),
    ):
        if lines:
            put_line(out, heading, HEADING)
            for line in lines:
                put_line(out, line, indent=2)


def _marked(found: Excerpt, *, styled: bool) -> Text:
    """Write a paragraph with its number, and mark the quote."""
    text = empty()
    whole = found.paragraph.text
    before, quote, after = (
        without_marks(piece, found.paragraph.labels)
        for piece in (whole[: found.start], whole[found.start : found.end], whole[found.end :])
    )
    text.append(f"{found.paragraph.number}. {clean(before)}")
    text.append(" " if before[-1:].isspace() else "")
    if styled:
        text.append(clean(quote), _QUOTE)
    else:
        text.append(f"{_OPENS}{clean(quote)}{_CLOSES}")
    text.append(" " if after[:1].isspace() else "")
    text.append(clean(after))
    return text


def _numbered(paragraph: Paragraph) -> str:
    return f"{paragraph.number}. {without_marks(paragraph.text, paragraph.labels)}"


def _looked_at(one: Answer) -> list[str]:
    if not one.nearest:
        return ["known only until the chat that asked is left"]
    cited = {(citation.document, citation.paragraph) for citation in one.citations}
    return [_hit(rank, hit, cited) for rank, hit in enumerate(one.nearest, start=1)]


def _hit(rank: int, hit: Hit, cited: set[tuple[DocumentId, int]]) -> str:
    paragraph = hit.paragraph
    facts = [f"{rank}. {paragraph.document}:{paragraph.number}", f"score {hit.score:.2f}"]
    if hit.dense is not None:
        facts.append(f"cosine {hit.dense:.2f}")
    if hit.lexical is not None:
        facts.append(f"BM25 {hit.lexical:.1f}")
    if (paragraph.document, paragraph.number) in cited:
        facts.append("cited")
    return " · ".join(facts)


def _judged(one: Answer) -> Iterator[str]:
    for statement in (*one.statements, *one.withheld):
        yield _verdict(statement)


def _verdict(statement: Statement) -> str:
    marks = "".join(f"[{citation.number}]" for citation in statement.citations)
    verdict = f"{statement.support} {statement.score:.2f}"
    return f"{marks} {verdict}" if marks else f"{verdict}, withheld: {statement.text}"


def _written(one: Answer) -> Iterator[str]:
    yield one.model
    for name, hash_ in sorted(one.prompts.items()):
        yield f"prompt {name}, {hash_[:_HASH]}"
    if one.usage.input_tokens or one.usage.output_tokens:
        sent, written = count(one.usage.input_tokens, "token"), one.usage.output_tokens
        cost = "" if one.usage.cost is None else f", ${one.usage.cost:.4f}"
        yield f"{sent} sent, {written:,} written{cost}"


def _times(one: Answer, first_s: float | None) -> str:
    whole = f"whole answer after {one.seconds:.2f} s"
    if first_s is None or not one.statements:
        return whole
    return f"first statement after {first_s:.2f} s, {whole}"
