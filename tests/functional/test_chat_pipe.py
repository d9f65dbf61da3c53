"""The chat without a terminal: one question a line, one answer each."""

from __future__ import annotations

import json
import signal
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.functional.command import (
    DANGEROUS,
    ESSAY_ID,
    PATIENCE_S,
    QUESTION,
    UNANSWERABLE,
    Command,
)

LONG = "x" * 10_001


def schema(name: str) -> Draft202012Validator:
    text = files("assistant").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_each_line_gets_an_answer_and_blank_ones_do_not(essay: Command) -> None:
    done = essay("chat", stdin=f"{QUESTION}\r\n\n  \t\n{UNANSWERABLE}\n{QUESTION}")

    assert (done.status, done.err) == (0, "")
    asked = [line for line in done.out.splitlines() if line.startswith("> ")]
    assert asked == [f"> {QUESTION}", f"> {UNANSWERABLE}", f"> {QUESTION}"]
    assert done.out.count("\nSources\n") == 2
    assert "\n\n> How long should lasagne stay in the oven?\nThe documents do not " in done.out
    assert "    “Facts have proved" in done.out
    assert not done.out.endswith("\n\n")


def test_json_lines_have_the_shape_of_ask(essay: Command) -> None:
    done = essay("chat", "--json", stdin=f"\ufeff{QUESTION}\n{UNANSWERABLE}\nand for towns?\n")

    assert (done.status, done.err) == (0, "")
    answers = lines(done.out)
    assert [one["question"] for one in answers] == [QUESTION, UNANSWERABLE, "and for towns?"]
    for one in answers:
        schema("answer").validate(one)
    assert str(answers[2]["standalone"]).startswith(UNANSWERABLE)


@pytest.mark.parametrize("json_lines", [True, False])
def test_a_bad_question_is_reported_with_its_line_and_the_rest_go_on(
    essay: Command, json_lines: bool
) -> None:
    options = ["--json"] if json_lines else []
    done = essay("chat", *options, stdin=f"{QUESTION}\n\n{LONG}\n{UNANSWERABLE}\n")

    assert done.status == 2
    assert done.complaint.startswith("assistant: line 3: the question has 10,001 characters")
    assert LONG not in done.out
    sign = '"question": "' if json_lines else "> "
    for question in (QUESTION, UNANSWERABLE):
        assert done.out.count(f"{sign}{question}") == 1


def test_what_has_to_be_mended_ends_it_with_three(essay: Command) -> None:
    done = essay("chat", "--document", "nowhere", stdin="One?\nTwo?\n")
    assert done.status == 3
    assert done.complaint.startswith("assistant: line 1: the index has no document 'nowhere'")
    assert done.out == ""


@pytest.mark.parametrize(
    "given", [b"", b"\n\n", b"\xff\xfe\x00why?\n", b"why?\x1b[31m\x9b\xc2\x9b\n"]
)
def test_any_bytes_will_do(essay: Command, given: bytes) -> None:
    done = essay("chat", stdin=given)
    assert done.status == 0
    assert done.err == ""
    assert not DANGEROUS.search(done.out)
    assert "\x1b" not in done.out


def test_an_answer_comes_before_the_next_question(essay: Command) -> None:
    with essay.popen(
        "chat", "--json", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for question in (QUESTION, UNANSWERABLE):
            process.stdin.write(f"{question}\n".encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0


def test_an_interruption_is_one_line_and_what_was_answered_is_kept(essay: Command) -> None:
    with essay.popen(
        "chat", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        assert any(line.startswith(b"confidence") for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 130
        assert process.stderr.read() == b"assistant: interrupted\n"
    assert essay.without_index()("sessions", "--json").document["sessions"][0]["questions"] == 1


def test_a_reader_that_leaves_ends_it_quietly(essay: Command) -> None:
    with essay.popen(
        "chat", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(f"{QUESTION}\n{QUESTION}\n".encode())
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr.read() == b""


def test_what_no_paragraph_supports_is_shown_on_wish_only(essay: Command) -> None:
    pytest.importorskip("langchain_openai")
    from tests.chat_server import chat_server

    false = "Facts have proved that B-end traffic is far larger than C-end traffic."
    true = (
        "Facts have proved that compared with the scale of C-end traffic, "
        "B-end traffic is not huge."
    )
    said = [{"text": text, "paragraphs": [1]} for text in (true, false)]
    with chat_server(json.dumps({"answerable": True, "statements": said})) as server:
        env = {
            "ASSISTANT_MODEL": "openai:some",
            "ASSISTANT_BASE_URL": server.base_url,
            "ASSISTANT_API_KEY": "sk-none-00000000000000",
        }
        hidden = essay("ask", QUESTION, **env)
        shown = essay("ask", QUESTION, "--show-unsupported", **env)
        in_terminal = essay.in_terminal("ask", QUESTION, "--show-unsupported", **env)[1]

    assert false not in hidden.out
    assert "confidence" in hidden.out
    assert " · 1 withheld · " in hidden.out
    assert f"Not supported by any paragraph\nunsupported: {false}\n" in shown.out
    assert "\x1b[2;9mFacts have proved" in in_terminal


# Stored conversations


def test_sessions_are_listed_continued_and_deleted(essay: Command) -> None:
    sessions = essay.without_index()
    assert sessions("sessions").out == "No conversation is stored.\n"
    essay("chat", stdin=f"{QUESTION}\n")
    essay("chat", stdin=f"{UNANSWERABLE}\n")
    essay("chat", "--session", "1", stdin="and for the real economy?\n")
    listed = sessions("sessions", "--json").document
    schema("sessions").validate(listed)

    assert [(one["session"], one["questions"]) for one in listed["sessions"]] == [(1, 2), (2, 1)]
    assert listed["sessions"][0]["question"] == QUESTION
    assert listed["sessions"][0]["index"] == str(essay.index)
    assert f"1 {QUESTION}\n" in sessions("sessions").out

    gone = sessions("sessions", "--delete", "2", "--delete", "2")
    assert gone.status == 0
    assert UNANSWERABLE not in gone.out
    assert sessions("sessions", "--delete-all").out == "No conversation is stored.\n"
    data = Path(essay.env["XDG_DATA_HOME"]) / "industrial-internet-assistant"
    assert b"traffic" not in (data / "sessions.sqlite").read_bytes()


def test_the_latest_conversation_about_the_same_index_goes_on(
    essay: Command, assistant: Command, tmp_path: Path
) -> None:
    (assistant.cwd / "a.txt").write_text("Bridges carry wagons.\n")
    other = assistant.at(index=tmp_path / "other")
    assert other("ingest", "a.txt").status == 0
    essay("chat", stdin=f"{QUESTION}\n")
    other("chat", stdin="What do bridges carry?\n")
    (answer,) = lines(essay("chat", "--continue", "--json", stdin="and for towns?\n").out)
    assert answer["standalone"] == f"{QUESTION} and for towns?"


def test_an_unknown_session_is_wrong_usage(essay: Command) -> None:
    for done in (
        essay("chat", "--session", "7", stdin=f"{QUESTION}\n"),
        essay.without_index()("sessions", "--delete", "7"),
    ):
        assert done.status == 2
        assert done.complaint == "assistant: there is no session 7; see: assistant sessions"


def test_chats_at_once_keep_every_turn(essay: Command) -> None:
    chats = [
        essay.popen("chat", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    for number, chat in enumerate(chats):
        assert chat.stdin
        chat.stdin.write("".join(f"What is thing {number} {n}?\n" for n in range(5)).encode())
        chat.stdin.close()
    assert [chat.wait(PATIENCE_S) for chat in chats] == [0, 0]
    listed = essay.without_index()("sessions", "--json").document["sessions"]
    assert [one["questions"] for one in listed] == [5, 5]


def test_a_document_can_be_named_for_the_whole_chat(essay: Command) -> None:
    (answer,) = lines(
        essay("chat", "--json", "--document", ESSAY_ID, "-k", "1", stdin=f"{QUESTION}\n").out
    )
    assert {one["paragraph"] for one in answer["citations"]} == {2}  # type: ignore[attr-defined]
