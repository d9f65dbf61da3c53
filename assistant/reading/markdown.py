"""Markdown: what it says about itself, and its blocks."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from assistant.reading.blocks import Block, Layout, plain_words
from assistant.reading.front_matter import read_front_matter
from assistant.reading.limits import check_lines
from assistant.text.notes import find_marks, is_reference
from assistant.types import Note

if TYPE_CHECKING:
    from assistant.reading.commonmark import Outline, Unit
    from assistant.reading.words import Words

_CRLF = re.compile(r"\r\n")
_FIELDS: Final = ("title", "author", "date", "source")


def parse_markdown(text: str) -> Layout:
    """Read Markdown: CommonMark with tables, footnotes and front matter.

    Citable are paragraphs (in list items, quotes and footnotes too), body rows of tables and code
    blocks. A footnote that names a source by its address is no paragraph but a note of those whose
    marks point to it. A heading inside a list or a quote is a paragraph of it; the others are the
    sections. The first level-1 heading is the title and no section, unless the front matter gives
    another title, and one of more than 500 characters is a paragraph. HTML, thematic breaks and
    link definitions are not citable.

    In a file with more markup than `limits` allows, what comes behind keeps its signs.

    Raises:
        UnreadableFileError: If the front matter is malformed, or the text is beyond a limit.
    """
    # Imported here, since it takes a tenth of a second that a folder of plain text need not pay.
    from assistant.reading.commonmark import outline
    from assistant.reading.words import Words

    check_lines(text)
    front = read_front_matter(text)
    fields = {key.lower(): plain_words(front.fields[key]) for key in front.fields}
    outlined = outline(text[front.end :].replace("\r\n", "\n").replace("\r", "\n"))
    words = Words(outlined.references, length=len(text))
    title, blocks = _blocks(outlined, fields.get("title"), words, _places(text, front.end))
    return Layout(
        title=title,
        author=fields.get("author"),
        date=fields.get("date"),
        source=fields.get("source"),
        metadata={key: value for key, value in front.fields.items() if key.lower() not in _FIELDS},
        blocks=tuple(blocks),
    )


def _places(text: str, base: int) -> Callable[[int], int]:
    """Make the function from offsets in the body with LF to offsets in the file's text."""
    found = enumerate(_CRLF.finditer(text, base))
    pairs = array("q", (match.start() - base - at for at, match in found))

    def place(offset: int) -> int:
        return base + offset + bisect_left(pairs, offset)

    return place


def _blocks(
    outlined: Outline, title: str | None, words: Words, place: Callable[[int], int]
) -> tuple[str | None, list[Block]]:
    blocks: list[Block] = []
    headings: list[tuple[int, str]] = []
    section: tuple[str, ...] = ()
    named = False
    sources = _sources(outlined, words)
    notes = {
        label: Note(label=label, source=sources.get(number, ""))
        for number, label in reversed(list(enumerate(outlined.labels, start=1)))
    }
    # A unit and its block take about the same memory: make one from the other in its place.
    units = outlined.units
    units.reverse()
    while units:
        unit = units.pop()
        if unit.footnote in sources:
            continue
        plain = words.of(unit)
        if unit.level and plain:
            headings = [heading for heading in headings if heading[0] < unit.level]
            if _is_title(unit, plain, title=title, named=named):
                title, named = plain, True
            else:
                headings.append((unit.level, plain))
            section = tuple(heading for _, heading in headings)
        elif plain:
            start, end = place(unit.start), place(unit.end)
            marked = _marked(unit, notes)
            blocks.append(Block(start=start, end=end, section=section, plain=plain, notes=marked))
    return title, blocks


def _sources(outlined: Outline, words: Words) -> dict[int, str]:
    """Give the text of each footnote that names a source, by the footnote's number."""
    texts: dict[int, list[str]] = {}
    for unit in outlined.units:
        if unit.footnote:
            texts.setdefault(unit.footnote, []).append(words.with_addresses(unit))
    joined = {number: " ".join(some) for number, some in texts.items()}
    return {number: text for number, text in joined.items() if is_reference(text)}


def _marked(unit: Unit, notes: Mapping[str, Note]) -> tuple[Note, ...]:
    """List the footnotes that a unit's marks point to, each once; code has none."""
    if unit.form == "code":
        return ()
    return tuple(dict.fromkeys(notes[mark.label] for mark in find_marks(unit.source, notes)))


def _is_title(unit: Unit, plain: str, *, title: str | None, named: bool) -> bool:
    """Tell the first level-1 heading, which may repeat the front matter's title."""
    return unit.level == 1 and not named and (title is None or plain.lower() == title.lower())
