"""The lexical index: BM25 over paragraphs, kept by tantivy (docs/decisions/lexical-engine.md).

It holds terms and paragraph ids, no text. `text.tokens` makes the terms, for the index and the
questions alike; tantivy only splits them at the spaces.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import DamagedIndexError
from assistant.storage.panics import translated
from assistant.text.tokens import terms
from assistant.types import DocumentId, Paragraph, ParagraphId

if TYPE_CHECKING:
    from tantivy import DocAddress, Index, Schema

#: tantivy's own least heap per writing thread; more only delays the flush.
_HEAP_BYTES: Final = 64_000_000


class LexicalIndex:
    """Reads a lexical index; may be shared by threads."""

    def __init__(self, path: Path) -> None:
        """Open the index.

        Raises:
            DamagedIndexError: if it is missing or damaged.
        """
        self._translated = partial(translated, partial(_damaged, path), ValueError, OSError)
        with self._translated():
            self._index = _open(path)
            self._searcher = self._index.searcher()

    def search(
        self, question: str, *, limit: int, documents: Collection[DocumentId] | None = None
    ) -> list[tuple[ParagraphId, float]]:
        """Rank the paragraphs that share a term with the question.

        Args:
            question:  Any text; nothing in it is an operator.
            limit:     Most paragraphs to return, at least 1.
            documents: Look in these only.

        Returns:
            Paragraphs with BM25 scores, best first, ties by id.
        """
        from tantivy import Occur, Query

        schema = self._index.schema
        wanted = sorted(set(terms(question)))
        if not wanted or (documents is not None and not documents):
            return []
        query = Query.boolean_query(
            [(Occur.Should, Query.term_query(schema, "terms", term)) for term in wanted]
        )
        if documents is not None:
            inside = Query.term_set_query(schema, "document", sorted(documents))
            query = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, Query.const_score_query(inside, 0.0))]
            )
        with self._translated():
            hits = self._searcher.search(query, limit=limit, count=False).hits
            ranked = [(self._paragraph(address), score) for score, address in hits]
        return sorted(ranked, key=lambda hit: (-hit[1], hit[0]))

    def rarity(self, question_terms: Iterable[str]) -> Mapping[str, float]:
        """Weigh terms by how few paragraphs have them: BM25's inverse document frequency."""
        total = self._searcher.num_docs
        return {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for term in question_terms
            for count in [self._searcher.doc_freq("terms", term)]
        }

    def count(self) -> int:
        """Count the paragraphs."""
        return int(self._searcher.num_docs)

    def _paragraph(self, address: DocAddress) -> ParagraphId:
        stored: Any = self._searcher.doc(address)
        return ParagraphId(
            document=DocumentId(stored.get_first("document")), number=stored.get_first("number")
        )


class LexicalWriter:
    """Writes a lexical index; nothing is kept before `commit`."""

    def __init__(self, path: Path) -> None:
        """Open the index, making it when it is not there.

        Raises:
            DamagedIndexError: if what is there is damaged.
        """
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        with translated(partial(_damaged, path), ValueError, OSError):
            self._index = _open(path) if any(path.iterdir()) else _create(path)
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)

    def add(self, paragraphs: Sequence[Paragraph]) -> None:
        """Add paragraphs that are not there yet."""
        from tantivy import Document

        for paragraph in paragraphs:
            document = Document()
            document.add_text("document", paragraph.document)
            document.add_unsigned("number", paragraph.number)
            document.add_text("terms", " ".join(terms(paragraph.plain)))
            self._writer.add_document(document)

    def commit(self) -> None:
        """Make what was added durable and wait until the files are complete."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        # tantivy lets only the owner read its lists of files; whoever may list the folder may.
        mode = self._path.stat().st_mode & 0o666
        for file in self._path.iterdir():
            file.chmod(mode)


def _damaged(path: Path, why: object) -> DamagedIndexError:
    return DamagedIndexError.of(f"the lexical index {path}", why)


def _open(path: Path) -> Index:
    from tantivy import Index

    return _with_tokenizer(Index.open(str(path)))


def _create(path: Path) -> Index:
    from tantivy import Index

    return _with_tokenizer(Index(_schema(), path=str(path)))


def _with_tokenizer(index: Index) -> Index:
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer("spaces", TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    return index


def _schema() -> Schema:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("document", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("terms", stored=False, tokenizer_name="spaces", index_option="freq")
    return builder.build()
