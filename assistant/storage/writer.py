"""The one writer of an index: a lock of the operating system, and a note of who holds it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant.errors import LockedIndexError, NotAnIndexError

LOCK: Final = "write.lock"
NOTE: Final = "writer.json"

#: A writer waits at least so long for the lock: who only asks for it holds it for a moment.
_LEAST_WAIT_S: Final = 0.2

#: How long to wait for the note of a writer that has just taken the lock.
_NOTE_WAIT_S: Final = 1.0


class Writer:
    """Whoever writes to the index in `folder`; the lock goes with its process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = folder / LOCK
        self._note = folder / NOTE

    @contextlib.contextmanager
    def hold(self, *, wait_s: float = 0) -> Iterator[None]:
        """Be the writer.

        Raises:
            LockedIndexError: if another process is, for longer than `wait_s` seconds.
            NotAnIndexError: if the folder cannot be written.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self._lock, timeout=max(wait_s, _LEAST_WAIT_S))
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedIndexError(
                f"another process ({self._await_name() or 'just starting'}) is writing to "
                f"{self._folder} and holds {LOCK}; wait for it or stop it"
            ) from error
        except OSError as error:
            raise cannot_be_written(self._folder, error) from error
        try:
            note = {"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
            with contextlib.suppress(OSError):  # a full disk is no reason not to try
                self._note.write_text(json.dumps(note), "utf-8")
            yield
        finally:
            self._note.unlink(missing_ok=True)
            lock.release()

    def name(self) -> str | None:
        """Say who holds the lock, if anybody left a note."""
        try:
            note = json.loads(self._note.read_text("utf-8"))
            return f"process {note['pid']} on {note['host']} since {note['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def is_at_work(self) -> bool:
        """Try whether somebody holds the lock."""
        from filelock import FileLock, Timeout

        if not self._lock.exists() or not os.access(self._lock, os.W_OK):
            return False
        try:
            with FileLock(self._lock, timeout=0):
                return False
        except Timeout:
            return True

    def _await_name(self) -> str | None:
        """Give a writer that has just taken the lock the time to say who it is."""
        end = time.monotonic() + _NOTE_WAIT_S
        while (name := self.name()) is None and time.monotonic() < end:
            time.sleep(_NOTE_WAIT_S / 20)
        return name


def cannot_be_written(folder: Path, error: OSError) -> NotAnIndexError:
    """Say that a folder cannot be written, and why."""
    return NotAnIndexError(
        f"the index folder {folder} cannot be written ({error.strerror}); "
        "choose another with --index"
    )


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
