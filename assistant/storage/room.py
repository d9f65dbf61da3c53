"""Room on the disk: what to do, and what to say, when there is none."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assistant.errors import AssistantIndexError, DamagedIndexError

#: Least room, in bytes, for what the opening of Chroma and tantivy writes.
_LEAST: Final = 1_000_000

#: How SQLite, Chroma and tantivy say it.
_NO_ROOM: Final = ("disk is full", "no space left")


def has_room(folder: Path, *, needed: int = 0) -> bool:
    """Tell whether so many bytes, and what opening an index takes, fit on the folder's disk."""
    return shutil.disk_usage(folder).free >= needed + _LEAST


@contextmanager
def full_disk_named(folder: Path) -> Iterator[None]:
    """Say of a failure of any part that the disk is full, if that is why.

    Raises:
        AssistantIndexError: if the disk is full.
    """
    try:
        yield
    except (DamagedIndexError, OSError) as error:
        full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        if not full and not any(words in str(error).lower() for words in _NO_ROOM):
            raise
        raise AssistantIndexError(
            f"the disk that holds {folder} is full; make room and run: assistant ingest"
        ) from error
