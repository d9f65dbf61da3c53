"""Markdown: sections, citable units, exact offsets, plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFileError
from assistant.reading.blocks import Layout
from assistant.reading.markdown import parse_markdown


def pairs(text: str) -> list[tuple[str, str]]:
    """List slice and plain words of each block."""
    return [(text[block.start : block.end], block.plain) for block in parse_markdown(text).blocks]


def sections(layout: Layout) -> list[tuple[str, ...]]:
    """List the sections of the blocks."""
    return [block.section for block in layout.blocks]


class TestFrontMatter:
    """The YAML at the head."""

    def test_fields_and_metadata(self) -> None:
        layout = parse_markdown(
            "---\ntitle: On Traffic\nauthor: [Ann Lee, Bo Ek]\ndate: 2022-05-12\n"
            "source: https://example.org\ntags:\n- a\n- b\ndraft: yes\nempty:\n---\nText.\n"
        )
        assert (layout.title, layout.author) == ("On Traffic", "Ann Lee, Bo Ek")
        assert (layout.date, layout.source) == ("2022-05-12", "https://example.org")
        assert layout.metadata == {"tags": "a, b", "draft": "yes"}

    def test_offsets_behind_it(self) -> None:
        assert pairs("---\r\ntitle: A\r\n---\r\n\r\nText.\r\n") == [("Text.", "Text.")]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("---\ntitle: A\nauthor: [x\n---\nText.\n", 4),
            ("---\ntitle: A\nb: c: d\n---\nText.\n", 3),
            ("---\ntitle: A\nb: \x07\n---\nText.\n", 3),
            ("---\na: &a [x]\nb: *a\n---\nText.\n", 3),
        ],
    )
    def test_malformed_names_the_line(self, text: str, line: int) -> None:
        with pytest.raises(UnreadableFileError, match=f"line {line}:"):
            parse_markdown(text)

    def test_deep_nesting_is_malformed(self) -> None:
        with pytest.raises(UnreadableFileError, match="front matter"):
            parse_markdown("---\na: " + "[" * 20_000 + "\n---\nText.\n")

    @pytest.mark.parametrize("text", ["---\n\nText.\n\n---\n", "---\nText.\n", "---\nText.\n---\n"])
    def test_thematic_breaks_are_no_front_matter(self, text: str) -> None:
        layout = parse_markdown(text + "\nMore.\n")
        assert layout.blocks[-1].plain == "More."
        assert layout.metadata == {}


class TestSections:
    """Headings."""

    def test_first_level_one_heading_is_the_title(self) -> None:
        layout = parse_markdown("# On *Traffic*\n\na\n\n## One\n\nb\n\n### Deep\n\nc\n\nTwo\n-\nd")
        assert layout.title == "On Traffic"
        assert sections(layout) == [(), ("One",), ("One", "Deep"), ("Two",)]

    def test_front_matter_title_wins(self) -> None:
        layout = parse_markdown("---\ntitle: A\n---\n# B\n\nx\n")
        assert (layout.title, sections(layout)) == ("A", [("B",)])

    def test_a_heading_that_repeats_the_title_is_no_section(self) -> None:
        layout = parse_markdown("---\ntitle: On Traffic\n---\n# On traffic\n\nx\n")
        assert sections(layout) == [()]

    def test_a_second_level_one_heading_is_a_section(self) -> None:
        assert sections(parse_markdown("# A\n\nx\n\n# B\n\ny\n")) == [(), ("B",)]

    def test_a_heading_in_a_quote_heads_nothing(self) -> None:
        layout = parse_markdown("## A\n\n> # B\n\nx\n")
        assert [(block.section, block.plain) for block in layout.blocks] == [
            (("A",), "B"),
            (("A",), "x"),
        ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo\n\nthree", [("one\ntwo", "one two"), ("three", "three")]),
        ("- one\n- two\n\n  more\n", [("one", "one"), ("two", "two"), ("more", "more")]),
        ("1. one\n   1. deep\n", [("one", "one"), ("deep", "deep")]),
        ("> one\n> two\n", [("one\n> two", "one two")]),
        ("> - one\n>   two\n", [("one\n>   two", "one two")]),
        ("> one\ntwo\n", [("one\ntwo", "one two")]),
        ("```py\n\na  b\n\tc\n```\n", [("a  b\n\tc", "a b c")]),
        ("> ```\n>\n> a\n> ```\n", [("a", "a")]),
        ("- ```\n  a\n  b\n", [("a\n  b", "a b")]),
        ("    a\n\n    b\n", [("a\n\n    b", "a b")]),
        ("-     a\n", [("a", "a")]),
        ("x[^1]\n\n[^1]: note\n\n    more\n", [("x[^1]", "x"), ("note", "note"), ("more", "more")]),
        (
            "| A | B |\n|--|--|\n| 1 | x \\| y |\n|| z |\n| | |\n",
            [("1 | x \\| y", "A: 1; B: x | y"), ("| z", "B: z")],
        ),
        ("A|\n-|\n*x*\\|\n", [("*x*\\|", "A: x|")]),
        ("> |A|\n> |-|\n> |b|\n", [("b", "A: b")]),
        ("<div>\nx\n</div>\n\n<!-- y -->\n\nz", [("z", "z")]),
        ("[a]: http://x\n\n***\n\n![](x.png)\n\nz", [("z", "z")]),
    ],
)
def test_citable_units(text: str, expected: list[tuple[str, str]], line_break: str) -> None:
    found = pairs(text.replace("\n", line_break))
    assert found == [(piece.replace("\n", line_break), plain) for piece, plain in expected]


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("definitions", "notes", "paragraphs"),
    [
        ("[^1]: A, “B”, 2016, <https://a.b/c_d>.", {"1": "A, “B”, 2016, https://a.b/c_d."}, 1),
        ("[^1]: *A*,\n  [B](https://a.b)\n  of 2016", {"1": "A, B (https://a.b) of 2016"}, 1),
        ("[^1]: A\n\n    B, https://a.b", {"1": "A B, https://a.b"}, 1),
        ("[^1]: <https://a.b>", {"1": "https://a.b"}, 1),
        ("[^1]: A remark.", {"1": ""}, 2),
        ("[^1]: A remark.\n[^2]: https://a.b", {"1": "", "2": "https://a.b"}, 2),
        ("[^1]: https://a.b\n[^1]: https://c.d", {"1": "https://a.b"}, 1),
        ("[^3]: https://a.b", {}, 1),
        (f"[^1]: {'A long story. ' * 40}https://a.b", {"1": ""}, 2),
        ("> [^1]: https://a.b", {"1": "https://a.b"}, 1),
    ],
)
def test_footnotes_that_name_a_source_are_notes_and_no_paragraphs(
    definitions: str, notes: dict[str, str], paragraphs: int, line_break: str
) -> None:
    text = f"It grew.[^1] It fell[^2] `[^3]`.\n\n{definitions}\n".replace("\n", line_break)
    blocks = parse_markdown(text).blocks
    assert len(blocks) == paragraphs
    assert {note.label: note.source for note in blocks[0].notes} == notes


def test_rows_have_notes_and_code_has_none() -> None:
    text = "| A | B |\n|--|--|\n| x | y [^1] |\n\n```\nx[^1]\n```\n\n[^1]: https://a.b\n"
    row, code = parse_markdown(text).blocks
    assert [note.source for note in row.notes] == ["https://a.b"]
    assert row.plain == "A: x; B: y"
    assert code.notes == ()
    assert code.plain == "x[^1]"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("*a* **b** `c  d`", "a b c d"),
        ("[a *b*](http://x) ![c *d*](y.png)", "a b c d"),
        ("a &amp; b &lt; \\*c\\*", "a & b < *c*"),
        ("a  \nb\\\nc<br>d<b>e</b>", "a b c de"),
        ("see [the note][n]\n\n[n]: http://x", "see the note"),
        ("<http://x.org> [^unknown]", "http://x.org [^unknown]"),
    ],
)
def test_plain_words(text: str, plain: str) -> None:
    assert pairs(text)[0][1] == plain


def test_markup_in_a_very_long_paragraph_is_rendered() -> None:
    text = "*word* and " * 3_000
    assert pairs(text)[0][1] == ("word and " * 3_000).strip()


@pytest.mark.parametrize("opening", [">", "- ", "1. ", "[", "![", "*", "[^", "<", "`` ` ", "(["])
def test_deep_nesting_loses_nothing(opening: str) -> None:
    text = opening * 5_000 + "word\n\nAfter.\n"
    found = pairs(text)
    assert "word" in found[0][1]
    assert found[-1] == ("After.", "After.")


BLOCK_MARKS = ["- ", "1. ", "> ", "# ", "===", "---", "|", "|-|", "```", "    ", "\t", ": "]
INLINE_MARKS = ["*", "_", "[", "](", "[^1]", "[^1]: ", "]: ", "![", "<!--", "-->", "<b>", "&#0;"]
BREAKS = ["\n", "\n\n", "\r\n", "\r", "\x0b", "\u2028", "\x85", " ", "\u00a0", "\0"]
WORDS_AND_OTHERS = ["word", "e\u0301", "😀", "\\", "<http://[>"]
MARKS = st.sampled_from([*BLOCK_MARKS, *INLINE_MARKS, *BREAKS, *WORDS_AND_OTHERS])
MARKDOWN = st.lists(MARKS | st.text(max_size=4), max_size=50).map("".join)


@given(MARKDOWN)
@pytest.mark.parametrize("frame", ["{}", "---\n{}\n---\nx", "- {}", "> {}\n> x"])
def test_any_text_keeps_the_invariants_or_has_malformed_front_matter(frame: str, text: str) -> None:
    text = frame.format(text)
    try:
        layout = parse_markdown(text)
    except UnreadableFileError:
        assert text.startswith("---")
        return
    end = 0
    for block in layout.blocks:
        piece = text[block.start : block.end]
        assert end <= block.start < block.end
        assert piece == piece.strip()
        assert block.plain == " ".join(block.plain.split()) != ""
        end = block.end


WORDS = st.lists(
    st.text("abcäßé产业", min_size=1, max_size=8) | st.sampled_from(["e\u0301", "😀", "b."]),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
@pytest.mark.parametrize(
    ("prefix", "gap"), [("", "\n\n"), ("- ", "\n"), ("> ", "\n\n"), ("- ", "\n\n"), ("1. > ", "\n")]
)
def test_reads_back(prefix: str, gap: str, essay: list[str], line_break: str) -> None:
    text = gap.join(prefix + words for words in essay).replace("\n", line_break)
    assert pairs(text) == [(words, words) for words in essay]
