"""The one home of markdown-it: Markdown becomes headings and citable units.

The parser's blocks are taken from it one by one while it reads, so that no tree of the whole file
is ever in memory, and so that the place of each block is known exactly: only then do its line
marks leave out the list markers and quote signs that stand before the text.
"""

# ruff: noqa: TID253 - `markdown` imports this module only when there is Markdown to read.
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from assistant.reading.blocks import pieces, plain_words, trim

# Without one of these a paragraph holds no markup, and need not be parsed.
_MARKUP = re.compile(r"[\\`*_\[\]!<&]")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)

_REFERENCE = re.compile(r"\[\^([^\s\[\]]{1,999})\]")

# Some inline markup takes the parser time that grows with the square of the length.
_INLINE_CHARS: Final = 4096

# Blocks inside one another; a nested list is two. The time of some texts grows with it.
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A heading or a citable unit.

    Attributes:
        level:  1 to 6 for a heading of the document itself, 0 for anything else.
        start:  Offset of the first character.
        end:    Offset behind the last one.
        source: Its Markdown, without the markers of the blocks around it; cells for a row.
        form:   How to make words of it.
    """

    level: int
    start: int
    end: int
    source: tuple[str, ...]
    form: Literal["inline", "code", "row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The units of a text in reading order, and what its references refer to."""

    units: list[Unit]
    references: EnvType


def outline(text: str) -> Outline:
    """Find the headings and citable units of a Markdown text whose lines end in LF."""
    references: EnvType = {}
    if not text:
        return Outline(units=[], references=references)
    parser = _parser()
    state = _Listener(text, parser, references, [])
    parser.block.tokenize(state, state.line, state.lineMax)
    return Outline(units=state.units, references=references)


def words(unit: Unit, references: EnvType) -> str:
    """Render a unit as plain words on one line."""
    if unit.form == "code":
        return plain_words(unit.source[0])
    if unit.form == "inline":
        return _inline_words(unit.source[0], references)
    headers, cells = unit.source[::2], unit.source[1::2]
    pairs = [
        (_inline_words(header, references), _inline_words(cell, references))
        for header, cell in zip(headers, cells, strict=True)
    ]
    return "; ".join(f"{header}: {cell}" if header else cell for header, cell in pairs if cell)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST})
    parser.enable("table").use(footnote_plugin, inline=False)
    parser.inline.ruler.at("footnote_ref", _footnote_reference)
    parser.block = _Blocks(parser.block.ruler)
    return parser


def _footnote_reference(state: StateInline, _silent: bool) -> bool:
    """Leave out `[^1]`; the plugin's own rule searches the whole rest of the text each time."""
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    defined = state.env.get("footnotes", {}).get("refs", {})
    if not match or f":{match[1]}" not in defined:
        return False
    state.pos = match.end()
    return True


def _inline_words(source: str, references: EnvType) -> str:
    if not _MARKUP.search(source):
        return plain_words(source)
    # Markup that spans a cut keeps its signs; all else reads as it should.
    spans = pieces(source, _INLINE_CHARS, longest=2 * _INLINE_CHARS)
    return plain_words("".join(_rendered(source[start:end], references) for start, end in spans))


def _rendered(source: str, references: EnvType) -> str:
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(source, parser, references, tokens)
    return "".join(_texts(tokens))


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "text_special", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"} or _LINE_BREAK_TAG.fullmatch(token.content):
            yield " "
        elif token.type == "image":
            yield from _texts(token.children or [])


class _Blocks(ParserBlock):
    """A block parser that drops nothing: what is nested too deeply is read as paragraphs."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.ruler = ruler

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Read the lines of one block that holds others."""
        if state.level < _DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        state.line = state.skipEmptyLines(startLine)
        while state.line < endLine and state.sCount[state.line] >= state.blkIndent:
            paragraph(state, state.line, endLine, False)
            state.line = state.skipEmptyLines(state.line)


class _Listener(StateBlock):
    """A parser state that keeps units instead of tokens."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.units: list[Unit] = []
        self._last: Token | None = None
        self._heading: Token | None = None
        self._row: Token | None = None
        self._headers: list[str] = []
        self._cells: list[str] | None = None

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Use the token before this one, which its rule has completed by now, and forget it."""
        if self._last is not None:
            self._use(self._last)
        if ttype == "tr_close":
            self._end_row()
        self._last = super().push(ttype, tag, nesting)
        self.tokens.clear()
        return self._last

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        """Use a code block at once: its rule pushes nothing behind it."""
        lines = super().getLines(begin, end, indent, keepLastLF)
        if self._last is not None and self._last.type in {"fence", "code_block"}:
            self._last = None
            self._add([begin, end], (lines,), form="code")
        return lines

    def _use(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = token
            case "table_open":
                self._headers = []
            case "tr_open":
                self._row = token
                self._cells = []
            case "inline" if self._cells is not None:
                self._cells.append(token.content)
            case "inline" if self._heading is not None:
                self._add_heading(self._heading, token)
                self._heading = None
            case "inline" if token.map:
                self._add(token.map, (token.content,), form="inline")

    def _add_heading(self, heading: Token, inline: Token) -> None:
        if heading.level == 0:
            level = int(heading.tag[1:])
            unit = Unit(level=level, start=0, end=0, source=(inline.content,), form="inline")
            self.units.append(unit)
        elif inline.map:
            # Inside a quote or a list it heads nothing but its words are still the author's.
            self._add(inline.map, (inline.content,), form="inline")

    def _end_row(self) -> None:
        cells, self._cells = self._cells or [], None
        if not self._headers:
            self._headers = cells
        elif self._row and self._row.map:
            pairs = zip(self._headers, cells, strict=False)
            self._add(self._row.map, tuple(part for pair in pairs for part in pair), form="row")

    def _add(
        self, lines: list[int], source: tuple[str, ...], *, form: Literal["inline", "code", "row"]
    ) -> None:
        """Keep a unit of the lines from `lines[0]` up to `lines[1]`.

        Call it while the blocks around the unit mark these lines, before they end.
        """
        within = range(lines[0], lines[1])
        head = next((line for line in within if self._has_words(line)), None)
        if head is None:
            return
        tail = next(line for line in reversed(within) if self._has_words(line))
        start, end = trim(self.src, self.bMarks[head] + self.tShift[head], self.eMarks[tail])
        if form == "row":
            start, end = self._without_pipes(start, end)
        if start < end:
            self.units.append(Unit(level=0, start=start, end=end, source=source, form=form))

    def _has_words(self, line: int) -> bool:
        start, end = trim(self.src, self.bMarks[line] + self.tShift[line], self.eMarks[line])
        return start < end

    def _without_pipes(self, start: int, end: int) -> tuple[int, int]:
        if self.src[start] == "|":
            start += 1
        if end - 1 > start and self.src[end - 1] == "|" and self.src[end - 2] != "\\":
            end -= 1
        return trim(self.src, start, end)
