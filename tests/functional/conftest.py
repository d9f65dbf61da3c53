"""Commands with a home of their own, and an index of the essay that tests share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.functional.command import ROOT, SEEDS, Command


def environment(home: Path, cache: Path) -> dict[str, str]:
    """Make the least environment a user has; only the exported model is shared."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "ASSISTANT_CACHE": str(cache),
        "HF_HUB_OFFLINE": "1",
        "ASSISTANT_MODEL": "extractive",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def assistant(tmp_path: Path, cache: Path) -> Command:
    """The command in an empty folder, on an index that is not there yet."""
    place = tmp_path / "place"
    place.mkdir()
    home = tmp_path / "home"
    home.mkdir()
    return Command(env=environment(home, cache), cwd=place, index=tmp_path / "index")


@pytest.fixture(scope="session")
def essay_index(tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object) -> Path:
    """An index of the essay. Only for reading; take `own_index` to change it."""
    folder = tmp_path_factory.mktemp("essay")
    shutil.copytree(SEEDS, folder / "seeds")
    command = Command(env=environment(folder, cache), cwd=folder, index=folder / "index")
    done = command("ingest", "seeds")
    assert done.status == 0, done.err
    return folder / "index"


@pytest.fixture
def essay(assistant: Command, essay_index: Path) -> Command:
    """The command on the index of the essay."""
    return assistant.at(index=essay_index)


@pytest.fixture
def own_essay(assistant: Command, essay_index: Path, tmp_path: Path) -> Command:
    """The command on a copy of the index of the essay, with its source beside it."""
    own = tmp_path / "own"
    shutil.copytree(essay_index.parent, own)
    return assistant.at(index=own / "index")
