"""Stored conversations: none is lost, none can be read by others, damage stops nobody."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SessionsError
from assistant.storage.sessions import Session, SessionStore, Turn
from tests.conversations import answer, quoted, unsupported


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "sessions.sqlite"


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def store(path: Path, notices: list[str]) -> SessionStore:
    return SessionStore(path, notify=notices.append)


def session(name: str = "/library/index") -> Session:
    return Session(library=Path(name))


def turn(question: str = "Why?") -> Turn:
    return Turn(answer=answer(question, quoted(f"Because of {question}")))


def test_nothing_is_made_before_something_is_stored(store: SessionStore, path: Path) -> None:
    assert store.sessions() == []
    assert store.turns(1) == []
    assert store.questions(5) == []
    assert not path.parent.exists()


def test_turns_come_back_as_they_were(store: SessionStore, path: Path) -> None:
    held = session()
    full = Turn(
        answer=answer(
            "Why?",
            quoted("A “quote” – with signs 工业."),
            withheld=(unsupported("A lie."),),
            notes=("a note",),
            prompts={"answer": "abc"},
        )
    )
    turns = [full, Turn(answer=answer("And what now?"))]
    store.add(held, turns[:1])
    store.add(held, turns)

    (listed,) = store.sessions()
    assert store.turns(listed.number) == turns
    assert listed.session == held
    assert (listed.number, listed.turns, listed.question) == (1, 2, "Why?")


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_any_question_can_be_stored(
    tmp_path_factory: pytest.TempPathFactory, question: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "sessions.sqlite"
    store = SessionStore(path, notify=pytest.fail)
    store.add(session(), [turn(question)])
    # A lone surrogate is no text, and becomes a question mark.
    assert store.turns(1)[0].answer.question == question.encode("utf-8", "replace").decode()


def test_sessions_are_listed_latest_first_and_numbers_are_never_used_again(
    store: SessionStore,
) -> None:
    for name in ("one", "two", "three"):
        store.add(session(), [turn(name)])
    store.delete([3])
    store.add(session(), [turn("four")])

    assert [(one.number, one.question) for one in store.sessions()] == [
        (4, "four"),
        (2, "two"),
        (1, "one"),
    ]


def test_a_turn_that_is_taken_back_is_gone_and_its_empty_session_too(store: SessionStore) -> None:
    held, first, second = session(), turn("first"), turn("second")
    store.add(held, [first, second])
    store.take_back(second)
    assert [one.answer.question for one in store.turns(1)] == ["first"]
    store.take_back(first)
    assert store.sessions() == []


def test_what_is_deleted_leaves_no_byte(store: SessionStore, path: Path) -> None:
    store.add(session(), [turn("a first marvellously rare question")])
    store.add(session(), [turn("another one")])
    assert b"marvellously" in path.read_bytes()
    store.delete([1])
    assert b"marvellously" not in path.read_bytes()
    assert [one.question for one in store.sessions()] == ["another one"]


def test_earlier_questions_come_latest_first_and_each_once(store: SessionStore) -> None:
    store.add(session(), [turn("a"), turn("b")])
    store.add(session(), [turn("a"), turn("c")])
    assert store.questions(10) == ["c", "a", "b"]
    assert store.questions(2) == ["c", "a"]


def test_the_file_is_for_its_owner_only(store: SessionStore, path: Path) -> None:
    store.add(session(), [turn()])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    store.add(session(), [turn()])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_keys_are_not_stored(path: Path) -> None:
    store = SessionStore(
        path, notify=pytest.fail, mask=lambda text: text.replace("my-key", "[key removed]")
    )
    store.add(
        session(),
        [
            Turn(
                answer=answer(
                    "my-key?", quoted("my-key."), notes=("my-key",), prompts={"p": "my-key"}
                )
            )
        ],
    )
    assert b"my-key" not in path.read_bytes()
    assert store.turns(1)[0].answer.statements[0].text == "[key removed]."


def _add(path: Path, name: str, number: int) -> None:
    store = SessionStore(path, notify=lambda _: os._exit(1))
    held = session()
    for place in range(number):
        store.add(held, [turn(f"{name} {place}")])


def test_chats_at_once_lose_no_turn(path: Path, store: SessionStore) -> None:
    context = multiprocessing.get_context("spawn")
    chats = [context.Process(target=_add, args=(path, name, 15)) for name in ("a", "b", "c")]
    for chat in chats:
        chat.start()
    for chat in chats:
        chat.join()
    assert [chat.exitcode for chat in chats] == [0, 0, 0]
    stored = {
        one.answer.question for listed in store.sessions() for one in store.turns(listed.number)
    }
    assert stored == {f"{name} {place}" for name in "abc" for place in range(15)}
    assert len(store.sessions()) == 3


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 4000]
)
def test_a_damaged_file_is_set_aside_and_named(
    store: SessionStore, path: Path, notices: list[str], content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    store.add(session(), [turn("after")])

    assert [one.question for one in store.sessions()] == ["after"]
    aside = path.with_name(f"{path.name}.damaged-1")
    assert aside.read_bytes() == content
    assert notices == [f"the stored sessions are damaged; they are set aside as {aside}"]


def test_damage_in_the_middle_is_noticed(
    store: SessionStore, path: Path, notices: list[str]
) -> None:
    store.add(session(), [turn(f"question {number} " * 20) for number in range(40)])
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = os.urandom(len(content) - len(content) // 2)
    path.write_bytes(content)
    again = SessionStore(path, notify=notices.append)

    assert again.sessions() == []
    assert len(notices) == 1


def test_a_journal_does_not_outlive_its_damaged_file(store: SessionStore, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"broken" * 1000)
    Path(f"{path}-journal").write_bytes(b"old")
    store.add(session(), [turn()])
    assert not Path(f"{path}-journal").exists()
    assert len(store.sessions()) == 1


def test_another_programs_database_is_left_alone(store: SessionStore, path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE precious (text)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SessionsError, match="another program's; name another one with ASSISTANT_"):
        store.add(session(), [turn()])
    with pytest.raises(SessionsError, match="another program's"):
        store.sessions()
    assert path.read_bytes() == before


def test_a_later_versions_file_is_left_alone(store: SessionStore, path: Path) -> None:
    store.add(session(), [turn()])
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SessionsError, match="another version's"):
        store.add(session(), [turn()])


def test_an_answer_of_another_version_is_left_out(store: SessionStore, path: Path) -> None:
    store.add(session(), [turn("old"), turn("new")])
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE turns SET answer = json_set(answer, '$.mood', 'good') WHERE question = 'old'"
        )
    connection.close()
    assert [one.answer.question for one in store.turns(1)] == ["new"]
    assert store.sessions()[0].turns == 2


@pytest.mark.parametrize(
    ("place", "why"), [("folder", "is a directory"), ("missing/file/under", "not a directory")]
)
def test_an_impossible_place_is_said_in_one_line(tmp_path: Path, place: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "missing").write_text("a file")
    with pytest.raises(SessionsError, match=why) as caught:
        SessionStore(tmp_path / place, notify=pytest.fail).add(session(), [turn()])
    assert "\n" not in str(caught.value)


def test_a_device_is_no_place_and_stays_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o644)
    with pytest.raises(SessionsError, match="it is no file"):
        SessionStore(pipe, notify=pytest.fail).add(session(), [turn()])
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644
