"""What the tests of reliability share: one small library, indexed once per worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.models.embedder import Embedder
from tests.reliability.world import Place, ingest_here, write_corpus


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Place:
    """A library of 30 documents and its index. Never changed: work on a copy."""
    place = Place(home=tmp_path_factory.mktemp("indexed") / "library")
    write_corpus(place.corpus)
    report = ingest_here(place, embedder)
    assert (report.documents, report.embedded) == (30, 60)
    return place


@pytest.fixture
def place(indexed: Place, tmp_path: Path) -> Place:
    """A copy of the library and its index, to be spoilt."""
    return indexed.copy(tmp_path / "library")
