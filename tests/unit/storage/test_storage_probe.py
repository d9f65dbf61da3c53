"""Opening a suspicious Chroma index in another process first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.storage.catalogue import PassageRef
from assistant.storage.dense import DenseIndex
from assistant.storage.probe import open_and_read, probe
from tests.fakes import damage, paragraph_id


@pytest.fixture
def store(tmp_path: Path) -> Path:
    dense = DenseIndex(tmp_path / "chroma", create=True)
    dense.upsert(
        [PassageRef(paragraph=paragraph_id("doc", n), window=0) for n in range(1, 9)],
        np.eye(8, dtype=np.float32),
    )
    dense.close()
    return tmp_path / "chroma"


def test_a_whole_store_passes_in_another_process(store: Path) -> None:
    assert probe(store) is None


def test_a_store_that_does_not_open_in_time_is_given_up(store: Path) -> None:
    assert probe(store, timeout_s=0.01) == "does not open within 0 s"


def test_a_damaged_store_ends_the_process_with_one_line(store: Path) -> None:
    damage(store / "chroma.sqlite3", at=0, length=10**9)
    with pytest.raises(SystemExit) as end:
        open_and_read(str(store))
    assert "is damaged" in str(end.value)
    assert "\n" not in str(end.value)
