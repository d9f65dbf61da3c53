"""The passages of a benchmark, each a document of one paragraph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import SuiteError
from assistant.evaluation.case import Gold, Suite
from assistant.text.normalise import fold_space

_NO_NAME: Final = re.compile(r"[^a-z0-9]+")

#: Characters of a title in a document's name, and of a passage that a case repeats.
_NAME_CHARS: Final = 40
_START_CHARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A suite, and the documents to index for it.

    Attributes:
        suite:     The cases.
        documents: Text by id; the text is one line, so that it becomes one paragraph.
    """

    suite: Suite
    documents: dict[str, str]


class Passages:
    """Collects passages and names them; the same text is kept once."""

    def __init__(self) -> None:
        self.documents: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def add(self, text: str, *, title: str = "") -> str | None:
        """Keep a passage, and give the id of its document; None if it has no words."""
        line = fold_space(text)
        if not any(map(str.isalnum, line)):
            return None
        if line not in self._names:
            slug = _NO_NAME.sub("-", title.casefold())[:_NAME_CHARS].strip("-") or "passage"
            name = f"{slug}-{len(self._names) + 1}"
            self._names[line] = name
            self.documents[name] = line
        return self._names[line]

    def gold(self, name: str, *, grade: int = 2) -> Gold:
        """Say that a passage answers."""
        return Gold(
            document=name,
            paragraph=1,
            starts=self.documents[name][:_START_CHARS].strip(),
            grade=grade,
        )


class Fields:
    """One entry of a benchmark's file; what is missing or of another kind is named with its line.

    Attributes:
        path: The file.
        line: The entry's line, from 1.
    """

    def __init__(self, path: Path, line: int, content: object) -> None:
        self.path = path
        self.line = line
        if not isinstance(content, dict):
            raise self.wrong("an object with named fields is expected")
        self._content: dict[str, Any] = content

    def text(self, name: str, default: str | None = None) -> str:
        """Take a text or a number, as a text."""
        value = self._content.get(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.wrong(f"the field {name!r} must be a text")
        return fold_space(str(value))

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Take true or false."""
        value = self._content.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(f"the field {name!r} must be true or false")
        return value

    def texts(self, name: str) -> list[str]:
        """Take a list of texts; none if it is missing."""
        values = self._content.get(name, [])
        if not (isinstance(values, list) and all(isinstance(one, str) for one in values)):
            raise self.wrong(f"the field {name!r} must be a list of texts")
        return [fold_space(one) for one in values]

    def entries(self, name: str) -> list[Fields]:
        """Take a list of objects; none if it is missing."""
        values = self._content.get(name, [])
        if not isinstance(values, list):
            raise self.wrong(f"the field {name!r} must be a list")
        return [Fields(self.path, self.line, one) for one in values]

    def entry(self, name: str) -> Fields:
        """Take an object."""
        return Fields(self.path, self.line, self._content.get(name))

    def has(self, name: str) -> bool:
        """Tell whether a field is there."""
        return name in self._content

    def wrong(self, what: str) -> SuiteError:
        """Say what is wrong, and where."""
        return SuiteError(f"{self.path}:{self.line}: {what}; is it a file of this kind?")


def read_lines(path: Path) -> Iterator[Fields]:
    """Read JSON Lines.

    Raises:
        SuiteError: if the file cannot be read, or a line is no JSON object.
    """
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield Fields(path, number, _parsed(path, number, line))


def read_document(path: Path) -> Fields:
    """Read one JSON document.

    Raises:
        SuiteError: if the file cannot be read, or is no JSON object.
    """
    return Fields(path, 1, _parsed(path, 1, read_text(path)))


def read_text(path: Path) -> str:
    """Read a file.

    Raises:
        SuiteError: if it is missing or no text.
    """
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SuiteError(f"the benchmark {path}: {reason}; check the path") from error
    except ValueError as error:
        raise SuiteError(f"the benchmark {path} is not valid UTF-8; save it as UTF-8") from error


def _parsed(path: Path, number: int, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SuiteError(f"{path}:{number}: not valid JSON: {error}") from error
