"""The words of a Markdown paragraph, heading, code block or table row, without its markup."""

# ruff: noqa: TID253 - `markdown` imports this module only when there is Markdown to read.
from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from assistant.reading.blocks import pieces, plain_words
from assistant.reading.commonmark import DEEPEST, Unit
from assistant.reading.limits import REPEATED, STEPS, Allowance
from assistant.text.notes import split_addresses

# Without one of these a paragraph holds no markup, and need not be parsed.
_MARKUP = re.compile(r"[\\`*_\[\]!<&]")
# At each of these the parser stops and tries all its rules.
_STOP = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]")
# How many of its steps over what is in brackets take as long.
_STOP_STEPS: Final = 4

_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_REFERENCE = re.compile(r"\[\^([^\s\[\]]{1,999})\]")

# Some inline markup takes the parser time that grows with the square of the length.
_INLINE_CHARS: Final = 4096


class Words:
    """Renders the units of one text as plain words on one line.

    Args:
        references: What the text's references refer to.
        length:     Characters of the text, for the limits.
    """

    def __init__(self, references: EnvType, *, length: int) -> None:
        self._references = references
        self._steps = Allowance(STEPS, length)
        self._parser = _parser(self._steps)
        self._repeated = Allowance(REPEATED, length)
        self._headings_source: str | None = None
        self._headings: list[str] = []

    def of(self, unit: Unit) -> str:
        """Render a unit."""
        if unit.form == "code":
            return plain_words(unit.source)
        if unit.form == "inline":
            return self._inline(unit.source)
        cells = [self._inline(cell) for cell in unit.source.split("\n")]
        if unit.headings != self._headings_source:
            self._headings_source = unit.headings
            self._headings = [self._inline(heading) for heading in unit.headings.split("\n")]
        row = [(heading, cell) for heading, cell in zip(self._headings, cells, strict=True) if cell]
        if self._repeated.take(sum(sys.getsizeof(heading) for heading, _ in row)):
            return "; ".join(f"{heading}: {cell}" if heading else cell for heading, cell in row)
        return "; ".join(cell for _, cell in row)

    def with_addresses(self, unit: Unit) -> str:
        """Render a unit of a footnote with the addresses in it as they are written."""
        if unit.form != "inline":
            return self.of(unit)
        # A text between two addresses keeps the white space at its ends.
        parts = (
            f"{text[: len(text) - len(text.lstrip())]}{self._inline(text)}"
            f"{text[len(text.rstrip()) :] if text.strip() else ''}{address}"
            for text, address in split_addresses(unit.source)
        )
        return plain_words("".join(parts))

    def _inline(self, source: str) -> str:
        if not _MARKUP.search(source):
            return plain_words(source)
        # Markup that spans a cut keeps its signs; all else reads as it should.
        spans = pieces(source, _INLINE_CHARS, longest=2 * _INLINE_CHARS)
        return plain_words("".join(self._rendered(source[start:end]) for start, end in spans))

    def _rendered(self, source: str) -> str:
        tokens: list[Token] = []
        if not self._steps.take(_STOP_STEPS * len(_STOP.findall(source))):
            return source
        try:
            self._parser.inline.parse(source, self._parser, self._references, tokens)
        except _TooManyStepsError:
            return source
        return "".join(_texts(tokens))


class _TooManyStepsError(Exception):
    """The allowance is used up; nobody outside this module sees it."""


class _Inline(ParserInline):
    """An inline parser that gives up when its allowance is used up."""

    def __init__(self, model: ParserInline, steps: Allowance) -> None:
        super().__init__()
        self.ruler, self.ruler2 = model.ruler, model.ruler2
        self._steps = steps

    def skipToken(self, state: StateInline) -> None:  # noqa: N802
        """Step over one sign or word while looking for a closing bracket."""
        if not self._steps.take():
            raise _TooManyStepsError
        super().skipToken(state)


def _parser(steps: Allowance) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    parser.inline.ruler.after("image", "footnote_ref", _footnote_reference)
    parser.inline = _Inline(parser.inline, steps)
    return parser


def _footnote_reference(state: StateInline, _silent: bool) -> bool:
    """Leave out `[^1]`; the plugin's own rule searches the whole rest of the text each time."""
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    defined = state.env.get("footnotes", {}).get("refs", {})
    if not match or f":{match[1]}" not in defined:
        return False
    state.pos = match.end()
    return True


def _texts(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "text_special", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"} or _LINE_BREAK_TAG.fullmatch(token.content):
            yield " "
        elif token.type == "image":
            yield from _texts(token.children or [])
