"""The assistant as a library."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from assistant.errors import UnknownDocumentError
from assistant.facade.compare import compare, contrast_asked_for
from assistant.facade.conversation import Conversation
from assistant.facade.keeper import Keeper
from assistant.facade.meter import Progress
from assistant.facade.questions import Asked, Questions
from assistant.facade.saved import RecheckedAnswer, recheck_files
from assistant.facade.scope import Scope, Where, choose
from assistant.facade.sources import Places
from assistant.facade.sync import Order
from assistant.facade.writers import Writers
from assistant.models.choice import Choice
from assistant.settings import Loaded, Settings, load
from assistant.types import (
    Answer,
    Contrast,
    Document,
    DocumentId,
    Hit,
    IngestReport,
    Origin,
    Paragraph,
    Statement,
    Traits,
    Usage,
)

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable


class Assistant:
    """Answers questions from an index of documents. One open assistant may be shared by threads.

    Every method raises a subclass of `AssistantError` for what the caller can mend: a damaged,
    stale, locked or foreign index, an unknown document, a source that cannot be read.
    """

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.keeper = Keeper(loaded.settings)
        self.writers = Writers(loaded.settings, self.keeper.embedder)
        self._questions = Questions(loaded.settings, keeper=self.keeper, writers=self.writers)

    @classmethod
    def open(
        cls,
        index: str | os.PathLike[str] | None = None,
        corpus: str | os.PathLike[str] | None = None,
        **settings: object,
    ) -> Self:
        """Open an index, whether or not it is there yet. Cheap: nothing is loaded until needed.

        Args:
            index:    Folder of the index; by default `index/` in a checkout, otherwise a folder in
                      the user's data directory.
            corpus:   Folder that an index without sources takes on the first question; by default
                      the packed `seeds/`.
            settings: Any other field of `assistant.settings.Settings`.

        Raises:
            SettingsError: if a setting is unknown or its value has no meaning.
        """
        return cls(load({"index": index, "corpus": corpus, **settings}))

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.loaded.settings

    @property
    def model(self) -> Choice:
        """Which model answers; its `line` says whether text leaves the machine.

        Raises:
            SettingsError, ModelError: if the setting `model` means none, or something is missing.
        """
        return self.writers.choice

    @property
    def progress(self) -> Progress:
        """Called with paragraphs done and expected while a first question makes the index."""
        return self.keeper.progress

    @progress.setter
    def progress(self, show: Progress) -> None:
        self.keeper.progress = show

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the files. The assistant may be used again afterwards."""
        self.keeper.library.close()
        self.writers.close()

    def ingest(
        self,
        *paths: str | os.PathLike[str],
        rebuild: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Add sources, and bring the index in line with all of its sources.

        Only what is new or changed is read and embedded; nothing is ever embedded twice. Killed at
        any moment, it leaves a usable index.

        Args:
            paths:    Files or folders to add to the sources; the corpus if there is none yet.
            rebuild:  Make everything anew, for example with another embedding model.
            dry_run:  Only report what would be done.
            progress: Called with the paragraphs done so far and about how many there are in all.

        Raises:
            SourceError: if a source is missing or nothing in it can be read.
            LockedIndexError: if another process is writing.
            StaleIndexError: if the index was made differently and `rebuild` is not set.
        """
        order = Order(add=tuple(Path(path) for path in paths), rebuild=rebuild, dry_run=dry_run)
        return self.keeper.sync(order, progress)

    def remove(self, target: str) -> IngestReport:
        """Take a source, or one document, out of the index; no byte of its text stays there.

        Args:
            target: A source as `sources` lists it, or the id of a document.

        Raises:
            UnknownDocumentError: if the index has neither.
        """
        with self.keeper.reading() as generation:
            sources = generation.manifest.sources
            path = Path(target).absolute()
            places = Places(self.keeper.folder.path)
            named = [source for source in sources if source in {target, places.label(path)}]
            files = {file.document: file.path for file in generation.catalogue.files()}
        if named:
            return self.keeper.sync(Order(drop=tuple(named)))
        if DocumentId(target) in files:
            return self.keeper.sync(Order(exclude=(files[DocumentId(target)],)))
        raise UnknownDocumentError(
            f"{target!r} is neither a source nor a document of the index; see: assistant documents"
        )

    def repair(self) -> list[str]:
        """Mend a damaged index from its own parts, from cached vectors, or from its sources.

        Returns:
            A line for each thing that was found or done; none if nothing is broken.

        Raises:
            StaleIndexError: if the index was made differently; `ingest(rebuild=True)` helps.
            LockedIndexError: if another process is writing.
        """
        return self.keeper.repair()

    def search(self, question: str, *, k: int = 5, **where: Unpack[Where]) -> list[Hit]:
        """Rank paragraphs by how well they fit a question.

        Args:
            question: Words or a question.
            k:        Most paragraphs to return, 1 to 1,000.
            where:    Which documents to look in, all by default: `documents` by their ids,
                      `topics`, `since` a date, `stances`; `facade.scope.Where` explains them.

        Returns:
            Hits, best first.

        Raises:
            UsageError: if the question is empty or too long, `k` out of range or `since` no date.
            UnknownDocumentError: if there is no such document.
            EmptyScopeError: if no document has such a topic or stance, is so late, or meets all.
        """
        return self._questions.search(Asked(question=question, k=k, scope=Scope(**where)))

    def ask(
        self,
        question: str,
        *,
        k: int | None = None,
        history: Sequence[str] = (),
        **where: Unpack[Where],
    ) -> Answer:
        """Answer a question from the documents, or abstain.

        With a language model, what it says is shown only where a paragraph bears it out; where it
        gives no reply or nothing of it stands, the documents are quoted.

        Args:
            question: In plain language.
            k:        Paragraphs to draw the answer from; the setting `k` by default.
            history:  Earlier questions of the conversation, oldest first.
            where:    Which documents to look in, all by default; as for `search`.

        Raises:
            UsageError, UnknownDocumentError, EmptyScopeError: as for `search`.
            ModelError: if the language model lacks something: a package, a key, its file.
        """
        for event in self.stream(question, k=k, history=history, **where):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream ends with an answer")

    async def aask(
        self,
        question: str,
        *,
        k: int | None = None,
        history: Sequence[str] = (),
        **where: Unpack[Where],
    ) -> Answer:
        """Answer a question as `ask` does, without blocking the event loop."""
        ask = partial(self.ask, question, k=k, history=history, **where)
        return await asyncio.to_thread(ask)

    def stream(
        self,
        question: str,
        *,
        k: int | None = None,
        history: Sequence[str] = (),
        **where: Unpack[Where],
    ) -> Iterator[Statement | Answer]:
        """Give out each statement as soon as it is verified, then the whole answer.

        Arguments and errors as for `ask`.
        """
        asked = Asked(question=question, k=k, scope=Scope(**where), history=history)
        return self._questions.stream(asked)

    def standalone(self, question: str, history: Sequence[str]) -> str:
        """Make a question of a conversation stand alone, as `ask` does when it is given `history`.

        Args:
            question: As asked.
            history:  Earlier questions of the conversation, oldest first.
        """
        return self.writers.standalone(question, history)

    def estimate(
        self,
        question: str,
        *,
        k: int | None = None,
        history: Sequence[str] = (),
        **where: Unpack[Where],
    ) -> Usage:
        """Count the tokens that an answer would take, without asking a language model.

        Tokens are counted as the embedding model's word pieces; what is written is the most that
        may be written. Arguments and errors as for `ask`.
        """
        asked = Asked(question=question, k=k, scope=Scope(**where), history=history)
        return self._questions.estimate(asked)

    def compare(
        self,
        first: str,
        second: str,
        *,
        on: Sequence[str] = (),
        k: int | None = None,
        **where: Unpack[Where],
    ) -> Contrast:
        """Put two subjects side by side; every cell holds quotes, or is empty.

        A subject may be an author, "the essay" or "the evidence": each column is then from its own
        documents.

        Args:
            first:  A subject.
            second: Another one.
            on:     Dimensions, a row for each; found in the documents if there are none.
            k:      Paragraphs to look through for each cell; the setting `k` by default.
            where:  Which documents to look in, all by default; as for `search`.

        Raises:
            UsageError: if a name is empty, too long or no text; and as for `search`.
            UnknownDocumentError, EmptyScopeError: as for `search`.
        """
        return compare(self.keeper, first, second, on=on, scope=Scope(**where), k=k)

    def contrast(
        self, question: str, *, k: int | None = None, **where: Unpack[Where]
    ) -> Contrast | None:
        """Make the table that a question like "How does X differ from Y?" asks for.

        Arguments and errors as for `compare`.

        Returns:
            None if the question is no such, or the documents leave a subject's column empty.
        """
        return contrast_asked_for(self.keeper, question, scope=Scope(**where), k=k)

    def conversation(self, *, k: int | None = None, **where: Unpack[Where]) -> Conversation:
        """Begin a conversation that is stored nowhere; arguments as for `ask`."""
        return Conversation(self, library=self.settings.index, k=k, scope=Scope(**where))

    def verify(self, *answers: str | os.PathLike[str]) -> list[RecheckedAnswer]:
        """Re-check saved answers against the files as they are today, without any model.

        Args:
            answers: Files made by `assistant ask --json`, JSON documents or JSON Lines.

        Raises:
            SourceError: if a file is missing or holds no saved answer.
        """
        with self.keeper.library.reading() as generation:
            sources = generation.manifest.sources if generation else ()
        return recheck_files(
            [Path(answer) for answer in answers],
            index=self.keeper.folder.path,
            sources=sources,
            max_bytes=self.keeper.max_bytes,
        )

    def documents(self, **where: Unpack[Where]) -> list[Document]:
        """List documents with their texts, by id: all, or those that `where` chooses.

        Raises:
            UsageError, UnknownDocumentError, EmptyScopeError: as for `search`.
        """
        scope = Scope(**where)
        with self.keeper.reading() as generation:
            return choose(scope, generation.catalogue.documents())

    def traits(self, **where: Unpack[Where]) -> list[Traits]:
        """List what documents are chosen by, without their texts; otherwise as `documents`."""
        scope = Scope(**where)
        with self.keeper.reading() as generation:
            return choose(scope, generation.traits)

    def paragraphs(self, document: str) -> list[Paragraph]:
        """List a document's paragraphs in reading order.

        Raises:
            UnknownDocumentError: if there is no such document.
        """
        with self.keeper.reading() as generation:
            generation.catalogue.origin(DocumentId(document))
            return generation.catalogue.paragraphs_of(DocumentId(document))

    def origins(self, documents: Iterable[str]) -> dict[DocumentId, Origin]:
        """Look up titles and paths of documents.

        Raises:
            UnknownDocumentError: if there is no such document.
        """
        with self.keeper.reading() as generation:
            ids = sorted(map(DocumentId, documents))
            return {id_: generation.catalogue.origin(id_) for id_ in ids}

    def paragraph_counts(self) -> dict[DocumentId, int]:
        """Count each document's paragraphs."""
        with self.keeper.reading() as generation:
            return generation.catalogue.paragraph_counts()

    def sources(self) -> list[str]:
        """List what `ingest` syncs; paths below the folder that holds the index are relative."""
        with self.keeper.reading() as generation:
            return list(generation.manifest.sources)

    def warm_up(self) -> None:
        """Load all that questions need, so that the first one does not wait for it."""
        with self.keeper.reading() as generation:
            self.keeper.embedder.warm_up()
            if generation.manifest.documents:
                self.search("warm", k=1)

    def as_retriever(self, k: int = 5, **where: Unpack[Where]) -> BaseRetriever:
        """Wrap `search` as a LangChain retriever; a call of it may say otherwise where to look."""
        from assistant.answering.runnables import ParagraphRetriever

        return ParagraphRetriever(search=self.search, k=k, where={**where})

    def as_runnable(self) -> Runnable[str | dict[str, Any], Answer]:
        """Wrap `ask` and `stream` as a LangChain runnable from questions to answers.

        Its input is a question, or a dictionary of `ask`'s arguments; they may be bound, too.
        """
        from assistant.answering.runnables import AnswerRunnable

        return AnswerRunnable(ask=self.ask, stream=self.stream)
