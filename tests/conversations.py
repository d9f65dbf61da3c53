"""Answers, and who gives them, for tests of conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Unpack

from assistant.answering.questions.followup import standalone
from assistant.facade.scope import Where
from assistant.types import Answer, Citation, DocumentId, Statement, Usage


def citation(quote: str = "Traffic is not huge.", *, number: int = 1, start: int = 0) -> Citation:
    """Make a citation."""
    return Citation(
        number=number,
        document=DocumentId("essay"),
        title="An essay",
        author="Somebody",
        section=("Part", "Chapter"),
        paragraph=2,
        quote=quote,
        start=start,
        path="library/essay.txt",
        line=4,
        sha256="0" * 64,
    )


def quoted(text: str = "Traffic is not huge.", *, number: int = 1) -> Statement:
    """Make a statement that quotes."""
    return Statement(
        text=text, support="quoted", score=1.0, citations=(citation(text, number=number),)
    )


def unsupported(text: str) -> Statement:
    """Make a statement that is withheld."""
    return Statement(text=text, support="unsupported", score=0.1, citations=())


def answer(question: str = "Why?", *statements: Statement, **more: object) -> Answer:
    """Make an answer of statements, or an abstention."""
    said = statements or ()
    values: dict[str, object] = {
        "question": question,
        "text": " ".join(one.text for one in said) or "The documents do not answer this question.",
        "statements": said,
        "citations": tuple(one for each in said for one in each.citations),
        "abstained": not said,
        "reason": None if said else "no_evidence",
        "confidence": 0.55,
        "model": "extractive",
        "usage": Usage(),
        "seconds": 0.02,
        "standalone": question,
    }
    return Answer(**(values | more))  # type: ignore[arg-type]


class FakeBot:
    """Answers every question with its own words; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.documents: list[Sequence[str] | None] = []
        self.histories: list[list[str]] = []
        self.closed = 0
        self.between: Callable[[], None] = lambda: None
        self.unanswerable: set[str] = set()

    def stream(
        self, question: str, *, k: int | None, **where: Unpack[Where]
    ) -> Iterator[Statement | Answer]:
        """Say the question twice, or abstain."""
        self.asked.append(question)
        self.documents.append(where["documents"])
        if question in self.unanswerable:
            yield answer(question)
            return
        said = [quoted(f"{question} One."), quoted(f"{question} Two.", number=2)]
        try:
            yield said[0]
            self.between()
            yield said[1]
            yield answer(question, *said)
        except GeneratorExit:
            self.closed += 1
            raise

    def standalone(self, question: str, history: Sequence[str]) -> str:
        """Make a question stand alone by the rule."""
        self.histories.append(list(history))
        return standalone(question, history)

    def contrast(self, question: str, **where: Unpack[Where]) -> None:
        """Take no question for one that asks for a table."""
