"""One private SQLite file that several chats may use at once, and that damage does not stop."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout

from assistant.errors import SessionsError

_Result = TypeVar("_Result")

#: "ASST" in ASCII, in the file's header: no other program's database is ever written to.
_APPLICATION: Final = 0x41535354
_VERSION: Final = 1

_SCHEMA: Final = (
    "CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
    " started TEXT NOT NULL, library TEXT NOT NULL)",
    "CREATE TABLE turns (place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
    " session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,"
    " asked TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL)",
    "CREATE INDEX turns_by_session ON turns (session)",
    f"PRAGMA application_id = {_APPLICATION}",
    f"PRAGMA user_version = {_VERSION}",
)

#: How long one chat waits while another one writes, in seconds.
_PATIENCE_S: Final = 10.0

_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_WHY: Final = {
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_IOERR: "the disk refuses it; make room, or mend the disk",
    sqlite3.SQLITE_READONLY: "it is write-protected; change its permissions",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; change its permissions",
    sqlite3.SQLITE_BUSY: "another program holds it; end that program",
}


class _DamageError(sqlite3.DatabaseError):
    """A check found what SQLite did not stumble over."""


class SessionFile:
    """Opens the file anew for each piece of work, so that no chat keeps another one waiting."""

    def __init__(self, path: Path, *, notify: Callable[[str], None]) -> None:
        """Name the file; it is made when something is first written.

        Args:
            path:   The file.
            notify: Told when a damaged file was set aside.
        """
        self._path = path
        self._notify = notify
        self._checked = False

    def write(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Do work that happens as a whole or not at all; it is on the disk when this returns.

        Raises:
            SessionsError: if the file cannot be written.
        """

        def attempt() -> _Result:
            self._prepare()
            with closing(self._connect()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                if self._is_new(connection):
                    for statement in _SCHEMA:
                        connection.execute(statement)
                result = work(connection)
                connection.execute("COMMIT")
                return result

        return self._do(attempt)

    def read(self, work: Callable[[sqlite3.Connection], _Result], *, absent: _Result) -> _Result:
        """Do work that only reads; gives `absent` where nothing was ever stored.

        Raises:
            SessionsError: if the file cannot be read.
        """

        def attempt() -> _Result:
            if not self._path.exists():
                return absent
            with closing(self._connect()) as connection:
                return absent if self._is_new(connection) else work(connection)

        return self._do(attempt)

    def _do(self, attempt: Callable[[], _Result]) -> _Result:
        """Try, and once more if the file was damaged and is set aside.

        Raises:
            SessionsError: if it does not work.
        """
        try:
            try:
                return attempt()
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
            self._set_aside()
            return attempt()
        except sqlite3.Error as error:
            raise self._unusable(_WHY.get(_code(error), str(error))) from error
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise self._unusable(f"{why}; name another one with ASSISTANT_SESSIONS") from error

    def _unusable(self, why: str) -> SessionsError:
        return SessionsError(f"the sessions file {self._path} is not usable: {why}")

    def _prepare(self) -> None:
        """Make the file, for its owner only; leave alone what is none, such as a device.

        Raises:
            SessionsError: if something else has its name.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise self._unusable("it is no file; name one with ASSISTANT_SESSIONS")
            if mode & 0o077:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            timeout=_PATIENCE_S,
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # What is deleted is overwritten: no byte of it stays in the file.
            connection.execute("PRAGMA secure_delete = ON")
            if not self._checked:
                _check(connection)
                self._checked = True
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_new(self, connection: sqlite3.Connection) -> bool:
        """Tell whether there is nothing in the file yet.

        Raises:
            SessionsError: if it is another program's file, or another version's.
        """
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if (application, version) == (_APPLICATION, _VERSION):
            return False
        if not (application or version or tables):
            return True
        whose = "another version's" if application == _APPLICATION else "another program's"
        raise self._unusable(f"it is {whose}; name another one with ASSISTANT_SESSIONS")

    def _set_aside(self) -> None:
        """Move a damaged file, with its journal, out of the way, unless another chat did so.

        Raises:
            SessionsError: if another chat does not come to an end with it.
        """
        try:
            with FileLock(f"{self._path}.lock", timeout=_PATIENCE_S):
                if self._is_whole():
                    return
                aside = _free_name(self._path)
                self._path.rename(aside)
                with contextlib.suppress(FileNotFoundError):
                    # Left behind, it would be played back into the next file.
                    Path(f"{self._path}-journal").rename(f"{aside}-journal")
        except Timeout as error:
            raise self._unusable("another program holds it; end that program") from error
        self._notify(f"the stored sessions are damaged; they are set aside as {aside}")

    def _is_whole(self) -> bool:
        try:
            self._checked = False
            with closing(self._connect()) as connection:
                self._is_new(connection)
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                return False
            raise
        return True


def _check(connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _DamageError(verdict)


def _code(error: sqlite3.Error) -> int:
    """Give SQLite's primary result code; 0 where the error is not SQLite's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_damage(error: sqlite3.Error) -> bool:
    return isinstance(error, _DamageError) or _code(error) in _DAMAGE


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return aside
