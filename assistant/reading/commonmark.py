"""The blocks of a Markdown text: its headings and citable units, found by markdown-it.

The parser's blocks are taken from it one by one while it reads, so that no tree of the whole file
is ever in memory, and so that the place of each block is known exactly: only then do its line
marks leave out the list markers and quote signs that stand before the text.
"""

# ruff: noqa: TID253 - `markdown` imports this module only when there is Markdown to read.
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock, html_block, paragraph, reference
from markdown_it.rules_block.html_block import HTML_SEQUENCES
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from assistant.errors import UnreadableFileError
from assistant.reading.blocks import trim
from assistant.reading.limits import CELLS, NESTED, PARAGRAPHS, Allowance, too_many_paragraphs

# Blocks inside one another; a nested list is two. The time of some texts grows with it.
DEEPEST: Final = 20

# Characters. No tag alone on its line is longer; the opening of the other kinds of HTML is short.
_LONGEST_TAG: Final = 1 << 16
_LONGEST_OPENING: Final = 32

# Characters. Every paragraph below a heading carries it; longer ones are paragraphs themselves.
_LONGEST_HEADING: Final = 500

Form = Literal["inline", "code", "row"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A heading or a citable unit.

    Attributes:
        level:    1 to 6 for a heading of the document itself, 0 for anything else.
        start:    Offset of the first character.
        end:      Offset behind the last one.
        source:   Its Markdown, without the markers of the blocks around it; for a row, one cell
                  a line.
        form:     How to make words of it.
        headings: For a row, the headings of its cells, one a line.
        footnote: Which footnote it stands in, from 1; 0 outside.
    """

    level: int
    start: int
    end: int
    source: str
    form: Form
    headings: str = ""
    footnote: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The units of a text in reading order, and what its references refer to.

    Attributes:
        units:      Headings and citable units.
        references: As the parser keeps them.
        labels:     Of the footnotes, the first one's first.
    """

    units: list[Unit]
    references: EnvType
    labels: list[str]


def outline(text: str) -> Outline:
    """Find the headings and citable units of a Markdown text whose lines end in LF.

    Raises:
        UnreadableFileError: If it has more units, deeper nesting or larger tables than prose has.
    """
    references: EnvType = {}
    if not text:
        return Outline(units=[], references=references, labels=[])
    parser = _parser()
    state = _Listener(text, parser, references, [])
    parser.block.tokenize(state, state.line, state.lineMax)
    return Outline(units=state.units, references=references, labels=state.labels)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    parser.enable("table").use(footnote_plugin, inline=False)
    parser.block.ruler.at(
        "html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.block.ruler.at("reference", _reference)
    parser.block = _Blocks(parser.block.ruler)
    return parser


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Find HTML; the last of its rules takes 160 bytes for each character of some long lines."""
    line = state.bMarks[start] + state.tShift[start]
    if state.eMarks[start] - line > _LONGEST_TAG:
        opening = state.src[line : line + _LONGEST_OPENING]
        if not any(rule[0].search(opening) for rule in HTML_SEQUENCES[:-1]):
            return False
    return html_block(state, start, end, silent)


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Find a link definition; it counts as a paragraph, because it takes as much memory."""
    found = reference(state, start, end, silent)
    if found and not silent and isinstance(state, _Listener):
        state.count()
    return found


class _Blocks(ParserBlock):
    """A block parser that drops nothing: what is nested too deeply is read as paragraphs."""

    def __init__(self, ruler: Ruler[RuleFuncBlockType]) -> None:
        super().__init__()
        self.ruler = ruler

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        """Read the lines of one block that holds others."""
        around = state.enter(startLine, endLine) if isinstance(state, _Listener) else 0
        self._read(state, startLine, endLine)
        if isinstance(state, _Listener):
            state.footnote = around

    def _read(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level < DEEPEST:
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
        self.labels: list[str] = []
        self.footnote = 0
        self._last: Token | None = None
        self._heading: Token | None = None
        self._row: Token | None = None
        self._headings: str | None = None
        self._cells: list[str] | None = None
        self._paragraphs = Allowance(PARAGRAPHS, len(src))
        self._nested = Allowance(NESTED, len(src))
        self._table_cells = Allowance(CELLS, len(src))

    def count(self) -> None:
        """Count a unit, or what takes as much memory."""
        if not self._paragraphs.take():
            raise too_many_paragraphs(len(self.src))

    def enter(self, start: int, end: int) -> int:
        """Count a block that holds others; returns the footnote that it stands in.

        The parser copies the lines of a quote. A footnote's own token does not go through `push`.
        """
        around = self.footnote
        if self.tokens and self.tokens[-1].type == "footnote_reference_open":
            self.labels.append(self.tokens[-1].meta["label"])
            self.footnote = len(self.labels)
        self.tokens.clear()
        lines = end - start if self.parentType == "blockquote" else 0
        if not self._nested.take(1 + lines):
            raise UnreadableFileError(
                "it is no prose: too many quotes, list items or footnotes inside one another for"
                " its length; split it or leave it out"
            )
        return around

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Use the token before this one, which its rule has completed by now, and forget it."""
        if self._last is not None:
            self._use(self._last)
        if ttype == "tr_close":
            self._end_row()
        elif ttype == "td_open" and not self._table_cells.take():
            raise UnreadableFileError(
                "it is no prose: its tables have too many empty or very short cells; split it or"
                " leave it out"
            )
        self._last = super().push(ttype, tag, nesting)
        self.tokens.clear()
        return self._last

    def getLines(self, begin: int, end: int, indent: int, keepLastLF: bool) -> str:  # noqa: N802, N803
        """Use a code block at once: its rule pushes nothing behind it."""
        if indent == self.level == 0 and begin < end:
            # Not line by line, which takes much memory: nothing stands before or between them.
            lines = self.src[self.bMarks[begin] : self.eMarks[end - 1] + keepLastLF]
        else:
            lines = super().getLines(begin, end, indent, keepLastLF)
        if self._last is not None and self._last.type in {"fence", "code_block"}:
            self._last = None
            self._add([begin, end], lines, form="code")
        return lines

    def _use(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = token
            case "table_open":
                self._headings = None
            case "tr_open":
                self._row = token
                self._cells = []
            case "inline" if self._cells is not None:
                self._cells.append(token.content)
            case "inline" if self._heading is not None:
                self._add_heading(self._heading, token)
                self._heading = None
            case "inline" if token.map:
                self._add(token.map, token.content, form="inline")

    def _add_heading(self, heading: Token, inline: Token) -> None:
        if heading.level == 0 and len(inline.content) <= _LONGEST_HEADING:
            level = int(heading.tag[1:])
            self._keep(Unit(level=level, start=0, end=0, source=inline.content, form="inline"))
        elif inline.map:
            # Inside a quote or a list it heads nothing but its words are still the author's.
            self._add(inline.map, inline.content, form="inline")

    def _end_row(self) -> None:
        cells, self._cells = "\n".join(self._cells or []), None
        if self._headings is None:
            self._headings = cells
        elif self._row and self._row.map:
            self._add(self._row.map, cells, form="row")

    def _add(self, lines: list[int], source: str, *, form: Form) -> None:
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
            headings = (self._headings or "") if form == "row" else ""
            self._keep(
                Unit(
                    level=0,
                    start=start,
                    end=end,
                    source=source,
                    form=form,
                    headings=headings,
                    footnote=self.footnote,
                )
            )

    def _keep(self, unit: Unit) -> None:
        self.count()
        self.units.append(unit)

    def _has_words(self, line: int) -> bool:
        start, end = trim(self.src, self.bMarks[line] + self.tShift[line], self.eMarks[line])
        return start < end

    def _without_pipes(self, start: int, end: int) -> tuple[int, int]:
        if self.src[start] == "|":
            start += 1
        if end - 1 > start and self.src[end - 1] == "|" and self.src[end - 2] != "\\":
            end -= 1
        return trim(self.src, start, end)
