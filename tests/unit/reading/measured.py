"""Read files in processes of their own, and measure the memory that it takes.

Run as a module, it reads lines of file names and suffixes, and answers each with a line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[3]

# The slowest file takes a few seconds; a hang would take for ever.
TIMEOUT_S = 180

# `ru_maxrss` is in bytes on macOS and in kibibytes elsewhere.
_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came of reading a file.

    Attributes:
        paragraphs:  How many; 0 if the file is unreadable.
        reason:      Why it is unreadable; empty if it is not.
        extra_bytes: Peak memory beyond that of the process before it opened the file.
    """

    paragraphs: int
    reason: str
    extra_bytes: int


class Meter:
    """A small process that forks one more for every file, so that none inherits another's peak."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.unit.reading.measured"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def measure(self, file: Path, suffix: str) -> Measured:
        """Read `file` as if it had `suffix`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([str(file), suffix]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer.strip(), "the reader crashed, or hung until it was stopped"
        return Measured(**json.loads(answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=TIMEOUT_S)


def _serve() -> None:
    for suffix in (".md", ".txt"):
        _read(b"---\na: b\n---\nA *word*.", suffix)  # loads the parsers
    for line in sys.stdin:
        child = os.fork()
        if not child:
            signal.alarm(TIMEOUT_S)
            _answer(*json.loads(line))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            _write("")


def _answer(file: str, suffix: str) -> None:
    before = _peak()
    paragraphs, reason = _read(Path(file).read_bytes(), suffix)
    told = {"paragraphs": paragraphs, "reason": reason, "extra_bytes": _peak() - before}
    _write(json.dumps(told))


def _write(answer: str) -> None:
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()


def _read(data: bytes, suffix: str) -> tuple[int, str]:
    from assistant.errors import UnreadableFileError
    from assistant.reading.reader import read
    from assistant.types import DocumentId

    try:
        reading = read(data, document=DocumentId("a"), path="a", sha256="", suffix=suffix)
    except UnreadableFileError as error:
        return 0, str(error)
    return len(reading.paragraphs), ""


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


if __name__ == "__main__":
    _serve()
