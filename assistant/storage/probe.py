"""Opening a damaged Chroma store can hang or crash the interpreter: another process tries first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from assistant.errors import DamagedIndexError
from assistant.storage.dense import DenseIndex

#: A healthy store of 200,000 passages opens in seconds.
_TIMEOUT_S: Final = 60.0

_SCRIPT: Final = (
    "import sys; from assistant.storage.probe import open_and_read; open_and_read(sys.argv[1])"
)


def probe(folder: Path, *, timeout_s: float = _TIMEOUT_S) -> str | None:
    """Open a Chroma index in a subprocess and read from it.

    Returns:
        What is wrong; None if it works.
    """
    command = [sys.executable, "-c", _SCRIPT, str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own code
            command, capture_output=True, text=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return f"does not open within {timeout_s:.0f} s"
    if done.returncode == 0:
        return None
    if done.returncode < 0:
        return f"crashes the interpreter (signal {-done.returncode})"
    return (done.stderr.strip().splitlines() or ["cannot be opened"])[-1]


def open_and_read(folder: str) -> None:
    """Do what a question does; the subprocess ends with a message if it cannot."""
    try:
        dense = DenseIndex(Path(folder))
        refs = sorted(dense.refs())[:1]
        found, vectors = dense.vectors(refs)
        if found:
            dense.query(vectors[0], limit=1)
        dense.close()
    except DamagedIndexError as error:
        sys.exit(str(error))
