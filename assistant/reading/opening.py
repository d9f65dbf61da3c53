"""The lines before a plain text's first paragraph: title, byline, date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from assistant.reading.headings import (
    Shape,
    heads_prose,
    is_item,
    is_numbered,
    is_rule,
)
from assistant.reading.lines import View, views_of

_LONGEST_TITLE: Final = 150
_MOST_LINES: Final = 12
_MOST_NAME_WORDS: Final = 10

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{2}:\d{2}[\d:.]*(?:Z|[+-]\d{2}:?\d{2})?)?"
    rf"|{_DAY}\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+{_DAY},?\s+\d{{4}}|{_MONTH},?\s+\d{{4}}"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?)",
    re.IGNORECASE,
)
_LABELS: Final = {
    "title": r"(?:title|标题|題目|题目)\s*[:：]",
    "author": r"(?:authors?|by|written by)\s*[:：/／|]|(?:text|words|story)\s*[/／|]"
    r"|(?:文|作者|撰文)\s*[:：/／|]",
    "date": r"(?:date|published|updated|日期|时间)\s*[:：]",
    "source": r"(?:source|url|来源)\s*[:：]",
}
_LABEL = {
    name: re.compile(rf"(?:{pattern})\s*(?=\S)", re.IGNORECASE) for name, pattern in _LABELS.items()
}
_BY = re.compile(r"(?:written |words |text )?by\s+(?=\S)", re.IGNORECASE)
_PARTICLE = re.compile(
    r"and|v[ao]n|de[rnl]?|della|d[iau]|l[ae]|[ea]l|[bi]bn|bin|of|the|[ye]|und|et|&"
)
_BYLINE_GAP = re.compile(r"\s*[,|·•–—]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the first lines of a text say; `end` is the offset behind them."""

    title: str | None = None
    author: str | None = None
    date: str | None = None
    source: str | None = None
    end: int = 0


def read_opening(text: str, shape: Shape) -> Opening:
    """Read the lines before the first paragraph, up to the first that is none of these.

    - The title: one line that is followed by its byline, an underline or a blank line, or that
      heads prose as headings do; it does not end as a sentence or a clause does, and is no list
      item, speech or numbered heading.
    - Under it, a byline (`By Ann Lee`), if what follows is a name: words with capitals.
    - A date on a line of its own.
    - Anywhere among them, lines with a label: `Author: Ann Lee`, `Text / Ann Lee`.

    A text that has nothing else has no opening: its lines are its paragraphs.
    """
    opening = Opening()
    for count, view in enumerate(views_of(text)):
        if view.after is None and _details(text, view, opening) is not None:
            return Opening()
        if count == _MOST_LINES or view.after is None:
            break
        found = _details(text, view, opening) or _title(text, view, shape, opening)
        if found is None:
            return opening
        opening = replace(found, end=view.line.end)
    return opening if opening.end and text[opening.end :].strip() else Opening()


def _details(text: str, view: View, opening: Opening) -> Opening | None:
    line = view.line
    if line.length > _LONGEST_TITLE:
        return None
    if opening.end and is_rule(text, line):
        return opening
    words = text[line.start : line.end]
    for name, pattern in _LABEL.items():
        match = pattern.match(words)
        if match and not (name == "author" and not _is_name(words[match.end() :].split(",")[0])):
            return _with(opening, name, words[match.end() :])
    if _DATE.fullmatch(words):
        return _with(opening, "date", words)
    by = _BY.match(words)
    if by and opening.title and not opening.author:
        return _with_byline(opening, words[by.end() :])
    return None


def _with(opening: Opening, name: str, value: str) -> Opening | None:
    """Set a field that is not set yet."""
    match name:
        case "title" if opening.title is None:
            return replace(opening, title=value)
        case "author" if opening.author is None:
            return _with_byline(opening, value)
        case "date" if opening.date is None:
            return replace(opening, date=value)
        case "source" if opening.source is None:
            return replace(opening, source=value)
    return None


def _with_byline(opening: Opening, words: str) -> Opening | None:
    """Set the author and the date that may stand behind the name."""
    for gap in _BYLINE_GAP.finditer(words):
        if _DATE.fullmatch(words, gap.end()) and _is_name(words[: gap.start()]):
            return replace(opening, author=words[: gap.start()], date=words[gap.end() :])
    return replace(opening, author=words) if _is_name(words) else None


def _is_name(words: str) -> bool:
    parts = words.replace(",", " ").split()
    return (
        0 < len(parts) <= _MOST_NAME_WORDS
        and not any(char.isdigit() or char in ".!?;:。！？" for char in words[-1])
        and not any(map(str.isdigit, words))
        and all(_PARTICLE.fullmatch(part) or not part[0].islower() for part in parts)
        and any(not part[0].islower() for part in parts)
    )


def _title(text: str, view: View, shape: Shape, opening: Opening) -> Opening | None:
    line, after = view.line, view.after
    if opening.title is not None or after is None or line.length > _LONGEST_TITLE:
        return None
    words = text[line.start : line.end]
    if (
        not _may_entitle(words)
        or is_item(text, line)
        or is_numbered(text, line)
        or is_rule(text, line)
    ):
        return None
    titled = replace(opening, title=words)
    below = View(before=line, line=after, after=view.beyond, beyond=None)
    if (
        after.blank_before
        or is_rule(text, after)
        or _details(text, below, replace(titled, end=line.end)) is not None
        or heads_prose(text, view, shape)
    ):
        return titled
    return None


def _may_entitle(words: str) -> bool:
    return (
        any(map(str.isalnum, words))
        and not words[0].islower()
        and words[0] not in '"“„«「『—–-('
        and not words.endswith((".", ",", ";", ":", "。", "，", "；", "：", "、", "-", "—"))
    )
