"""The assistant as LangChain sees it. Importing this module imports LangChain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import Field

from assistant.types import Answer, Hit, Statement

Event = Statement | Answer


class ParagraphRetriever(BaseRetriever):
    """Finds paragraphs; their ids, sections, offsets and scores are in the metadata."""

    search: Callable[..., list[Hit]]
    """Called with the question, the number of paragraphs wanted as `k`, and `where`."""

    k: int = 5
    """Paragraphs to return unless the call says otherwise; at least 1."""

    where: dict[str, Any] = Field(default_factory=dict)
    """Which documents to look in unless the call says otherwise; as `Assistant.search` takes it."""

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        k: int | None = None,
        **where: Any,  # noqa: ANN401
    ) -> list[LangChainDocument]:
        hits = self.search(query, k=self.k if k is None else k, **{**self.where, **where})
        return [_document(hit) for hit in hits]


class AnswerRunnable(Runnable[str | dict[str, Any], Answer]):
    """Answers questions; `stream` gives out statements as they are verified, then the answer.

    The input is the question, or a dictionary with the key `question` and what else
    `Assistant.ask` takes; that may be given as options too, or bound.
    """

    def __init__(self, ask: Callable[..., Answer], stream: Callable[..., Iterator[Event]]) -> None:
        self._ask = ask
        self._stream = stream

    def invoke(
        self,
        input: str | dict[str, Any],
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Answer:
        """Answer one question."""
        return self._call_with_config(self._answer, input, config, **kwargs)

    def stream(  # type: ignore[override]
        self,
        input: str | dict[str, Any],
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Iterator[Event]:
        """Give out the statements of an answer, then the answer."""
        events: Any = self._events
        yield from self._transform_stream_with_config(iter([input]), events, config, **kwargs)

    async def astream(  # type: ignore[override]
        self,
        input: str | dict[str, Any],
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> AsyncIterator[Event]:
        """Give out the statements of an answer, then the answer."""
        events = self.stream(input, config, **kwargs)
        done = object()
        while (event := await run_in_executor(config, next, events, done)) is not done:
            yield event  # type: ignore[misc]

    def _answer(self, value: str | dict[str, Any], **options: Any) -> Answer:  # noqa: ANN401
        return self._ask(**_arguments(value), **options)

    def _events(
        self,
        inputs: Iterator[str | dict[str, Any]],
        **options: Any,  # noqa: ANN401
    ) -> Iterator[Event]:
        for value in inputs:
            yield from self._stream(**_arguments(value), **options)


def _arguments(value: str | dict[str, Any]) -> dict[str, Any]:
    return {"question": value} if isinstance(value, str) else dict(value)


def _document(hit: Hit) -> LangChainDocument:
    paragraph = hit.paragraph
    return LangChainDocument(
        id=f"{paragraph.document}:{paragraph.number}",
        page_content=paragraph.text,
        metadata={
            "document": paragraph.document,
            "paragraph": paragraph.number,
            "section": list(paragraph.section),
            "start": paragraph.start,
            "end": paragraph.end,
            "line": paragraph.line,
            "score": hit.score,
        },
    )
