"""The embedding cache."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import DamagedIndexError
from assistant.storage.vectors import VectorCache, VectorKey, vector_key
from tests.fakes import damage

MODEL = "model"


def unit(*values: float) -> np.ndarray:
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def store(path: Path, key: VectorKey, blob: object) -> None:
    """Put something into the file behind the cache's back."""
    connection = sqlite3.connect(path)
    connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", (key, blob))
    connection.commit()
    connection.close()


def test_vectors_come_back_bit_for_bit_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    vectors = {vector_key(str(n), model=MODEL): unit(n, 1, 2) for n in range(1_200)}
    with VectorCache(path) as cache:
        cache.put(vectors)

    with VectorCache(path) as cache:
        found = cache.get(list(vectors))
        assert cache.count() == len(vectors)

    assert found.keys() == vectors.keys()
    assert all(np.array_equal(found[key], vectors[key]) for key in vectors)


def test_unknown_keys_are_left_out(tmp_path: Path) -> None:
    known, unknown = (vector_key(text, model=MODEL) for text in "ab")
    with VectorCache(tmp_path / "v") as cache:
        cache.put({known: unit(1, 2)})
        assert list(cache.get([unknown, known])) == [known]
        assert cache.get([]) == {}


def test_a_vector_may_be_put_twice(tmp_path: Path) -> None:
    key = vector_key("a", model=MODEL)
    with VectorCache(tmp_path / "v") as cache:
        cache.put({key: unit(1, 2)})
        cache.put({key: unit(2, 1)})
        assert np.array_equal(cache.get([key])[key], unit(2, 1))
        assert cache.count() == 1


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"abc",
        np.array([0, 0], dtype="<f4").tobytes(),
        np.array([3, 4], dtype="<f4").tobytes(),
        np.array([np.nan, 1], dtype="<f4").tobytes(),
        np.array([np.inf, 1], dtype="<f4").tobytes(),
        unit(1, 2).tobytes()[:-1],
    ],
    ids=["empty", "odd", "zero", "long", "nan", "inf", "cut"],
)
def test_what_is_no_unit_vector_counts_as_unknown(tmp_path: Path, blob: bytes) -> None:
    broken, whole = (vector_key(text, model=MODEL) for text in "ab")
    with VectorCache(tmp_path / "v") as cache:
        cache.put({whole: unit(1, 2)})
        store(tmp_path / "v", broken, blob)
        assert list(cache.get([broken, whole])) == [whole]


@pytest.mark.parametrize("content", [b"not a database, but long enough to be read as one" * 9])
def test_another_file_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v").write_bytes(content)
    with pytest.raises(DamagedIndexError, match=r"doctor --repair"):
        VectorCache(tmp_path / "v")


def test_a_folder_in_its_place_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError):
        VectorCache(tmp_path)


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_counting_notices_a_damaged_page(tmp_path: Path, at: float) -> None:
    path = tmp_path / "v"
    with VectorCache(path) as cache:
        cache.put({vector_key(str(n), model=MODEL): unit(*range(1, 33)) for n in range(3_000)})
    damage(path, at=at, length=8_192)
    with VectorCache(path) as cache, pytest.raises(DamagedIndexError):
        cache.count()


@given(st.text(st.characters()), st.text(st.characters()))
def test_keys_differ_exactly_if_texts_do(one: str, other: str) -> None:
    keys = [vector_key(text, model=MODEL) for text in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)
    assert keys[0] != vector_key(one, model="another")
