"""Plain text: what is a title, a byline, a heading, a paragraph."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.blocks import Layout
from assistant.reading.plain import parse_plain

ESSAY = Path(__file__).parents[3] / "seeds" / "industrial-internet-not-a-copy.txt"

LONG = "The platforms that grew on cheap traffic found that factories do not buy by the click, " * 3
PROSE = LONG.strip(", ") + "."


def texts(text: str, layout: Layout) -> list[str]:
    """List the slices of the blocks."""
    return [text[block.start : block.end] for block in layout.blocks]


def plains(layout: Layout) -> list[str]:
    """List the plain words of the blocks."""
    return [block.plain for block in layout.blocks]


def sections(layout: Layout) -> list[tuple[str, ...]]:
    """List the sections of the blocks."""
    return [block.section for block in layout.blocks]


@pytest.fixture(scope="module")
def layout() -> Layout:
    """Read the essay."""
    return parse_plain(ESSAY.read_text(encoding="utf-8"))


class TestEssay:
    """The essay that comes with the project."""

    def test_title_and_byline(self, layout: Layout) -> None:
        assert layout.title == "The Industrial Internet is not a 'copy' of the consumer Internet"
        assert layout.author == "Meng Yonghui"
        assert layout.date is None

    def test_twenty_paragraphs_in_five_sections(self, layout: Layout) -> None:
        assert sections(layout) == (
            [()] * 3
            + [("Bridging the online-online divide",)] * 5
            + [("Let go of the ties between the platform and the center",)] * 4
            + [("Realize the fusion of virtual and physical",)] * 6
            + [("Epilogue",)] * 2
        )

    def test_each_paragraph_is_a_whole_line(self, layout: Layout) -> None:
        text = ESSAY.read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if len(line) > 100]
        assert texts(text, layout) == lines

    @pytest.mark.parametrize("line_break", ["\r\n", "\r"])
    def test_is_the_same_with_other_line_breaks(self, layout: Layout, line_break: str) -> None:
        other = parse_plain(ESSAY.read_text(encoding="utf-8").replace("\n", line_break))
        assert (plains(other), sections(other)) == (plains(layout), sections(layout))


def test_paragraphs_between_blank_lines_may_be_hard_wrapped() -> None:
    first = "Factories do not buy by the click, they buy what keeps a line running."
    second = "A machine that stands still costs more than any advertisement brings in."
    text = f"{textwrap.fill(first, 40)}\n\n{textwrap.fill(second, 40)}\n"
    layout = parse_plain(text)
    assert plains(layout) == [first, second]
    assert "\n" in texts(text, layout)[0]


def test_hard_wrapped_paragraphs_without_blank_lines_end_at_a_short_line() -> None:
    paragraphs = [
        "Factories do not buy by the click, they buy what keeps a production line running "
        "through the night.",
        "A machine that stands still costs more than any advertisement on any platform could "
        "ever bring in, as owners know.",
    ]
    text = "\n".join(textwrap.fill(paragraph, 60) for paragraph in paragraphs)
    assert plains(parse_plain(text)) == paragraphs


def test_an_indented_line_begins_a_paragraph() -> None:
    paragraphs = [
        "Factories do not buy by the click, they buy what keeps a production line running.",
        "A machine that stands still costs more than any advertisement could ever bring in.",
        "So they wait.",
    ]
    text = "\n".join(
        textwrap.fill(paragraph, 50, initial_indent="    ") for paragraph in paragraphs
    )
    assert plains(parse_plain(text)) == paragraphs


@pytest.mark.parametrize(
    "heading",
    [
        "1. Introduction",
        "2.3 Method",
        "IV. Results",
        "Chapter 3",
        "CHAPTER III.",
        "Part II: The Fall",
        "THE LONG ROAD",
        "What the platforms saw",
        "第三章 平台",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_headings(heading: str, gap: str) -> None:
    layout = parse_plain(f"{PROSE}{gap}{heading}{gap}{PROSE}")
    assert sections(layout) == [(), (heading,)]


@pytest.mark.parametrize(
    "line",
    [
        "It was over.",
        "Was it over?",
        "There were three things:",
        "The first of them;",
        "And so,",
        "- a bullet",
        "and so it went",
        "“Who is there",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_short_lines_that_are_no_headings(line: str, gap: str) -> None:
    layout = parse_plain(f"{PROSE}{gap}{line}{gap}{PROSE}")
    assert set(sections(layout)) == {()}
    assert any(line in plain for plain in plains(layout))


def test_underlined_headings_nest() -> None:
    text = f"{PROSE}\n\nOuter\n=====\n\n{PROSE}\n\nInner\n-----\n{PROSE}\n"
    assert sections(parse_plain(text)) == [(), ("Outer",), ("Outer", "Inner")]


def test_numbered_headings_nest_by_depth() -> None:
    text = "\n\n".join(
        ["1. One", PROSE, "1.1 Deep", PROSE, "1.1.1 Deeper", PROSE, "2. Two", "2.1 Next", PROSE]
    )
    assert sections(parse_plain(text)) == [
        ("1. One",),
        ("1. One", "1.1 Deep"),
        ("1. One", "1.1 Deep", "1.1.1 Deeper"),
        ("2. Two", "2.1 Next"),
    ]


def test_a_heading_needs_a_paragraph_behind_it() -> None:
    layout = parse_plain(f"{PROSE}\n\nThe end of the road\n")
    assert plains(layout) == [PROSE, "The end of the road"]
    assert sections(layout) == [(), ()]


def test_a_list_of_short_lines_is_no_list_of_headings() -> None:
    layout = parse_plain(f"{PROSE}\n\n1. Apples\n2. Pears\n3. Plums\n\n{PROSE}")
    assert plains(layout) == [PROSE, "1. Apples", "2. Pears", "3. Plums", PROSE]
    assert set(sections(layout)) == {()}


def test_list_items_are_paragraphs_with_their_further_lines() -> None:
    layout = parse_plain(f"{PROSE}\n\nThree things:\n- one\n  and more\n- two\n- three\n\n{PROSE}")
    assert plains(layout) == [PROSE, "Three things:", "- one and more", "- two", "- three", PROSE]


def test_dialogue_is_a_paragraph_for_each_line() -> None:
    lines = ["“Who is there?”", "“Me.”", "“Come in, then, and shut the door.”", "She did."]
    layout = parse_plain("\n".join(lines))
    assert (layout.title, plains(layout)) == (None, lines)


def test_verse_has_no_headings() -> None:
    stanza = "The sea is calm tonight\nThe tide is full\nThe moon lies fair upon the straits"
    layout = parse_plain(f"{stanza}\n\n{stanza}\n")
    assert plains(layout) == [stanza.replace("\n", " ")] * 2
    assert set(sections(layout)) == {()}


def test_separators_are_no_paragraphs() -> None:
    assert plains(parse_plain(f"{PROSE}\n\n* * *\n\n{PROSE}\n-----\n")) == [PROSE, PROSE]


def test_a_table_of_contents_does_not_hide_the_first_section() -> None:
    text = f"{PROSE}\n\n1. One\n2. Two\n\n\n1. One\n\n{PROSE}\n\n2. Two\n\n{PROSE}"
    assert sections(parse_plain(text))[-2:] == [("1. One",), ("2. Two",)]


class TestOpening:
    """Title, byline and date."""

    @pytest.mark.parametrize(
        ("byline", "author"),
        [
            ("By Ann Lee", "Ann Lee"),
            ("by Ludwig van Beethoven", "Ludwig van Beethoven"),
            ("Author: Ann Lee", "Ann Lee"),
            ("Text / Meng Yonghui", "Meng Yonghui"),
            ("文/孟永辉", "孟永辉"),
            ("作者\uff1a孟永辉", "孟永辉"),
        ],
    )
    @pytest.mark.parametrize("gap", ["\n", "\n\n"])
    def test_bylines(self, byline: str, author: str, gap: str) -> None:
        layout = parse_plain(f"On Traffic{gap}{byline}{gap}{PROSE}")
        assert (layout.title, layout.author) == ("On Traffic", author)
        assert plains(layout) == [PROSE]

    @pytest.mark.parametrize(
        ("line", "date"),
        [
            ("12 May 2022", "12 May 2022"),
            ("2022-05-12", "2022-05-12"),
            ("May 12, 2022", "May 12, 2022"),
            ("Date: spring of 2022", "spring of 2022"),
            ("2022年5月12日", "2022年5月12日"),
        ],
    )
    def test_dates(self, line: str, date: str) -> None:
        layout = parse_plain(f"On Traffic\n{line}\n\n{PROSE}")
        assert (layout.title, layout.date, plains(layout)) == ("On Traffic", date, [PROSE])

    def test_byline_with_date(self) -> None:
        layout = parse_plain(f"On Traffic\n\nBy Ann Lee, 12 May 2022\n\n{PROSE}")
        assert (layout.author, layout.date) == ("Ann Lee", "12 May 2022")

    def test_labels(self) -> None:
        layout = parse_plain(
            f"Title: On Traffic\nAuthor: Ann Lee\nSource: https://example.org\n\n{PROSE}"
        )
        assert (layout.title, layout.author) == ("On Traffic", "Ann Lee")
        assert layout.source == "https://example.org"

    def test_a_paragraph_that_begins_with_by_is_no_byline(self) -> None:
        layout = parse_plain(f"On Traffic\n\nBy then the market had gone.\n\n{PROSE}")
        assert layout.author is None
        assert plains(layout)[0] == "By then the market had gone."

    @pytest.mark.parametrize("text", [PROSE, f"{PROSE}\n\n{PROSE}", f"1. One\n\n{PROSE}"])
    def test_no_title(self, text: str) -> None:
        assert parse_plain(text).title is None

    @pytest.mark.parametrize("text", ["Hello world", "Hello world\n", "On Traffic\nBy Ann Lee\n"])
    def test_a_text_of_nothing_else_is_its_paragraphs(self, text: str) -> None:
        layout = parse_plain(text)
        assert layout.title is None
        assert " ".join(plains(layout)) == " ".join(text.split())


WORD = st.text("abcdefghijklmnopqrstuvwxyzäßéñ产业", min_size=1, max_size=9) | st.sampled_from(
    ["e\u0301tude", "👩\u200d🏭", "naïve"]
)


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    """Draw a sentence that is long enough to be wrapped."""
    words = draw(st.lists(WORD, min_size=3, max_size=8))
    return "A" + " ".join((words * 20)[: draw(st.integers(30, 60))]) + "."


ESSAYS = st.lists(paragraphs(), min_size=1, max_size=5)
BREAKS = st.sampled_from(["\n", "\r\n", "\r"])


@given(ESSAYS, BREAKS)
def test_reads_back_one_line_each(essay: list[str], line_break: str) -> None:
    assert plains(parse_plain(line_break.join(essay))) == essay


@given(ESSAYS, BREAKS, st.integers(45, 90))
def test_reads_back_wrapped_between_blank_lines(
    essay: list[str], line_break: str, width: int
) -> None:
    wrapped = ["\n".join(wrap(paragraph, width)) for paragraph in essay]
    text = "\n\n".join(wrapped).replace("\n", line_break)
    assert plains(parse_plain(text)) == essay


@given(ESSAYS, BREAKS, st.integers(45, 90))
def test_reads_back_wrapped_and_indented(essay: list[str], line_break: str, width: int) -> None:
    wrapped = ["  " + "\n".join(wrap(paragraph, width)) for paragraph in essay]
    text = "\n".join(wrapped).replace("\n", line_break)
    assert plains(parse_plain(text)) == essay


@given(ESSAYS, BREAKS)
def test_reads_back_with_headings(essay: list[str], line_break: str) -> None:
    lines = [line for paragraph in essay for line in ("What they saw", paragraph)]
    layout = parse_plain(line_break.join(["On Traffic", "By Ann Lee", *lines]))
    assert plains(layout) == essay
    assert sections(layout) == [("What they saw",)] * len(essay)
    assert (layout.title, layout.author) == ("On Traffic", "Ann Lee")


def wrap(paragraph: str, width: int) -> list[str]:
    """Wrap as editors do, but break no word."""
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
