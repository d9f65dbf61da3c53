"""A question of a conversation, made to stand alone by a language model."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.answering.questions.followup import standalone
from assistant.answering.writers.generate import Chat, CountTokens
from assistant.answering.writers.templates import Template
from assistant.errors import NoReplyError, WrongRequestError
from assistant.text.normalise import fold_space
from assistant.text.tokens import terms

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

#: Most word pieces of earlier questions in the prompt; the latest go in first, each whole.
_BUDGET: Final = 1_000

#: A longer reply is no question.
_MOST_CHARACTERS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriter:
    """Makes questions stand alone.

    Attributes:
        chat:         The model.
        template:     The prompt `standalone`.
        count_tokens: Measures earlier questions against the budget.
    """

    chat: Chat
    template: Template
    count_tokens: CountTokens

    def standalone(self, question: str, history: Sequence[str]) -> str:
        """Make a question stand alone; by the rule of `followup` where the model is no help.

        Args:
            question: As asked.
            history:  Earlier questions of the conversation, oldest first.

        Raises:
            ModelError: if a key, a model or a recording is missing.
        """
        if not history:
            return question
        try:
            reply = self._ask(question, history)
        except (NoReplyError, WrongRequestError):
            reply = ""
        return _checked(reply, question, history) or standalone(question, history)

    def _ask(self, question: str, history: Sequence[str]) -> str:
        said = ""
        with contextlib.closing(self.chat.reply(self._messages(question, history))) as pieces:
            for piece in pieces:
                said += piece.text
                if len(said) > _MOST_CHARACTERS:
                    break
        return said

    def _messages(self, question: str, history: Sequence[str]) -> list[BaseMessage]:
        room, kept = _BUDGET, 0
        for cost in self.count_tokens(list(reversed(history))):
            room -= cost
            if room < 0:
                break
            kept += 1
        earlier = [f"- {fold_space(one)}" for one in history[len(history) - kept :]]
        return self.template.fill(history="\n".join(earlier), question=fold_space(question))


def _checked(reply: str, question: str, history: Sequence[str]) -> str | None:
    """Accept one line that brings no word of its own; a model may have answered instead."""
    lines = [line for line in reply.strip().splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) > _MOST_CHARACTERS:
        return None
    rewritten = fold_space(lines[0]).strip("\"“”' ")
    known = set(terms(" ".join([question, *history])))
    brought = set(terms(rewritten)) - known
    return rewritten if rewritten.endswith(("?", "？")) and not brought else None
