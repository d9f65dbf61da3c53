"""Which line of a plain text is a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.reading.lines import Line, View

# A longer line is not hard-wrapped: it is a paragraph by itself.
LONGEST_WRAPPED_LINE: Final = 160
_LONGEST_HEADING: Final = 80

# Ranks of headings, the outermost first; a numbered heading's rank grows with its depth.
_PART, _CHAPTER, _MINOR, _PLAIN = 1, 2, 3, 4

_ENDS: Final = ".!?…。！？"
_JOINTS: Final = ",;:，；：、-–—―"
_CLOSERS: Final = "\"'”’»›)]）】」』*_"
_OPENERS: Final = "\"'“‘«‹„—–「『"

_ITEM = re.compile(r"(?:[-*+•‣◦▪·–—]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_RULE = re.compile(r"([-=_*~#])(?:\s*\1){2,}")
_PARTS = re.compile(
    r"(?:part|book|volume)\s+(?:\d+|[ivxlc]+|one|two|three|four|five)\b", re.IGNORECASE
)
_CHAPTERS = re.compile(
    r"(?:chapter|appendix|section)\s+(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z]|one|two|three|four|five)"
    r"(?:[.:\s]|$)|第\s*[\d一二三四五六七八九十百]+\s*[章节節部篇回]",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?=[IVXLC])[IVXLC]{1,7}[.)]\s+(?=\S)")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,5})([.)]?)\s+(?=\S)")
_CJK_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}[、．.]\s*(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the lines of a text are laid out.

    Attributes:
        width:   Characters of the longest line that may be hard-wrapped.
        wrapped: Whether most line breaks stand inside a sentence.
        spaced:  Whether blank lines part the paragraphs.
        indent:  Characters of white space before the lines that are indented least.
    """

    width: int
    wrapped: bool
    spaced: bool
    indent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line that may head a section.

    Attributes:
        rank: Nests headings; 1 is the outermost.
        bare: Whether nothing but its shortness and its place makes it one.
    """

    rank: int
    bare: bool = False


def heading_of(text: str, view: View, shape: Shape) -> Heading | None:
    """Tell whether a line may be a heading, given that it does not go on a paragraph.

    It is one, if it is underlined with `===` or `---`; or if it is short, ends without a
    punctuation mark and
    - begins with a number, a Roman numeral, `Chapter 3`, `Part II` or the like;
    - is all in capitals, and the next line is not;
    - or stands before prose, without any such sign. Prose, behind a blank line, is a line that
      ends a sentence, is twice as long or has another one right below it. Without a blank line,
      where verse and addresses look much the same, it is a line that begins with a capital and is
      twice as long, or longer and ends a sentence in a text whose lines mostly do. In both
      cases the line break is the author's: the next word would have fitted on the line.
    """
    line, after = view.line, view.after
    if after is None or line.length > _LONGEST_HEADING:
        return None
    words = text[line.start : line.end]
    if is_rule(text, after):
        return _underlined(text, after)
    rank = _rank_of(words)
    if rank is not None and (after.blank_before or not _is_lower(text, after)):
        return Heading(rank=rank)
    if not _may_head(words):
        return None
    if _is_capitals(words):
        below = text[after.start : min(after.end, after.start + LONGEST_WRAPPED_LINE)]
        return Heading(rank=_CHAPTER) if after.blank_before or not _is_capitals(below) else None
    bare = words[0] not in _OPENERS and not is_item(text, line) and heads_prose(text, view, shape)
    return Heading(rank=_PLAIN, bare=True) if bare else None


def heads_prose(text: str, view: View, shape: Shape) -> bool:
    """Tell whether the next line is prose that a line without any other sign may head."""
    line, after, beyond = view.line, view.after, view.beyond
    if after is None:
        return False
    closed, longer = ends_sentence(text, after), after.length > line.length
    if after.blank_before:
        paired = beyond is not None and not beyond.blank_before
        return closed or after.length >= 2 * line.length or (longer and paired)
    if _is_lower(text, after) or is_item(text, after) or not would_fit(text, line, after, shape):
        return False
    return after.length >= 2 * line.length or (closed and longer and not shape.wrapped)


def is_numbered(text: str, line: Line) -> bool:
    """Tell whether a line begins as chapters and numbered headings do."""
    return _rank_of(text[line.start : min(line.end, line.start + _LONGEST_HEADING)]) is not None


def would_fit(text: str, line: Line, after: Line, shape: Shape) -> bool:
    """Tell whether the next line's first word had room on this one, so that the break is meant."""
    if line.length > LONGEST_WRAPPED_LINE or after.length > LONGEST_WRAPPED_LINE:
        return True
    word = text[after.start : after.end].split(maxsplit=1)[0]
    return line.length + 1 + len(word) <= shape.width


def ends_sentence(text: str, line: Line) -> bool:
    """Tell whether a line ends with the end of a sentence."""
    tail = text[max(line.start, line.end - 8) : line.end].rstrip(_CLOSERS)
    return tail.endswith(tuple(_ENDS))


def is_item(text: str, line: Line) -> bool:
    """Tell whether a line begins with the marker of a list item."""
    return _ITEM.match(text, line.start, line.end) is not None


def is_rule(text: str, line: Line) -> bool:
    """Tell whether a line is drawn: an underline or a separator."""
    return line.length <= LONGEST_WRAPPED_LINE and bool(_RULE.fullmatch(text, line.start, line.end))


def _underlined(text: str, after: Line) -> Heading | None:
    if after.blank_before or text[after.start] not in "=-":
        return None
    return Heading(rank=_CHAPTER if text[after.start] == "=" else _MINOR)


def _rank_of(words: str) -> int | None:
    if words.endswith(tuple(_JOINTS)):
        return None
    if named := _PARTS.match(words) or _CHAPTERS.match(words):
        # `Chapter 3.` may end with a full stop; `Part two was harder than we thought.` may not.
        bare = not words[named.end() :].strip(" .")
        return (_PART if named.re is _PARTS else _CHAPTER) if bare or _may_head(words) else None
    number = _ROMAN.match(words) or _CJK_NUMBERED.match(words) or _NUMBERED.match(words)
    if number is None or words[number.end()].islower() or not _may_head(words):
        return None
    if number.re is not _NUMBERED:
        return _MINOR
    depth = number[1].count(".") + 1
    return _MINOR + depth if depth > 1 or number[2] else None


def _may_head(words: str) -> bool:
    return (
        any(map(str.isalnum, words))
        and not words[0].islower()
        and not words.rstrip(_CLOSERS).endswith((*_ENDS, *_JOINTS))
        and not words.endswith(tuple(_JOINTS))
    )


def _is_capitals(words: str) -> bool:
    # Scripts without capitals are neither; a lone one among them is an initial or a name.
    capitals = sum(map(str.isupper, words))
    return words.isupper() and capitals > 1 and 2 * capitals > sum(map(str.isalpha, words))


def _is_lower(text: str, line: Line) -> bool:
    return text[line.start].islower()
