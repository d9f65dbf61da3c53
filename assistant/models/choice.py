"""Which language model answers, and whether text leaves the machine for it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from assistant.errors import ModelError, SettingsError

EXTRACTIVE: Final = "extractive"
AUTO: Final = "auto"
GGUF: Final = "gguf"
OLLAMA: Final = "ollama"

_PROJECT: Final = "industrial-internet-assistant"

#: How long a server on this machine may take to say that it is there, in seconds.
_PROBE_S: Final = 0.3

_OLLAMA_HOST: Final = "127.0.0.1"
_OLLAMA_PORT: Final = 11434


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a provider's models need.

    Attributes:
        package: LangChain's package for it.
        extra:   The extra of this project that installs it.
        key:     The variable that holds its key; None where it needs none.
        title:   Its name as people say it.
    """

    package: str
    extra: str
    key: str | None
    title: str


#: The providers that have an extra; others work where their LangChain package is installed.
PROVIDERS: Final[Mapping[str, Provider]] = {
    "openai": Provider(
        package="langchain_openai", extra="openai", key="OPENAI_API_KEY", title="OpenAI"
    ),
    "anthropic": Provider(
        package="langchain_anthropic", extra="anthropic", key="ANTHROPIC_API_KEY", title="Anthropic"
    ),
    "google_genai": Provider(
        package="langchain_google_genai", extra="google", key="GOOGLE_API_KEY", title="Google"
    ),
    OLLAMA: Provider(package="langchain_ollama", extra="ollama", key=None, title="Ollama"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The model that answers.

    Attributes:
        name:     As in the setting `model`, never `auto`.
        provider: The part before the colon; `extractive` for none.
        model:    The part behind it.
        base_url: Where its server listens, if the user or this machine said so.
        host:     The host that text is sent to; None if it stays on this machine.
        why:      Why it was chosen, where the user did not name it.
    """

    name: str
    provider: str
    model: str = ""
    base_url: str | None = None
    host: str | None = None
    why: str = ""

    @property
    def line(self) -> str:
        """Say in one line which model answers and whether text leaves the machine."""
        if self.provider == EXTRACTIVE:
            what = f"{EXTRACTIVE}: quotes the documents, without a language model"
        else:
            what = self.name
        where = f"text is sent to {self.host}" if self.host else "nothing leaves this machine"
        return "; ".join(part for part in (what, where, self.why) if part)


def choose(
    setting: str,
    base_url: str | None,
    *,
    installed: Callable[[str], bool] | None = None,
    ollama: Callable[[], list[str] | None] | None = None,
) -> Choice:
    """Choose the model that a setting means.

    Args:
        setting:   `auto`, `extractive`, `gguf:PATH` or `provider:name`.
        base_url:  Where an OpenAI-compatible server listens.
        installed: Tells whether a package is there.
        ollama:    Lists the models of an Ollama server on this machine.

    Raises:
        SettingsError: if the setting has none of these forms, or the address is none.
        ModelError: if a package, a key or the model's file is missing.
    """
    there = installed or is_installed
    if setting == EXTRACTIVE:
        return Choice(name=EXTRACTIVE, provider=EXTRACTIVE)
    if setting == AUTO:
        return _automatic(there, (ollama or ollama_models)())
    provider, colon, model = setting.partition(":")
    if not (colon and provider and model):
        raise SettingsError(
            f"the model {setting!r} has no known form; "
            f"use extractive, auto, gguf:PATH or provider:name such as ollama:llama3.2"
        )
    if provider == GGUF:
        return _local_file(setting, model, there)
    if provider == "openai" and base_url:
        _need_package(setting, PROVIDERS[provider], there)
        return Choice(
            name=setting, provider=provider, model=model, base_url=base_url, host=_host(base_url)
        )
    return _hosted(setting, provider, model, there)


def is_installed(package: str) -> bool:
    """Tell whether a package can be imported, without importing it."""
    return find_spec(package) is not None


def install_line(extra: str) -> str:
    """Write the command that installs an extra."""
    return f"pip install '{_PROJECT}[{extra}]'"


def ollama_models(*, port: int = _OLLAMA_PORT) -> list[str] | None:
    """List the chat models of the Ollama server on its usual address; None if none answers."""
    try:
        socket.create_connection((_OLLAMA_HOST, port), timeout=_PROBE_S).close()
    except OSError:
        return None
    import http.client  # takes longer than to find that nobody listens

    try:
        connection = http.client.HTTPConnection(_OLLAMA_HOST, port, timeout=_PROBE_S)
        connection.request("GET", "/api/tags")
        content = json.loads(connection.getresponse().read(1_000_000))
        names = [str(model["name"]) for model in content["models"]]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return None
    return [name for name in names if "embed" not in name.lower()]


def key_hints() -> list[str]:
    """Tell, for each provider's key in the environment, how to use it."""
    return [
        f"{provider.key} is set: --model {name}:NAME lets {provider.title} write answers, "
        "and sends text there"
        for name, provider in PROVIDERS.items()
        if provider.key and os.environ.get(provider.key)
    ]


def _automatic(there: Callable[[str], bool], models: list[str] | None) -> Choice:
    if not models:
        return Choice(name=EXTRACTIVE, provider=EXTRACTIVE)
    name = f"{OLLAMA}:{models[0]}"
    if not there(PROVIDERS[OLLAMA].package):
        why = f"Ollama has {models[0]}, which needs: {install_line(PROVIDERS[OLLAMA].extra)}"
        return Choice(name=EXTRACTIVE, provider=EXTRACTIVE, why=why)
    return Choice(
        name=name,
        provider=OLLAMA,
        model=models[0],
        base_url=f"http://{_OLLAMA_HOST}:{_OLLAMA_PORT}",
        why="found running here",
    )


def _local_file(setting: str, path: str, there: Callable[[str], bool]) -> Choice:
    if not (there("xllamacpp") and there(PROVIDERS["openai"].package)):
        raise ModelError(f"the model {setting!r} needs: {install_line('local')}")
    file = Path(path).expanduser().absolute()
    try:
        with file.open("rb") as stream:
            is_gguf = stream.read(4) == b"GGUF"
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ModelError(f"the model file {file} cannot be read: {reason}") from error
    if not is_gguf:
        raise ModelError(f"{file} is not a GGUF file; give the path of one: gguf:PATH")
    return Choice(name=f"{GGUF}:{file.name}", provider=GGUF, model=str(file))


def _hosted(setting: str, provider: str, model: str, there: Callable[[str], bool]) -> Choice:
    known = PROVIDERS.get(provider)
    if known is None:
        if provider not in _other_providers(there):
            names = ", ".join(sorted(PROVIDERS))
            raise ModelError(f"unknown provider {provider!r} in {setting!r}; known are {names}")
        return Choice(name=setting, provider=provider, model=model, host=provider)
    _need_package(setting, known, there)
    if known.key and not os.environ.get(known.key):
        raise ModelError(f"the model {setting!r} needs a key; set the variable {known.key}")
    host: str | None = known.title
    base_url = None
    if provider == OLLAMA:
        base_url = _ollama_address()
        host = _host(base_url)
    return Choice(name=setting, provider=provider, model=model, base_url=base_url, host=host)


def _need_package(setting: str, provider: Provider, there: Callable[[str], bool]) -> None:
    if not (there("langchain") and there(provider.package)):
        raise ModelError(f"the model {setting!r} needs: {install_line(provider.extra)}")


def _other_providers(there: Callable[[str], bool]) -> frozenset[str]:
    """Name the providers that LangChain itself knows, where it is installed."""
    if not there("langchain"):
        return frozenset()
    from langchain.chat_models import base

    return frozenset(base._BUILTIN_PROVIDERS)  # it has no public list


def _ollama_address() -> str:
    """Where Ollama's own variable says that it listens, otherwise its usual address."""
    told = os.environ.get("OLLAMA_HOST", "").strip()
    if not told:
        return f"http://{_OLLAMA_HOST}:{_OLLAMA_PORT}"
    address = told if "://" in told else f"http://{told}"
    return address.replace("//0.0.0.0", f"//{_OLLAMA_HOST}")


def _host(base_url: str) -> str | None:
    """Give the host of an address; None if it is this machine.

    Raises:
        SettingsError: if it is no http address.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(
            f"the address {base_url!r} is no http address; use one such as http://127.0.0.1:8080/v1"
        )
    here = parts.hostname in {"localhost", "::1"} or parts.hostname.startswith("127.")
    return None if here else parts.hostname
