"""Compare tantivy with SQLite's FTS5 as the lexical index on disk.

Both hold the same passages, cut words to their English stems, and answer the same questions as an
OR of their words, best BM25 score first. The corpora are a SQuAD file, where quality is measured
against the paragraph that each question was written for, and seeded passages whose words follow a
Zipf law.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import tantivy

from assistant.text.tokens import STOP_WORDS
from benchmarks.figures import disk_mb, python, say, table
from benchmarks.texts import SQUAD, read_squad

_WORD: Final = re.compile(r"\w+")
_DEPTH: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Passages and questions; `gold` are the questions' passages, where they are known."""

    name: str
    texts: Sequence[str]
    questions: Sequence[str]
    gold: Sequence[int] | None


class Engine(Protocol):
    """What both engines do."""

    def build(self, passages: Iterable[str]) -> None:
        """Make the index; a passage's number is its position."""

    def open(self) -> None:
        """Open the index for searching."""

    def search(self, words: Sequence[str], limit: int) -> list[int]:
        """List the numbers of the best passages that hold any of the words."""
        ...

    def replace(self, gone: Mapping[int, str], new: Mapping[int, str]) -> None:
        """Take passages out, put others in, and commit."""


class Tantivy:
    """A stemmed text field and a passage number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def build(self, passages: Iterable[str]) -> None:
        """Make the index; a passage's number is its position."""
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("text", tokenizer_name="en_stem", index_option="freq")
            .add_unsigned_field("number", indexed=True, fast=True)
            .build()
        )
        writer = tantivy.Index(schema, path=str(self._folder)).writer(heap_size=100_000_000)
        for number, text in enumerate(passages):
            fields = {"text": text, "number": number}
            writer.add_document(tantivy.Document.from_dict(fields, schema))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Open the index for searching."""
        index = tantivy.Index.open(str(self._folder))
        self._schema = index.schema
        self._searcher = index.searcher()
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        lower, stem = tantivy.Filter.lowercase(), tantivy.Filter.stemmer("english")
        self._analyzer = analyzer.filter(lower).filter(stem).build()

    def search(self, words: Sequence[str], limit: int) -> list[int]:
        """List the numbers of the best passages that hold any of the words."""
        stems = dict.fromkeys(self._analyzer.analyze(" ".join(words)))
        terms = [
            tantivy.Query.term_query(self._schema, "text", stem, index_option="freq")
            for stem in stems
        ]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = self._searcher.search(query, limit=limit, count=False).hits
        found: list[int] = self._searcher.fast_field_values("number", [where for _, where in hits])
        return found

    def replace(self, gone: Mapping[int, str], new: Mapping[int, str]) -> None:
        """Take passages out, put others in, and commit."""
        writer = tantivy.Index.open(str(self._folder)).writer(heap_size=15_000_000, num_threads=1)
        old = tantivy.Query.term_set_query(self._schema, "number", list(gone))
        writer.delete_documents_by_query(old)
        for number, text in new.items():
            fields = {"text": text, "number": number}
            writer.add_document(tantivy.Document.from_dict(fields, self._schema))
        writer.commit()
        writer.wait_merging_threads()


class Fts5:
    """A table without content, in full detail: with less it has no word counts for BM25."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "text.db"

    def build(self, passages: Iterable[str]) -> None:
        """Make the index; a passage's number is its position."""
        connection = sqlite3.connect(self._file)
        connection.execute(
            "CREATE VIRTUAL TABLE passages USING fts5("
            "text, content='', tokenize='porter unicode61')"
        )
        connection.executemany(
            "INSERT INTO passages(rowid, text) VALUES (?, ?)", enumerate(passages)
        )
        connection.execute("INSERT INTO passages(passages) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def open(self) -> None:
        """Open the index for searching."""
        self._connection = sqlite3.connect(self._file)

    def search(self, words: Sequence[str], limit: int) -> list[int]:
        """List the numbers of the best passages that hold any of the words."""
        query = " OR ".join(f'"{word}"' for word in dict.fromkeys(words))
        rows = self._connection.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
            (query, limit),
        )
        return [number for (number,) in rows]

    def replace(self, gone: Mapping[int, str], new: Mapping[int, str]) -> None:
        """Take passages out, put others in, and commit; a row without content needs its text."""
        delete = "INSERT INTO passages(passages, rowid, text) VALUES ('delete', ?, ?)"
        self._connection.executemany(delete, gone.items())
        self._connection.executemany("INSERT INTO passages(rowid, text) VALUES (?, ?)", new.items())
        self._connection.commit()


_ENGINES: Final[dict[str, type[Tantivy] | type[Fts5]]] = {"tantivy": Tantivy, "FTS5": Fts5}


def _zipf(size: int, *, questions: int, vocabulary: int, seed: int) -> Corpus:
    """Make passages of 60 to 120 words, and questions of 6 to 14 words of one passage each."""
    rng = np.random.default_rng(seed)
    common = sorted(STOP_WORDS)
    names = common + [f"w{number}" for number in range(vocabulary - len(common))]
    steps = np.cumsum(1 / np.arange(1, vocabulary + 1))
    texts: list[str] = []
    for _ in range(size):
        ranks = np.searchsorted(steps, rng.random(int(rng.integers(60, 121))) * steps[-1])
        texts.append(" ".join(names[min(rank, vocabulary - 1)] for rank in ranks))
    asked: list[str] = []
    for _ in range(questions):
        words = texts[rng.integers(size)].split()
        picked = rng.choice(len(words), size=int(rng.integers(6, 15)), replace=False)
        asked.append(" ".join(words[place] for place in picked))
    return Corpus(name="Zipf", texts=texts, questions=asked, gold=None)


def _words(question: str, *, drop: bool) -> list[str]:
    """List the words of a question; all of them when nothing but stop words is left."""
    words = _WORD.findall(question.lower())
    return [word for word in words if not (drop and word in STOP_WORDS)] or words


def _search_figures(engine: Engine, corpus: Corpus, *, drop: bool) -> dict[str, float]:
    times: list[float] = []
    ranks: list[int] = []
    engine.search(_words(corpus.questions[0], drop=drop), _DEPTH)
    for place, question in enumerate(corpus.questions):
        started = time.perf_counter()
        found = engine.search(_words(question, drop=drop), _DEPTH)
        times.append((time.perf_counter() - started) * 1e3)
        if corpus.gold is not None:
            gold = corpus.gold[place]
            ranks.append(found.index(gold) + 1 if gold in found else 0)
    figures = {
        "p50_ms": round(float(np.percentile(times, 50)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
    }
    if ranks:
        figures["recall@1"] = round(statistics.fmean(rank == 1 for rank in ranks), 3)
        figures["recall@5"] = round(statistics.fmean(0 < rank <= 5 for rank in ranks), 3)
        figures["mrr"] = round(statistics.fmean(1 / rank if rank else 0.0 for rank in ranks), 3)
    return {f"{name} {'' if drop else 'with stop words'}".strip(): v for name, v in figures.items()}


def _cold_ms(engine: str, folder: Path, question: str) -> float:
    """Open the index and answer one question in a new process; median of five, in ms."""
    command = ("-m", "benchmarks.lexical_engines", "--cold", engine, str(folder), question)
    return round(statistics.median(float(python(*command)) for _ in range(5)), 2)


def _cold(engine: str, folder: str, question: str) -> None:
    started = time.perf_counter()
    opened = _ENGINES[engine](Path(folder))
    opened.open()
    opened.search(_words(question, drop=True), _DEPTH)
    print((time.perf_counter() - started) * 1e3)


def _update_ms(engine: Engine, texts: Sequence[str]) -> float:
    """Replace ten passages and commit; median of five, in ms."""
    runs: list[float] = []
    for start in range(0, 50, 10):
        gone = {number: texts[number] for number in range(start, start + 10)}
        new = {len(texts) + number: text for number, text in gone.items()}
        started = time.perf_counter()
        engine.replace(gone, new)
        runs.append((time.perf_counter() - started) * 1e3)
    return round(statistics.median(runs), 1)


def _measure(name: str, corpus: Corpus) -> dict[str, object]:
    say(f"{corpus.name}, {len(corpus.texts):,} passages, {name} …")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        engine = _ENGINES[name](folder)
        started = time.perf_counter()
        engine.build(corpus.texts)
        row: dict[str, object] = {
            "corpus": corpus.name,
            "passages": len(corpus.texts),
            "engine": name,
            "build_s": round(time.perf_counter() - started, 2),
            "disk_mb": round(disk_mb(folder), 1),
            "cold_ms": _cold_ms(name, folder, corpus.questions[0]),
        }
        engine.open()
        for drop in (True, False):
            row |= _search_figures(engine, corpus, drop=drop)
        return row | {"update_ms": _update_ms(engine, corpus.texts)}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help=f"folder with {SQUAD}")
    parser.add_argument("--sizes", type=int, nargs="*", default=[2_000, 50_000])
    parser.add_argument("--vocabulary", type=int, default=60_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--cold", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure both engines on every corpus."""
    arguments = _arguments()
    if arguments.cold:
        _cold(*arguments.cold)
        return
    rows: list[dict[str, object]] = []
    if arguments.data:
        squad = read_squad(arguments.data / SQUAD)
        corpus = Corpus(name="SQuAD", texts=squad.texts, questions=squad.questions, gold=squad.gold)
        rows += [_measure(name, corpus) for name in _ENGINES]
    for size in arguments.sizes:
        corpus = _zipf(
            size,
            questions=arguments.questions,
            vocabulary=arguments.vocabulary,
            seed=arguments.seed,
        )
        rows += [_measure(name, corpus) for name in _ENGINES]
    print(json.dumps(rows, indent=1) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
