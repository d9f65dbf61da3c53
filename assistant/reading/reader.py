"""One file's bytes become a document and its numbered paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from assistant.errors import UnreadableFileError
from assistant.reading.blocks import Block, Layout
from assistant.reading.decoding import decode
from assistant.reading.markdown import parse_markdown
from assistant.reading.plain import parse_plain
from assistant.text.lines import count_breaks
from assistant.types import Document, DocumentId, Format, Paragraph

# Part of an index's schema: raise it when the same bytes would read differently, so that indexes
# made before are rebuilt.
READER_VERSION: Final = 2

_MARKDOWN_SUFFIXES: Final = frozenset({".md", ".markdown"})
_WORD_GAP = re.compile(r"[-_\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document and its paragraphs in reading order, at least one."""

    document: Document
    paragraphs: tuple[Paragraph, ...]


def read(data: bytes, *, document: DocumentId, path: str, sha256: str, suffix: str) -> Reading:
    """Read a file.

    Args:
        data:     The file's bytes.
        document: Its id.
        path:     Where it is, as citations shall say it.
        sha256:   Of `data`, in hexadecimal.
        suffix:   Of the file's name, with its dot; tells Markdown from plain text.

    Raises:
        UnreadableFileError: If it is not text, holds no paragraph, or is beyond one of the
            `limits` that keep the memory within 20 bytes for every byte and 64 MB; the message
            is the reason.
    """
    decoded = decode(data)
    kind: Format = "markdown" if suffix.lower() in _MARKDOWN_SUFFIXES else "text"
    parse = parse_markdown if kind == "markdown" else parse_plain
    layout = parse(decoded.text)
    if not layout.blocks:
        raise UnreadableFileError("it holds no paragraph, only headings or markup")
    return Reading(
        document=Document(
            id=document,
            title=layout.title or _title_of(path),
            author=layout.author,
            date=layout.date,
            source=layout.source,
            format=kind,
            path=path,
            encoding=decoded.encoding,
            sha256=sha256,
            text=decoded.text,
            metadata=layout.metadata,
        ),
        paragraphs=_number(layout, decoded.text, document),
    )


def _number(layout: Layout, text: str, document: DocumentId) -> tuple[Paragraph, ...]:
    paragraphs: list[Paragraph] = []
    line, counted = 1, 0
    for number, block in enumerate(layout.blocks, start=1):
        line += count_breaks(text[counted : block.start])
        counted = block.start
        paragraphs.append(
            Paragraph(
                document=document,
                number=number,
                section=block.section,
                text=_words_of(text, block),
                start=block.start,
                line=line,
                plain=block.plain,
                page=block.page,
                notes=block.notes,
            )
        )
    return tuple(paragraphs)


def _words_of(text: str, block: Block) -> str:
    piece = text[block.start : block.end]
    # Most paragraphs are their own plain words: keep one copy of them.
    return block.plain if piece == block.plain else piece


def _title_of(path: str) -> str:
    """Make a title from a file's name.

    >>> _title_of("notes/a_short-history.txt")
    'a short history'
    """
    name = PurePosixPath(path).stem
    return _WORD_GAP.sub(" ", name).strip() or name or path
