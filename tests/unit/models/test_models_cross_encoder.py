"""Cross-encoders are loaded on first use, and refused in one line where they are none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from assistant.errors import ModelError
from assistant.models.cross_encoder import CrossEncoderModel
from tests.cross_encoders import save_cross_encoder

PAIRS = [("Who buys?", "Consumers buy goods."), ("Who buys?", "Factories."), ("a", "b" * 500)]

#: Prepares both uses of a cross-encoder and says which of the slow libraries came along.
SCRIPT = """
import sys
from assistant.models.entailment import EntailmentModel
from assistant.models.relevance import RelevanceModel
EntailmentModel("somewhere"), RelevanceModel("somewhere").scores([])
print(*sorted({"torch", "transformers", "sentence_transformers"} & sys.modules.keys()))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("cross") / "model", tiny_model)


def complaint(name: object) -> str:
    model = CrossEncoderModel(str(name), setting="reranker")
    with pytest.raises(ModelError) as told:
        model.logits(PAIRS)
    assert repr(str(name)) in str(told.value)
    assert "the setting reranker" in str(told.value)
    assert "\n" not in str(told.value)
    return str(told.value)


def test_every_pair_has_a_figure_for_every_label(tmp_path: Path, tiny_model: Path) -> None:
    names = ["no", "maybe", "yes"]
    model = CrossEncoderModel(
        str(save_cross_encoder(tmp_path / "model", tiny_model, names)), setting="reranker"
    )
    assert model.labels == tuple(names)
    assert model.logits(PAIRS).shape == (3, 3)


def test_one_label_gives_one_column(folder: Path) -> None:
    model = CrossEncoderModel(str(folder), setting="reranker")
    assert model.logits(PAIRS).shape == (3, 1)
    assert len(model.labels) == 1


def test_preparing_one_imports_none_of_the_slow_libraries() -> None:
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_loading_one_writes_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    CrossEncoderModel(str(folder), setting="reranker").logits(PAIRS)
    assert capfd.readouterr() == ("", "")


def test_threads_may_share_one_from_the_first_call(folder: Path) -> None:
    model = CrossEncoderModel(str(folder), setting="reranker")
    work = [[("Who buys?", sign * (at + 1))] for at, sign in enumerate("abcdefgh")]
    barrier = Barrier(len(work))

    def read(pairs: list[tuple[str, str]]) -> float:
        barrier.wait()
        return float(model.logits(pairs))

    with ThreadPoolExecutor(len(work)) as threads:
        together = list(threads.map(read, work))
    alone = [float(model.logits(pairs)) for pairs in work]
    assert together == pytest.approx(alone, abs=1e-6)
    assert len({round(one, 5) for one in alone}) == len(work)


@pytest.mark.parametrize("name", ["nobody/nothing", "nowhere", "/no/such/folder"])
def test_an_unknown_one_is_told(name: str) -> None:
    assert "cannot be loaded: " in complaint(name)


def test_an_embedding_model_is_none(tiny_model: Path) -> None:
    assert "was not trained to judge pairs" in complaint(tiny_model)


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "model.safetensors").write_bytes(b"short"),
        lambda folder: (folder / "model.safetensors").unlink(),
        lambda folder: (folder / "config.json").write_text("{"),
        lambda folder: (folder / "config.json").unlink(),
    ],
    ids=["broken weights", "no weights", "broken configuration", "no configuration"],
)
def test_a_damaged_one_is_told(
    tmp_path: Path, tiny_model: Path, harm: Callable[[Path], object]
) -> None:
    damaged = save_cross_encoder(tmp_path / "model", tiny_model)
    harm(damaged)
    assert "cannot be loaded: " in complaint(damaged)
