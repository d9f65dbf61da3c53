"""Who answers, and whether text leaves the machine."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import AssistantError, ModelError, SettingsError
from assistant.models.choice import Choice, choose, key_hints, ollama_models


def all_there(package: str) -> bool:
    return True


def nothing_there(package: str) -> bool:
    return False


@contextlib.contextmanager
def ollama(content: bytes) -> Iterator[int]:
    """Serve a list of models on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/api/tags"
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listed(*names: str) -> bytes:
    return json.dumps({"models": [{"name": name} for name in names]}).encode()


def test_without_anything_the_documents_are_quoted() -> None:
    choice = choose("auto", None, ollama=lambda: None)
    assert (choice.name, choice.host) == ("extractive", None)
    assert "nothing leaves this machine" in choice.line


def test_auto_takes_an_ollama_that_answers_here() -> None:
    choice = choose("auto", None, installed=all_there, ollama=lambda: ["llama3.2", "qwen3"])
    assert (choice.name, choice.host) == ("ollama:llama3.2", None)
    assert choice.line == "ollama:llama3.2; nothing leaves this machine; found running here"


def test_auto_tells_how_to_use_an_ollama_whose_client_is_missing() -> None:
    choice = choose("auto", None, installed=nothing_there, ollama=lambda: ["llama3.2"])
    assert choice.name == "extractive"
    assert "pip install 'industrial-internet-assistant[ollama]'" in choice.line


@pytest.mark.parametrize("key", ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY"])
def test_a_key_alone_sends_nothing_anywhere(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(key, "sk-very-secret-0001")
    choice = choose("auto", None, installed=all_there, ollama=lambda: None)
    assert (choice.name, choice.host) == ("extractive", None)
    (hint,) = key_hints()
    assert key in hint
    assert "sends text there" in hint
    assert "secret" not in hint


@pytest.mark.parametrize(
    ("setting", "key", "host"),
    [
        ("openai:some-model", "OPENAI_API_KEY", "OpenAI"),
        ("anthropic:some-model", "ANTHROPIC_API_KEY", "Anthropic"),
        ("google_genai:some-model", "GOOGLE_API_KEY", "Google"),
    ],
)
def test_a_hosted_model_is_used_when_it_is_named(
    setting: str, key: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match=f"needs a key; set the variable {key}"):
        choose(setting, None, installed=all_there)
    monkeypatch.setenv(key, "sk-very-secret-0001")
    choice = choose(setting, None, installed=all_there)
    assert (choice.name, choice.host) == (setting, host)
    assert choice.line == f"{setting}; text is sent to {host}"


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("http://127.0.0.1:8080/v1", None),
        ("http://localhost:1234/v1", None),
        ("http://[::1]:1234/v1", None),
        ("https://llm.example.org/v1", "llm.example.org"),
    ],
)
def test_an_address_needs_no_key_and_tells_where_text_goes(base_url: str, host: str | None) -> None:
    choice = choose("openai:any", base_url, installed=all_there)
    assert (choice.base_url, choice.host) == (base_url, host)


@pytest.mark.parametrize(
    ("told", "base_url", "host"),
    [
        (None, "http://127.0.0.1:11434", None),
        ("0.0.0.0:11434", "http://127.0.0.1:11434", None),
        ("http://gpu.example.org:11434", "http://gpu.example.org:11434", "gpu.example.org"),
    ],
)
def test_ollama_listens_where_its_own_variable_says(
    told: str | None, base_url: str, host: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if told:
        monkeypatch.setenv("OLLAMA_HOST", told)
    choice = choose("ollama:llama3.2", None, installed=all_there)
    assert (choice.base_url, choice.host) == (base_url, host)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("gpt", "has no known form"),
        ("openai:", "has no known form"),
        (":name", "has no known form"),
        ("no_such_provider:name", "unknown provider 'no_such_provider'"),
        ("gguf:/nowhere/model.gguf", "cannot be read: no such file or directory"),
        ("gguf:.", "cannot be read: is a directory"),
    ],
)
def test_what_means_no_model_is_told_in_one_line(setting: str, message: str) -> None:
    with pytest.raises(AssistantError, match=message) as told:
        choose(setting, None)
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_text("hello")
    with pytest.raises(ModelError, match="is not a GGUF file"):
        choose(f"gguf:{file}", None)


@pytest.mark.parametrize(
    ("setting", "extra"),
    [
        ("openai:x", "openai"),
        ("anthropic:x", "anthropic"),
        ("google_genai:x", "google"),
        ("ollama:x", "ollama"),
        ("gguf:x", "local"),
    ],
)
def test_a_missing_extra_is_told_with_the_line_that_installs_it(setting: str, extra: str) -> None:
    with pytest.raises(ModelError) as told:
        choose(setting, None, installed=nothing_there)
    assert f"pip install 'industrial-internet-assistant[{extra}]'" in str(told.value)


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "http://", "file:///x"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(SettingsError, match="is no http address"):
        choose("openai:x", address, installed=all_there)


def test_ollama_s_chat_models_are_listed() -> None:
    with ollama(listed("qwen3:4b", "nomic-embed-text", "llama3.2")) as port:
        assert ollama_models(port=port) == ["qwen3:4b", "llama3.2"]


@pytest.mark.parametrize("content", [b"<html>", b"{}", b"[]", b'{"models": [1]}', b"\xff"])
def test_what_is_no_ollama_is_none(content: bytes) -> None:
    with ollama(content) as port:
        assert ollama_models(port=port) is None


def test_where_nobody_listens_there_is_none() -> None:
    with ollama(b"") as port:
        pass
    assert ollama_models(port=port) is None


def test_a_choice_says_it_in_one_line() -> None:
    for choice in (Choice(name="extractive", provider="extractive"), choose("extractive", None)):
        assert choice.line.count("\n") == 0
        assert "without a language model" in choice.line
