"""Text that is shown piece by piece looks as if it had been printed whole."""

from __future__ import annotations

import io
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from assistant.cli.render.page import Flow, empty, put

SIGNS = "abc defgh  ij工业互é“👩🏽‍🚀-"


def console(width: int) -> Console:
    return Console(
        file=sys.stdout, width=width, force_terminal=True, color_system="standard", highlight=False
    )


def written(monkeypatch: pytest.MonkeyPatch, pieces: list[str], width: int, *, flow: bool) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    texts = []
    for piece in pieces:
        text = empty()
        text.append(f"{piece} ")
        text.append("[1]", "bold")
        texts.append(text)
    if flow:
        shown = Flow(console(width))
        for text in texts:
            shown.add(text)
        shown.end()
    else:
        whole = empty()
        for text in texts:
            whole.append(" " if whole else "")
            whole.append_text(text)
        put(console(width), whole)
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())


@given(
    st.lists(
        st.text(SIGNS, min_size=1).map(lambda text: " ".join(text.split()) or "x"), min_size=1
    ),
    st.sampled_from([5, 11, 40]),
)
def test_pieces_are_wrapped_like_the_whole(pieces: list[str], width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        streamed = written(patch, pieces, width, flow=True)
        assert streamed == written(patch, pieces, width, flow=False)
    assert all(cell_len(line) <= width for line in streamed.splitlines())


def test_each_piece_is_shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    flow = Flow(console(40))
    text = empty()
    text.append("First.")
    flow.add(text)
    assert out.getvalue() == "First."
    flow.end()
    flow.end()
    assert out.getvalue() == "First.\n"
