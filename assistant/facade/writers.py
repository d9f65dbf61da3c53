"""Who writes answers, and who judges them: chosen by the settings, made on first use."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.answering.evidence.close_reading import Read
from assistant.answering.proof.support import Judge
from assistant.answering.questions.followup import standalone
from assistant.answering.writers.generate import ModelWriter
from assistant.answering.writers.rewrite import Rewriter
from assistant.answering.writers.templates import Template, load_template
from assistant.errors import ModelError
from assistant.models.chat import ChatModel, Limits
from assistant.models.choice import (
    AUTO,
    EXTRACTIVE,
    GGUF,
    OLLAMA,
    PROVIDERS,
    Choice,
    choose,
    install_line,
    is_installed,
    key_hints,
    ollama_models,
)
from assistant.models.embedder import Embedder
from assistant.settings import Settings, packed
from assistant.types import DocumentId, Paragraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.models.cassette import Cassette
    from assistant.models.entailment import EntailmentModel
    from assistant.models.reader import ReaderModel

_log = logging.getLogger("assistant")

_PACKED: Final = "prompts"

#: Values of the setting `reader` that are no file.
_PACKED_READER: Final = "packed"
_NONE: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswererNote:
    """What `assistant models` says of one way to write answers.

    Attributes:
        name:      As in the setting `model`.
        available: Whether it can be used here now.
        text:      What it is, or what is missing and how to get it.
    """

    name: str
    available: bool
    text: str


class Writers:
    """The writer, the rewriter and the judges of one assistant; may be shared by threads."""

    def __init__(self, settings: Settings, embedder: Embedder) -> None:
        self._settings = settings
        self._embedder = embedder

    @cached_property
    def choice(self) -> Choice:
        """The model that answers.

        Raises:
            SettingsError, ModelError: if the setting means none, or something is missing.
        """
        return choose(self._settings.model, self._settings.base_url)

    @property
    def hints(self) -> list[str]:
        """What the user could do with the keys in the environment, where no model was named."""
        return key_hints() if self._settings.model == AUTO else []

    @cached_property
    def writer(self) -> ModelWriter | None:
        """Drafts answers with the language model; None where the documents are quoted."""
        if self._chat is None:
            return None
        return ModelWriter(
            chat=self._chat,
            template=self._template("answer"),
            count_tokens=self._embedder.count_tokens,
            budget=self._settings.context_tokens,
        )

    @property
    def read(self) -> Read | None:
        """Reads a question with paragraphs; None where words and embeddings decide alone.

        Raises:
            ModelError: if the settings name a reader that cannot be loaded.
        """
        return self._reader.read if self._reader else None

    def standalone(self, question: str, history: Sequence[str]) -> str:
        """Make a question of a conversation stand alone."""
        if self._rewriter is None or not history:
            return standalone(question, history)
        return self._rewriter.standalone(question, history)

    def judges(self, paragraphs: Sequence[Paragraph], authors: Mapping[DocumentId, str]) -> Judge:
        """Make the judge of one question's paragraphs; `authors` are their documents'."""
        entail = self._entailment.probabilities if self._entailment else None
        return Judge(paragraphs, embed=self.embed, entail=entail, authors=authors)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed statements as unit vectors, shape (len(texts), dimensions)."""
        return self._embedder.embed_documents(texts, expected=len(texts))

    def close(self) -> None:
        """Stop the local server, if one runs."""
        if (chat := self.__dict__.get("_chat")) is not None:
            chat.close()

    @cached_property
    def _chat(self) -> ChatModel | None:
        if self.choice.provider == EXTRACTIVE:
            return None
        _log.info("answers are written by %s", self.choice.line)
        settings = self._settings
        limits = Limits(
            timeout_s=settings.timeout_s,
            retries=settings.retries,
            answer_tokens=settings.answer_tokens,
        )
        return ChatModel(
            self.choice, limits=limits, api_key=settings.api_key, cassette=self._cassette()
        )

    @cached_property
    def _rewriter(self) -> Rewriter | None:
        if self._chat is None:
            return None
        return Rewriter(
            chat=self._chat,
            template=self._template("standalone"),
            count_tokens=self._embedder.count_tokens,
        )

    @cached_property
    def _reader(self) -> ReaderModel | None:
        from assistant.models.reader import PACKED, ReaderModel

        name = self._settings.reader
        if name == _NONE:
            return None
        if name != _PACKED_READER:
            return ReaderModel(Path(name).expanduser())
        try:
            return ReaderModel(PACKED)
        except ModelError as error:
            _log.info("answers are chosen by words and embeddings alone: %s", error)
            return None

    @cached_property
    def _entailment(self) -> EntailmentModel | ReaderModel | None:
        if not self._settings.entailment:
            return None
        if self._settings.entailment == _PACKED_READER:
            return self._reader
        from assistant.models.entailment import EntailmentModel

        return EntailmentModel(self._settings.entailment)

    def _cassette(self) -> Cassette | None:
        if self._settings.cassette is None:
            return None
        from assistant.models.cassette import Cassette

        return Cassette(self._settings.cassette, self._settings.cassette_mode)

    def _template(self, name: str) -> Template:
        own = [self._settings.prompts] if self._settings.prompts else []
        return load_template(name, [*own, packed(_PACKED)])


def answerers(
    *,
    installed: Callable[[str], bool] = is_installed,
    ollama: Callable[[], list[str] | None] = ollama_models,
) -> list[AnswererNote]:
    """List the ways to write answers, and what those that are not available lack."""
    notes = [
        AnswererNote(
            name=EXTRACTIVE, available=True, text="quotes the documents; needs nothing else"
        )
    ]
    has_llama = installed("xllamacpp") and installed("langchain_openai")
    notes.append(
        AnswererNote(
            name=f"{GGUF}:PATH",
            available=has_llama,
            text="a local file; nothing leaves this machine"
            if has_llama
            else f"a local file; needs: {install_line('local')}",
        )
    )
    for name, provider in PROVIDERS.items():
        if not (installed("langchain") and installed(provider.package)):
            notes.append(
                AnswererNote(
                    name=f"{name}:NAME",
                    available=False,
                    text=f"needs: {install_line(provider.extra)}",
                )
            )
        elif name == OLLAMA:
            notes += _ollama(ollama())
        else:
            notes.append(_hosted(name))
    return notes


def _ollama(models: list[str] | None) -> list[AnswererNote]:
    if not models:
        why = "no server answers" if models is None else "the server has no chat model"
        return [AnswererNote(name=f"{OLLAMA}:NAME", available=False, text=f"{why} on this machine")]
    return [
        AnswererNote(name=f"{OLLAMA}:{model}", available=True, text="nothing leaves this machine")
        for model in models
    ]


def _hosted(name: str) -> AnswererNote:
    provider = PROVIDERS[name]
    has_key = bool(provider.key and os.environ.get(provider.key))
    text = f"sends text to {provider.title}" if has_key else f"needs a key in {provider.key}"
    if name == "openai":
        text += "; with base_url, any server that speaks its protocol"
    return AnswererNote(name=f"{name}:NAME", available=has_key, text=text)
