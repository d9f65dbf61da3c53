"""Recall and speed of the dense index's graph against exact search, beside Chroma's defaults.

Seeded, clustered unit vectors stand in for embeddings. `DenseIndex` is used as the package uses
it; the other collection has Chroma's own graph settings and the same cosine space.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import chromadb
import numpy as np
from chromadb.config import Settings

from assistant.storage.catalogue import PassageRef
from assistant.storage.dense import DenseIndex
from assistant.types import DocumentId, ParagraphId
from benchmarks.figures import disk_mb, say, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DIMENSIONS: Final = 384
_COLLECTION: Final = "passages"

#: Finds the row numbers of the nearest vectors.
Search = Callable[["NDArray[np.float32]", int], set[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured graph: recall in [0, 1], of all questions and of the worst twentieth."""

    vectors: int
    graph: str
    build_s: float
    disk_mb: float
    recall: float
    recall_p5: float
    p50_ms: float
    p95_ms: float


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _around(
    centres: NDArray[np.float32], count: int, noise: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Draw unit vectors, each near a random centre; `noise` is the mean distance from it."""
    chosen = centres[rng.integers(len(centres), size=count)]
    offset = rng.standard_normal((count, _DIMENSIONS), dtype=np.float32)
    return _unit(chosen + offset * np.float32(noise / _DIMENSIONS**0.5))


def _exact(
    vectors: NDArray[np.float32], questions: NDArray[np.float32], depth: int
) -> list[set[int]]:
    """List the row numbers of each question's nearest vectors."""
    nearest = np.argpartition(-(questions @ vectors.T), depth - 1, axis=1)[:, :depth]
    return [set(map(int, rows)) for rows in nearest]


def _ref(row: int) -> PassageRef:
    paragraph = ParagraphId(document=DocumentId(f"document-{row // 10}"), number=row)
    return PassageRef(paragraph=paragraph, window=0)


def _build_ours(path: Path, vectors: NDArray[np.float32]) -> None:
    index = DenseIndex(path, create=True)
    index.upsert([_ref(row) for row in range(len(vectors))], vectors)
    index.set_depth()
    index.close()


@contextmanager
def _open_ours(path: Path) -> Iterator[Search]:
    index = DenseIndex(path)
    yield lambda vector, depth: {
        ref.paragraph.number for ref, _ in index.query(vector, limit=depth)
    }
    index.close()


def _client(path: Path) -> chromadb.ClientAPI:
    return chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))


def _build_default(path: Path, vectors: NDArray[np.float32]) -> None:
    with _client(path) as client:
        collection = client.create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        step = client.get_max_batch_size()
        for start in range(0, len(vectors), step):
            some = vectors[start : start + step]
            collection.upsert(
                ids=[str(row) for row in range(start, start + len(some))], embeddings=some
            )


@contextmanager
def _open_default(path: Path) -> Iterator[Search]:
    with _client(path) as client:
        collection = client.get_collection(_COLLECTION, embedding_function=None)

        def search(vector: NDArray[np.float32], depth: int) -> set[int]:
            found = collection.query(
                query_embeddings=[vector], n_results=depth, include=["distances"]
            )
            return set(map(int, found["ids"][0]))

        yield search


_GRAPHS: Final = {
    "this package's": (_build_ours, _open_ours),
    "Chroma's defaults": (_build_default, _open_default),
}


def _measure(
    graph: str,
    vectors: NDArray[np.float32],
    questions: NDArray[np.float32],
    wanted: Sequence[set[int]],
) -> Row:
    build, opened = _GRAPHS[graph]
    depth = len(wanted[0])
    times: list[float] = []
    recalls: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        started = time.perf_counter()
        build(path, vectors)
        build_s = time.perf_counter() - started
        with opened(path) as search:
            search(questions[0], depth)
            for vector, right in zip(questions, wanted, strict=True):
                started = time.perf_counter()
                found = search(vector, depth)
                times.append((time.perf_counter() - started) * 1e3)
                recalls.append(len(found & right) / depth)
        return Row(
            vectors=len(vectors),
            graph=graph,
            build_s=round(build_s, 1),
            disk_mb=round(disk_mb(path), 1),
            recall=round(float(np.mean(recalls)), 4),
            recall_p5=round(float(np.percentile(recalls, 5)), 3),
            p50_ms=round(float(np.percentile(times, 50)), 2),
            p95_ms=round(float(np.percentile(times, 95)), 2),
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 50_000])
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--depth", type=int, default=50)
    parser.add_argument("--clusters", type=int, default=500)
    parser.add_argument("--noise", type=float, default=2.5, help="distance from the centre")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser.parse_args()


def main() -> None:
    """Measure both graphs at every size."""
    arguments = _arguments()
    rows: list[Row] = []
    for size in arguments.sizes:
        rng = np.random.default_rng(arguments.seed)
        centres = _unit(rng.standard_normal((arguments.clusters, _DIMENSIONS), dtype=np.float32))
        vectors = _around(centres, size, arguments.noise, rng)
        questions = _around(centres, arguments.questions, arguments.noise, rng)
        wanted = _exact(vectors, questions, arguments.depth)
        for graph in _GRAPHS:
            say(f"{size:,} vectors, {graph} …")
            rows.append(_measure(graph, vectors, questions, wanted))
    content = [asdict(row) for row in rows]
    print(json.dumps(content, indent=1) if arguments.json else table(content))


if __name__ == "__main__":
    main()
