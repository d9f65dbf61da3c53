"""The chat as a person uses it: a terminal, a keyboard, and what the screen shows."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from assistant.storage.sessions import SessionStore
from tests.chat_server import Turn, chat_server
from tests.functional.command import (
    COLOURS,
    ESCAPES,
    ESSAY_ID,
    QUESTION,
    ROOT,
    SEEDS,
    Command,
    packages,
    visible_lines,
    widest,
)
from tests.functional.terminal import ALT_ENTER, CTRL_C, CTRL_D, TAB, UP, Terminal, terminal

FIRST = "From this perspective, let’s look at the empowerment and transformation-led"
LAST = "has not jumped out of the vicious circle of the platform and the center. [2]"
OTHER = "What must players let go of?"
PASTE, END_PASTE = "\x1b[200~", "\x1b[201~"


def sessions_file(command: Command) -> Path:
    data = Path(command.env["XDG_DATA_HOME"])
    return data / "industrial-internet-assistant" / "sessions.sqlite"


def stored(command: Command) -> list[str]:
    store = SessionStore(sessions_file(command), notify=pytest.fail)
    return [turn.answer.question for one in store.sessions() for turn in store.turns(one.number)]


def ask(screen: Terminal, question: str) -> None:
    """Ask, and wait until the prompt is back behind the answer."""
    before = screen.everything().count("confidence")
    screen.wait_for_prompt()
    screen.enter(question)
    screen.wait_for("confidence", times=before + 1)
    screen.wait_for_prompt()


def leave(screen: Terminal) -> None:
    screen.wait_for_prompt()
    screen.type(CTRL_D)
    assert screen.end() == 0


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_a_whole_conversation(essay: Command, columns: int, env: dict[str, str]) -> None:
    with terminal(essay, "chat", columns=columns, **env) as screen:
        ask(screen, QUESTION)
        assert FIRST in screen.words()
        assert LAST in screen.words()
        assert "Sources The Industrial Internet is not a 'copy'" in screen.words()
        assert "[3][4] paragraph 2, line 4" in screen.words()
        screen.enter("/open 3")
        screen.wait_for_words("difficult to achieve breakthrough development.")
        screen.wait_for_prompt()
        screen.enter("/why")
        screen.wait_for_words("whole answer after")
        screen.wait_for_prompt()
        screen.enter("/sorces")
        screen.wait_for_words("there is no command /sorces; the nearest is /sources")
        screen.wait_for_prompt()
        screen.enter("/save talk.md")
        screen.wait_for_words("Saved in")
        leave(screen)

    assert (essay.cwd / "talk.md").read_text("utf-8").count("\n[^") == 4
    assert stored(essay) == [QUESTION]
    if "TERM" in env:
        assert "\x1b" not in screen.written
        assert ">>> Facts have proved" in screen.words()
    elif "NO_COLOR" in env:
        assert not COLOURS.search(screen.written)
    else:
        assert COLOURS.search(screen.written)
        assert "\x1b[7mFacts have" in screen.written


def test_a_follow_up_shows_what_is_searched_for(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        ask(screen, QUESTION)
        ask(screen, "and for the real economy?")
        assert f"Searching for: {QUESTION} and for the real economy?" in screen.words()
        screen.enter("/undo")
        screen.wait_for("Taken back: and for the real economy?")
        leave(screen)
    assert stored(essay) == [QUESTION]


def test_the_greeting_counts_and_says_who_answers(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        assert screen.words().startswith("1 document, 20 paragraphs · extractive: ")
        assert "nothing leaves this machine" in screen.words()
        assert "/help lists commands, Ctrl-D leaves." in screen.words()
        screen.enter("/help")
        screen.wait_for("give up the answer that is being made")
        assert "/compare A | B  two subjects side by side" in screen.everything()
        leave(screen)
    assert not sessions_file(essay).exists()


def test_a_table_of_contrasts_has_sources_to_open(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        screen.enter("/compare consumer Internet | industrial Internet")
        screen.wait_for(" quotes · ")
        screen.wait_for_prompt()
        screen.enter("/open 1")
        screen.wait_for("The Industrial Internet is not a 'copy'", times=2)
        leave(screen)


# Typing


def test_a_paste_of_several_lines_is_one_question(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        screen.type(
            f"{PASTE}Why does harvesting traffic fail\r\nin the industrial\rInternet?{END_PASTE}"
        )
        screen.wait_for("  Internet?")
        screen.enter("")
        screen.wait_for("confidence")
        leave(screen)
    assert stored(essay) == ["Why does harvesting traffic fail\nin the industrial\nInternet?"]


def test_alt_enter_breaks_the_line(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        screen.type(f"What must players{ALT_ENTER}let go of?")
        screen.wait_for("  let go of?")
        screen.enter("")
        screen.wait_for("confidence")
        leave(screen)
    assert stored(essay) == ["What must players\nlet go of?"]


def test_tab_completes_commands_documents_and_sources(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        screen.type("/h")
        screen.wait_for("this list")
        screen.type(f"{TAB}\r")
        screen.wait_for("Ctrl-C")
        screen.wait_for_prompt()
        screen.type("@ind")
        screen.wait_for("The Industrial Internet is not")
        screen.type(TAB)
        screen.wait_for(f"> @{ESSAY_ID}")
        screen.enter(f" {QUESTION}")
        screen.wait_for("confidence")
        leave(screen)
    assert stored(essay) == [QUESTION]


def test_the_arrow_brings_back_questions_of_earlier_sessions(essay: Command) -> None:
    essay("chat", stdin=f"{OTHER}\n{QUESTION}\n")
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        screen.type(UP)
        screen.wait_for(f"> {QUESTION}")
        screen.type(UP)
        screen.wait_for(f"> {OTHER}")
        screen.type(CTRL_C)
        leave(screen)


def test_wide_characters_are_typed_and_shown(assistant: Command) -> None:
    text = (
        "工业互联网需要新的发展模式，而不是继续收割流量。"
        "流量红利已经消失，平台和中心也会消失。👩🏽‍🚀"
    )
    (assistant.cwd / "wide.txt").write_text(f"标题\n\n{text}\n", "utf-8")
    assert assistant("ingest", "wide.txt").status == 0
    with terminal(assistant, "chat", columns=40) as screen:
        screen.wait_for_prompt()
        screen.enter("工业互联网需要什么样的新的发展模式而不是继续收割流量？")
        screen.wait_for("confidence")
        shown = screen.everything().replace(" ", "").replace("\n", "")
        assert "工业互联网需要什么样的新的发展模式而不是继续收割流量？" in shown
        assert "工业互联网需要新的发展模式，而不是继续收割流量。" in shown
        leave(screen)


# Leaving, and giving up


def test_ctrl_c_at_an_empty_prompt_says_how_to_leave_and_clears_a_line(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        screen.wait_for_prompt()
        screen.type("half a quest")
        screen.wait_for("half a quest")
        screen.type(CTRL_C)
        screen.wait_for_prompt()
        assert "Ctrl-D or /quit" not in screen.everything()
        screen.type(CTRL_C)
        screen.wait_for("Ctrl-D or /quit leaves.")
        ask(screen, QUESTION)
        screen.enter("/quit")
        assert screen.end() == 0
    assert "Kept. Go on with: assistant chat --continue" in screen.everything()


def test_ctrl_c_gives_up_an_answer_and_the_chat_goes_on(essay: Command) -> None:
    pytest.importorskip("langchain_openai")
    true = (
        "Facts have proved that compared with the scale of C-end traffic, "
        "B-end traffic is not huge."
    )
    said = json.dumps({"answerable": True, "statements": [{"text": true, "paragraphs": [1]}] * 2})
    with chat_server(Turn(text=said, wait_s=0.5), said) as server:
        env = {
            "ASSISTANT_MODEL": "openai:slow",
            "ASSISTANT_BASE_URL": server.base_url,
            "ASSISTANT_API_KEY": "sk-none-00000000000000",
            "ASSISTANT_RETRIES": "0",
        }
        with terminal(essay, "chat", **env) as screen:
            screen.wait_for_prompt()
            screen.enter(QUESTION)
            screen.wait_until(lambda: bool(server.requests), "the request")
            screen.type(CTRL_C)
            screen.wait_for("Given up.")
            ask(screen, OTHER)
            leave(screen)
        assert server.left.wait(60), "the model was not told to stop"
    assert stored(essay) == [OTHER]
    assert b"sk-none" not in sessions_file(essay).read_bytes()
    assert "sk-none" not in screen.written


def test_a_closed_terminal_ends_the_chat_and_loses_nothing(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        ask(screen, QUESTION)
        before = screen.written
        # A terminal sends it more than once.
        for _ in range(3):
            screen.process.kill(signal.SIGHUP)
        assert screen.end() == 128 + signal.SIGHUP
    assert "rror" not in screen.written.removeprefix(before)
    assert stored(essay) == [QUESTION]


def test_a_terminal_that_is_gone_ends_the_chat(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        ask(screen, QUESTION)
        screen.process.ptyproc.fileobj.close()
        left = os.waitid(os.P_PID, screen.process.pid, os.WEXITED | os.WNOWAIT)
        assert left
        assert (left.si_code, left.si_status) == (os.CLD_EXITED, 128 + signal.SIGHUP)
    assert stored(essay) == [QUESTION]


# Sessions


def test_a_conversation_is_taken_up_again(essay: Command) -> None:
    with terminal(essay, "chat") as screen:
        ask(screen, QUESTION)
        leave(screen)
    with terminal(essay, "chat", "--continue") as screen:
        screen.wait_for_prompt()
        assert "Going on with session 1 of" in screen.words()
        assert f"1 question; the last: {QUESTION}" in screen.words()
        screen.enter("/open 3")
        screen.wait_for_words("difficult to achieve breakthrough development.")
        screen.wait_for_prompt()
        screen.enter("/why")
        screen.wait_for("known only until the chat that asked is left")
        ask(screen, "and for the real economy?")
        assert f"Searching for: {QUESTION} and" in screen.words()
        leave(screen)
    assert stored(essay) == [QUESTION, "and for the real economy?"]


def test_a_private_conversation_is_stored_nowhere(essay: Command) -> None:
    with terminal(essay, "chat", "--private") as screen:
        ask(screen, QUESTION)
        leave(screen)
    assert not sessions_file(essay).exists()
    assert "Kept." not in screen.everything()


def test_damaged_sessions_are_set_aside_and_the_chat_goes_on(essay: Command) -> None:
    file = sessions_file(essay)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"not what it was" * 500)
    with terminal(essay, "chat", "--continue") as screen:
        screen.wait_for_words("the stored sessions are damaged; they are set aside as")
        screen.wait_for_prompt()
        assert "No conversation about this index is stored; a new one begins." in screen.words()
        ask(screen, QUESTION)
        leave(screen)
    assert stored(essay) == [QUESTION]


def test_a_full_disk_is_said_once_and_the_chat_goes_on(essay: Command, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount: {mounted.stderr.strip()}")
    try:
        (disk / "filler").write_bytes(b"x" * 60_000)
        with terminal(essay, "chat", ASSISTANT_SESSIONS=str(disk / "sessions.sqlite")) as screen:
            ask(screen, QUESTION)
            ask(screen, OTHER)
            # The terminal may break the line inside a word, as the path's length will have it.
            shown = "".join(screen.words().split())
            assert shown.count("isnotusable:thediskisfull;makeroom") == 1
            (disk / "filler").unlink()
            leave(screen)
        store = SessionStore(disk / "sessions.sqlite", notify=pytest.fail)
        assert [one.turns for one in store.sessions()] == [2]
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


# What a terminal may be sent


RED, TITLE, OVERRIDE, BELL = "\x1b[31m", "\x1b]0;owned\x07", "\u202e", "\x07"


@pytest.fixture
def evil(assistant: Command) -> Command:
    tricks = (
        f"A {RED}red{OVERRIDE} title\n\nHarvesting{RED} traffic{BELL} fails{TITLE} in{OVERRIDE} "
        "the towns because of narrow roads.\n"
    )
    (assistant.cwd / f"tricks{RED}.txt").write_text(tricks, "utf-8")
    assert assistant("ingest", assistant.cwd).status == 0
    return assistant


@pytest.mark.parametrize("links", ["0", "1"])
def test_nothing_of_a_document_or_a_question_steers_the_terminal(evil: Command, links: str) -> None:
    with terminal(evil, "chat", FORCE_HYPERLINK=links) as screen:
        screen.wait_for_prompt()
        screen.type(f"{PASTE}Why does harvesting {RED}traffic{TITLE}{OVERRIDE} fail?{END_PASTE}\r")
        screen.wait_for("confidence")
        for line, sign in [
            ("/open 1", "narrow roads"),
            ("/sources", "“Harvesting"),
            ("/why", "whole answer"),
            (f"/{PASTE}{RED}{OVERRIDE}{END_PASTE}", "there is no command"),
            (f"/open {PASTE}{RED}{OVERRIDE}{END_PASTE}", "there is no source"),
            ("and for towns?", "Searching for"),
            ("/undo", "Taken back"),
        ]:
            screen.wait_for_prompt()
            before = screen.everything().count(sign)
            screen.enter(line)
            screen.wait_for(sign, times=before + 1)
        screen.wait_for_prompt()
        screen.type("@")
        screen.wait_for("red")
        screen.type(CTRL_C)
        leave(screen)

    assert screen.screen.title == ""
    assert not re.search(r"\x1b\[31m|\x1b\]0|\u202e|\x07|\x9b", screen.written)
    own_links = [one for one in ESCAPES.findall(screen.written) if one.startswith("\x1b]")]
    assert all(one.startswith("\x1b]8;") for one in own_links)
    assert bool(own_links) == (links == "1")


def test_sources_are_linked_where_the_terminal_follows_links(essay: Command) -> None:
    with terminal(essay, "chat", TERM_PROGRAM="vscode") as screen:
        ask(screen, QUESTION)
        leave(screen)
    path = essay.index.parent / "seeds" / f"{ESSAY_ID}.txt" if essay.index else SEEDS
    assert f";vscode://file{path}:4\x1b\\" in screen.written
    assert f";vscode://file{path}:14\x1b\\" in screen.written


@pytest.mark.parametrize("name", ["chat", "sessions"])
def test_help_fits_eighty_columns(assistant: Command, name: str) -> None:
    status, written = assistant.without_index().in_terminal(name, "--help")
    assert status == 0
    assert widest(visible_lines(written)) <= 80
    assert not any(line.endswith("...") for line in visible_lines(written)[1:])


def test_the_way_in_stays_quick(essay: Command) -> None:
    modules = essay.without_index().imports("chat", "--help")
    assert not {"prompt_toolkit", "rich", "chromadb", "numpy", "torch"} & packages(modules)


def test_a_private_conversation_cannot_go_on_with_a_stored_one(essay: Command) -> None:
    done = essay("chat", "--private", "--continue")
    assert done.status == 2
    assert done.complaint.endswith(
        "--private stores nothing, so it cannot go on with what is stored"
    )


#: What README shows of a chat, from its first line to its last.
README_CHATS = re.findall(
    r"^```\n\$ assistant chat\n((?:.*\n)*?)```$",
    (ROOT / "README.md").read_text("utf-8"),
    re.MULTILINE,
)


def timeless(text: str) -> str:
    """Leave out seconds, which differ from run to run, and white space at the ends of lines."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\d+\.\d\d s$", "… s", "\n".join(lines), flags=re.MULTILINE)


@pytest.mark.skipif(not README_CHATS, reason="README shows no chat")
def test_the_chat_of_the_readme_is_what_the_screen_shows(library: Command) -> None:
    for shown in README_CHATS:
        with terminal(library, "chat") as screen:
            for line in re.findall(r"^> (.+)$", shown, re.MULTILINE):
                screen.wait_for_prompt()
                screen.enter(line)
                screen.wait_for(f"> {line}")
            leave(screen)
        assert timeless(screen.everything()) == timeless(shown)
