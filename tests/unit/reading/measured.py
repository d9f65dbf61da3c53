"""Read files in a process of their own, and measure the memory that it takes.

`python -m tests.unit.reading.measured FILE SUFFIX` prints what `measure` returns.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

# Every case takes a few seconds; a hang takes for ever.
TIMEOUT_S = 240

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


def measure(file: Path, suffix: str) -> Measured:
    """Read `file` as if it had `suffix`, in a new process."""
    command = [sys.executable, "-m", "tests.unit.reading.measured", str(file), suffix]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=TIMEOUT_S
    )
    assert done.returncode == 0, done.stderr
    return Measured(**json.loads(done.stdout))


def _main(file: str, suffix: str) -> None:
    # A new process inherits the peak of the one that started it; a forked one does not.
    _load_parsers(suffix)
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        sys.exit(os.waitstatus_to_exitcode(status))
    before = _peak()
    paragraphs, reason = _read(Path(file), suffix)
    told = {"paragraphs": paragraphs, "reason": reason, "extra_bytes": _peak() - before}
    sys.stdout.write(json.dumps(told))


def _load_parsers(suffix: str) -> None:
    from assistant.reading.reader import read
    from assistant.types import DocumentId

    front = b"---\na: b\n---\n" if suffix == ".md" else b""
    read(front + b"A *word*.", document=DocumentId("a"), path="a", sha256="", suffix=suffix)


def _read(file: Path, suffix: str) -> tuple[int, str]:
    from assistant.errors import UnreadableFileError
    from assistant.reading.reader import read
    from assistant.types import DocumentId

    data = file.read_bytes()
    try:
        reading = read(data, document=DocumentId("a"), path="a", sha256="", suffix=suffix)
    except UnreadableFileError as error:
        return 0, str(error)
    return len(reading.paragraphs), ""


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


if __name__ == "__main__":
    _main(*sys.argv[1:])
