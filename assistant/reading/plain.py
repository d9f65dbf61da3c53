"""Plain text: title and byline, headings, paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.reading.blocks import Block, Layout, plain_words
from assistant.reading.headings import (
    LONGEST_WRAPPED_LINE,
    Heading,
    Shape,
    ends_sentence,
    heading_of,
    is_item,
    is_rule,
    would_fit,
)
from assistant.reading.limits import at_most_paragraphs, check_lines
from assistant.reading.lines import Line, View, lines_of, views_of
from assistant.reading.opening import Opening, read_opening

# Lines are not wrapped to fewer characters than this; shorter lines that look wrapped are verse,
# speech or an address.
_NARROWEST: Final = 40


def parse_plain(text: str) -> Layout:
    """Read a plain text.

    The first lines may be a title, a byline, a date (`opening`). Of the rest, a line is
    - nothing, if it is drawn (`* * *`, `=====`);
    - a heading, if it looks like one (`headings`), does not go on a paragraph, and a paragraph
      comes behind it. Headings behind each other must step inwards, else they are a list;
    - the start of a paragraph, if a blank line or a heading comes before it, if it begins a list
      item, if it or the line before is too long to be hard-wrapped, if it is indented and the
      line before ended a sentence, or if the line before ended a sentence although another word
      would have fitted, in a text without blank lines between its paragraphs;
    - more of the same paragraph otherwise.

    Raises:
        UnreadableFileError: If the text has more lines or paragraphs than `limits` allows.
    """
    check_lines(text)
    shape = _measure(text)
    opening = read_opening(text, shape)
    if opening.end:
        # Title and byline are short lines without full stops, unlike the paragraphs.
        shape = _measure(text, opening.end)
    blocks = tuple(_blocks(text, shape, opening))
    if not blocks and opening.end:
        opening = Opening()
        blocks = tuple(_blocks(text, shape, opening))
    return Layout(
        title=opening.title and plain_words(opening.title),
        author=opening.author and plain_words(opening.author),
        date=opening.date,
        source=opening.source,
        blocks=blocks,
    )


def _measure(text: str, start: int = 0) -> Shape:
    width = breaks = open_breaks = closed_chunks = 0
    indent: int | None = None
    before: Line | None = None
    before_closed = False
    for line in lines_of(text, start):
        short = line.length <= LONGEST_WRAPPED_LINE
        if short:
            width = max(width, line.length)
        indent = line.indent if indent is None else min(indent, line.indent)
        if before is not None and line.blank_before:
            closed_chunks += before_closed
        elif before is not None and short and before.length <= LONGEST_WRAPPED_LINE:
            breaks += 1
            # A heading or a short last line says nothing about how the paragraphs are laid out.
            full = 2 * before.length >= line.length
            open_breaks += full and not before_closed and not is_item(text, line)
        before, before_closed = line, ends_sentence(text, line)
    return Shape(
        width=width,
        wrapped=breaks > 0 and 2 * open_breaks >= breaks,
        spaced=closed_chunks + before_closed > 1,
        indent=indent or 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A paragraph, or a line that may be a heading."""

    start: int
    end: int
    heading: Heading | None = None
    blank_before: bool = True


def _blocks(text: str, shape: Shape, opening: Opening) -> Iterator[Block]:
    """Yield the paragraphs with their sections."""
    headings: list[tuple[int, str]] = []
    section: tuple[str, ...] = ()
    run: list[_Piece] = []
    for piece in at_most_paragraphs(_pieces(text, shape, opening.end), len(text)):
        if piece.heading:
            run.append(piece)
            continue
        kept = _kept(run)
        for other in run[:kept]:
            yield _block(text, other, section)
        for other in run[kept:]:
            rank = other.heading.rank if other.heading else 0
            headings = [heading for heading in headings if heading[0] < rank]
            headings.append((rank, plain_words(text[other.start : other.end])))
        if run:
            section = tuple(heading for _, heading in headings)
            run = []
        yield _block(text, piece, section)
    for other in run:
        yield _block(text, other, section)


def _block(text: str, piece: _Piece, section: tuple[str, ...]) -> Block:
    return Block(
        start=piece.start,
        end=piece.end,
        section=section,
        plain=plain_words(text[piece.start : piece.end]),
    )


def _kept(run: list[_Piece]) -> int:
    """Find from where on the headings before a paragraph are headings, and not a list."""
    ranks = [piece.heading.rank if piece.heading else 0 for piece in run]
    first = len(run) - 1
    while first > 0 and ranks[first - 1] < ranks[first]:
        first -= 1
    if first > 0 and ranks[first - 1] == ranks[first]:
        heading = run[first].heading
        if not run[first].blank_before or (heading and heading.bare):
            first += 1
    return max(first, 0)


def _pieces(text: str, shape: Shape, start: int) -> Iterator[_Piece]:
    """Yield paragraphs and possible headings in order."""
    first: Line | None = None
    last: Line | None = None
    fresh = True
    for view in views_of(text, start):
        line = view.line
        begins = fresh or last is None or first is None or _breaks(text, first, last, view, shape)
        if begins and first and last:
            yield _Piece(start=first.start, end=last.end)
            first = last = None
        if is_rule(text, line):
            fresh = True
            continue
        heading = heading_of(text, view, shape) if begins else None
        if heading:
            blank = line.blank_before
            yield _Piece(start=line.start, end=line.end, heading=heading, blank_before=blank)
        else:
            first, last = first or line, line
        fresh = heading is not None
    if first and last:
        yield _Piece(start=first.start, end=last.end)


def _breaks(text: str, first: Line, last: Line, view: View, shape: Shape) -> bool:
    """Tell whether a line begins a paragraph, given the first and last line of the one before."""
    line = view.line
    if line.blank_before or max(last.length, line.length) > LONGEST_WRAPPED_LINE:
        return True
    closed = ends_sentence(text, last)
    in_item = is_item(text, first)
    if is_item(text, line):
        return closed or in_item or text[line.start] in "-*+•‣◦▪·" or text[last.end - 1] in ",;:"
    if in_item and line.indent > first.indent:
        return False
    if not closed:
        return False
    if line.indent > shape.indent:
        return True
    wrapped = shape.wrapped and shape.width >= _NARROWEST
    return not (wrapped and (shape.spaced or not would_fit(text, last, line, shape)))
