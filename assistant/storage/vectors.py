"""The embedding cache: vectors by the content they were made from.

It holds hashes and vectors, no text. Everything in Chroma can be made again from it without a
model, and nothing is ever embedded twice.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, NewType, Self

from assistant.errors import DamagedIndexError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VectorKey = NewType("VectorKey", bytes)

_SCHEMA: Final = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)"

#: Most keys of one SELECT; SQLite's own limit is 32,766.
_LOOKUP: Final = 500

#: How far the length of a stored unit vector may be from 1 before it counts as damaged.
_UNIT_TOLERANCE: Final = 1e-3


def vector_key(text: str, *, model: str) -> VectorKey:
    """Name the vector that the model with this fingerprint gives `text`."""
    return VectorKey(hashlib.sha256(f"{model}\0{text}".encode("utf-8", "surrogatepass")).digest())


class VectorCache:
    """Unit vectors by key, in one SQLite file. For the one writer; not shared by threads."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Open the cache, making it when it is not there unless it is only read.

        Raises:
            DamagedIndexError: if the file is not such a cache.
        """
        self._path = path
        try:
            mode = "ro" if readonly else "rwc"
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
            )
            if not readonly:
                self._connection.execute(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def get(self, keys: Sequence[VectorKey]) -> dict[VectorKey, NDArray[np.float32]]:
        """Look up vectors; what is not known, or is damaged, is left out."""
        import numpy as np

        found: dict[VectorKey, NDArray[np.float32]] = {}
        for start in range(0, len(keys), _LOOKUP):
            some = keys[start : start + _LOOKUP]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
            try:
                rows = self._connection.execute(query, some).fetchall()
            except sqlite3.DatabaseError as error:
                raise self._damaged(error) from error
            for key, blob in rows:
                if len(blob) % 4:
                    continue
                vector = np.frombuffer(blob, dtype="<f4")
                if abs(float(vector @ vector) - 1) <= _UNIT_TOLERANCE:
                    found[VectorKey(key)] = vector
        return found

    def put(self, vectors: Mapping[VectorKey, NDArray[np.float32]]) -> None:
        """Keep vectors; on the disk when this returns, whatever happens then.

        Raises:
            DamagedIndexError: if the file cannot take them.
        """
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def count(self) -> int:
        """Count the vectors.

        Raises:
            DamagedIndexError: if the file is damaged anywhere.
        """
        try:
            (verdict,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            (rows,) = self._connection.execute("SELECT count(*) FROM vectors").fetchone()
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error
        if verdict != "ok":
            raise self._damaged(verdict)
        return int(rows)

    def _damaged(self, why: object) -> DamagedIndexError:
        return DamagedIndexError.of(f"the embedding cache {self._path}", why)
