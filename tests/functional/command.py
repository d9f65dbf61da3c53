"""The command line as its users meet it: a process of its own, through pipes or in a terminal."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.cells import cell_len

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
ESSAY = SEEDS / "industrial-internet-not-a-copy.txt"
ESSAY_ID = "industrial-internet-not-a-copy"
QUESTION = "Why does harvesting traffic fail in the industrial Internet?"
UNANSWERABLE = "How long should lasagne stay in the oven?"

#: No test waits for a process that hangs; none asserts how long one takes.
PATIENCE_S = 240

# Control Sequence Introducer (colours, cursor) and Operating System Command (titles, links).
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
COLOURS = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|9[0-7])(?:;[0-9;]*)?m")

# What must never come out raw: C0 but tab and line feed, DEL and C1, bidirectional controls.
DANGEROUS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a finished command left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """Standard error as the one line that it must be."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("assistant: "), self.err
        return lines[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A process of preloaded.py that forks commands.

    Attributes:
        socket: Where it is called.
        env:    Its environment.
    """

    socket: Path
    env: Mapping[str, str]

    @property
    def start(self) -> tuple[str, ...]:
        """What stands before a command's arguments; it needs no packages, which take time."""
        caller = Path(__file__).with_name("preloaded.py")
        return (sys.executable, "-I", "-S", str(caller), str(self.socket))

    def suits(self, env: Mapping[str, str]) -> bool:
        """Tell whether an environment has nothing else that Python or a library reads at start."""
        return _read_at_start(env) == _read_at_start(self.env)


def _read_at_start(env: Mapping[str, str]) -> dict[str, str]:
    later = ("ASSISTANT_", "XDG_", "HOME", "TERM")
    return {name: value for name, value in env.items() if not name.startswith(later)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Runs `assistant` with a home of its own.

    Attributes:
        env:    All environment variables.
        cwd:    The working directory.
        start:  What stands before the arguments.
        index:  What `--index` names.
        server: Where commands are forked that are waited for, if it suits.
    """

    env: Mapping[str, str]
    cwd: Path
    start: tuple[str, ...] = (sys.executable, "-m", "assistant")
    index: Path | None = None
    server: Server | None = None

    def __call__(
        self, *args: str | os.PathLike[str], stdin: str | bytes = "", **env: str
    ) -> Outcome:
        """Run it through pipes, with more environment variables if given."""
        whole = {**self.env, **env}
        done = subprocess.run(
            self._forked(whole).line(args),
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            cwd=self.cwd,
            env=whole,
            timeout=PATIENCE_S,
        )
        return Outcome(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def line(self, args: Sequence[str | os.PathLike[str]]) -> list[str]:
        """Write out the command line."""
        index = ["--index", str(self.index)] if self.index else []
        return [*self.start, *(os.fspath(arg) for arg in args), *index]

    def popen(self, *args: str | os.PathLike[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start it and leave it running."""
        return subprocess.Popen(
            self.line(args),
            cwd=self.cwd,
            env=self.env,
            preexec_fn=_interruptible,  # noqa: PLW1509 - the tests have no other threads
            **options,
        )

    def in_terminal(
        self, *args: str | os.PathLike[str], columns: int = 80, **env: str
    ) -> tuple[int, str]:
        """Run it in a real pseudo-terminal: exit status, and all that was written to it."""
        whole = {**self.env, "TERM": "xterm-256color", **env}
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        try:
            process = subprocess.Popen(
                self._forked(whole).line(args),
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                cwd=self.cwd,
                env=whole,
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        try:
            written = _read_all(ours)
            return process.wait(PATIENCE_S), written.decode()
        finally:
            process.kill()
            process.wait()
            os.close(ours)

    def without_index(self) -> Command:
        """Run the same without --index."""
        return replace(self, index=None)

    def at(self, index: Path | None = None, cwd: Path | None = None) -> Command:
        """Run the same on another index, or elsewhere."""
        return replace(self, cwd=cwd or self.cwd, index=index or self.index)

    def _forked(self, env: Mapping[str, str]) -> Command:
        """Start the same by the server, if there is one and it suits."""
        if self.server is None or not self.server.suits(env):
            return self
        return replace(self, start=self.server.start)

    def afresh(self) -> Command:
        """Start the same as users do, by an interpreter of its own."""
        return replace(self, server=None)

    def imports(self, *args: str | os.PathLike[str]) -> set[str]:
        """Run it, and list all modules that it imported."""
        start = (sys.executable, "-X", "importtime", *self.start[1:])
        timed = Command(env=self.env, cwd=self.cwd, start=start, index=self.index)
        done = timed(*args)
        assert done.status == 0, done.err
        lines = [line for line in done.err.splitlines() if line.startswith("import time:")]
        assert len(lines) > 50
        return {line.rpartition("|")[2].strip() for line in lines}


def packages(modules: set[str]) -> set[str]:
    """Reduce modules to the packages that they belong to."""
    return {module.partition(".")[0] for module in modules}


def visible_lines(written: str) -> list[str]:
    """Give the lines that a terminal shows, without its escape sequences."""
    return ESCAPES.sub("", written).replace("\r\n", "\n").splitlines()


def widest(lines: Sequence[str]) -> int:
    """Measure the widest line in cells of a terminal: a Chinese character takes two."""
    return max(map(cell_len, lines))


def _interruptible() -> None:
    """Let Ctrl-C through, even if the tests run in the background, where it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _read_all(descriptor: int) -> bytes:
    """Read a pseudo-terminal until its last user is gone."""
    chunks: list[bytes] = []
    # On Linux the end of a pseudo-terminal is an input/output error.
    with contextlib.suppress(OSError):
        while select.select([descriptor], [], [], PATIENCE_S)[0]:
            if not (chunk := os.read(descriptor, 65536)):
                break
            chunks.append(chunk)
    return b"".join(chunks)
