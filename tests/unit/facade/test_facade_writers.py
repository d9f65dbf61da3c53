"""The reader that the settings choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.errors import ModelError
from tests.fakes import paragraph

MILL = ("The old mill", ["The mill opened in 1890.", "Rain fell."])
STATEMENT = "The mill was opened in 1890."


def opened(folder: Path, **settings: str) -> Assistant:
    return Assistant.open(index=folder / "index", corpus=folder, model="extractive", **settings)


def test_the_packed_reader_reads(tmp_path: Path) -> None:
    with opened(tmp_path) as bot:
        assert bot.writers.read
        (reading,) = bot.writers.read("When was the mill opened?", [MILL])
        assert reading.sentences[0] > reading.sentences[1]


def test_none_reads_nothing(tmp_path: Path) -> None:
    with opened(tmp_path, reader="none") as bot:
        assert bot.writers.read is None


def test_a_reader_of_one_s_own_must_be_there(tmp_path: Path) -> None:
    with (
        opened(tmp_path, reader=str(tmp_path / "gone.onnx")) as bot,
        pytest.raises(ModelError, match="there is no reader"),
    ):
        _ = bot.writers.read


@pytest.mark.parametrize(("entailment", "least", "most"), [("packed", 0.5, 1), (None, 0, 1)])
def test_the_reader_judges_statements_where_that_is_asked_for(
    tmp_path: Path, entailment: str | None, least: float, most: float
) -> None:
    found = paragraph(" ".join(MILL[1]))
    with opened(tmp_path, **({"entailment": entailment} if entailment else {})) as bot:
        true = bot.writers.judges([found], {}).best(STATEMENT, [found])
        false = bot.writers.judges([found], {}).best("The mill never opened.", [found])
    assert true
    assert false
    assert least <= true.score <= most
    assert false.score < true.score
