"""Any cross-encoder judges whether evidence bears a claim out."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.proof.support import THRESHOLD, Judge
from assistant.errors import ModelError
from assistant.models.entailment import EntailmentModel
from tests.cross_encoders import save_cross_encoder
from tests.fakes import paragraph

PAIRS = [("Rain falls.", "It rains."), ("Rain falls.", "The sun shines."), ("a", "b")]


def save(folder: Path, tiny_model: Path, labels: list[str]) -> EntailmentModel:
    return EntailmentModel(str(save_cross_encoder(folder, tiny_model, labels)))


@pytest.mark.parametrize(
    "labels",
    [["score"], ["contradiction", "entailment", "neutral"], ["no", "yes"]],
    ids=["one score", "three labels", "two labels"],
)
def test_probabilities_are_what_they_are_called(
    tmp_path: Path, tiny_model: Path, labels: list[str]
) -> None:
    model = save(tmp_path / "model", tiny_model, labels)
    found = model.probabilities(PAIRS)
    assert len(found) == len(PAIRS)
    assert all(0 <= one <= 1 for one in found)
    assert len(set(found)) > 1
    assert model.probabilities(PAIRS[1:]) == pytest.approx(found[1:], abs=1e-5)
    assert model.probabilities([]) == []


def test_the_label_that_is_called_entailment_is_taken(tmp_path: Path, tiny_model: Path) -> None:
    names = ["contradiction", "entailment", "neutral"]
    named = save(tmp_path / "named", tiny_model, names).probabilities(PAIRS)
    first = save(tmp_path / "first", tiny_model, ["entailment", "b", "c"]).probabilities(PAIRS)
    assert named != pytest.approx(first)


def test_where_there_is_one_it_decides(tmp_path: Path) -> None:
    text = "Rain falls on the hills in spring."
    for probability, supported in ((0.99, True), (0.01, False)):
        judge = Judge(
            [paragraph(text)],
            embed=None,
            entail=lambda pairs, p=probability: [p for _ in pairs],
        )
        proof = judge.best("In spring the hills get wet.", [paragraph(text)])
        assert proof is not None
        assert (proof.score >= THRESHOLD) is supported


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded") as told:
        EntailmentModel(str(tmp_path / "nowhere")).probabilities(PAIRS)
    assert "\n" not in str(told.value)
    assert "the setting entailment" in str(told.value)
