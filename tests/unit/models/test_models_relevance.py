"""A cross-encoder with one label judges how well a passage answers a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.relevance import RelevanceModel
from tests.cross_encoders import by_relevance, save_cross_encoder

QUESTION = "Who buys?"
TEXTS = ["Consumers buy goods.", "Factories build machines.", "No.", "产业", "Traffic is cheap."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("cross") / "model", tiny_model)


def test_higher_is_better(folder: Path) -> None:
    scores = RelevanceModel(str(folder)).scores([(QUESTION, text) for text in TEXTS])
    best_first = sorted(TEXTS, key=lambda text: -scores[TEXTS.index(text)])
    assert best_first == by_relevance(folder, QUESTION, TEXTS)


def test_no_pairs_need_no_model(tmp_path: Path) -> None:
    assert RelevanceModel(str(tmp_path / "nowhere")).scores([]) == []


def test_several_labels_are_told_by_name(tmp_path: Path, tiny_model: Path) -> None:
    folder = save_cross_encoder(tmp_path / "model", tiny_model, ["contradiction", "entailment"])
    with pytest.raises(ModelError, match=r"2 labels \(contradiction, entailment\)") as told:
        RelevanceModel(str(folder)).scores([(QUESTION, TEXTS[0])])
    assert "with one label" in str(told.value)
    assert "\n" not in str(told.value)


def test_scores_that_are_no_numbers_are_told(tmp_path: Path, tiny_model: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = save_cross_encoder(tmp_path / "model", tiny_model)
    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"].fill_(float("nan"))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="no numbers") as told:
        RelevanceModel(str(folder)).scores([(QUESTION, TEXTS[0])])
    assert "\n" not in str(told.value)
