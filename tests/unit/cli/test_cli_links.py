"""Links go to the source's line, only in terminals that follow them, with nothing raw in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.render.links import address, follows_links


@pytest.mark.parametrize(
    ("environ", "follows"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4602"}, False),
        ({"VTE_VERSION": "new"}, False),
        ({"WT_SESSION": "1"}, True),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, False),
    ],
)
def test_terminals_are_known_by_what_they_say(environ: dict[str, str], follows: bool) -> None:
    assert follows_links(environ) is follows


def test_the_line_is_told_to_terminals_that_can_go_there() -> None:
    path = Path("/a b/essay.txt")
    assert address(path, 4, {"TERM_PROGRAM": "vscode"}) == "vscode://file/a%20b/essay.txt:4"
    assert re.fullmatch(
        r"file://[^/]+/a%20b/essay\.txt#4", address(path, 4, {"TERM": "xterm-kitty"})
    )
    assert re.fullmatch(r"file://[^/]+/a%20b/essay\.txt", address(path, 4, {"TERM": "foot"}))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_no_sign_of_a_name_can_end_the_link(name: str) -> None:
    written = address(Path("/") / name.lstrip("/"), 1, {"TERM_PROGRAM": "vscode"})
    assert written.isascii()
    assert written.isprintable()
    assert ";" not in written


def test_a_name_that_is_no_text_is_linked_all_the_same() -> None:
    assert "%FF" in address(Path("/bad\udcff.txt"), 1, {})
