"""Lines as an editor counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.lines import count_breaks, split_lines

TEXT = st.text(st.sampled_from("ab\n\r\u2028\x85\x0cé😀"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "")]),
        ("a\nb\r\nc\rd", [(0, "a"), (2, "b"), (5, "c"), (7, "d")]),
        ("a\n", [(0, "a"), (2, "")]),
        ("a\n\rb", [(0, "a"), (2, ""), (3, "b")]),
        ("a\u2028b\x0cc", [(0, "a\u2028b\x0cc")]),
    ],
)
def test_split_lines(text: str, expected: list[tuple[int, str]]) -> None:
    assert split_lines(text) == expected


@given(TEXT)
def test_lines_stand_at_their_offsets(text: str) -> None:
    lines = split_lines(text)
    assert all(text[start : start + len(line)] == line for start, line in lines)
    assert "".join(line for _, line in lines) == text.replace("\n", "").replace("\r", "")


@given(TEXT)
def test_there_is_a_line_more_than_breaks(text: str) -> None:
    assert len(split_lines(text)) == count_breaks(text) + 1
    assert count_breaks(text) == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
