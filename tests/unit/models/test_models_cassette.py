"""Replies that are kept, and given again."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration

from assistant.errors import ModelError, ReplayMissError
from assistant.models.cassette import Cassette, Mode

OPTIONS = json.dumps({"model": "some:model"})


def prompt(text: str) -> str:
    return json.dumps([{"role": "human", "content": text}])


def reply(text: str) -> list[ChatGeneration]:
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
    return [ChatGeneration(message=AIMessage(content=text, usage_metadata=usage))]


def record(path: Path, *pairs: tuple[str, str], mode: Mode = "record") -> None:
    cassette = Cassette(path, mode)
    for question, answer in pairs:
        assert cassette.lookup(prompt(question), OPTIONS) is None
        cassette.update(prompt(question), OPTIONS, reply(answer))


def said(cassette: Cassette, question: str) -> str | None:
    found = cassette.lookup(prompt(question), OPTIONS)
    return None if found is None else str(found[0].text)


def test_a_replay_gives_the_replies_to_each_request_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    record(path, ("one", "a"), ("two", "b"), ("one", "c"))

    replay = Cassette(path, "replay")

    assert [said(replay, text) for text in ("one", "one", "two")] == ["a", "c", "b"]
    with pytest.raises(ReplayMissError, match="has 2 replies to a request that came once more"):
        said(replay, "one")


def test_a_miss_shows_how_the_nearest_request_differs(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    record(path, ("a long question about traffic", "a"), ("weather", "b"))

    with pytest.raises(ReplayMissError) as told:
        said(Cassette(path, "replay"), "a long question about platforms")

    message = str(told.value)
    assert (
        '- "content": "a long question about traffic" | '
        '+ "content": "a long question about platforms";'
    ) in message
    assert "--record" in message
    assert "\n" not in message


def test_a_cache_gives_the_first_reply_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    record(path, ("one", "a"), ("one", "b"))
    record(path, ("two", "c"), mode="cache")

    cache = Cassette(path, "cache")

    assert [said(cache, text) for text in ("one", "one", "two", "three")] == ["a", "a", "c", None]


def test_usage_comes_back_with_the_reply(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    record(path, ("one", "a"))
    found = Cassette(path, "replay").lookup(prompt("one"), OPTIONS)
    assert found is not None
    message = found[0].message  # type: ignore[attr-defined]
    assert message.usage_metadata["input_tokens"] == 3


def test_another_model_is_another_request(tmp_path: Path) -> None:
    path = tmp_path / "tape.jsonl"
    record(path, ("one", "a"))
    assert Cassette(path, "cache").lookup(prompt("one"), json.dumps({"model": "other"})) is None


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "tape.jsonl"
    cassette = Cassette(path, "record")

    def write(number: int) -> None:
        for one in range(20):
            cassette.update(prompt(f"{number} {one}"), OPTIONS, reply("x" * 5_000))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    replay = Cassette(path, "replay")
    assert all(said(replay, f"{number} {one}") for number in range(8) for one in range(20))


@pytest.mark.parametrize("line", ["no json", "[]", '{"key": "x"}', '{"key": "x", "reply": [1]}'])
def test_a_line_that_is_no_reply_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "tape.jsonl"
    record(path, ("one", "a"))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(ModelError, match=r"tape\.jsonl:2 is no recorded reply"):
        Cassette(path, "replay")


def test_a_replay_needs_a_recording(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no recording at"):
        Cassette(tmp_path / "none.jsonl", "replay")


def test_it_is_langchain_s_cache_too(tmp_path: Path) -> None:
    from langchain_core.globals import set_llm_cache
    from langchain_core.language_models import FakeListChatModel

    set_llm_cache(Cassette(tmp_path / "tape.jsonl", "cache"))
    try:
        model = FakeListChatModel(responses=["first", "second"])
        assert [model.invoke("hello").content for _ in range(2)] == ["first", "first"]
    finally:
        set_llm_cache(None)
