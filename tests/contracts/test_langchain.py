"""LangChain's own tests of retrievers, and what it promises of runnables."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_tests.integration_tests import RetrieversIntegrationTests

from assistant import Answer, Assistant, Statement
from assistant.answering.runnables import ParagraphRetriever
from assistant.errors import UsageError
from assistant.models.embedder import Embedder

QUESTION = "Why does harvesting traffic fail in the industrial Internet?"
OUTSIDE = "How do I bake bread?"


@pytest.fixture(scope="module")
def bot(
    tmp_path_factory: pytest.TempPathFactory, seeds: Path, embedder: Embedder
) -> Iterator[Assistant]:
    index = tmp_path_factory.mktemp("langchain") / "index"
    with Assistant.open(index=index, corpus=seeds) as bot:
        yield bot


@pytest.fixture
def runnable(bot: Assistant) -> Runnable[Any, Any]:
    return bot.as_runnable()


class TestParagraphRetriever(RetrieversIntegrationTests):
    """LangChain's standard tests."""

    @pytest.fixture(autouse=True)
    def _use(self, bot: Assistant) -> None:
        self.bot = bot

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return ParagraphRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"search": self.bot.search}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def test_the_retriever_finds_what_search_finds(bot: Assistant) -> None:
    documents = bot.as_retriever(k=3).invoke(QUESTION)
    hits = bot.search(QUESTION, k=3)
    assert [one.page_content for one in documents] == [hit.paragraph.text for hit in hits]
    assert [one.metadata["score"] for one in documents] == [hit.score for hit in hits]
    assert [one.id for one in documents] == [
        f"{hit.paragraph.document}:{hit.paragraph.number}" for hit in hits
    ]


def test_the_retriever_says_where_a_paragraph_stands(bot: Assistant) -> None:
    (document,) = bot.documents()
    for found in bot.as_retriever().invoke(QUESTION):
        place = found.metadata
        assert document.text[place["start"] : place["end"]] == found.page_content
        assert place["document"] == document.id


def test_retrievers_batch(bot: Assistant) -> None:
    first, second = bot.as_retriever(k=2).batch([QUESTION, OUTSIDE])
    assert len(first) == len(second) == 2
    assert first != second


def test_invoke_gives_the_answer(bot: Assistant, runnable: Runnable[Any, Any]) -> None:
    assert runnable.invoke(QUESTION).text == bot.ask(QUESTION).text


def test_the_input_may_say_more_than_the_question(
    bot: Assistant, runnable: Runnable[Any, Any]
) -> None:
    answer = runnable.invoke({"question": QUESTION, "k": 2})
    assert len(answer.nearest) == 2
    follow_up = {"question": "Why does it fail?", "history": [QUESTION]}
    assert runnable.invoke(follow_up).text == bot.ask(**follow_up).text


def test_options_may_be_bound(runnable: Runnable[Any, Any]) -> None:
    assert len(runnable.bind(k=2).invoke(QUESTION).nearest) == 2
    *_, last = runnable.bind(k=2).stream(QUESTION)
    assert len(last.nearest) == 2


def test_stream_gives_statements_and_then_the_answer(
    bot: Assistant, runnable: Runnable[Any, Any]
) -> None:
    *statements, last = runnable.stream(QUESTION)
    assert statements
    assert all(isinstance(one, Statement) for one in statements)
    assert isinstance(last, Answer)
    assert tuple(statements) == last.statements == bot.ask(QUESTION).statements


def test_astream_gives_the_same(runnable: Runnable[Any, Any]) -> None:
    async def gather() -> list[Statement | Answer]:
        return [event async for event in runnable.astream(QUESTION)]

    *statements, last = asyncio.run(gather())
    assert isinstance(last, Answer)
    assert tuple(statements) == last.statements
    assert last.text == runnable.invoke(QUESTION).text


def test_ainvoke_and_abatch_give_the_same(runnable: Runnable[Any, Any]) -> None:
    async def both() -> tuple[Answer, list[Answer]]:
        return await runnable.ainvoke(QUESTION), await runnable.abatch([QUESTION, OUTSIDE])

    one, many = asyncio.run(both())
    expected = runnable.invoke(QUESTION).text
    assert one.text == expected
    assert [answer.text for answer in many] == [expected, runnable.invoke(OUTSIDE).text]


def test_batch_keeps_the_order_and_may_return_errors(runnable: Runnable[Any, Any]) -> None:
    first, second, third = runnable.batch([QUESTION, "", OUTSIDE], return_exceptions=True)
    assert not first.abstained
    assert isinstance(second, UsageError)
    assert third.abstained


def test_errors_come_through_as_they_are(runnable: Runnable[Any, Any]) -> None:
    with pytest.raises(UsageError):
        runnable.invoke(" ")
    with pytest.raises(UsageError):
        list(runnable.stream(" "))


def test_it_can_stand_in_a_chain(runnable: Runnable[Any, Any]) -> None:
    chain = runnable | RunnableLambda(lambda answer: answer.citations[0].paragraph)
    assert chain.invoke(QUESTION) == runnable.invoke(QUESTION).citations[0].paragraph
