"""Re-check saved answers against the files as they are today."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.answering.proof.recheck import (
    Rechecked,
    SavedCitation,
    is_backed,
    recheck,
    with_sources,
)
from assistant.answering.speakers.attribution import sources_at
from assistant.errors import SourceError, UnreadableFileError
from assistant.facade.sources import Places
from assistant.reading.decoding import decode
from assistant.reading.discovery import find_files
from assistant.reading.reader import read
from assistant.types import DocumentId, Paragraph, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckedAnswer:
    """A saved answer today.

    Attributes:
        file:      Where it is saved.
        question:  What was asked.
        citations: Where each quote stands today.
        unbacked:  Statements saved as quotes that are in none of their citations' quotes.
    """

    file: str
    question: str
    citations: tuple[Rechecked, ...]
    unbacked: tuple[str, ...]

    @property
    def is_stale(self) -> bool:
        """Whether a quote is gone, or a statement is not what its citation says."""
        return bool(self.unbacked) or any(one.verdict == "stale" for one in self.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saved:
    """What is read of a saved answer."""

    question: str
    citations: tuple[SavedCitation, ...]
    quoted: tuple[tuple[str, tuple[int, ...]], ...]


def recheck_files(
    files: Sequence[Path], *, index: Path, sources: Sequence[str], max_bytes: int
) -> list[RecheckedAnswer]:
    """Re-check the answers in `files`, JSON documents or JSON Lines.

    Args:
        files:     Made by `assistant ask --json`.
        index:     Paths in answers count from the folder that it lies in.
        sources:   Where to look for quotes that are not in their file any more.
        max_bytes: Larger source files are not read.

    Raises:
        SourceError: if a file is missing or holds no saved answer.
    """
    saved = [(file, answer) for file in files for answer in _answers(file)]
    places = Places(index)
    texts = _texts(places, sources, max_bytes)
    for path in {citation.path for _, answer in saved for citation in answer.citations}:
        texts.setdefault(path, _text(places.path(path)))
    read_file = cache(lambda path: _paragraphs(path, texts[path]))
    return [
        RecheckedAnswer(
            file=str(file),
            question=answer.question,
            citations=tuple(
                _rechecked(citation, texts, read_file) for citation in answer.citations
            ),
            unbacked=tuple(_unbacked(answer)),
        )
        for file, answer in saved
    ]


def _rechecked(
    citation: SavedCitation,
    texts: Mapping[str, str],
    read_file: Callable[[str], Sequence[Paragraph]],
) -> Rechecked:
    found = recheck(citation, texts)
    if citation.sources is None or found.start is None:
        return found
    start, end = found.start, found.start + len(citation.quote)
    today = (
        source
        for paragraph in read_file(found.path)
        if paragraph.start <= start and end <= paragraph.end
        for source in sources_at(paragraph, start - paragraph.start, end - paragraph.start)
    )
    return with_sources(found, citation, today)


def _paragraphs(path: str, text: str) -> Sequence[Paragraph]:
    """Read a file's paragraphs as they are today; none if it cannot be read."""
    try:
        return read(
            text.encode(), document=DocumentId(""), path=path, sha256="", suffix=Path(path).suffix
        ).paragraphs
    except (UnreadableFileError, UnicodeEncodeError):
        return ()


def _unbacked(answer: _Saved) -> Iterator[str]:
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for text, numbers in answer.quoted:
        if not is_backed(text, [quotes[number] for number in numbers if number in quotes]):
            yield text


def _texts(places: Places, sources: Sequence[str], max_bytes: int) -> dict[str, str]:
    texts: dict[str, str] = {}
    for source in sources:
        if places.path(source).exists():
            for file in find_files(places.path(source), max_bytes=max_bytes).files:
                texts[places.label(file.path)] = _text(file.path)
    return texts


def _text(path: Path) -> str:
    """Decode a file; one that cannot be read today holds no quote."""
    try:
        return decode(path.read_bytes()).text
    except (OSError, UnreadableFileError):
        return ""


def _answers(file: Path) -> Iterator[_Saved]:
    try:
        content = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = (getattr(error, "strerror", None) or "it is not UTF-8").lower()
        raise SourceError(f"{str(file)!r} cannot be read: {why}; check the path") from error
    try:
        documents = [json.loads(content)]
    except ValueError:
        documents = list(_json_lines(file, content))
    for document in documents:
        try:
            yield _answer(document)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SourceError(
                f"{str(file)!r} holds no saved answer; "
                "save one with: assistant ask QUESTION --json > FILE"
            ) from error


def _json_lines(file: Path, content: str) -> Iterator[Any]:
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise SourceError(f"{str(file)!r} is no JSON at line {number}: {error}") from error


def _answer(document: dict[str, Any]) -> _Saved:
    return _Saved(
        question=str(document["question"]),
        citations=tuple(
            SavedCitation(
                number=int(one["number"]),
                path=str(one["path"]),
                quote=str(one["quote"]),
                start=int(one["start"]),
                sources=_sources(one["sources"]) if "sources" in one else None,
            )
            for one in document["citations"]
        ),
        quoted=tuple(
            (str(one["text"]), tuple(map(int, one["citations"])))
            for one in document["statements"]
            if one["support"] == "quoted"
        ),
    )


def _sources(saved: list[dict[str, Any]]) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            text=str(one["text"]),
            publisher=one["publisher"],
            year=one["year"],
            url=one["url"],
        )
        for one in saved
    )
