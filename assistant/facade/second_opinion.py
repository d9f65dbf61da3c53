"""A language model as the judge of answers."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.answering.writers.generate import Chat, make_fence
from assistant.answering.writers.templates import Template, load_template
from assistant.errors import NoReplyError, UsageError, WrongRequestError
from assistant.evaluation.opinion import Compared
from assistant.models.chat import ChatModel, Limits
from assistant.models.choice import EXTRACTIVE, choose
from assistant.settings import Settings, packed

if TYPE_CHECKING:
    from assistant.models.cassette import Cassette

_PROMPT: Final = "judge"

#: A verdict is one word; some models think aloud first.
_ANSWER_TOKENS: Final = 400

_NAME_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelJudge:
    """Asks a language model for its verdict.

    Attributes:
        chat:     The model.
        template: The prompt `judge`.
    """

    chat: Chat
    template: Template

    @property
    def name(self) -> str:
        """The model's name and the prompt's fingerprint."""
        return f"{self.chat.name} {self.template.sha256[:_NAME_DIGITS]}"

    def __call__(self, compared: Compared) -> str:
        """Give the model's reply; empty if there is none.

        Raises:
            ModelError: if a key, a model or a recording is missing.
        """
        texts = (compared.question, compared.expected, compared.answer)
        messages = self.template.fill(
            question=compared.question,
            expected=compared.expected,
            answer=compared.answer,
            fence=f"=== {make_fence(texts)} ===",
        )
        try:
            with contextlib.closing(self.chat.reply(messages)) as pieces:
                return "".join(piece.text for piece in pieces)
        except (NoReplyError, WrongRequestError):
            return ""


@contextlib.contextmanager
def open_judge(model: str | None, settings: Settings) -> Iterator[ModelJudge | None]:
    """Open the model that judges; None if no one is asked.

    Its replies are recorded beside the answerer's, in a file with `judge` in its name.

    Raises:
        UsageError: if what is named writes no text of its own.
        SettingsError, ModelError: if there is no such model, or something is missing.
    """
    if model is None:
        yield None
        return
    choice = choose(model, settings.base_url)
    if choice.provider == EXTRACTIVE:
        raise UsageError("the extractive answerer cannot judge; name a language model")
    limits = Limits(
        timeout_s=settings.timeout_s, retries=settings.retries, answer_tokens=_ANSWER_TOKENS
    )
    chat = ChatModel(choice, limits=limits, api_key=settings.api_key, cassette=_cassette(settings))
    own = [settings.prompts] if settings.prompts else []
    try:
        yield ModelJudge(chat=chat, template=load_template(_PROMPT, [*own, packed("prompts")]))
    finally:
        chat.close()


def _cassette(settings: Settings) -> Cassette | None:
    if settings.cassette is None:
        return None
    from assistant.models.cassette import Cassette

    path: Path = settings.cassette
    return Cassette(path.with_name(f"{path.stem}.judge{path.suffix}"), settings.cassette_mode)
