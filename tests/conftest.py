"""What all tests share: their own working directory, no network, one exported model per machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from platformdirs import user_cache_path

from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from tests.fakes import FakeEmbedder, save_tiny_model
from tests.gguf import small_model

ROOT = Path(__file__).parents[1]
ESSAY = ROOT / "seeds" / "industrial-internet-not-a-copy.txt"

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ.setdefault("ASSISTANT_CACHE", str(user_cache_path("industrial-internet-assistant")))

# A slow moment of the machine is no failure.
settings.register_profile(
    "tests",
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")


@pytest.fixture(autouse=True)
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, with data of its own and no settings but the shared cache."""
    place = tmp_path / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # processes that a test starts run this package
    for name in os.environ:
        if name.startswith("ASSISTANT_") and name != "ASSISTANT_CACHE":
            monkeypatch.delenv(name)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)
    # Nobody's own Ollama answers in a test.
    monkeypatch.setenv("ASSISTANT_MODEL", "extractive")


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `seeds` with the essay alone: small, and what expectations are written for."""
    folder = tmp_path_factory.mktemp("essay") / "seeds"
    folder.mkdir()
    shutil.copy(ESSAY, folder)
    return folder


@pytest.fixture(scope="session")
def cache() -> Path:
    """The folder of exported models, shared by all tests and kept between runs."""
    folder = Path(os.environ["ASSISTANT_CACHE"]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def embedder(cache: Path) -> Embedder:
    """The default model, exported once per machine however many processes run tests."""
    complaints: list[str] = []
    model = Embedder(DEFAULT_MODEL, cache=cache, notify=complaints.append)
    with FileLock(cache / "tests-export.lock"):
        model.warm_up()
    assert complaints == []
    return model


@pytest.fixture(scope="session")
def gguf(cache: Path) -> Path:
    """The file of a small language model."""
    return small_model(cache)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small sentence-transformers model, made once for all processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "tiny-model"
    with FileLock(shared / "tiny-model.lock"):
        if not folder.is_dir():
            save_tiny_model(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tiny_model: Path) -> Embedder:
    """The small model, exported."""
    complaints: list[str] = []
    cache = tiny_model.with_name("tiny-cache")
    model = Embedder(str(tiny_model), cache=cache, notify=complaints.append)
    with FileLock(f"{cache}.lock"):
        model.warm_up()
    assert complaints == []
    return model


@pytest.fixture
def fake() -> FakeEmbedder:
    """A fast embedder that counts what it is asked."""
    return FakeEmbedder()
