"""Readers that leave early, users who press Ctrl-C, disks that are full."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.functional.command import ESSAY, ESSAY_ID, PATIENCE_S, QUESTION, Command


def test_a_reader_that_leaves_early_ends_the_command_quietly(assistant: Command) -> None:
    # More than a pipe holds, so that the command is still writing when its reader leaves.
    paragraph = "Traffic is a word of this sentence. " * 20
    (assistant.cwd / "long.txt").write_text("\n\n".join([paragraph] * 300))
    assert assistant("ingest", "long.txt").status == 0
    for args in (["show", "long"], ["search", "traffic", "-k", "300", "--json"]):
        with assistant.popen(*args, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.readline()
            process.stdout.close()
            err = process.stderr.read()
            status = process.wait(PATIENCE_S)

        assert (status, err) == (0, b"")


def test_a_reader_that_is_gone_from_the_start_ends_the_command_quietly(essay: Command) -> None:
    with essay.popen("documents", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        err = process.stderr.read()
        status = process.wait(PATIENCE_S)

    assert (status, err) == (0, b"")


@pytest.mark.parametrize("args", [["documents"], ["show", ESSAY_ID]])
def test_a_full_disk_is_said_in_one_line(essay: Command, args: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        process = essay.popen(*args, stdout=full, stderr=subprocess.PIPE)
        _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 3
    assert err.decode() == "assistant: no space left on device; mend that and try again\n"


def test_closed_standard_output_is_no_error(essay: Command) -> None:
    line = essay.line(["documents"])
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *line],
        stderr=subprocess.PIPE,
        cwd=essay.cwd,
        env=essay.env,
        timeout=PATIENCE_S,
    )

    assert (done.returncode, done.stderr) == (0, b"")


def test_an_interruption_exits_with_130_and_one_line(assistant: Command, tmp_path: Path) -> None:
    # A named pipe as standard input that nobody writes to: the command waits, surely started.
    with assistant.popen(
        "ask", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        _wait_until_reading(process)
        process.send_signal(signal.SIGINT)
        out, err = process.stdout.read(), process.stderr.read()
        status = process.wait(PATIENCE_S)

    assert (status, out, err) == (130, b"", b"assistant: interrupted\n")


@pytest.mark.parametrize(
    "broken",
    [
        # As when a data class is being made: Python itself runs a text then.
        "exec('raise KeyboardInterrupt')",
        # As pybind11 reports what comes while it starts a module.
        "raise ImportError('initialization failed') from KeyboardInterrupt()",
    ],
)
def test_an_interruption_of_an_import_is_no_other(essay: Command, broken: str) -> None:
    (essay.cwd / "sitecustomize.py").write_text(
        f"import assistant.settings\ndef interrupted(*_, **__): {broken}\n"
        "assistant.settings.load = interrupted\n"
    )
    paths = f"{essay.cwd}{os.pathsep}{essay.env['PYTHONPATH']}"
    done = essay("ask", "why?", PYTHONPATH=paths)

    assert (done.status, done.out, done.err) == (130, "", "assistant: interrupted\n")


def test_an_interrupted_ingest_leaves_a_usable_index(own_essay: Command) -> None:
    assert own_essay.index
    many = own_essay.index.parent / "many"
    many.mkdir()
    paragraphs = ESSAY.read_text("utf-8").splitlines()[2:]
    for number in range(20):
        unique = "\n\n".join(f"In town {number}, {paragraph}" for paragraph in paragraphs)
        (many / f"{number}.txt").write_text(unique, "utf-8")
    with own_essay.popen("ingest", many, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        _wait_for((own_essay.index / "writer.json").exists, process)
        process.send_signal(signal.SIGINT)
        err = process.stderr.read()
        status = process.wait(PATIENCE_S)

    assert (status, err) == (130, b"assistant: interrupted\n")
    documents = own_essay("documents", "--json").document["documents"]
    assert [document["document"] for document in documents] == [ESSAY_ID]
    assert own_essay("ask", QUESTION).status == 0


def _wait_until_reading(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process sleeps in a read of its standard input."""

    def reads() -> bool:
        try:
            # System call 0 on x86-64, 63 on ARM64, with descriptor 0.
            call = Path(f"/proc/{process.pid}/syscall").read_text().split()
        except OSError:
            pytest.skip("this system does not show which system call a process is in")
        return call[:2] in (["0", "0x0"], ["63", "0x0"])

    _wait_for(reads, process)


def _wait_for(condition: object, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():  # type: ignore[operator]
        assert process.poll() is None, "it ended too early"
        assert time.monotonic() < deadline
        time.sleep(0.01)
