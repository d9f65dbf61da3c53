"""Statements about the essay as a language model writes them: false ones, and true paraphrases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

_FILE: Final = Path(__file__).with_name("statements.tsv")


class Statement(NamedTuple):
    """A statement, whether the essay bears it out, and what is changed or put in other words."""

    truth: bool
    kind: str
    text: str


def statements() -> Iterator[Statement]:
    """Give out the statements in the file's order: first the false ones."""
    for line in _FILE.read_text("utf-8").splitlines():
        truth, kind, text = line.split("\t")
        yield Statement(truth=truth == "+", kind=kind, text=text)
