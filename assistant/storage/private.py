"""Private copies: Chroma and tantivy cannot open what they cannot write."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def writable(folder: Path) -> Iterator[Path]:
    """Give the folder itself, or a copy for as long as it is needed where it cannot be written."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="assistant-index-") as place:
        yield copy_privately(folder, Path(place))


def copy_privately(folder: Path, place: Path) -> Path:
    """Copy a folder without its locks to a place that nobody else may read."""
    copy = place / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return copy
