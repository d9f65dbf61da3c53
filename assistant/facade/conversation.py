"""A conversation: questions that build on each other, kept, taken back, saved."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final, Protocol, Unpack

from assistant.errors import SessionsError, UsageError
from assistant.facade.questions import MOST_CHARACTERS
from assistant.facade.scope import Scope, Where
from assistant.facade.transcript import as_markdown
from assistant.storage.sessions import Session, SessionStore, StoredSession, Turn
from assistant.text.secrets import mask_secrets
from assistant.types import Answer, Statement

_log = logging.getLogger("assistant")

_BY_ITSELF: Final = "answered as a question of its own; what was said before led nowhere"

#: How the names of variables end that hold keys.
_SECRETS: Final = ("_KEY", "_SECRET", "_TOKEN")


class Answers(Protocol):
    """Who answers: an `Assistant`, or whatever behaves like one."""

    def stream(
        self, question: str, *, k: int | None, **where: Unpack[Where]
    ) -> Iterator[Statement | Answer]:
        """Give out each statement as soon as it is verified, then the whole answer."""

    def standalone(self, question: str, history: Sequence[str]) -> str:
        """Make a question stand without the conversation."""


class Conversation:
    """Questions that build on each other, and their answers. For one user, not for threads.

    Attributes:
        library: Folder of the index that it is about.
        scope:   Which documents are looked in, unless a question says otherwise.
    """

    def __init__(
        self,
        bot: Answers,
        *,
        library: Path,
        store: SessionStore | None = None,
        k: int | None = None,
        scope: Scope | None = None,
    ) -> None:
        """Begin a conversation.

        Args:
            bot:     Who answers.
            library: Folder of the index that it is about.
            store:   Where it is kept; None keeps nothing.
            k:       Paragraphs to draw each answer from.
            scope:   Which documents to look in; all by default.
        """
        self.library = library
        self.scope = scope or Scope()
        self._bot = bot
        self._store = store
        self._k = k
        self._session = Session(library=library)
        self._turns: list[Turn] = []
        self._unstored: list[tuple[Session, Turn]] = []
        self._complaint = ""
        self._saved: set[Path] = set()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Questions with their answers, oldest first."""
        return tuple(self._turns)

    @property
    def last(self) -> Answer | None:
        """The latest answer."""
        return self._turns[-1].answer if self._turns else None

    def standalone(self, question: str) -> str:
        """Make a question stand without the conversation."""
        history = [turn.answer.standalone or turn.answer.question for turn in self._turns]
        alone = self._bot.standalone(question, history)
        return alone if len(alone) <= MOST_CHARACTERS else question

    def ask(self, question: str, **where: Unpack[Where]) -> Answer:
        """Answer a question in the light of those before it; errors as for `Assistant.ask`.

        Args:
            question: As the user puts it.
            where:    Which documents to look in this time, in the place of `scope`.
        """
        for event in self.stream(question, **where):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with an answer")

    def stream(
        self,
        question: str,
        *,
        alone: str | None = None,
        **where: Unpack[Where],
    ) -> Generator[Statement | Answer, None, None]:
        """Give out each statement as soon as it is verified, then the whole answer.

        A stream that is closed before its answer leaves no trace in the conversation.

        Args:
            question: As the user puts it.
            alone:    What `standalone` made of it; asked for here by default.
            where:    Which documents to look in this time, in the place of `scope`.
        """
        if alone is None:
            alone = self.standalone(question)
        asked = Scope(**where)
        wanted = self.scope if asked.is_all else asked
        for event in self._attempts(question, alone, wanted):
            if isinstance(event, Answer):
                answer = replace(event, question=question)
                self._take(Turn(answer=answer))
                yield answer
                return
            yield event

    def _attempts(
        self, question: str, alone: str, scope: Scope
    ) -> Generator[Statement | Answer, None, None]:
        """Ask with what was said before, and without it where that leads nowhere."""
        for event in self._bot.stream(alone, k=self._k, **scope.where):
            if not isinstance(event, Answer):
                yield event
                continue
            in_vain = replace(event, standalone=alone)
            if not in_vain.abstained or alone == question:
                yield in_vain
                return
        for event in self._bot.stream(question, k=self._k, **scope.where):
            if not isinstance(event, Answer):
                yield event
            elif event.abstained:
                yield in_vain
            else:
                yield replace(event, standalone=question, notes=(*event.notes, _BY_ITSELF))

    def undo(self) -> Turn | None:
        """Take back the last question and its answer, from the store too; None if there is none."""
        if not self._turns:
            return None
        turn = self._turns.pop()
        if (self._session, turn) in self._unstored:
            self._unstored.remove((self._session, turn))
        elif self._store:
            try:
                self._store.take_back(turn)
            except SessionsError as error:
                self._complain(error)
        return turn

    def clear(self) -> None:
        """Begin anew; what was stored stays stored."""
        self.keep()
        self._session = Session(library=self.library)
        self._turns = []

    def resume(self, number: int | None = None) -> StoredSession | None:
        """Go on with a stored session.

        Args:
            number: Which one; the latest about the same index by default.

        Returns:
            What was found; None if there is no session about this index.

        Raises:
            UsageError: if there is no session of this number.
            SessionsError: if the stored sessions cannot be read.
        """
        listed = self._store.sessions() if self._store else []
        for found in listed:
            same = found.session.library == self.library
            if found.number == number or (number is None and same):
                self._session = found.session
                self._turns = self._turns_of(found)
                return found
        if number is not None:
            raise UsageError(f"there is no session {number}; see: assistant sessions")
        return None

    def keep(self) -> None:
        """Store what is not stored yet; what cannot be stored now is tried again later."""
        if not (self._store and self._unstored):
            return
        try:
            for session, pairs in groupby(self._unstored, key=lambda pair: pair[0]):
                self._store.add(session, [turn for _, turn in pairs])
        except SessionsError as error:
            self._complain(error)
        else:
            self._unstored = []
            self._complaint = ""

    def as_markdown(self) -> str:
        """Write the conversation as Markdown with footnotes; keys in it are made unreadable."""
        return without_keys(as_markdown(self._turns))

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the conversation into a file as Markdown; returns the file.

        Only a file that this conversation was saved in before is replaced.

        Raises:
            UsageError: if the path is a folder's or another file's.
            SessionsError: if the file cannot be written.
        """
        # `Path.expanduser` fails where there is no such user; here that is a name like any other.
        target = Path(os.path.expanduser(path)).absolute()  # noqa: PTH111
        try:
            if target.is_dir():
                raise UsageError(f"{target} is a folder; name a file in it")
            if target.exists() and target not in self._saved:
                raise UsageError(f"{target} exists; name a new file")
            _write(target, self.as_markdown())
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            message = f"{target} cannot be written: {why.lower()}; name another file"
            raise SessionsError(message) from error
        self._saved.add(target)
        return target

    def _take(self, turn: Turn) -> None:
        self._turns.append(turn)
        if self._store:
            self._unstored.append((self._session, turn))
            self.keep()

    def _turns_of(self, found: StoredSession) -> list[Turn]:
        turns = self._store.turns(found.number) if self._store else []
        if missing := found.turns - len(turns):
            _log.warning(
                "session %d: %d of its questions were stored by another version of this program "
                "and are left out",
                found.number,
                missing,
            )
        return turns

    def _complain(self, error: SessionsError) -> None:
        """Say once why nothing is stored; the conversation goes on."""
        if str(error) != self._complaint:
            self._complaint = str(error)
            _log.warning("%s; the conversation goes on without being stored", error)


def open_store(path: Path) -> SessionStore:
    """Open the file of conversations; keys never go into it."""
    return SessionStore(path, notify=_log.warning, mask=without_keys)


def without_keys(text: str) -> str:
    """Make keys unreadable: those in the environment, and what looks like one."""
    known = (value for name, value in os.environ.items() if name.upper().endswith(_SECRETS))
    return mask_secrets(text, known)


def _write(target: Path, text: str) -> None:
    """Write a whole file or none, for its owner's eyes."""
    with NamedTemporaryFile("wb", dir=target.parent, prefix=".", delete=False) as stream:
        partial = Path(stream.name)
        try:
            stream.write(text.encode("utf-8", "replace"))
            stream.flush()
            partial.replace(target)
        except BaseException:
            partial.unlink()
            raise
