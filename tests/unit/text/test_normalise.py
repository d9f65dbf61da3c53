"""White space and control characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.normalise import fold_space, printable


@given(st.text())
def test_fold_space_leaves_the_words(text: str) -> None:
    assert fold_space(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\n", "a\tb\n"),
        ("red \x1b[31m", "red <1B>[31m"),
        ("a\rb\x00\x7f\x9b", "a<0D>b<00><7F><9B>"),
        ("a\u202eb\u2066", "a<202E>b<2066>"),
        ("lone \ud800", "lone <D800>"),
        ("é e\u0301 👩\u200d🏭 产业", "é e\u0301 👩\u200d🏭 产业"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters()))
def test_printable_leaves_no_control_but_tab_and_line_feed(text: str) -> None:
    shown = printable(text)
    assert not any(ord(char) < 32 and char not in "\t\n" for char in shown)
    assert not any(0x7F <= ord(char) < 0xA0 or 0xD800 <= ord(char) < 0xE000 for char in shown)
    assert printable(shown) == shown
