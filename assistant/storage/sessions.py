"""Conversations, kept until their owner deletes them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from assistant.storage.session_file import SessionFile
from assistant.types import Answer

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _new_key() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation with its answer.

    Attributes:
        answer: The answer, which names its question.
        asked:  When, in UTC.
        key:    Names it wherever it is stored.
    """

    answer: Answer
    asked: datetime = field(default_factory=_now)
    key: str = field(default_factory=_new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A conversation as the store knows it.

    Attributes:
        library: Folder of the index that it is about.
        started: When, in UTC.
        key:     Names it wherever it is stored.
    """

    library: Path
    started: datetime = field(default_factory=_now)
    key: str = field(default_factory=_new_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """What a list of sessions says of one.

    Attributes:
        number:   What users call it, from 1; never given to another one.
        session:  Its key, index and start.
        last:     When its last question was asked, in UTC.
        turns:    How many questions it has.
        question: The first one.
    """

    number: int
    session: Session
    last: datetime
    turns: int
    question: str


class SessionStore:
    """Keeps conversations; may be shared by threads and by processes.

    Answers are kept without the paragraphs that were looked at: a quote is what proves them.
    Every method raises a `SessionsError` if the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        *,
        notify: Callable[[str], None],
        mask: Callable[[str], str] = str,
    ) -> None:
        """Name the file; it is made when something is first stored.

        Args:
            path:   The file.
            notify: Told when a damaged file was set aside.
            mask:   Takes out of a text what must not be stored.
        """
        self._file = SessionFile(path, notify=notify)
        self._mask = mask

    def add(self, session: Session, turns: Sequence[Turn]) -> None:
        """Store turns of a conversation; those that are stored already stay as they are."""
        rows = [
            (turn.key, turn.asked.isoformat(), *self._written(turn.answer), session.key)
            for turn in turns
        ]

        def store(connection: sqlite3.Connection) -> None:
            connection.execute(
                # "OR IGNORE" would use up a number each time.
                "INSERT INTO sessions (key, started, library) SELECT ?, ?, ?"
                " WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE key = ?)",
                (
                    session.key,
                    session.started.isoformat(),
                    _storable(str(session.library)),
                    session.key,
                ),
            )
            connection.executemany(
                "INSERT OR IGNORE INTO turns (key, asked, question, answer, session)"
                " VALUES (?, ?, ?, ?, (SELECT id FROM sessions WHERE key = ?))",
                rows,
            )

        self._file.write(store)

    def take_back(self, turn: Turn) -> None:
        """Remove a turn, and its session with the last one."""

        def remove(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM turns WHERE key = ?", (turn.key,))
            connection.execute("DELETE FROM sessions WHERE id NOT IN (SELECT session FROM turns)")

        self._file.write(remove)

    def sessions(self) -> list[StoredSession]:
        """List what is stored, the latest first."""

        def read(connection: sqlite3.Connection) -> list[StoredSession]:
            rows = connection.execute(
                "SELECT s.id, s.key, s.started, s.library, max(t.asked), count(*),"
                " (SELECT question FROM turns WHERE session = s.id ORDER BY place LIMIT 1)"
                " FROM sessions s JOIN turns t ON t.session = s.id GROUP BY s.id"
                " ORDER BY max(t.asked) DESC, max(t.place) DESC"
            )
            return [_stored(row) for row in rows]

        return self._file.read(read, absent=[])

    def turns(self, number: int) -> list[Turn]:
        """Read a session's turns, oldest first; one that another version wrote is left out."""

        def read(connection: sqlite3.Connection) -> list[Turn]:
            rows = connection.execute(
                "SELECT key, asked, answer FROM turns WHERE session = ? ORDER BY place", (number,)
            ).fetchall()
            return [turn for row in rows for turn in _turns(*row)]

        return self._file.read(read, absent=[])

    def questions(self, limit: int) -> list[str]:
        """List the last questions of all sessions, the latest first, each once."""

        def read(connection: sqlite3.Connection) -> list[str]:
            rows = connection.execute(
                "SELECT question FROM turns GROUP BY question ORDER BY max(place) DESC LIMIT ?",
                (limit,),
            )
            return [question for (question,) in rows]

        return self._file.read(read, absent=[])

    def delete(self, numbers: Sequence[int]) -> None:
        """Delete sessions, with every byte of them."""

        def remove(connection: sqlite3.Connection) -> None:
            rows = [(number,) for number in numbers]
            connection.executemany("DELETE FROM sessions WHERE id = ?", rows)

        self._file.write(remove)

    def _written(self, answer: Answer) -> tuple[str, str]:
        """Write an answer as its question and JSON."""
        content = self._masked(asdict(replace(answer, nearest=(), prompts=dict(answer.prompts))))
        return content["question"], json.dumps(content, ensure_ascii=False)

    def _masked(self, content: Any) -> Any:  # noqa: ANN401 - whatever JSON can hold
        if isinstance(content, str):
            return self._mask(_storable(content))
        if isinstance(content, dict):
            return {name: self._masked(value) for name, value in content.items()}
        if isinstance(content, list | tuple):
            return [self._masked(value) for value in content]
        return content


def _storable(text: str) -> str:
    """Replace lone surrogates, as in names of files that are no valid UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _stored(row: tuple[int, str, str, str, str, int, str]) -> StoredSession:
    number, key, started, library, last, turns, question = row
    return StoredSession(
        number=number,
        session=Session(key=key, started=datetime.fromisoformat(started), library=Path(library)),
        last=datetime.fromisoformat(last),
        turns=turns,
        question=question,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """An answer as it is read back: whatever else stands there was written by another version."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    answer: Answer


@cache
def _reader() -> TypeAdapter[_Stored]:
    from pydantic import TypeAdapter

    return TypeAdapter(_Stored)


def _turns(key: str, asked: str, answer: str) -> Iterator[Turn]:
    """Read a turn; nothing if the answer is not one as this version knows them."""
    from pydantic import ValidationError

    try:
        stored = _reader().validate_json(f'{{"answer": {answer}}}')
    except ValidationError:
        return
    yield Turn(answer=stored.answer, asked=datetime.fromisoformat(asked), key=key)
