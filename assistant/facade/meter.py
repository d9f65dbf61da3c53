"""How far an ingest is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from assistant.storage.catalogue import FileRecord
from assistant.types import DocumentId

#: Called with the paragraphs done so far and about how many there are in all.
Progress = Callable[[int, int], None]

#: Bytes of an English paragraph and of a passage, for estimates only.
_BYTES_PER_PARAGRAPH: Final = 500


class EstimatingMeter:
    """Guesses from bytes how many paragraphs there will be in all."""

    def __init__(self, sizes: Mapping[DocumentId, int], progress: Progress) -> None:
        self._sizes = sizes
        self._bytes_left = sum(sizes.values())
        self._bytes_begun = 0
        self._begun = 0
        self._done = 0
        self._progress = progress
        self.expected_passages: int = self._bytes_left // _BYTES_PER_PARAGRAPH
        if self._sizes:
            progress(0, max(1, self.expected_passages))

    def begin(self, record: FileRecord, paragraphs: int) -> None:
        """Note that a file with so many paragraphs comes next."""
        size = self._sizes[record.document]
        self._bytes_left -= size
        self._bytes_begun += size
        self._begun += paragraphs

    def advance(self, paragraphs: int) -> None:
        """Note that so many more paragraphs are done."""
        self._done += paragraphs
        to_come = self._begun * self._bytes_left // max(1, self._bytes_begun)
        self._progress(self._done, self._begun + to_come)
