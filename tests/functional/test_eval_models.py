"""Suites answered by a language model: recorded, played back, judged and estimated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.chat_server import ChatServer, chat_server
from tests.functional.command import Command
from tests.functional.test_eval_command import RUN, SUITE, edit, results
from tests.functional.test_json_output import check

TRUE = "Facts have proved that compared with the scale of C-end traffic, B-end traffic is not huge."
SECRET = "sk-very-secret-0001"


@pytest.fixture
def small(essay: Command) -> Command:
    suites = essay.cwd / "evals" / "suites"
    suites.mkdir(parents=True)
    one = SUITE.partition("  - id: two-economies")[0]
    (suites / "small.yaml").write_text(
        one.replace(
            "B-end traffic is not huge]\n", "B-end traffic is not huge]\n    reference: Yes.\n"
        )
    )
    return essay


def reply(text: str = TRUE) -> str:
    said = [{"text": text, "paragraphs": [1]}]
    return json.dumps({"answerable": True, "statements": said})


def options(server: ChatServer | None) -> list[str]:
    url = server.base_url if server else "http://127.0.0.1:9/v1"
    return ["--model", "openai:small", "--base-url", url]


def told(command: Command, *args: str, **env: str) -> object:
    done = command(*RUN, *args, "--json", ASSISTANT_API_KEY=SECRET, **env)
    assert done.status == 0, done.err
    check(done.document, "evaluation")
    return done.document


def without_times(command: Command) -> list[dict[str, object]]:
    return [{**one, "seconds": None} for one in results(command)]


def test_a_recorded_run_is_played_back_without_key_and_server(small: Command) -> None:
    with chat_server(reply()) as server:
        first = told(small, *options(server), "--record", "tape.jsonl", "--case",
                     "harvesting-traffic-why")  # fmt: skip
        asked = len(server.requests)
    recorded = without_times(small)
    assert first["model"] == "openai:small"
    assert first["costs"]["input_tokens"] > 0
    assert asked == 1

    again = told(small, *options(None), "--replay", "tape.jsonl", "--case",
                 "harvesting-traffic-why")  # fmt: skip

    assert without_times(small) == recorded
    assert again["passed"] == first["passed"]
    assert SECRET not in (small.cwd / "tape.jsonl").read_text()
    header = (small.cwd / "evals" / "reports" / "small.jsonl").read_text().split("\n")[0]
    assert list(json.loads(header)["prompts"]) == ["answer"]


def test_a_request_that_was_not_recorded_stops_the_run_and_shows_the_difference(
    small: Command,
) -> None:
    with chat_server(reply()) as server:
        told(small, *options(server), "--record", "tape.jsonl", "--limit", "1")
    edit(small, "Why does harvesting traffic fail", "Why will harvesting traffic fail")

    done = small(*RUN, *options(None), "--replay", "tape.jsonl", "--limit", "1")

    assert (done.status, done.out) == (3, "")
    line = done.err.splitlines()[-1]
    assert "has no reply to this request; against the nearest one: " in line


def test_a_judge_compares_with_the_reference_and_is_measured_by_labels(small: Command) -> None:
    labels: Path = small.cwd / "labels.jsonl"
    entry = {"question": "q", "expected": "e", "answer": "a", "verdict": "right"}
    labels.write_text(json.dumps(entry) + "\n")
    judge = ("--judge", "openai:judge", "--limit", "1")
    with chat_server("Right.") as server:
        found = told(small, *judge, "--base-url", server.base_url, "--record", "tape.jsonl")
        assert "unvalidated" in found["caveat"]
        assert [one["value"] for one in found["figures"] if one["name"] == "judged"] == [1.0]
        measured = told(
            small, *judge, "--base-url", server.base_url, "--judge-labels", "labels.jsonl"
        )
    assert measured["caveat"].endswith("Cohen's kappa with people is 1.00, on 1 labelled answers")
    assert (small.cwd / "tape.judge.jsonl").is_file()


def test_an_estimate_counts_calls_and_tokens_and_asks_nothing(small: Command) -> None:
    with chat_server(reply()) as server:
        done = small(*RUN, *options(server), "--estimate", "--repeat", "2", "--json",
                     ASSISTANT_API_KEY=SECRET)  # fmt: skip
        assert server.requests == []
    assert done.status == 0, done.err
    check(done.document, "estimate")
    assert done.document["calls"] == 4
    assert done.document["input_tokens"] > 1_000
