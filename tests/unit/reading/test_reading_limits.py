"""No file makes a reader take much memory or time: floods are read or refused, and told why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import UnreadableFileError
from assistant.reading.limits import LINES, PARAGRAPHS, Allowance, Limit, at_most_paragraphs
from assistant.reading.markdown import parse_markdown
from assistant.reading.plain import parse_plain
from tests.unit.reading.measured import Measured, Meter

MB = 1_000_000
READ = ""  # the reason of a file that is read

PROSE = "Factories do not buy by the click, they buy what keeps a production line running. "


def flood(unit: str, *, head: str = "", size: int = MB) -> bytes:
    """Repeat `unit` behind `head` until the text has `size` bytes or a few more."""
    room = size - len(head.encode())
    return (head + unit * (1 + room // len(unit.encode()))).encode()


Check = Callable[[bytes, str], Measured]


@pytest.fixture(scope="module")
def meter() -> Iterator[Meter]:
    """A process that reads files."""
    with Meter() as running:
        yield running


@pytest.fixture
def check(meter: Meter, tmp_path: Path) -> Check:
    """Read some bytes, and check the promise about memory and messages."""

    def read(data: bytes, suffix: str) -> Measured:
        file = tmp_path / "file"
        file.write_bytes(data)
        measured = meter.measure(file, suffix)
        assert measured.extra_bytes <= 20 * len(data) + 64 * MB
        assert len(measured.reason.splitlines()) <= 1
        return measured

    return read


FLOODS = {
    "lines of one letter": (".txt", flood("a\n"), "lines of 2.0 characters"),
    "lines of one letter in Markdown": (".md", flood("a\r\n"), "lines of 3.0 characters"),
    "blank lines": (".md", flood("\r\n", head="a"), "lines of 2.0 characters"),
    "paragraphs of three letters": (".txt", flood("abc\n\n"), "lines of 2.5 characters"),
    "numbered headings": (".txt", flood("1. Ab\n"), "more than 120,833 paragraphs"),
    "a list of letters": (".md", flood("- ab\n"), "more than 120,833 paragraphs"),
    "link definitions": (".md", flood("[a]: b\n"), "more than 120,833 paragraphs"),
    "empty footnotes": (".md", flood("[^a]:\n"), "no paragraph"),
    "lists in lists": (".md", flood("- " * 10 + "a\n"), "inside one another"),
    "quotes in quotes": (".md", flood(">" * 19 + "a\n" + "b b b b b b\n" * 20), "inside one"),
    "a quote that goes on": (".md", flood("words words\n", head=">" * 50), "inside one another"),
    "long table headings": (
        ".md",
        flood("word | word\n", head="long heading " * 200 + "|" + "long " * 500 + "\n-|-\n"),
        READ,
    ),
    "empty cells": (
        ".md",
        flood("|a" * 256 + "\n" + "|-" * 256 + "\n" + "|a\n" * 250 + "\n"),
        "too many cells",
    ),
    "an attribute for each letter": (".md", flood(" a", head="<a"), READ),
    "opening brackets": (".md", flood("["), READ),
    "images that never end": (".md", flood("![a "), READ),
    "brackets on every line": (".md", flood("[" * 30 + "\n"), READ),
    "escaped brackets": (".md", flood("[a\\]"), READ),
    "emphasis": (".md", flood("*a"), READ),
    "brackets before emphasis": (".md", flood("*|-|", head="*[ " * 999), READ),
    "one word of wide letters": (".md", flood("ab", head="😀*"), READ),
    "white space": (".txt", flood(" ", head="a"), READ),
    "letters of an old encoding": (".txt", "Größe über alles. ".encode("cp1252") * 55_556, READ),
}


@pytest.mark.parametrize(("suffix", "data", "reason"), FLOODS.values(), ids=FLOODS.keys())
def test_a_flood_is_read_or_refused_in_little_memory(
    suffix: str, data: bytes, reason: str, check: Check
) -> None:
    measured = check(data, suffix)
    assert reason in measured.reason
    assert bool(measured.reason) == bool(reason)


DENSE = "😀 forty-seven characters of text and one more.\r\n"
LARGE_FLOODS = {
    "lines": (".txt", flood("ab\n", size=8 * MB)),
    "lines in Markdown": (".md", flood("ab\n", size=8 * MB)),
    "the shortest paragraphs that are read": (".txt", flood(DENSE, size=8 * MB)),
    "one paragraph of wide letters": (".md", flood("ab ", head="😀 *a*\r", size=8 * MB)),
}


@pytest.mark.parametrize(("suffix", "data"), LARGE_FLOODS.values(), ids=LARGE_FLOODS.keys())
def test_a_large_flood_takes_little_memory(suffix: str, data: bytes, check: Check) -> None:
    check(data, suffix)


ITEMS = "".join(f"- item {number}\n" for number in range(100_000)).encode()
ROWS = "".join(f"| {number} | {number * 7} | fine |\n" for number in range(50_000))
WORDS = "".join(f"word{number}\n" for number in range(100_000)).encode()
ORDINARY = {
    "20 MB of prose": (".txt", flood(PROSE * 5 + "\n\n", size=20 * MB), 48_544),
    "a list of 100,000 items": (".md", ITEMS, 100_000),
    "a table of 50,000 rows": (".md", b"| No. | Price | |\n|--|--|--|\n" + ROWS.encode(), 50_000),
    "a list of 100,000 words": (".txt", WORDS, 1),
    "a line of 5 MB": (".md", flood(PROSE, size=5 * MB), 1),
}


@pytest.mark.parametrize(("suffix", "data", "paragraphs"), ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_large_files_are_read(
    suffix: str, data: bytes, paragraphs: int, check: Check
) -> None:
    measured = check(data, suffix)
    assert (measured.reason, measured.paragraphs) == (READ, paragraphs)


def test_a_limit_grows_with_the_length() -> None:
    limit = Limit(free=10, share=1 / 4)
    assert (limit.of(0), limit.of(7), limit.of(8)) == (10, 11, 12)


def test_an_allowance_is_used_up() -> None:
    allowance = Allowance(Limit(free=2, share=1), 1)
    assert [allowance.take(2), allowance.take(), allowance.take()] == [True, True, False]


@pytest.mark.parametrize("parse", [parse_plain, parse_markdown])
@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_lines_are_counted_whatever_ends_them(parse, line_break: str) -> None:
    most = LINES.of(0)
    with pytest.raises(UnreadableFileError, match="lines of"):
        parse("a" + line_break * int(1.2 * most))


def test_the_last_paragraph_within_the_limit_is_passed_on() -> None:
    most = PARAGRAPHS.of(4800)
    assert list(at_most_paragraphs(range(most), 4800)) == list(range(most))
    with pytest.raises(UnreadableFileError, match="more than 100,100 paragraphs"):
        list(at_most_paragraphs(range(most + 1), 4800))


def test_a_heading_of_a_page_is_a_paragraph() -> None:
    words = "word " * 101
    layout = parse_markdown(f"# Title\n\n## {words}\n\ntext\n")
    assert [block.plain for block in layout.blocks] == [words.strip(), "text"]
    assert [block.section for block in layout.blocks] == [(), ()]


def test_beyond_the_limit_markup_keeps_its_signs() -> None:
    text = "*a* and\n\n" + "a" + "*" * 260_000 + "\n\n*b* [c](d)\n"
    plains = [block.plain for block in parse_markdown(text).blocks]
    assert (plains[0], plains[2]) == ("a and", "*b* [c](d)")


def test_beyond_the_limit_rows_go_without_headings() -> None:
    heading = "h" * 100_000
    layout = parse_markdown(f"| {heading} | B |\n|--|--|\n" + "| a | b |\n" * 400)
    assert layout.blocks[0].plain == f"{heading}: a; B: b"
    assert layout.blocks[-1].plain == "a; b"
