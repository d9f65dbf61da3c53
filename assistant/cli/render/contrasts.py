"""A contrast as a table: side by side where there is room, one below the other where not."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.cli.render.answers import places
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
from assistant.text.markup import escape_markdown
from assistant.text.normalise import fold_space
from assistant.types import Cell, Citation, Contrast, Remark

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

#: Two columns of quotes read well from this width on, in terminal cells.
_ROOM: Final = 66

_BETWEEN: Final = " │ "
_NOTHING: Final = "nothing found"
_GENERAL: Final = "in general"

_VOICES: Final = {"reported": "a view it reports", "rejected": "a view it reports and rejects"}


def contrast(one: Contrast, *, base: Path | None = None) -> None:
    """Print a contrast and its sources.

    Args:
        one:  The contrast.
        base: Folder that its sources' paths count from; with it, sources are linked.
    """
    out = console()
    beside = out.is_terminal and out.width >= _ROOM
    for note in _notes(one):
        put_line(out, note)
        put_line(out, "")
    if beside:
        _put_beside(out, [_heading(subject) for subject in one.subjects])
        put_line(out, "─" * out.width, QUIET)
    for number, row in enumerate(one.rows):
        if number:
            put_line(out, "")
        put_line(out, row.dimension or _GENERAL, "bold underline" if out.is_terminal else HEADING)
        if beside:
            _put_beside(out, [_cell(cell) for cell in row.cells])
        else:
            _put_below(out, one.subjects, row.cells)
    if one.citations:
        put_line(out, "")
        put_line(out, "Sources", HEADING)
        places(out, _by_document(one.citations), Sources(base))
    put_line(out, "")
    facts = [count(len(one.citations), "quote"), f"{one.seconds:.2f} s"]
    put_line(out, " · ".join(facts), QUIET)


def markdown(one: Contrast) -> None:
    """Print a contrast as a Markdown table with footnotes."""
    first, second = map(escape_markdown, one.subjects)
    lines = [f"| | {first} | {second} |", "| --- | --- | --- |"]
    for row in one.rows:
        cells = " | ".join(_markdown_cell(cell) for cell in row.cells)
        lines.append(f"| **{escape_markdown(row.dimension or _GENERAL)}** | {cells} |")
    blocks = [*map(escape_markdown, _notes(one)), "\n".join(lines)]
    if one.citations:
        blocks.append("\n".join(map(_footnote, one.citations)))
    sys.stdout.write("\n\n".join(blocks) + "\n")


def _put_beside(out: Console, columns: Sequence[Text]) -> None:
    """Print two columns, each wrapped to half of the width."""
    from rich.text import Text

    width = (out.width - len(_BETWEEN)) // 2
    left, right = ([*column.wrap(out, width)] for column in columns)
    for one, other in zip_longest(left, right):
        line = Text(end="")
        if one:
            one.rstrip()
            line.append_text(one)
        line.pad_right(width - line.cell_len)
        line.append(_BETWEEN, QUIET)
        if other:
            line.append_text(other)
        line.rstrip()
        out.print(line, soft_wrap=True)


def _put_below(out: Console, subjects: Sequence[str], cells: Sequence[Cell]) -> None:
    for subject, cell in zip(subjects, cells, strict=True):
        put(out, _heading(subject))
        if not cell.remarks:
            put_line(out, _NOTHING, QUIET, indent=2)
        for remark in cell.remarks:
            put(out, _remark(remark), indent=2)


def _heading(subject: str) -> Text:
    text = empty()
    text.append(clean(subject), HEADING)
    return text


def _cell(cell: Cell) -> Text:
    text = empty()
    if not cell.remarks:
        text.append(_NOTHING, QUIET)
    for number, remark in enumerate(cell.remarks):
        if number:
            text.append("\n\n")
        text.append_text(_remark(remark))
    return text


def _remark(one: Remark) -> Text:
    text = empty()
    text.append(_quoted(one, clean(one.statement.text)))
    text.append(" ")
    text.append("".join(f"[{citation.number}]" for citation in one.statement.citations), MARK)
    if said := _said(one):
        text.append(f" ({said})", QUIET)
    return text


def _quoted(one: Remark, text: str) -> str:
    return f"“{text}”" if one.statement.support == "quoted" else text


def _said(one: Remark) -> str:
    """Say what a reader should know of a statement: that it is about both, or whose view it is."""
    facts = ["about both"] if one.shared else []
    if one.voice != "own":
        facts.append(_VOICES[one.voice])
    return ", ".join(facts)


def _notes(one: Contrast) -> Iterator[str]:
    if len(one.unmentioned) == len(one.subjects):
        first, second = one.subjects
        yield f"The documents mention neither “{first}” nor “{second}”."
        return
    for subject in one.unmentioned:
        yield f"The documents never mention “{subject}”."


def _by_document(citations: Sequence[Citation]) -> list[Citation]:
    """Put the citations of each document together, in order of the documents' appearance."""
    order = list(dict.fromkeys(citation.document for citation in citations))
    return sorted(citations, key=lambda citation: (order.index(citation.document), citation.number))


def _markdown_cell(cell: Cell) -> str:
    return "<br>".join(map(_markdown_remark, cell.remarks)) or f"*{_NOTHING}*"


def _markdown_remark(one: Remark) -> str:
    text = _quoted(one, escape_markdown(one.statement.text))
    marks = "".join(f"[^{citation.number}]" for citation in one.statement.citations)
    said = _said(one)
    return f"{text}{marks} *({said})*" if said else f"{text}{marks}"


def _footnote(citation: Citation) -> str:
    facts = [citation.title, citation.author, *citation.section]
    place = f"paragraph {citation.paragraph}, {citation.path}, line {citation.line}"
    words = ", ".join(escape_markdown(fold_space(fact)) for fact in (*facts, place) if fact)
    sources = "".join(f"; source: {escape_markdown(one.text)}" for one in citation.sources)
    return f"[^{citation.number}]: {words}{sources}"
