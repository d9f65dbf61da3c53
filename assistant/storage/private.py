"""Private copies: Chroma and tantivy cannot open what they cannot write.

Nor can they on a disk without room: every opening writes a little.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import AssistantIndexError
from assistant.storage.room import has_room


def can_be_opened(folder: Path) -> bool:
    """Tell whether stores may be opened where they are."""
    return os.access(folder, os.W_OK) and has_room(folder)


@contextmanager
def writable(folder: Path) -> Iterator[Path]:
    """Give the folder itself, or a copy for as long as it is needed where it cannot be written.

    Raises:
        AssistantIndexError: if there is no room for the copy.
    """
    if can_be_opened(folder) or not folder.exists():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="assistant-index-") as place:
        yield copy_privately(folder, Path(place))


def copy_privately(folder: Path, place: Path) -> Path:
    """Copy a folder without its locks to a place that nobody else may read.

    Raises:
        AssistantIndexError: if there is no room for it.
    """
    needed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if not has_room(place, needed=needed):
        raise AssistantIndexError(
            f"{folder} can only be read through a private copy, and {place.parent} has no room "
            f"for its {needed / 1e6:,.0f} MB; make room, or set TMPDIR to a folder that has some"
        )
    copy = place / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
    for path in [copy, *copy.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return copy
