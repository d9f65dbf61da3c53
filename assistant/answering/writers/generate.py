"""The writer that asks a language model; what it drafts proves nothing yet."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from assistant.answering.writers.replies import ReplyReader, Said
from assistant.answering.writers.templates import Template
from assistant.text.normalise import fold_space
from assistant.types import DraftStatement, Hit, Usage

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

#: Counts word pieces of each text.
CountTokens = Callable[[Sequence[str]], list[int]]

#: A model that says one thing so often says nothing else any more.
_MOST_REPEATS: Final = 3

#: Most statements of a draft.
_MOST: Final = 12

_FENCE_DIGITS: Final = 12


class Piece(Protocol):
    """A piece of a reply."""

    @property
    def text(self) -> str:
        """What is written with it."""

    @property
    def usage(self) -> Usage | None:
        """What the reply cost, if it is known by now."""


class Chat(Protocol):
    """A language model."""

    @property
    def name(self) -> str:
        """The model's name."""

    def reply(
        self, messages: Sequence[BaseMessage], *, schema: Mapping[str, Any] | None = None
    ) -> Generator[Piece, None, None]:
        """Write a reply, piece by piece; closing the generator ends it at the server too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A filled prompt and the paragraphs that it holds; number n is `hits[n - 1]`."""

    messages: list[BaseMessage]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelWriter:
    """Drafts answers with a language model.

    Attributes:
        chat:         The model.
        template:     The prompt `answer`.
        count_tokens: Measures paragraphs against the budget.
        budget:       Most word pieces of paragraphs in a prompt; at least one paragraph goes in.
    """

    chat: Chat
    template: Template
    count_tokens: CountTokens
    budget: int

    def prompt(self, question: str, hits: Sequence[Hit]) -> Prompt:
        """Fill the prompt; paragraphs over the budget are left out whole, lowest ranked first."""
        costs = self.count_tokens([hit.paragraph.plain for hit in hits])
        room, kept = self.budget, 0
        for cost in costs:
            room -= cost
            if room < 0 and kept:
                break
            kept += 1
        texts = [hit.paragraph.plain for hit in hits[:kept]]
        fence = make_fence([question, *texts])
        return Prompt(
            messages=self.template.fill(
                question=question, paragraphs=_fenced(texts, fence), fence=fence
            ),
            hits=tuple(hits[:kept]),
        )

    def draft(self, question: str, hits: Sequence[Hit]) -> Drafting:
        """Prepare a draft; the model is asked when its statements are."""
        return Drafting(chat=self.chat, prompt=self.prompt(question, hits))


@dataclass(slots=True, kw_only=True)
class Drafting:
    """A draft on its way.

    Attributes:
        chat:     The model.
        prompt:   What it is asked.
        usage:    What the reply cost; known when the statements are out.
        declined: Whether the model said that the paragraphs do not answer.
    """

    chat: Chat
    prompt: Prompt
    usage: Usage = field(default_factory=Usage)
    declined: bool = False

    def statements(self) -> Generator[DraftStatement, None, None]:
        """Give out each statement as soon as the model has written it.

        A statement that says the same as an earlier one is left out, and a model that repeats
        itself is stopped.

        Raises:
            ModelError: if the model gives no reply.
        """
        seen: dict[str, int] = {}
        with contextlib.closing(self._said()) as said:
            for one in said:
                key = fold_space(one.text).casefold()
                seen[key] = seen.get(key, 0) + 1
                if seen[key] >= _MOST_REPEATS or len(seen) > _MOST:
                    return
                if seen[key] == 1:
                    yield self._statement(one)

    def _said(self) -> Generator[Said, None, None]:
        reader = ReplyReader()
        schema = reply_schema(len(self.prompt.hits))
        reply = self.chat.reply(self.prompt.messages, schema=schema)
        with contextlib.closing(reply) as pieces:
            for piece in pieces:
                self.usage = piece.usage or self.usage
                yield from reader.feed(piece.text)
                if reader.is_full:
                    break
        yield from reader.finish()
        self.declined = reader.has_declined

    def _statement(self, said: Said) -> DraftStatement:
        """Turn numbers into paragraphs; a number that was not given is dropped."""
        hits = self.prompt.hits
        cites = (hits[n - 1].paragraph.id for n in said.numbers if 1 <= n <= len(hits))
        return DraftStatement(text=said.text, cites=tuple(cites))


def reply_schema(paragraphs: int) -> dict[str, Any]:
    """Give the JSON Schema of a reply about so many paragraphs."""
    statement = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "paragraphs": {
                "type": "array",
                "items": {"type": "integer", "enum": list(range(1, paragraphs + 1))},
            },
        },
        "required": ["text", "paragraphs"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "answerable": {"type": "boolean"},
            "statements": {"type": "array", "items": statement},
        },
        "required": ["answerable", "statements"],
        "additionalProperties": False,
    }


def make_fence(texts: Sequence[str]) -> str:
    """Make a mark that no text holds and that no author could foresee.

    It is a hash of all the texts: a text that held it would have to hold its own hash.
    """
    digest = hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()
    while any(digest[:_FENCE_DIGITS] in text for text in texts):
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return digest[:_FENCE_DIGITS]


def _fenced(texts: Sequence[str], fence: str) -> str:
    return "\n\n".join(
        f"<<< paragraph {number} {fence} >>>\n{text}\n<<< end {fence} >>>"
        for number, text in enumerate(texts, start=1)
    )
