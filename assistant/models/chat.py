"""A language model, through LangChain's client for its provider."""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import AssistantError, ModelError, NoReplyError, WrongRequestError
from assistant.models.choice import GGUF, OLLAMA, PROVIDERS, Choice
from assistant.models.gguf import GgufServer
from assistant.text.normalise import fold_space, printable
from assistant.types import Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

    from assistant.models.cassette import Cassette

Schema = Mapping[str, Any]

#: What the last chunk of a whole reply says; a connection that is cut can look like an end.
_DONE: Final = frozenset({"finish_reason", "stop_reason", "done_reason"})
_SAY_WHEN_DONE: Final = frozenset({"openai", GGUF, OLLAMA, "anthropic", "google_genai"})

#: Longest piece of a client's own message that is shown.
_LONGEST: Final = 200

# What a key looks like, in case a client repeats one that did not come from here.
_KEY_LIKE: Final = re.compile(r"\b(sk|key|AIza|Bearer)[-_ ]?[\w.*-]{8,}", re.IGNORECASE)

_USER_MENDS: Final = frozenset({401, 403, 404})
_WRONG_REQUEST: Final = frozenset({400, 415, 422, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one reply may take.

    Attributes:
        timeout_s:     Seconds, all in all.
        retries:       Times that a request is sent again; the client waits longer each time.
        answer_tokens: Most tokens that are written.
    """

    timeout_s: float
    retries: int
    answer_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a reply: text as it comes, and at the end what it cost."""

    text: str = ""
    usage: Usage | None = None


class ChatModel:
    """Writes replies. Nothing is loaded before the first one; may be shared by threads."""

    def __init__(
        self,
        choice: Choice,
        *,
        limits: Limits,
        api_key: str | None = None,
        cassette: Cassette | None = None,
    ) -> None:
        self.choice = choice
        self._limits = limits
        self._api_key = api_key
        self._cassette = cassette
        self._lock = threading.Lock()
        self._server: GgufServer | None = None
        self._takes_schema = True

    @property
    def name(self) -> str:
        """The model's name, as in the setting."""
        return self.choice.name

    def close(self) -> None:
        """Stop the local server, if one runs. The model may be used again afterwards."""
        with self._lock:
            if self._server:
                self._server.close()
                self._server = None
                self.__dict__.pop("_client", None)

    def reply(
        self, messages: Sequence[BaseMessage], *, schema: Schema | None = None
    ) -> Generator[Piece, None, None]:
        """Write a reply, piece by piece. Closing the iterator ends it at the server too.

        Args:
            messages: The conversation.
            schema:   JSON Schema that the reply is to follow; left out where the server cannot.

        Raises:
            NoReplyError: if the server cannot be reached, takes too long or breaks off.
            WrongRequestError: if it does not take the request.
            ModelError: if a key, a model or a recording is missing.
        """
        prompt, options = self._canonical(messages, schema)
        if self._cassette and (known := self._cassette.lookup(prompt, options)):
            yield from _replayed(known[0])
            return
        said: list[str] = []
        usage = Usage()
        try:
            for piece in self._ask(messages, schema):
                said.append(piece.text)
                usage = piece.usage or usage
                yield piece
        except GeneratorExit:
            # Whoever stops a reply here stops it there when it is replayed. A cache must not take
            # what a user broke off for the whole reply.
            if self._cassette and self._cassette.mode == "record":
                self._cassette.update(prompt, options, [_recorded("".join(said), usage)])
            raise
        if self._cassette:
            self._cassette.update(prompt, options, [_recorded("".join(said), usage)])

    def _canonical(self, messages: Sequence[BaseMessage], schema: Schema | None) -> tuple[str, str]:
        """Write all that decides a reply; no address, no key, no time-out."""
        options = {
            "model": self.name,
            "answer_tokens": self._limits.answer_tokens,
            "schema": schema,
        }
        said = [{"role": message.type, "content": message.content} for message in messages]
        return json.dumps(said, sort_keys=True), json.dumps(options, sort_keys=True)

    def _ask(self, messages: Sequence[BaseMessage], schema: Schema | None) -> Iterator[Piece]:
        if schema is None or not self._takes_schema:
            yield from self._stream(messages, None)
            return
        try:
            yield from self._stream(messages, schema)
        except WrongRequestError:
            self._takes_schema = False
            yield from self._stream(messages, None)

    def _stream(self, messages: Sequence[BaseMessage], schema: Schema | None) -> Iterator[Piece]:
        deadline = time.monotonic() + self._limits.timeout_s
        with self._translated():
            chunks = self._bound(schema).stream(list(messages))
            is_whole = self.choice.provider not in _SAY_WHEN_DONE
            with contextlib.closing(chunks):
                for chunk in chunks:
                    yield Piece(text=_text(chunk), usage=_usage(chunk))
                    is_whole = is_whole or bool(_DONE & chunk.response_metadata.keys())
                    if time.monotonic() > deadline:
                        raise TimeoutError
            if not is_whole:
                raise NoReplyError(f"{self.name} broke off")

    def _bound(self, schema: Schema | None) -> Any:  # noqa: ANN401 - a runnable of any input
        """Ask for JSON in the way that this provider knows."""
        client = self._client
        if schema is None:
            return client
        if self.choice.provider in {"openai", GGUF}:
            wanted = {"name": "answer", "schema": dict(schema), "strict": True}
            body = {"response_format": {"type": "json_schema", "json_schema": wanted}}
            return client.bind(extra_body=body)
        if self.choice.provider == OLLAMA:
            return client.bind(format=dict(schema))
        try:
            return getattr(client.with_structured_output({"title": "answer", **schema}), "first")  # noqa: B009
        except NotImplementedError as error:
            raise WrongRequestError(f"{self.name} takes no JSON Schema") from error

    @cached_property
    def _client(self) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        with self._lock:
            provider, model, options = self._options()
            try:
                client: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
            except ImportError as error:
                raise ModelError(f"the model {self.name!r} needs a package: {error}") from error
            return client

    def _options(self) -> tuple[str, str, dict[str, Any]]:
        """Give provider, model and options as LangChain's client for it takes them."""
        choice, limits = self.choice, self._limits
        if choice.provider == OLLAMA:
            return OLLAMA, choice.model, {
                "base_url": choice.base_url,
                "num_predict": limits.answer_tokens,
                "temperature": 0,
                "client_kwargs": {"timeout": limits.timeout_s},
            }  # fmt: skip
        options: dict[str, Any] = {
            "timeout": limits.timeout_s,
            "max_retries": limits.retries,
            "max_tokens": limits.answer_tokens,
        }
        own_server: dict[str, Any] = {"temperature": 0, "stream_usage": True}
        if choice.provider == GGUF:
            self._server = self._server or GgufServer(Path(choice.model))
            own_server |= {"base_url": self._server.base_url, "api_key": self._server.key}
            return "openai", choice.name, options | own_server
        if choice.provider == "openai" and choice.base_url:
            own_server |= {"base_url": choice.base_url, "api_key": self._api_key or "none"}
            return "openai", choice.model, options | own_server
        return choice.provider, choice.model, options

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn whatever a provider's client raises into this project's errors.

        Every client has a tree of its own, and some let `httpx` or `ValueError` through.
        """
        try:
            yield
        except AssistantError:
            raise
        except Exception as error:  # noqa: BLE001 - any provider's client may stand here
            raise self._failure(error) from None  # its own traceback may hold the key

    def _failure(self, error: Exception) -> ModelError:
        status = getattr(error, "status_code", None)
        said = self._masked(str(error) or type(error).__name__)
        if status in _USER_MENDS:
            return ModelError(f"{self.name} was refused ({said}); check its name and its key")
        if status in _WRONG_REQUEST:
            return WrongRequestError(f"{self.name} does not take the request ({said})")
        if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
            return NoReplyError(f"{self.name} took longer than {self._limits.timeout_s:g} s")
        return NoReplyError(f"{self.name} gave no reply ({said})")

    def _masked(self, text: str) -> str:
        """Take keys out of a client's message, and keep it to one short line."""
        names = (provider.key for provider in PROVIDERS.values() if provider.key)
        secrets = [os.environ.get(name) for name in names] + [self._api_key]
        for secret in filter(None, secrets):
            text = text.replace(secret, "***")
        line = printable(fold_space(_KEY_LIKE.sub("***", text)))
        return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _text(chunk: AIMessageChunk) -> str:
    """Give a chunk's text, or what it adds to the arguments of the tool that stands for JSON."""
    calls = "".join(call.get("args") or "" for call in chunk.tool_call_chunks)
    return calls or str(chunk.text)


def _usage(chunk: AIMessageChunk) -> Usage | None:
    counted = chunk.usage_metadata
    if not counted:
        return None
    reported = chunk.response_metadata.get("token_usage") or {}
    cost = reported.get("cost") if isinstance(reported, dict) else None
    return Usage(
        input_tokens=counted["input_tokens"],
        output_tokens=counted["output_tokens"],
        cost=float(cost) if isinstance(cost, int | float) else None,
    )


def _recorded(text: str, usage: Usage) -> Any:  # noqa: ANN401 - LangChain's, imported late
    from langchain_core.messages import AIMessage
    from langchain_core.outputs import ChatGeneration

    message = AIMessage(
        content=text,
        usage_metadata={
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "total_tokens": usage.input_tokens + usage.output_tokens,
        },
        response_metadata={} if usage.cost is None else {"token_usage": {"cost": usage.cost}},
    )
    return ChatGeneration(message=message)


def _replayed(known: Any) -> Iterator[Piece]:  # noqa: ANN401 - LangChain's, imported late
    message = known.message
    yield Piece(text=str(message.text), usage=_usage(message))
