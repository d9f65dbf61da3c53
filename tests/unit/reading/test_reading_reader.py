"""From bytes to a document and its paragraphs."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import UnreadableFileError
from assistant.reading.reader import Reading, read
from assistant.types import DocumentId

ROOT = Path(__file__).parents[3]
ESSAY = ROOT / "seeds" / "industrial-internet-not-a-copy.txt"


def read_bytes(data: bytes, *, path: str = "a.txt") -> Reading:
    suffix = Path(path).suffix
    return read(data, document=DocumentId("a"), path=path, sha256="0" * 64, suffix=suffix)


def test_the_essay() -> None:
    reading = read_bytes(ESSAY.read_bytes(), path="seeds/industrial-internet-not-a-copy.txt")
    document = reading.document
    assert (document.format, document.encoding, document.author) == (
        "text",
        "utf-8",
        "Meng Yonghui",
    )
    assert document.text == ESSAY.read_bytes().decode()
    assert [paragraph.number for paragraph in reading.paragraphs] == list(range(1, 21))
    assert [reading.paragraphs[index].line for index in (0, 3, 19)] == [3, 7, 26]
    assert "harvesting B-side traffic" in reading.paragraphs[1].text


@pytest.mark.parametrize("suffix", [".md", ".Markdown"])
def test_the_suffix_tells_markdown(suffix: str) -> None:
    reading = read_bytes(b"# Title\n\n*word*\n", path=f"a{suffix}")
    assert (reading.document.format, reading.document.title) == ("markdown", "Title")
    assert [(p.text, p.plain, p.line) for p in reading.paragraphs] == [("*word*", "word", 3)]


def test_a_file_without_a_title_is_called_by_its_name() -> None:
    assert read_bytes(b"It grew.", path="b/a_short-history.txt").document.title == "a short history"


def test_metadata_and_encoding_are_kept() -> None:
    document = read_bytes(
        "---\ntags: [ä]\n---\nMüller grüßt\n".encode("cp1252"), path="a.md"
    ).document
    assert (document.encoding, document.metadata) == ("cp1252", {"tags": "ä"})


@pytest.mark.parametrize("data", [b"# Only a title\n", b"<div></div>\n", b"[a]: http://x\n"])
def test_a_file_without_paragraphs_is_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match="no paragraph"):
        read_bytes(data, path="a.md")


PIECES = st.sampled_from("Word. ,word,É,e\u0301,😀,\n,\r\n,\r,\n\n,\u2028,\x0c,- ,> ".split(","))


@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_any_text_reads_with_exact_offsets_and_lines(path: str, text: str) -> None:
    try:
        reading = read_bytes(("Word" + text).encode("utf-8", "replace"), path=path)
    except UnreadableFileError:
        return
    whole = reading.document.text
    for number, paragraph in enumerate(reading.paragraphs, start=1):
        assert paragraph.number == number
        assert whole[paragraph.start : paragraph.end] == paragraph.text
        assert paragraph.line == 1 + len(re.findall(r"\r\n|\r|\n", whole[: paragraph.start]))


@given(st.binary())
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_any_bytes_read_or_are_unreadable(path: str, data: bytes) -> None:
    with suppress(UnreadableFileError):
        assert read_bytes(data, path=path).paragraphs


def test_a_large_single_line_takes_little_memory() -> None:
    # Far below 50 MB, so that the test is quick; what matters is the ratio.
    script = (
        "import tracemalloc\n"
        "from assistant.reading.reader import read\n"
        "data = ('Factories  do not buy by the click 你. ' * 100_000).encode()\n"
        "tracemalloc.start()\n"
        "reading = read(data, document='a', path='a.txt', sha256='', suffix='.txt')\n"
        "assert len(reading.paragraphs) == 1\n"
        "print(tracemalloc.get_traced_memory()[1] / len(data))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert float(done.stdout) < 20


def test_importing_the_room_loads_no_parser() -> None:
    script = (
        "import sys, assistant.reading.reader, assistant.reading.discovery\n"
        "print({'markdown_it', 'yaml', 'charset_normalizer', 'slugify'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"
