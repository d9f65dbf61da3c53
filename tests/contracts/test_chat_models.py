"""One contract for every server of a language model: a script, and llama.cpp with a real model.

The client is the provider's own, and speaks real HTTP.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.answering.writers.generate import reply_schema
from assistant.errors import ModelError, NoReplyError, WrongRequestError
from assistant.models.cassette import Cassette
from assistant.models.chat import ChatModel, Limits, Piece
from assistant.models.choice import choose
from assistant.models.gguf import GgufServer
from assistant.types import Usage
from tests.chat_server import ChatServer, Turn, chat_server, failing_proxy

SECRET = "sk-very-secret-0001"
JSON = json.dumps({"answerable": True, "statements": [{"text": "It rains.", "paragraphs": [1]}]})
ASK = [HumanMessage("Name three rivers in one sentence.")]


def limits(**changes: Any) -> Limits:
    return Limits(**({"timeout_s": 60.0, "retries": 0, "answer_tokens": 40} | changes))


def model_at(
    base_url: str, *, key: str = SECRET, tape: Cassette | None = None, **changes: Any
) -> ChatModel:
    choice = choose("openai:some-model", base_url)
    return ChatModel(choice, limits=limits(**changes), api_key=key, cassette=tape)


def text(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


@contextmanager
def scripted(*turns: Turn | str, **changes: Any) -> Iterator[tuple[ChatModel, ChatServer]]:
    with chat_server(*turns) as server:
        yield model_at(server.base_url, **changes), server


@pytest.fixture(scope="module")
def llama(gguf: Path) -> Iterator[GgufServer]:
    server = GgufServer(gguf)
    yield server
    server.close()


@pytest.fixture(params=["script", "llama.cpp"])
def server_model(request: pytest.FixtureRequest) -> Iterator[ChatModel]:
    if request.param == "script":
        with chat_server(JSON) as server:
            yield model_at(server.base_url)
    else:
        llama: GgufServer = request.getfixturevalue("llama")
        yield model_at(llama.base_url, key=llama.key)


# The contract


def test_a_reply_comes_in_pieces_and_ends_with_its_cost(server_model: ChatModel) -> None:
    pieces = list(server_model.reply(ASK))
    assert len([piece for piece in pieces if piece.text]) >= 2
    (usage,) = [piece.usage for piece in pieces if piece.usage]
    assert usage.input_tokens > 0
    assert 0 < usage.output_tokens <= 40
    assert usage.cost is None


def test_a_schema_makes_the_reply_json(server_model: ChatModel) -> None:
    said = text(list(server_model.reply(ASK, schema=reply_schema(3))))
    assert said.lstrip().startswith("{")
    assert '"answerable"' in said


def test_the_same_request_gets_the_same_reply(server_model: ChatModel) -> None:
    first, second = (text(list(server_model.reply(ASK))) for _ in range(2))
    assert first == second


def test_leaving_a_reply_leaves_the_model_usable(server_model: ChatModel) -> None:
    reply = server_model.reply(ASK)
    next(reply)
    reply.close()
    assert text(list(server_model.reply(ASK)))


def test_two_replies_can_be_read_at_once(server_model: ChatModel) -> None:
    first, second = server_model.reply(ASK), server_model.reply(ASK)
    said = [next(first).text + next(second).text]
    said += [piece.text for piece in first] + [piece.text for piece in second]
    assert "".join(said)


# What goes wrong


def test_leaving_a_reply_ends_it_at_the_server() -> None:
    with scripted(Turn(text="on and", endless=True, wait_s=0.001)) as (model, server):
        reply = model.reply(ASK)
        next(reply)
        reply.close()
        assert server.left.wait(10)


def test_a_rate_limit_is_waited_out_by_the_client(llama: GgufServer) -> None:
    failures = [Turn(status=429, text="slow down"), Turn(status=500, text="oops")]
    with failing_proxy(llama.base_url, *failures) as proxy:
        model = model_at(proxy.base_url, key=llama.key, retries=2)
        assert text(list(model.reply(ASK)))
    assert len(proxy.requests) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_goes_on_failing_gives_no_reply(status: int) -> None:
    failed = pytest.raises(NoReplyError, match=r"^openai:some-model gave no reply \(.*no")
    with scripted(Turn(status=status, text="no"), retries=1) as (model, server), failed:
        list(model.reply(ASK))
    assert len(server.requests) == 2


def test_a_connection_that_is_cut_breaks_the_reply_off(llama: GgufServer) -> None:
    with failing_proxy(llama.base_url, Turn(cut=600)) as proxy:
        reply = model_at(proxy.base_url, key=llama.key).reply(ASK)
        said = [next(reply)]
        with pytest.raises(NoReplyError, match="broke off"):
            said.extend(reply)
    assert text(said)


def test_a_server_that_does_not_answer_in_time_is_left() -> None:
    late = pytest.raises(NoReplyError, match=r"took longer than 0\.3 s")
    with scripted(Turn(text="late", wait_s=30), timeout_s=0.3) as (model, _), late:
        list(model.reply(ASK))


def test_a_reply_that_drips_is_left_when_the_time_is_over() -> None:
    with scripted(Turn(text="on and", endless=True, wait_s=0.05), timeout_s=0.5) as (model, server):
        with pytest.raises(NoReplyError, match=r"took longer than 0\.5 s"):
            list(model.reply(ASK))
        assert server.left.wait(10)


def test_a_server_that_is_not_there_gives_no_reply() -> None:
    with chat_server("") as server:
        pass
    with pytest.raises(NoReplyError, match="gave no reply"):
        list(model_at(server.base_url).reply(ASK))


def test_a_page_of_html_is_no_reply() -> None:
    page = "<html><body>Sign in</body></html>"
    broken = pytest.raises(NoReplyError)
    with scripted(Turn(text=page, kind="text/html")) as (model, _), broken:
        list(model.reply(ASK))


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_the_user_can_mend_is_told(status: int) -> None:
    refused = pytest.raises(ModelError, match="was refused")
    with scripted(Turn(status=status, text=f"bad key {SECRET}")) as (model, _), refused as told:
        list(model.reply(ASK))
    assert not isinstance(told.value, NoReplyError)
    assert SECRET not in str(told.value)
    assert told.value.__cause__ is None
    assert "\n" not in str(told.value)


def test_a_server_that_takes_no_schema_is_asked_without_one() -> None:
    refusal = Turn(status=400, text="response_format is not supported")
    with scripted(refusal, "It rains. [1]") as (model, server):
        assert text(list(model.reply(ASK, schema=reply_schema(3)))) == "It rains. [1]"
        list(model.reply(ASK, schema=reply_schema(3)))
    assert ["response_format" in request for request in server.requests] == [True, False, False]


def test_a_request_that_is_wrong_either_way_is_told() -> None:
    wrong = pytest.raises(WrongRequestError, match="context length exceeded")
    with scripted(Turn(status=400, text="context length exceeded")) as (model, _), wrong:
        list(model.reply(ASK, schema=reply_schema(3)))


# Keys


def test_only_the_key_of_the_address_goes_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-other-service")
    with chat_server("ok") as server:
        list(ChatModel(choose("openai:m", server.base_url), limits=limits()).reply(ASK))
        list(model_at(server.base_url).reply(ASK))
    assert server.keys == ["Bearer none", f"Bearer {SECRET}"]


def test_llama_is_served_to_this_process_alone(llama: GgufServer) -> None:
    assert llama.base_url.startswith("http://127.0.0.1:")
    with pytest.raises(ModelError, match="was refused"):
        list(model_at(llama.base_url, key="guess").reply(ASK))


# Recordings


def test_a_recording_stands_for_the_server(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    with chat_server("It rains.", "It snows.") as server:
        model = model_at(server.base_url, tape=Cassette(path, "record"))
        recorded = [list(model.reply(ASK)) for _ in range(2)]
    assert [text(one) for one in recorded] == ["It rains.", "It snows."]
    assert SECRET not in path.read_text()

    replayed = model_at("http://127.0.0.1:9/v1", tape=Cassette(path, "replay"))
    for one in recorded:
        (piece,) = replayed.reply(ASK)
        assert piece.text == text(one)
        assert piece.usage == Usage(input_tokens=7, output_tokens=2)


def test_what_a_provider_says_of_money_comes_with_the_reply(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    with chat_server("It rains.") as server:
        list(model_at(server.base_url, tape=Cassette(path, "record")).reply(ASK))
    # As LangChain's clients give it, where they do.
    entry = json.loads(path.read_text())
    entry["reply"][0]["data"]["response_metadata"] = {"token_usage": {"cost": 0.002}}
    path.write_text(json.dumps(entry) + "\n")

    (piece,) = model_at("http://127.0.0.1:9/v1", tape=Cassette(path, "replay")).reply(ASK)
    assert piece.usage == Usage(input_tokens=7, output_tokens=2, cost=0.002)


def test_a_reply_that_was_left_is_no_answer_for_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    with chat_server("It rains.") as server:
        reply = model_at(server.base_url, tape=Cassette(path, "cache")).reply(ASK)
        next(reply)
        reply.close()
    assert not path.exists()


def test_a_recording_stops_where_the_reply_was_left(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    with chat_server(Turn(text="on and", endless=True)) as server:
        reply = model_at(server.base_url, tape=Cassette(path, "record")).reply(ASK)
        said = next(reply).text + next(reply).text
        reply.close()
    replayed = model_at(server.base_url, tape=Cassette(path, "replay"))
    assert text(list(replayed.reply(ASK))) == said


# A file of one's own


def test_a_gguf_file_is_loaded_on_the_first_reply_and_can_be_closed(gguf: Path) -> None:
    model = ChatModel(choose(f"gguf:{gguf}", None), limits=limits(answer_tokens=16))
    assert model.name == f"gguf:{gguf.name}"
    for _ in range(2):  # closed, it can be used again
        assert text(list(model.reply(ASK)))
        model.close()


@pytest.mark.parametrize("keep", [4, 1_000, 50_000_000])
def test_a_file_that_is_cut_off_is_told(gguf: Path, tmp_path: Path, keep: int) -> None:
    file = tmp_path / "cut.gguf"
    with gguf.open("rb") as whole:
        file.write_bytes(whole.read(keep))
    model = ChatModel(choose(f"gguf:{file}", None), limits=limits())
    with pytest.raises(ModelError, match="cannot be loaded; it is damaged") as told:
        list(model.reply(ASK))
    assert not isinstance(told.value, NoReplyError)
