"""Lines of a chat: questions, commands, and what nearly was one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.chatting.names import COMMANDS, Line, read_line
from assistant.errors import UsageError


@pytest.mark.parametrize("name", [one.name for one in COMMANDS])
@pytest.mark.parametrize("written", ["/{}", " /{} ", "/{}\n"])
def test_every_command_is_known(name: str, written: str) -> None:
    assert read_line(written.format(name)) == Line(command=name)
    assert read_line(written.format(name.upper())) == Line(command=name)


def test_what_stands_behind_a_command_is_its_argument() -> None:
    assert read_line("/save  my talk.md ") == Line(command="save", text="my talk.md")


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [("/opne 3", "open"), ("/source", "sources"), ("/hlep", "help"), ("/safe x", "save")],
)
def test_an_unknown_command_names_the_nearest(typed: str, nearest: str) -> None:
    name = typed.split(maxsplit=1)[0]
    with pytest.raises(
        UsageError, match=f"^there is no command {name}; the nearest is /{nearest}$"
    ):
        read_line(typed)


@pytest.mark.parametrize("typed", ["exit", "quit", "Quit", "bye", "/exit", "/bye"])
def test_whoever_wants_to_leave_may(typed: str) -> None:
    assert read_line(typed).command == "quit"


def test_documents_in_front_of_a_question_are_where_to_look() -> None:
    assert read_line("@a-b @c Why?") == Line(text="Why?", documents=("a-b", "c"))
    assert read_line("Why does a@b fail, @c?") == Line(text="Why does a@b fail, @c?")
    assert read_line("@a") == Line(documents=("a",))


@given(st.text())
def test_any_line_is_a_question_a_command_or_refused_in_one_line(typed: str) -> None:
    leaves = typed.strip().lower() in {"exit", "quit", "bye"}
    with contextlib.suppress(UsageError):
        line = read_line(typed)
        assert bool(line.command) == (typed.strip().startswith("/") or leaves)
        return
    assert typed.strip().startswith("/")
