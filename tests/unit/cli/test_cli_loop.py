"""The loop of a chat, with lines from a list instead of a keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from assistant.cli.chatting.commands import Desk
from assistant.cli.chatting.display import Display
from assistant.cli.chatting.loop import converse
from assistant.cli.chatting.piped import answer_lines
from assistant.errors import EmptyIndexError, ModelError
from assistant.facade.assistant import Assistant
from assistant.facade.conversation import Conversation
from tests.conversations import FakeBot


class Keys:
    """Gives out lines; an exception in their place is raised."""

    was_empty = True

    def __init__(self, *lines: str | BaseException) -> None:
        self._lines = iter(lines)

    def read(self) -> str:
        """Read a line."""
        line = next(self._lines, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def desk(bot: FakeBot) -> Desk:
    conversation = Conversation(bot, library=Path("/library/index"))
    display = Display(base=Path("/library"), quotes=False)
    return Desk(bot=cast("Assistant", bot), conversation=conversation, display=display)


def shown(desk: Desk, capsys: pytest.CaptureFixture[str], *lines: str | BaseException) -> str:
    converse(desk, Keys(*lines))
    return capsys.readouterr().out


def test_questions_are_answered_until_the_end(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shown(desk, capsys, "Why does traffic fail?", "", "and for platforms?")
    assert "Why does traffic fail? One. [1]" in out
    assert "Searching for: Why does traffic fail? and for platforms?\n" in out
    assert len(desk.conversation.turns) == 2


def test_quit_leaves_before_what_comes_then(
    desk: Desk, bot: FakeBot, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(desk, capsys, "/quit", "Why?")
    assert bot.asked == []


def test_ctrl_c_gives_up_an_answer_and_the_chat_goes_on(
    desk: Desk, bot: FakeBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt() -> None:
        bot.between = lambda: None
        raise KeyboardInterrupt

    bot.between = interrupt
    out = shown(desk, capsys, "Why does it fail?", "Why does it pay?")
    assert "Why does it fail? One. [1]\nGiven up.\n" in out
    assert "Why does it pay? Two. [2]" in out
    assert [turn.answer.question for turn in desk.conversation.turns] == ["Why does it pay?"]


def test_ctrl_c_at_an_empty_line_says_how_to_leave(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(desk, capsys, KeyboardInterrupt()) == "Ctrl-D or /quit leaves.\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("/sources", "nothing has been answered yet; ask a question first"),
        ("/open 1", "nothing has been answered yet; ask a question first"),
        ("/why", "nothing has been answered yet; ask a question first"),
        ("/undo", "nothing has been answered yet; ask a question first"),
        ("/save x.md", "nothing has been answered yet; ask a question first"),
        ("/why 2", "/why takes nothing behind it; see: /help"),
        ("/compare a", "name two subjects, for example: /compare railways | canals"),
        ("/compare | b", "name two subjects, for example: /compare railways | canals"),
        ("/oppen", "there is no command /oppen; the nearest is /open"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    desk: Desk, capsys: pytest.CaptureFixture[str], line: str, complaint: str
) -> None:
    assert shown(desk, capsys, line) == f"{complaint}\n\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "/open 99",
            "there is no source '99'; the last answer has 2 sources; for example: /open 1",
        ),
        ("/open", "which one? the last answer has 2 sources; for example: /open 1"),
        ("/open -1", "there is no source '-1'; the last answer has 2 sources; "),
        ("/save", "name a file, for example: /save conversation.md"),
        ("/save /", "/ is a folder; name a file in it"),
    ],
)
def test_bad_arguments_are_said_in_one_line(
    desk: Desk, capsys: pytest.CaptureFixture[str], line: str, complaint: str
) -> None:
    out = shown(desk, capsys, "Why does it fail?", line)
    assert out.splitlines()[-2].startswith(complaint)


def test_undo_and_clear_forget(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(desk, capsys, "Why does it fail?", "Why does it pay?", "/undo")
    assert out.endswith("Taken back: Why does it pay?\n\n")
    shown(desk, capsys, "/clear")
    assert desk.conversation.turns == ()


def test_sources_why_and_help_tell_more(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(desk, capsys, "Why does it fail?", "/sources", "/help")
    assert "    “Why does it fail? One.”\n" in out
    assert "/open N         source N in its context, with the quote marked\n" in out


def test_documents_named_in_front_are_looked_in(
    desk: Desk, bot: FakeBot, capsys: pytest.CaptureFixture[str]
) -> None:
    shown(desk, capsys, "@essay Why?")
    assert bot.documents == [("essay",)]


class Failing(FakeBot):
    """Fails at the second question."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def standalone(self, question: str, history: object) -> str:
        """Fail in time."""
        if self.asked:
            raise self._error
        return question


@pytest.mark.parametrize(
    ("error", "answered", "status"), [(ModelError("none"), 1, 3), (EmptyIndexError("none"), 1, 3)]
)
def test_through_a_pipe_a_failure_is_reported_with_its_line(
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    answered: int,
    status: int,
) -> None:
    conversation = Conversation(Failing(error), library=Path("/library/index"))
    display = Display(base=Path("/library"))
    lines = [b"One?\n", b"\n", b"Two?\n", b"Three?\n"]

    def given() -> Iterator[bytes]:
        yield from lines

    assert answer_lines(conversation, given(), display, json=True) == status
    assert capsys.readouterr().out.count("\n") == answered
    reported = [record.getMessage() for record in caplog.records]
    # Where the index is of no use, the other questions would end alike.
    others = [] if isinstance(error, EmptyIndexError) else ["line 4: none"]
    assert reported == ["line 3: none", *others]
