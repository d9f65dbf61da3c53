"""Escaped words read in Markdown as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from assistant.text.markup import escape_markdown
from assistant.text.normalise import fold_space, printable

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
NASTY = st.text(st.one_of(st.sampled_from("\\`*_[](){}<>#|!~&$^+-=.:1a \n\t"), st.characters()))


def shown(markdown: str) -> str:
    """Give the text of the one paragraph that a reader makes of it."""
    tokens = READER.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}, children
    return "".join(child.content for child in children)


@given(NASTY)
def test_a_reader_shows_the_very_words(text: str) -> None:
    wanted = printable(fold_space(text))
    if wanted:
        assert shown(escape_markdown(text)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "1. no list",
        "- no list",
        "=== no underline",
        "[^1]: no footnote",
        "<script>no HTML</script>",
        "![no image](http://example.org/x.png)",
        "&amp; no entity",
        "a | b",
        ": no definition",
    ],
)
def test_nothing_means_anything(text: str) -> None:
    assert shown(escape_markdown(text)) == text


def test_plain_words_stay_as_they_are() -> None:
    text = "It doesn’t follow, he said (in 2024): “no”; 50 % - or so."
    assert escape_markdown(text) == text
