"""The catalogue: which documents, paragraphs and passages an index holds, with their texts."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import DamagedIndexError, UnknownDocumentError
from assistant.storage.vectors import VectorKey
from assistant.types import Document, DocumentId, Note, Origin, Paragraph, ParagraphId, Traits

# secure_delete: a removed document's text is overwritten, not only unlinked from its page.
_PRAGMAS: Final = ("PRAGMA secure_delete = ON", "PRAGMA synchronous = NORMAL")

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, root TEXT NOT NULL, sha256 TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT, date TEXT, source TEXT, format TEXT NOT NULL,
    encoding TEXT NOT NULL, metadata TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS paragraphs (
    document TEXT NOT NULL, number INTEGER NOT NULL, section TEXT NOT NULL, start INTEGER NOT NULL,
    line INTEGER NOT NULL, page INTEGER, text TEXT NOT NULL, plain TEXT,
    notes TEXT,
    PRIMARY KEY (document, number)
);
CREATE TABLE IF NOT EXISTS passages (
    document TEXT NOT NULL, number INTEGER NOT NULL, window INTEGER NOT NULL, key BLOB NOT NULL,
    PRIMARY KEY (document, number, window)
) WITHOUT ROWID;
"""

_PARAGRAPH: Final = "document, number, section, start, line, page, text, plain, notes"
_DOCUMENT: Final = "id, path, sha256, title, author, date, source, format, encoding, metadata, text"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PassageRef:
    """Which passage: its paragraph and window."""

    paragraph: ParagraphId
    window: int

    def __str__(self) -> str:
        """Write it as the id that Chroma keeps."""
        return f"{self.paragraph.document}:{self.paragraph.number}:{self.window}"

    @classmethod
    def parse(cls, text: str) -> PassageRef:
        """Read what `str` wrote; document ids hold no colon."""
        document, number, window = text.split(":")
        paragraph = ParagraphId(document=DocumentId(document), number=int(number))
        return cls(paragraph=paragraph, window=int(window))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A document's file as the index last saw it."""

    document: DocumentId
    path: str
    root: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a catalogue holds."""

    documents: int
    paragraphs: int
    passages: int


class Catalogue:
    """Documents, paragraphs and passages in one SQLite file; may be shared by threads."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        """Open the catalogue; a writable one is made when it is not there.

        Raises:
            DamagedIndexError: if the file is missing or not a catalogue.
        """
        self._path = path
        self._lock = threading.RLock()
        mode = "rwc" if writable else "ro&immutable=1"
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
            )
            if writable:
                for pragma in _PRAGMAS:
                    self._connection.execute(pragma)
                self._connection.executescript(_SCHEMA)
            self._connection.execute("SELECT 1 FROM documents LIMIT 1")
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._connection.close()

    # Writing

    def begin(self) -> None:
        """Start a transaction."""
        self._write("BEGIN")

    def commit(self) -> None:
        """Make everything since `begin` durable."""
        self._write("COMMIT")

    def add_document(self, document: Document, *, root: str) -> None:
        """Add a document without its paragraphs; `root` is the source that it came from."""
        fields = (
            document.id, document.path, root, document.sha256, document.title, document.author,
            document.date, document.source, document.format, document.encoding,
            json.dumps(dict(document.metadata), ensure_ascii=False, sort_keys=True), document.text,
        )  # fmt: skip
        self._write(f"INSERT INTO documents VALUES ({_marks(fields)})", fields)  # noqa: S608

    def add_paragraph(
        self, paragraph: Paragraph, passages: Iterable[tuple[int, VectorKey]]
    ) -> None:
        """Add a paragraph and the vector keys of its windows."""
        fields = (
            paragraph.document, paragraph.number, json.dumps(paragraph.section, ensure_ascii=False),
            paragraph.start, paragraph.line, paragraph.page, paragraph.text,
            None if paragraph.plain == paragraph.text else paragraph.plain, _notes(paragraph),
        )  # fmt: skip
        self._write(f"INSERT INTO paragraphs VALUES ({_marks(fields)})", fields)  # noqa: S608
        rows = [(paragraph.document, paragraph.number, window, key) for window, key in passages]
        with self._translated():
            self._connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?)", rows)

    def remove_document(self, document: DocumentId) -> None:
        """Remove a document with all that belongs to it."""
        self._write("DELETE FROM documents WHERE id = ?", (document,))
        for table in ("paragraphs", "passages"):
            self._write(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608

    def compact(self) -> None:
        """Give the space of what was removed back to the file system."""
        self._write("VACUUM")

    # Reading

    def files(self) -> list[FileRecord]:
        """List the documents' files, by id."""
        rows = self._rows("SELECT id, path, root, sha256 FROM documents ORDER BY id")
        return [
            FileRecord(document=DocumentId(id_), path=path, root=root, sha256=sha256)
            for id_, path, root, sha256 in rows
        ]

    def documents(self) -> list[Document]:
        """List the documents with their texts, by id."""
        return [
            _document(row)
            for row in self._rows(f"SELECT {_DOCUMENT} FROM documents ORDER BY id")  # noqa: S608
        ]

    def document(self, document: DocumentId) -> Document | None:
        """Look up a document with its text."""
        rows = self._rows(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", document)  # noqa: S608
        return _document(rows[0]) if rows else None

    def origin(self, document: DocumentId) -> Origin:
        """Look up what a citation says of a document, without loading its text.

        Raises:
            UnknownDocumentError: if there is no such document.
        """
        query = "SELECT title, author, path, sha256 FROM documents WHERE id = ?"
        for title, author, path, sha256 in self._rows(query, document):
            return Origin(title=title, author=author, path=path, sha256=sha256)
        raise UnknownDocumentError.of(document)

    def traits(self) -> list[Traits]:
        """List what documents are chosen by, by id, without loading their texts."""
        rows = self._rows("SELECT id, author, date, metadata FROM documents ORDER BY id")
        return [
            Traits(id=DocumentId(id_), author=author, date=date, metadata=json.loads(metadata))
            for id_, author, date, metadata in rows
        ]

    def paragraphs(self, ids: Sequence[ParagraphId]) -> list[Paragraph]:
        """Look up paragraphs, in the order of `ids`; unknown ones are left out."""
        query = f"SELECT {_PARAGRAPH} FROM paragraphs WHERE document = ? AND number = ?"  # noqa: S608
        found = (self._rows(query, id_.document, id_.number) for id_ in ids)
        return [_paragraph(rows[0]) for rows in found if rows]

    def paragraph(self, id_: ParagraphId) -> Paragraph | None:
        """Look up a paragraph; None if there is none."""
        return next(iter(self.paragraphs([id_])), None)

    def paragraphs_of(self, document: DocumentId) -> list[Paragraph]:
        """List a document's paragraphs in reading order; none if there is no such document."""
        query = f"SELECT {_PARAGRAPH} FROM paragraphs WHERE document = ? ORDER BY number"  # noqa: S608
        return [_paragraph(row) for row in self._rows(query, document)]

    def iter_paragraphs(self) -> Iterator[Paragraph]:
        """Go through all paragraphs, by document and number, without holding them."""
        query = f"SELECT {_PARAGRAPH} FROM paragraphs ORDER BY document, number"  # noqa: S608
        with self._translated():
            for row in self._connection.execute(query):
                yield _paragraph(row)

    def iter_passages(
        self, document: DocumentId | None = None
    ) -> Iterator[tuple[PassageRef, VectorKey]]:
        """Go through the passages, all or one document's, without holding them."""
        where, values = ("WHERE document = ?", (document,)) if document else ("", ())
        query = (
            f"SELECT document, number, window, key FROM passages {where} "  # noqa: S608
            "ORDER BY document, number, window"
        )
        with self._translated():
            for name, number, window, key in self._connection.execute(query, values):
                paragraph = ParagraphId(document=DocumentId(name), number=number)
                yield PassageRef(paragraph=paragraph, window=window), VectorKey(key)

    def paragraph_counts(self) -> dict[DocumentId, int]:
        """Count each document's paragraphs."""
        rows = self._rows("SELECT document, count(*) FROM paragraphs GROUP BY document")
        return {DocumentId(document): count for document, count in rows}

    def counts(self) -> Counts:
        """Count documents, paragraphs and passages."""
        ((documents, paragraphs, passages),) = self._rows(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM paragraphs), "
            "(SELECT count(*) FROM passages)"
        )
        return Counts(documents=documents, paragraphs=paragraphs, passages=passages)

    def check(self) -> None:
        """Read the whole file.

        Raises:
            DamagedIndexError: if any page is damaged.
        """
        ((verdict,), *_) = self._rows("PRAGMA quick_check(1)")
        if verdict != "ok":
            raise self._damaged(verdict)

    def _rows(self, query: str, *values: object) -> list[Any]:
        try:
            with self._translated(), self._lock:
                return self._connection.execute(query, values).fetchall()
        except UnicodeEncodeError:
            return []  # a value that UTF-8 cannot hold, as a lone surrogate, is in no row

    def _write(self, query: str, values: Sequence[object] = ()) -> None:
        with self._translated():
            self._connection.execute(query, values)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # a mistake of this program; the file is whole
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error

    def _damaged(self, why: object) -> DamagedIndexError:
        return DamagedIndexError.of(f"the catalogue {self._path}", why)


def _marks(fields: Sequence[object]) -> str:
    return ",".join("?" * len(fields))


def _document(row: Sequence[Any]) -> Document:
    id_, path, sha256, title, author, date, source, format_, encoding, metadata, text = row
    return Document(
        id=DocumentId(id_), path=path, sha256=sha256, title=title, author=author, date=date,
        source=source, format=format_, encoding=encoding, metadata=json.loads(metadata), text=text,
    )  # fmt: skip


def _notes(paragraph: Paragraph) -> str | None:
    pairs = [(note.label, note.source) for note in paragraph.notes]
    return json.dumps(pairs, ensure_ascii=False) if pairs else None


def _paragraph(row: Sequence[Any]) -> Paragraph:
    document, number, section, start, line, page, text, plain, notes = row
    return Paragraph(
        document=DocumentId(document), number=number, section=tuple(json.loads(section)),
        start=start, line=line, page=page, text=text, plain=text if plain is None else plain,
        notes=tuple(Note(label=label, source=said) for label, said in json.loads(notes or "[]")),
    )  # fmt: skip
