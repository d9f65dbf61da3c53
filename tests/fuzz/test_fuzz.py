"""A bounded run of the fuzzer: the long one is by hand, see `fuzz_readers.py`."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.reading.reader import read
from assistant.types import DocumentId
from tests.reliability.world import ROOT, environment

#: Enough to reach every branch that a change may have broken; no search for new ones.
RUNS = 3_000

BEGINNINGS = (
    b"\x00Title\nBy Ann Lee\n\n1. Heading\n\nA paragraph. Another sentence.\n",
    b"\x01---\ntitle: A\n---\n# Heading\n\n- item\n- [link](x)\n\n> quote\n\n```\ncode\n```\n",
    b"\x01| a | b |\n|---|---|\n| 1 | 2 |\n\nText *with* **marks** and `code`.\n",
    b"\x00\xff\xfet\x00e\x00x\x00t\x00",
    b"\x00" + "工业互联网不是消费互联网的翻版。\n\n第二段。".encode("gb18030"),
)

#: Found by the long run, kind of file first; each must be read like any other.
FOUND = (
    pytest.param(
        ".md",
        b" b |\n||\n|--|\n |\xae |\n\nTe o\xed",
        id="table-whose-only-heading-is-empty",
    ),
)


@pytest.mark.parametrize(("suffix", "data"), FOUND)
def test_what_the_fuzzer_found_is_read(suffix: str, data: bytes) -> None:
    done = read(data, document=DocumentId("fuzz"), path="fuzz", sha256="0" * 64, suffix=suffix)
    assert done.paragraphs


@pytest.mark.skipif(find_spec("atheris") is None, reason="needs: pip install atheris")
def test_no_bytes_make_a_reader_fail_otherwise_than_it_says(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number, beginning in enumerate(BEGINNINGS):
        (corpus / str(number)).write_bytes(beginning)
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "tests/fuzz/fuzz_readers.py"),
            f"-runs={RUNS}",
            "-seed=1",
            f"-artifact_prefix={tmp_path}/",
            str(corpus),
        ],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
