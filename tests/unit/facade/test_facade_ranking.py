"""A cross-encoder that the user names ranks paragraphs for every kind of question."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant
from assistant.errors import ModelError
from assistant.evaluation.case import Case
from assistant.facade.examination import judged
from assistant.models.embedder import Embedder
from tests.cross_encoders import by_relevance, save_cross_encoder

QUESTION = "Why did traffic over the bridges fall?"
CASE = Case(id="bridges", question=QUESTION, answerable=True)
#: The fusion and a model that knows nothing rank these differently.
PARAGRAPHS = [
    "Traffic over the bridges fell.",
    "Bridges carry traffic.",
    "Why do tolls rise?",
    "A bridge rusts.",
    "The ferry is free.",
    "Winter was long.",
]


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("reranker") / "model", tiny_model)


@pytest.fixture(scope="module")
def expected(reranker: Path) -> list[str]:
    """The paragraphs as the model itself ranks them."""
    return by_relevance(reranker, QUESTION, PARAGRAPHS)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    home = tmp_path_factory.mktemp("bridges")
    (home / "bridges.txt").write_text("\n\n".join(PARAGRAPHS))
    with Assistant.open(index=home / "index", corpus=home / "bridges.txt") as bot:
        bot.ingest()
    return home / "index"


@pytest.fixture
def bot(index: Path, reranker: Path) -> Iterator[Assistant]:
    with Assistant.open(index=index, reranker=reranker, reader="none") as bot:
        yield bot


def test_a_search_has_the_order_of_the_model(
    bot: Assistant, index: Path, expected: list[str]
) -> None:
    with Assistant.open(index=index, reader="none") as plain:
        fused = [hit.paragraph.text for hit in plain.search(QUESTION, k=6)]
    found = bot.search(QUESTION, k=6)
    assert [hit.paragraph.text for hit in found] == expected != fused
    assert bot.search(QUESTION, k=2) == found[:2]
    assert all(0 <= hit.score <= 1 for hit in found)


def test_every_way_to_ask_has_it_too(bot: Assistant, expected: list[str]) -> None:
    *_, streamed = bot.stream(QUESTION, k=3)
    assert isinstance(streamed, Answer)
    answers = [streamed, bot.ask(QUESTION, k=3), asyncio.run(bot.aask(QUESTION, k=3))]
    for answer in answers:
        assert [hit.paragraph.text for hit in answer.nearest] == expected[:3]


def test_the_retriever_and_the_evaluation_have_it_too(bot: Assistant, expected: list[str]) -> None:
    documents = bot.as_retriever(k=3).invoke(QUESTION)
    assert [one.page_content for one in documents] == expected[:3]
    hits = judged(bot).search(QUESTION, 3, CASE)
    assert [hit.paragraph.text for hit in hits] == expected[:3]


def test_a_model_that_is_none_is_told_when_it_is_needed(index: Path, tiny_model: Path) -> None:
    with Assistant.open(index=index, reranker=tiny_model) as bot:
        assert bot.documents()
        with pytest.raises(ModelError, match="the setting reranker"):
            bot.ask(QUESTION)
