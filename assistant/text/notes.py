"""Footnotes: their marks in a text, and what they say of the source that they name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.text.normalise import fold_space
from assistant.types import Note, Reference

# An escaped sign, the ticks of code, or a mark.
_SIGN: Final = re.compile(r"\\.|(`+)|\[\^([^\s\[\]]{1,999})\]", re.DOTALL)
_TICKS: Final = re.compile(r"`+")

#: Before these a mark takes the white space along that stands before it.
_CLOSING: Final = frozenset(".,;:!?)]}”’»。，；：！？）」』")

#: Behind these a mark stands for the white space that is not there.
_ENDS: Final = frozenset(".!?…”’\"')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A footnote's mark: `text[start:end] == f"[^{label}]"`."""

    start: int
    end: int
    label: str


def find_marks(text: str, labels: Collection[str] | None) -> list[Mark]:
    r"""List the marks of footnotes; one that is escaped or in code is text.

    Args:
        text:   Markdown.
        labels: Of the footnotes that there are; None takes every label for one.

    >>> [mark.label for mark in find_marks(r"A.[^1] B.[^2] \[^1] `[^1]`", {"1"})]
    ['1']
    """
    marks: list[Mark] = []
    if "[^" not in text or (labels is not None and not labels):
        return marks
    ticks: defaultdict[int, list[int]] = defaultdict(list)
    for run in _TICKS.finditer(text):
        ticks[len(run[0])].append(run.start())
    place = 0
    while found := _SIGN.search(text, place):
        place = found.end()
        if run_of := found[1]:
            same = ticks[len(run_of)]
            closing = bisect_left(same, place)
            place = same[closing] + len(run_of) if closing < len(same) else place
        elif found[2] and (labels is None or found[2] in labels):
            marks.append(Mark(start=found.start(), end=place, label=found[2]))
    return marks


class Unmarked:
    """A text without the marks of its footnotes, which knows where each part of it stands.

    >>> unmarked = Unmarked("It grew.[^1] It fell [^2].", {"1", "2"})
    >>> unmarked.text, unmarked.place(9, 17)
    ('It grew. It fell.', (13, 26))
    """

    def __init__(self, text: str, labels: Collection[str] | None) -> None:
        """Take out the marks; arguments as for `find_marks`."""
        kept: list[str] = []
        self._places: list[int] = []
        self._removed: list[int] = []
        end = removed = length = 0
        for start, stop, filler in _cuts(text, find_marks(text, labels)):
            kept += [text[end:start], filler]
            length += start - end
            removed += stop - start - len(filler)
            self._places.append(length)
            self._removed.append(removed)
            length += len(filler)
            end = stop
        self.text = "".join([*kept, text[end:]]) if kept else text

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Find where a piece of this text, which is not empty, stands in the text with marks."""
        return self._before(start), self._before(end - 1) + 1

    def _before(self, offset: int) -> int:
        cut = bisect_right(self._places, offset)
        return offset + (self._removed[cut - 1] if cut else 0)


def without_marks(text: str, labels: Collection[str] | None) -> str:
    """Take the marks of footnotes out of a text; arguments as for `find_marks`."""
    return Unmarked(text, labels).text


def labels_at(text: str, start: int, end: int, labels: Collection[str]) -> list[str]:
    """List the labels of the marks that belong to `text[start:end]`, each once.

    These are the marks in it and right behind it; and those before it that have nothing else
    before them.
    """
    marks = find_marks(text, labels)
    behind = _run(text, marks, end)
    ahead = _run(text, marks, 0)
    if text[ahead[-1].end if ahead else 0 : start].strip():
        ahead = []  # they stand behind another sentence, or in this one
    within = [mark for mark in marks if start <= mark.start < end]
    return list(dict.fromkeys(mark.label for mark in (*ahead, *within, *behind)))


def _run(text: str, marks: Sequence[Mark], place: int) -> list[Mark]:
    """List the marks from a place on that have nothing but white space between them."""
    run: list[Mark] = []
    for mark in marks[bisect_left(marks, place, key=lambda mark: mark.start) :]:
        if text[place : mark.start].strip():
            break
        run.append(mark)
        place = mark.end
    return run


def _cuts(text: str, marks: Iterable[Mark]) -> Iterator[tuple[int, int, str]]:
    """Give what to cut out, marks side by side in one, and what to put in its place."""
    runs: list[list[int]] = []
    for mark in marks:
        if runs and not text[runs[-1][1] : mark.start].strip():
            runs[-1][1] = mark.end
        else:
            runs.append([mark.start, mark.end])
    for start, end in runs:
        before, behind = text[start - 1 : start] if start else "", text[end : end + 1]
        if not behind or behind.isspace() or behind in _CLOSING:
            while start and text[start - 1].isspace():
                start -= 1  # noqa: PLW2901 - the cut goes back over the white space
            yield start, end, ""
        else:
            yield start, end, " " if before in _ENDS and behind.isalnum() else ""


# Addresses as Markdown writes them: of linked words, in angle brackets, or bare.
_URL: Final = r"https?://(?:[^\s<>()“”]|\([^\s<>()]*\))+"
_ADDRESS: Final = re.compile(
    rf"\[(?P<words>[^\[\]]*)\]\(\s*<?(?P<linked>{_URL})>?(?:\s[^()]*)?\)"
    rf"|<(?P<closed>https?://[^\s<>]+)>|(?P<bare>{_URL})",
    re.IGNORECASE,
)
_TRAILING: Final = ".,;:!?'\"”’]*_"

#: A longer footnote, in characters without addresses, is prose that mentions an address.
_LONGEST: Final = 400


def split_addresses(source: str) -> Iterator[tuple[str, str]]:
    """Cut a footnote's Markdown into texts, each with the address behind it, the last with none.

    >>> list(split_addresses("*A*, [B](https://b.org), 2020."))
    [('*A*, B (', 'https://b.org'), ('), 2020.', '')]
    """
    end, before = 0, ""
    for found in _ADDRESS.finditer(source):
        before += source[end : found.start()]
        end = found.end()
        if url := found["linked"]:
            words = found["words"].strip()
            aside = bool(words) and words != url
            yield (f"{before}{words} (" if aside else before), url
            before = ")" if aside else ""
            continue
        url = found["closed"] or found["bare"].rstrip(_TRAILING)
        yield before, url
        before = "" if found["closed"] else found["bare"][len(url) :]
    yield before + source[end:], ""


def is_reference(text: str) -> bool:
    """Tell whether a footnote, as one line without markup, names a source by its address."""
    rest, addresses = _BARE.subn("", text)
    return addresses > 0 and len(rest) <= _LONGEST


_BARE: Final = re.compile(_URL, re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<![\d-])(?:1[5-9]|20)\d\d(?![\d-])")
_QUOTED: Final = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"]*\"")

# A year that says when somebody looked says nothing of the source.
_LOOKED_UP: Final = re.compile(
    r"\b(?:accessed|retrieved|visited|viewed|checked|abgerufen)\b[^,;()]*", re.IGNORECASE
)

# Nobody knows the year then.
_ABOUT: Final = re.compile(r"\b(?:about|around|circa|ca?\.|approximately)\s*\d{4}", re.IGNORECASE)

# "Smith, J. (2020). Title": whoever stands before a year in brackets wrote it.
_DATED: Final = re.compile(
    r"^((?:[^(),“”\"]|,(?= [A-Z]\.| & | and )){2,80}?),? \((?:1[5-9]|20)\d\d[^()]{0,20}\)(?=.*\w)"
)
_PARTS: Final = re.compile(r"[,;:] |(?<=[a-z]{3})\. |\s[–—]\s")

#: Most words of a publisher's name where no title in quotation marks ends it.
_MOST_WORDS: Final = 8


def read_reference(text: str) -> Reference:
    """Read publisher, year and address off a footnote that names a source.

    >>> read_reference("CFO.com, “GE CFO Eyes 2020”, 2016, https://www.cfo.com/x").publisher
    'CFO.com'
    """
    text = fold_space(text)
    address = _BARE.search(text)
    url = address[0].rstrip(_TRAILING) if address else None
    said = _LOOKED_UP.sub("", _BARE.sub("", text))
    publisher = _publisher(said, url or "")
    return Reference(
        text=text.removesuffix(".") if url and text.endswith(f"{url}.") else text,
        publisher=publisher,
        year=_year(_ABOUT.sub("", said)),
        url=url,
    )


def _year(said: str) -> int | None:
    """Give the only year behind the title, or else the last that stands alone between signs."""
    *before, behind = _QUOTED.split(said, maxsplit=1)
    years = {match[0] for match in _YEAR.finditer(behind)}
    if len(years) == 1:
        return int(years.pop())
    parts = [part.strip(" .") for part in re.split(r"[,;()]", behind)]
    alone = [part for part in parts if _YEAR.fullmatch(part)]
    alone = alone or re.findall(rf"\(({_YEAR.pattern})\)", "".join(before))
    return int(alone[-1]) if alone else None


def _publisher(said: str, url: str) -> str | None:
    """Give whom a footnote names: before the title, behind a title that comes first, or alone."""
    quoted = _QUOTED.search(said)
    if quoted and (name := _name(said[: quoted.start()])):
        return name
    if dated := _DATED.match(said):
        return _name(dated[1])
    linked = re.match(r"[^()]*\(\)", said)  # the title is a link, and its address is cut out
    title = quoted.end() if quoted else linked.end() if linked else 0
    parts = [name for part in _PARTS.split(said[title:]) if (name := _name(part))]
    if title and parts:
        return parts[0]
    parts = parts or [name for name in [_name(said[:title].strip("()"))] if name]
    alone = len(parts) == 1 and _letters(parts[0]) not in _letters(url)
    return None if not parts or alone or len(parts[0].split()) > _MOST_WORDS else parts[0]


def _name(text: str) -> str | None:
    """Clean what may be a name; a year, a number or a sign is none."""
    name = text.strip(" ,;:–—-*_").removesuffix(".").strip()
    if name[:1] == "(" and name[-1:] == ")":
        name = name[1:-1].strip()
    return name if any(map(str.isalpha, name)) and len(name) > 1 else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def read_references(notes: Iterable[Note]) -> list[Reference]:
    """Read the sources that footnotes name, in their order."""
    return [read_reference(note.source) for note in notes if note.source]


def name_all(sources: Iterable[Reference]) -> str:
    """Name sources on one line, each once."""
    return "; ".join(dict.fromkeys(map(name_of, sources)))


def name_of(source: Reference) -> str:
    """Name a source by publisher and year; in its own words where it names no publisher."""
    if source.publisher is None:
        return source.text
    name = short_name(source.publisher)
    return name if source.year is None else f"{name} ({source.year})"


def short_name(publisher: str) -> str:
    """Give a publisher's name without what stands in brackets and who only passed it on.

    >>> short_name("Reuters via Banker & Tradesman"), short_name("IoT ONE (repost)")
    ('Reuters', 'IoT ONE')
    """
    bare = re.sub(r"\s*\([^()]*\)", "", publisher)
    return re.split(r",? via |, carr(?:ied|ying) ", bare)[0].strip() or publisher
