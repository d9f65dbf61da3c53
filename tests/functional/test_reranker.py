"""A cross-encoder of the user's own ranks paragraphs anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cross_encoders import by_relevance, save_cross_encoder
from tests.functional.command import Command, packages

QUESTION = "What do bridges carry?"
PARAGRAPHS = [
    "Bridges carry wagons.",
    "Old bridges carry goods.",
    "Bridges carry cables.",
    "Ponds freeze.",
    "Bees dance.",
]


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("reranker") / "model", tiny_model)


@pytest.fixture
def bridges(assistant: Command) -> Command:
    """The command on an index of a few paragraphs, answering whatever it finds."""
    file = assistant.cwd / "bridges.txt"
    file.write_text("\n\n".join(PARAGRAPHS))
    env = {**assistant.env, "ASSISTANT_WRONG_IN_100": "100", "ASSISTANT_READER": "none"}
    command = replace(assistant, env=env)
    assert command("ingest", file).status == 0
    return command


def using(reranker: Path) -> Mapping[str, str]:
    return {"ASSISTANT_RERANKER": str(reranker)}


def test_search_and_ask_go_by_its_order(bridges: Command, reranker: Path) -> None:
    expected = by_relevance(reranker, QUESTION, PARAGRAPHS)
    alone = bridges("search", QUESTION, "--json").document["hits"]
    found = bridges("search", QUESTION, "--json", **using(reranker)).document["hits"]

    assert [hit["text"] for hit in found] == expected != [hit["text"] for hit in alone]
    scores = [hit["score"] for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)

    plain = bridges("ask", QUESTION, "-k", "1", "--json").document
    answer = bridges("ask", QUESTION, "-k", "1", "--json", **using(reranker))
    assert answer.err == ""
    quotes = [[one["quote"] for one in given["citations"]] for given in (answer.document, plain)]
    assert quotes == [[expected[0]], [alone[0]["text"]]]
    assert quotes[0] != quotes[1]


def test_what_asks_nothing_does_not_load_it(bridges: Command, reranker: Path) -> None:
    command = replace(bridges, env={**bridges.env, **using(reranker)})

    assert not packages(command.imports("documents")) & {"torch", "sentence_transformers"}


def test_doctor_shows_it_and_where_it_came_from(bridges: Command, reranker: Path) -> None:
    checks = bridges("doctor", "--json", **using(reranker)).document["checks"]
    (text,) = [check["text"] for check in checks if check["name"] == "setting reranker"]
    assert text == f"{reranker} (from ASSISTANT_RERANKER)"


def test_what_cannot_rank_is_told_in_one_line(
    bridges: Command, tmp_path: Path, tiny_model: Path
) -> None:
    folder = save_cross_encoder(tmp_path / "labels", tiny_model, ["entailment", "neutral"])
    done = bridges("search", QUESTION, **using(folder))

    assert (done.status, done.out) == (3, "")
    assert "gives 2 labels (entailment, neutral), not one score" in done.complaint
    assert "the setting reranker" in done.complaint
