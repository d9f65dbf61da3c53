"""Commands with a home of their own, and indexes of the essay and of all seeds that tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from tests.functional.command import ROOT, SEEDS, Command, Server


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


def ingested(folder: Path, cache: Path, source: str) -> Path:
    """Make an index of a source that lies in a folder."""
    done = Command(env=environment(folder, cache), cwd=folder, index=folder / "index")(
        "ingest", source
    )
    assert done.status == 0, done.err
    return folder / "index"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Server]:
    """Where commands are forked."""
    home = tmp_path_factory.mktemp("server")
    with tempfile.TemporaryDirectory() as place:  # the name of a socket has to be short
        server = Server(socket=Path(place) / "socket", env=environment(home, cache))
        line = [sys.executable, Path(__file__).with_name("preloaded.py"), "serve", server.socket]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        with subprocess.Popen(line, env=server.env, cwd=home, **pipes) as process:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n", process.communicate()
            yield server
            process.kill()


@pytest.fixture
def assistant(tmp_path: Path, cache: Path, server: Server) -> Command:
    """The command in an empty folder, on an index that is not there yet."""
    place = tmp_path / "place"
    place.mkdir()
    home = tmp_path / "home"
    home.mkdir()
    return Command(env=environment(home, cache), cwd=place, index=tmp_path / "index", server=server)


@pytest.fixture(scope="session")
def essay_index(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object, seeds: Path
) -> Path:
    """An index of the essay. Only for reading; take `own_index` to change it."""
    folder = tmp_path_factory.mktemp("essay")
    shutil.copytree(seeds, folder / "seeds")
    return ingested(folder, cache, "seeds")


@pytest.fixture(scope="session")
def library_index(tmp_path_factory: pytest.TempPathFactory, cache: Path, embedder: object) -> Path:
    """An index of all of seeds/, made once for all processes. Only for reading."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "library"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            shutil.copytree(SEEDS, folder / "seeds")
            ingested(folder, cache, "seeds")
            (folder / "done").touch()
    return folder / "index"


@pytest.fixture
def on_essay(assistant: Command, seeds: Path) -> Command:
    """The command on an index that is not there yet, with the essay alone for its corpus."""
    env = {**assistant.env, "ASSISTANT_CORPUS": str(seeds)}
    return replace(assistant, env=env)


@pytest.fixture
def library(assistant: Command, library_index: Path) -> Command:
    """The command on the index of all of seeds/."""
    return assistant.at(index=library_index)


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
