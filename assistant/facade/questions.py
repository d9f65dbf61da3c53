"""Questions to an index: ranked, answered, made to stand alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.chain import Chain
from assistant.answering.found import Finder, Part
from assistant.answering.questions.followup import standalone
from assistant.answering.questions.naming import find_named
from assistant.answering.questions.parts import parts_of
from assistant.errors import UsageError
from assistant.facade.keeper import Keeper
from assistant.facade.ranking import look_in, rank_for_question
from assistant.facade.scope import Scope, traits_of
from assistant.facade.writers import Writers
from assistant.settings import Settings
from assistant.storage.generation import Generation
from assistant.types import Answer, DocumentId, Hit, Statement, Usage

#: Paragraphs that are ranked for one that is kept, where a named document's are taken out.
_DEPTH: Final = 3

#: In a larger library, no question is looked through for the names of documents.
_MOST_NAMED: Final = 2_000

#: Longer questions are refused; the embedding model reads the first 256 word pieces anyway.
MOST_CHARACTERS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and where to look; fields as the arguments of `Assistant.ask`."""

    question: str
    k: int | None
    scope: Scope
    history: Sequence[str] = ()


class Questions:
    """Answers questions; may be shared by threads."""

    def __init__(self, settings: Settings, *, keeper: Keeper, writers: Writers) -> None:
        self._settings = settings
        self._keeper = keeper
        self._writers = writers

    def search(self, asked: Asked) -> list[Hit]:
        """Rank paragraphs by how well they fit a question."""
        check_question(asked.question)
        with self._keeper.reading() as generation:
            return self._shelf(generation, asked).rank(asked.question)

    def stream(self, asked: Asked) -> Iterator[Statement | Answer]:
        """Give out each statement as soon as it is verified, then the whole answer."""
        started = time.perf_counter()
        check_question(asked.question)
        writer = self._writers.writer
        with self._keeper.reading() as generation:
            alone = self._writers.standalone(asked.question, asked.history)
            shelf = self._shelf(generation, asked)
            parts = [shelf.part(one) for one in parts_of(alone)]
            chain = Chain(
                finder=Finder(
                    rarity=generation.lexical.rarity,
                    origins=generation.catalogue.origin,
                    paragraph=generation.catalogue.paragraph,
                    read=self._writers.read,
                ),
                threshold=self._settings.min_confidence,
                writer=writer,
                judges=self._writers.judges,
                embed=self._writers.embed,
            )
            yield from chain.stream(asked.question, parts, alone=alone, started=started)

    def estimate(self, asked: Asked) -> Usage:
        """Count what a language model would be sent, and at most write; 0 without one."""
        check_question(asked.question)
        writer = self._writers.writer
        if writer is None:
            return Usage()
        with self._keeper.reading() as generation:
            alone = standalone(asked.question, asked.history)
            hits = self._shelf(generation, asked).rank(alone)
        sent = [str(message.content) for message in writer.prompt(alone, hits).messages]
        return Usage(
            input_tokens=sum(writer.count_tokens(sent)),
            output_tokens=self._settings.answer_tokens,
        )

    def _shelf(self, generation: Generation, asked: Asked) -> _Shelf:
        """Settle where a question is looked for; errors as for `look_in`."""
        k = self._settings.k if asked.k is None else asked.k
        documents = look_in(self._keeper, generation, k=k, scope=asked.scope)
        return _Shelf(keeper=self._keeper, generation=generation, k=k, documents=documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """Where one question is looked for.

    Attributes:
        k:         Paragraphs to give.
        documents: Ids of the documents to look in; None for all.
    """

    keeper: Keeper
    generation: Generation
    k: int
    documents: list[DocumentId] | None

    def rank(self, question: str) -> list[Hit]:
        """Rank paragraphs."""
        return self._rank(question, self.k, self.documents)

    def part(self, question: str) -> Part:
        """Rank paragraphs; where a question names a document, of that and of the others."""
        few = self.generation.manifest.documents <= _MOST_NAMED
        traits = traits_of(self.documents, self.generation) if few else ()
        if (named := find_named(question, traits)) is None:
            return Part(question=question, hits=self.rank(question))
        hits = self._rank(question, _DEPTH * self.k, self.documents)
        others = [hit for hit in hits if hit.paragraph.document not in named.documents]
        ours = self._rank(named.question, self.k, sorted(named.documents))
        return Part(
            question=question,
            hits=others[: self.k],
            named=Part(question=named.question, hits=ours),
        )

    def _rank(self, question: str, k: int, documents: list[DocumentId] | None) -> list[Hit]:
        return rank_for_question(self.keeper, self.generation, question, k=k, documents=documents)


def check_question(question: str) -> None:
    """Refuse what is no question.

    Raises:
        UsageError: if it is empty, too long or no valid text.
    """
    if not question.strip():
        raise UsageError("the question is empty; ask one in plain language")
    if any("\ud800" <= char <= "\udfff" for char in question):
        raise UsageError("the question is not valid text; type it in UTF-8")
    if len(question) > MOST_CHARACTERS:
        raise UsageError(
            f"the question has {len(question):,} characters; at most {MOST_CHARACTERS:,} are read; "
            "shorten it"
        )
