"""Chroma's home: nearest passages, and what is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import DamagedIndexError
from assistant.storage.catalogue import PassageRef
from assistant.storage.dense import DenseIndex, copy_collection, quick_count
from assistant.types import DocumentId
from tests.fakes import damage, paragraph_id

DIMENSIONS = 64


def refs(count: int, *, document: str = "doc") -> list[PassageRef]:
    return [
        PassageRef(paragraph=paragraph_id(document, 1 + n // 2), window=n % 2) for n in range(count)
    ]


def units(count: int, *, seed: int = 1, clusters: int = 40) -> np.ndarray:
    """Draw clustered unit vectors: harder for a graph than evenly spread ones."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(clusters, DIMENSIONS))
    rows = centres[random.integers(clusters, size=count)]
    rows = rows + 0.3 * random.normal(size=rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@contextmanager
def dense(folder: Path, *, create: bool = False) -> Iterator[DenseIndex]:
    index = DenseIndex(folder, create=create)
    try:
        yield index
    finally:
        index.close()


def make(folder: Path, count: int, **options: int) -> tuple[list[PassageRef], np.ndarray]:
    names, vectors = refs(count), units(count, **options)
    with dense(folder, create=True) as index:
        index.upsert(names, vectors)
        index.set_depth()
    return names, vectors


def exact(vectors: np.ndarray, names: list[PassageRef], question: np.ndarray, k: int) -> set:
    best = np.argsort(-(vectors @ question), kind="stable")[:k]
    return {names[row] for row in best}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dense") / "small"
    make(folder, 120)
    return folder


def test_recall_against_exact_search_is_at_least_99_percent(tmp_path: Path) -> None:
    names, vectors = make(tmp_path / "d", 3_000)
    questions = units(40, seed=2)
    with dense(tmp_path / "d") as index:
        shared = [
            len({ref for ref, _ in index.query(question, limit=50)}
                & exact(vectors, names, question, 50))
            for question in questions
        ]  # fmt: skip
    assert sum(shared) / (50 * len(questions)) >= 0.99


def test_hits_come_best_first_with_their_cosine(tmp_path: Path) -> None:
    names, vectors = make(tmp_path / "d", 60)
    question = units(1, seed=3)[0]
    with dense(tmp_path / "d") as index:
        hits = index.query(question, limit=20)
    cosines = dict(zip(names, vectors @ question, strict=True))
    assert len(hits) == 20
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)
    assert all(score == pytest.approx(cosines[ref], abs=1e-5) for ref, score in hits)


def test_equally_near_passages_come_in_order_of_their_ids(tmp_path: Path) -> None:
    names = refs(24)
    with dense(tmp_path / "d", create=True) as index:
        index.upsert(names[::-1], np.repeat(units(1), 24, axis=0))
        hits = index.query(units(1)[0], limit=24)
    assert [ref for ref, _ in hits] == names


def test_a_limit_above_the_number_of_passages_gives_all(tmp_path: Path) -> None:
    make(tmp_path / "d", 7)
    with dense(tmp_path / "d") as index:
        assert len(index.query(units(1)[0], limit=1_000)) == 7


def test_only_the_documents_asked_for_are_searched(tmp_path: Path) -> None:
    vectors = units(60)
    with dense(tmp_path / "d", create=True) as index:
        for part, document in enumerate(("a", "b", "c")):
            rows = slice(20 * part, 20 * part + 20)
            index.upsert(refs(20, document=document), vectors[rows])
        hits = index.query(vectors[0], limit=50, documents=[DocumentId("b"), DocumentId("c")])
        assert {ref.paragraph.document for ref, _ in hits} == {"b", "c"}
        assert len(hits) == 40
        assert index.query(vectors[0], limit=50, documents=[]) == []
        assert index.query(vectors[0], limit=50, documents=[DocumentId("unknown")]) == []


def test_more_documents_than_one_query_of_sqlite_can_name_may_be_searched(tmp_path: Path) -> None:
    vectors = units(40)
    with dense(tmp_path / "d", create=True) as index:
        for document, rows in (("00000", slice(20)), ("39999", slice(20, 40))):
            index.upsert(refs(20, document=document), vectors[rows])
        named = [DocumentId(f"{number:05}") for number in range(40_000)]
        for limit in (1, 30, 50):
            assert index.query(vectors[0], limit=limit, documents=named) == index.query(
                vectors[0], limit=limit
            )


def test_vectors_and_names_read_back_after_reopening(tmp_path: Path) -> None:
    names, vectors = make(tmp_path / "d", 50)
    with dense(tmp_path / "d") as index:
        found, rows = index.vectors([*names, *refs(2, document="unknown")])
        assert index.refs() == set(names)
        assert index.count() == 50
    kept = dict(zip(found, rows, strict=True))
    assert kept.keys() == set(names)
    for name, vector in zip(names, vectors, strict=True):
        assert kept[name] @ vector == pytest.approx(1, abs=1e-6)


def test_upsert_replaces_a_vector(tmp_path: Path) -> None:
    names, vectors = make(tmp_path / "d", 30)
    opposite = -vectors[:1]
    with dense(tmp_path / "d") as index:
        index.upsert(names[:1], opposite)
        assert index.count() == 30
        assert index.query(opposite[0], limit=1)[0][0] == names[0]


def test_deleted_passages_are_gone_for_good(tmp_path: Path) -> None:
    names, vectors = make(tmp_path / "d", 100)
    with dense(tmp_path / "d") as index:
        index.delete([*names[:40], *refs(3, document="unknown")])
    with dense(tmp_path / "d") as index:
        assert index.refs() == set(names[40:])
        assert {ref for ref, _ in index.query(vectors[0], limit=100)} == set(names[40:])


def test_deleting_nothing_deletes_nothing(tmp_path: Path) -> None:
    make(tmp_path / "d", 10)
    with dense(tmp_path / "d") as index:
        index.delete([])
        assert index.count() == 10


def test_the_search_depth_holds_from_the_next_opening(tmp_path: Path) -> None:
    make(tmp_path / "d", 10)
    with dense(tmp_path / "d") as index:
        depth = index._collection.configuration["hnsw"]["ef_search"]
    assert depth == 400


def test_a_collection_of_nothing_answers_with_nothing(tmp_path: Path) -> None:
    with dense(tmp_path / "d", create=True) as index:
        index.set_depth()
    with dense(tmp_path / "d") as index:
        assert index.count() == 0
        assert index.refs() == set()
        assert index.query(units(1)[0], limit=5) == []


def test_two_in_one_process_do_not_close_each_other(small: Path) -> None:
    with dense(small) as one:
        with dense(small) as other:
            assert other.count() == 120
        assert len(one.query(units(1)[0], limit=5)) == 5


def test_rows_are_counted_without_chroma(small: Path) -> None:
    assert quick_count(small) == 120


def test_rows_that_cannot_be_counted_from_outside_are_none(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"x" * 5_000)
    assert quick_count(tmp_path) is None
    assert quick_count(tmp_path / "nowhere") is None


def test_a_missing_collection_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match=r"doctor --repair"):
        DenseIndex(tmp_path / "nowhere")


def test_a_garbage_database_is_damage(tmp_path: Path, small: Path) -> None:
    copy = Path(shutil.copytree(small, tmp_path / "copy"))
    damage(copy / "chroma.sqlite3", at=0, length=10**9)
    with pytest.raises(DamagedIndexError):
        DenseIndex(copy)


def test_vectors_of_another_length_are_damage_not_a_foreign_error(small: Path) -> None:
    with dense(small) as index, pytest.raises(DamagedIndexError):
        index.query(np.ones(DIMENSIONS + 1, dtype=np.float32), limit=1)


def test_a_copy_taken_while_others_read_holds_everything(tmp_path: Path) -> None:
    names, vectors = make(tmp_path / "source", 300)
    with dense(tmp_path / "source") as reader:
        assert reader.query(vectors[0], limit=1)
        copy_collection(tmp_path / "source", tmp_path / "copy")
    with dense(tmp_path / "copy") as copy:
        assert copy.refs() == set(names)
        assert copy.query(vectors[0], limit=1)[0][0] in names
