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
DENSE = "😀 forty-seven characters of text and one more.\r\n"


def flood(unit: str, head: str = "", size: int = MB) -> bytes:
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


@pytest.mark.parametrize(
    ("suffix", "head", "unit", "reason"),
    [
        pytest.param(".txt", "", "a\n", "lines of 2.0 characters", id="lines"),
        pytest.param(".md", "", "a\r\n", "lines of 3.0 characters", id="lines in Markdown"),
        pytest.param(".md", "a", "\r\n", "lines of 2.0 characters", id="blank lines"),
        pytest.param(".txt", "", "abc\n\n", "lines of 2.5 characters", id="short paragraphs"),
        pytest.param(".txt", "", "1. Abc\n", "more than 120,833 paragraphs", id="headings"),
        pytest.param(".md", "", "- ab\n", "lines of 5.0 characters", id="a list of letters"),
        pytest.param(".md", "", "[^ab]:\n", "no paragraph", id="empty footnotes"),
        pytest.param(".md", "", "- " * 10 + "a\n", "inside one another", id="lists in lists"),
        pytest.param(
            ".md", "", ">" * 19 + "a\n" + "b b b b b b\n" * 20, "inside one", id="quotes in quotes"
        ),
        pytest.param(".md", ">" * 50, "words words\n", "inside one", id="a quote that goes on"),
        pytest.param(
            ".md",
            "",
            "|a" * 256 + "\n" + "|-" * 256 + "\n" + "|a\n" * 250 + "\n",
            "too many empty or very short cells",
            id="empty cells",
        ),
        pytest.param(
            ".md",
            "long heading " * 200 + "|" + "long " * 500 + "\n-|-\n",
            "words words | words words\n",
            READ,
            id="long table headings",
        ),
        pytest.param(".md", "<a", " a", READ, id="one tag"),
        pytest.param(".md", "", "[", READ, id="opening brackets"),
        pytest.param(".md", "", "![a ", READ, id="images that never end"),
        pytest.param(".md", "", "[a\\]", READ, id="escaped brackets"),
        pytest.param(".md", "", "*a", READ, id="emphasis"),
        pytest.param(".md", "*[ " * 999, "*|-|", READ, id="brackets before emphasis"),
        pytest.param(".md", "😀*", "ab", READ, id="one word of wide letters"),
        pytest.param(".txt", "a", " ", READ, id="white space"),
    ],
)
def test_a_flood_is_read_or_refused_in_little_memory(
    suffix: str, head: str, unit: str, reason: str, check: Check
) -> None:
    measured = check(flood(unit, head), suffix)
    assert reason in measured.reason
    assert bool(measured.reason) == bool(reason)


def test_an_old_encoding_takes_little_memory(check: Check) -> None:
    assert check("Größe über alles. ".encode("cp1252") * 55_556, ".txt").paragraphs == 1


@pytest.mark.parametrize(
    ("suffix", "head", "unit", "megabytes"),
    [
        pytest.param(".txt", "", "ab\n", 8, id="lines"),
        pytest.param(".md", "", "ab\n", 8, id="lines in Markdown"),
        pytest.param(".txt", "", DENSE, 4, id="the shortest paragraphs that are read"),
        pytest.param(".md", "😀 *a*\r", "ab ", 8, id="one paragraph of wide letters"),
    ],
)
def test_a_larger_flood_takes_little_memory(
    suffix: str, head: str, unit: str, megabytes: int, check: Check
) -> None:
    check(flood(unit, head, megabytes * MB), suffix)


def test_20_mb_of_prose_are_read(check: Check) -> None:
    assert check(flood(PROSE * 5 + "\n\n", size=20 * MB), ".txt").paragraphs == 48_544


def test_a_list_of_100_000_items_is_read(check: Check) -> None:
    items = "".join(f"- item {number}\n" for number in range(100_000))
    assert check(items.encode(), ".md").paragraphs == 100_000


def test_a_table_of_50_000_rows_is_read(check: Check) -> None:
    rows = "".join(f"| {number} | {number * 7} | fine |\n" for number in range(50_000))
    table = f"| No. | Price | |\n|--|--|--|\n{rows}"
    assert check(table.encode(), ".md").paragraphs == 50_000


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_list_of_100_000_words_is_read(suffix: str, check: Check) -> None:
    words = "".join(f"word{number}\n" for number in range(100_000))
    assert check(words.encode(), suffix).paragraphs == 1


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_a_line_of_5_mb_is_read(suffix: str, check: Check) -> None:
    assert check(flood(PROSE, size=5 * MB), suffix).paragraphs == 1


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


def test_link_definitions_count_as_paragraphs() -> None:
    with pytest.raises(UnreadableFileError, match="more than 117,500 paragraphs"):
        parse_markdown("[a]: b\n" * 120_000)


def test_a_heading_of_a_page_is_a_paragraph() -> None:
    words = "word " * 101
    layout = parse_markdown(f"# Title\n\n## {words}\n\ntext\n")
    assert [block.plain for block in layout.blocks] == [words.strip(), "text"]
    assert [block.section for block in layout.blocks] == [(), ()]


@pytest.mark.parametrize("line", ["| |", "|", "| | |"])
def test_a_table_without_headings_is_read(line: str) -> None:
    rule = line.replace(" ", "-").replace("||", "|-|")
    layout = parse_markdown(f"{line}\n{rule}\n| a | b |\n")
    assert "a" in layout.blocks[-1].plain


def test_beyond_the_limit_markup_keeps_its_signs() -> None:
    text = "*a* and\n\n" + "a" + "*" * 130_000 + "\n\n*b* [c](d)\n"
    plains = [block.plain for block in parse_markdown(text).blocks]
    assert (plains[0], plains[2]) == ("a and", "*b* [c](d)")


def test_beyond_the_limit_rows_go_without_headings() -> None:
    heading = "h" * 100_000
    layout = parse_markdown(f"| {heading} | B |\n|--|--|\n" + "| a | b |\n" * 400)
    assert layout.blocks[0].plain == f"{heading}: a; B: b"
    assert layout.blocks[-1].plain == "a; b"
