"""Throw bytes at the readers; run it by hand for as long as you like.

    pip install atheris
    python tests/fuzz/fuzz_readers.py -max_total_time=3600 tests/fuzz/found

Libfuzzer's own options work; it stops at the first input that makes a reader raise anything but
`UnreadableFileError`, hang for ten seconds, or take more than 2 GB.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["assistant.reading", "assistant.text"]):
    from assistant.errors import UnreadableFileError
    from assistant.reading.reader import read
    from assistant.types import DocumentId

SUFFIXES = (".txt", ".md")

LIMITS = ("-timeout=10", "-rss_limit_mb=2048", "-max_len=4096")


def check(data: bytes) -> None:
    """Read a file whose first byte chooses its kind, and hold the result to its promises."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else SUFFIXES[0]
    try:
        reading = read(
            data[1:],
            document=DocumentId("fuzz"),
            path=f"fuzz{suffix}",
            sha256="0" * 64,
            suffix=suffix,
        )
    except UnreadableFileError:
        return
    text = reading.document.text
    behind = 0
    for number, paragraph in enumerate(reading.paragraphs, start=1):
        end = paragraph.start + len(paragraph.text)
        assert paragraph.number == number
        assert paragraph.start >= behind
        assert text[paragraph.start : end] == paragraph.text
        assert paragraph.text.strip()
        behind = end


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:]], check)
    atheris.Fuzz()
