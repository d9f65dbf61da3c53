"""Conversations: what builds on what, what is kept, what is taken back."""

from __future__ import annotations

import logging
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import SessionsError, UsageError
from assistant.facade.conversation import Conversation, open_store
from assistant.facade.questions import MOST_CHARACTERS
from assistant.facade.scope import Scope
from assistant.storage.sessions import SessionStore
from tests.conversations import FakeBot

LIBRARY = Path("/library/index")


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return open_store(tmp_path / "sessions.sqlite")


@pytest.fixture
def talk(bot: FakeBot, store: SessionStore) -> Conversation:
    return Conversation(bot, library=LIBRARY, store=store)


def questions(talk: Conversation) -> list[str]:
    return [turn.answer.question for turn in talk.turns]


def test_a_follow_up_is_asked_as_a_question_of_its_own(bot: FakeBot, talk: Conversation) -> None:
    talk.ask("Why does traffic fail?")
    answer = talk.ask("and for the real economy?")

    assert bot.asked[1] == "Why does traffic fail? and for the real economy?"
    assert (answer.question, answer.standalone) == ("and for the real economy?", bot.asked[1])
    assert talk.last == answer


def test_a_follow_up_of_a_follow_up_keeps_the_subject(bot: FakeBot, talk: Conversation) -> None:
    for question in ("Why does traffic fail?", "and for platforms?", "and why?"):
        talk.ask(question)
    assert bot.asked[2].startswith("Why does traffic fail?")


def test_a_history_of_two_hundred_thousand_words_is_no_obstacle(
    bot: FakeBot, talk: Conversation
) -> None:
    for number in range(25):
        talk.ask(f"Question {number} " + "about bridges " * 600)
    answer = talk.ask("and for ponds? " + "x " * 4000)
    assert len(bot.asked[-1]) <= MOST_CHARACTERS
    assert bot.asked[-1] == answer.question  # together they would be too long


def test_where_the_conversation_misleads_a_question_is_asked_by_itself(
    bot: FakeBot, talk: Conversation
) -> None:
    talk.ask("How is lasagne made?")
    bot.unanswerable = {"How is lasagne made? And why does traffic fail?"}
    answer = talk.ask("And why does traffic fail?")
    assert (answer.abstained, answer.standalone) == (False, "And why does traffic fail?")
    assert answer.notes == ("answered as a question of its own; what was said before led nowhere",)
    bot.unanswerable = {"And why does traffic fail? And them?", "And them?"}
    answer = talk.ask("And them?")
    assert (answer.abstained, answer.standalone) == (True, "And why does traffic fail? And them?")
    assert answer.notes == ()


def test_a_stream_that_is_closed_leaves_no_trace(bot: FakeBot, talk: Conversation) -> None:
    events = talk.stream("Why does traffic fail?")
    next(events)
    events.close()

    assert bot.closed == 1
    assert talk.turns == ()
    assert talk.ask("And why does it pay?").standalone == "And why does it pay?"


def test_an_interruption_in_an_answer_leaves_the_conversation_usable(
    bot: FakeBot, talk: Conversation
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    bot.between = interrupt
    with pytest.raises(KeyboardInterrupt):
        talk.ask("Why?")
    bot.between = lambda: None
    talk.ask("Why does it pay?")
    assert questions(talk) == ["Why does it pay?"]


def test_documents_are_the_conversations_unless_a_question_names_its_own(bot: FakeBot) -> None:
    talk = Conversation(bot, library=LIBRARY, scope=Scope(documents=["a"]))
    talk.ask("one?")
    talk.ask("two?", documents=["b"])
    assert bot.documents == [["a"], ["b"]]


def test_undo_takes_the_last_question_back_from_the_store_too(
    talk: Conversation, store: SessionStore
) -> None:
    talk.ask("one?")
    talk.ask("two?")
    turn = talk.undo()

    assert turn
    assert turn.answer.question == "two?"
    assert questions(talk) == ["one?"]
    assert [one.answer.question for one in store.turns(1)] == ["one?"]
    talk.undo()
    assert talk.undo() is None
    assert store.sessions() == []


def test_clear_begins_anew_and_keeps_what_was_stored(
    bot: FakeBot, talk: Conversation, store: SessionStore
) -> None:
    talk.ask("Why does traffic fail?")
    talk.clear()
    talk.ask("and for platforms?")

    assert bot.asked[-1] == "and for platforms?"
    assert [one.turns for one in store.sessions()] == [1, 1]


def test_the_latest_session_of_the_same_index_is_resumed(
    bot: FakeBot, talk: Conversation, store: SessionStore
) -> None:
    talk.ask("Why does traffic fail?")
    Conversation(bot, library=Path("/other"), store=store).ask("About something else?")
    again = Conversation(bot, library=LIBRARY, store=store)
    found = again.resume()

    assert found
    assert found.number == 1
    assert again.ask("and for platforms?").standalone.startswith("Why does traffic fail?")
    assert [one.answer.question for one in store.turns(1)] == [
        "Why does traffic fail?",
        "and for platforms?",
    ]


def test_a_session_is_resumed_by_its_number(
    bot: FakeBot, talk: Conversation, store: SessionStore
) -> None:
    talk.ask("one?")
    other = Conversation(bot, library=Path("/other"), store=store)
    assert other.resume() is None
    found = other.resume(1)
    assert found
    assert questions(other) == ["one?"]
    with pytest.raises(UsageError, match="there is no session 7; see: assistant sessions"):
        other.resume(7)


def test_two_chats_may_go_on_with_the_same_session(
    bot: FakeBot, talk: Conversation, store: SessionStore
) -> None:
    talk.ask("one?")
    other = Conversation(bot, library=LIBRARY, store=store)
    other.resume()
    other.ask("two?")
    talk.ask("three?")
    assert [one.answer.question for one in store.turns(1)] == ["one?", "two?", "three?"]


@pytest.fixture
def full_disk() -> Iterator[None]:
    """A disk that takes no more; files cannot grow, which SQLite meets as it meets a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_takes_nothing_stops_no_conversation(
    talk: Conversation,
    store: SessionStore,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    logging.getLogger("assistant").propagate = True
    request.getfixturevalue("full_disk")
    talk.ask("one?")
    talk.ask("two?")
    assert questions(talk) == ["one?", "two?"]
    (record,) = caplog.records
    assert "not usable: the disk refuses it" in record.getMessage()
    assert record.getMessage().endswith("the conversation goes on without being stored")


def test_what_could_not_be_stored_is_stored_later(bot: FakeBot, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.write_text("in the way")
    store = open_store(place / "sessions.sqlite")
    talk = Conversation(bot, library=LIBRARY, store=store)
    talk.ask("one?")
    talk.clear()
    talk.ask("two?")
    place.unlink()
    talk.ask("three?")
    assert [one.answer.question for one in store.turns(1)] == ["one?"]
    assert [one.answer.question for one in store.turns(2)] == ["two?", "three?"]


def test_keys_are_neither_stored_nor_saved(
    bot: FakeBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_PROVIDERS_API_KEY", "unlikely-value-7")
    store = open_store(tmp_path / "sessions.sqlite")
    talk = Conversation(bot, library=LIBRARY, store=store)
    talk.ask("Is unlikely-value-7 or sk-proj-abcdefghijklmnop0123 valid?")
    talk.save(tmp_path / "talk.md")

    for path in (tmp_path / "sessions.sqlite", tmp_path / "talk.md"):
        content = path.read_bytes()
        assert b"unlikely-value-7" not in content
        assert b"sk-proj" not in content
        assert b"[key removed]" in content.replace(b"\\", b"")


def test_a_conversation_is_saved_and_saved_again(talk: Conversation, tmp_path: Path) -> None:
    talk.ask("one?")
    path = talk.save(tmp_path / "talk.md")
    first = path.read_text("utf-8")
    talk.ask("two?")
    talk.save(path)

    assert "## one?" in first
    assert "## two?" in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_another_files_name_is_refused(talk: Conversation, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(UsageError, match=r"mine\.txt exists; name a new file"):
        talk.save(tmp_path / "mine.txt")
    with pytest.raises(UsageError, match="is a folder; name a file in it"):
        talk.save(tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "precious"


@pytest.mark.parametrize(
    "name",
    ["no/such/folder/talk.md", "n" * 300, "nul\0", "/proc/talk.md", "~nobody-here/x"],
    ids=["no folder", "long", "nul", "no file system", "no user"],
)
def test_an_impossible_file_is_said_in_one_line(
    talk: Conversation, tmp_path: Path, name: str
) -> None:
    with pytest.raises(SessionsError, match="cannot be written") as caught:
        talk.save(name if name.startswith("~") else tmp_path / name)
    assert "\n" not in str(caught.value)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_a_disk_that_is_full_leaves_no_half_file(
    bot: FakeBot, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    talk = Conversation(bot, library=LIBRARY)
    talk.ask("one?")
    request.getfixturevalue("full_disk")
    with pytest.raises(SessionsError, match="cannot be written: file too large"):
        talk.save(tmp_path / "talk.md")
    assert not list(tmp_path.glob("*talk*"))
    assert not list(tmp_path.glob(".*"))
