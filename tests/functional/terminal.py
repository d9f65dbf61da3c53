"""A terminal with a person at it: keys go in, and the screen shows what a user would see."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pexpect
import pyte

from tests.functional.command import PATIENCE_S, Command

#: Control keys as a terminal sends them.
CTRL_C, CTRL_D, TAB, UP, ALT_ENTER = "\x03", "\x04", "\t", "\x1b[A", "\x1b\r"


class _Screen(pyte.HistoryScreen):
    """Answers where the cursor is, as terminals do, and ignores what pyte does not know."""

    answer: Callable[[str], None]

    def write_process_input(self, data: str) -> None:
        self.answer(data)

    def select_graphic_rendition(self, *attrs: int, private: bool = False) -> None:
        if not private:
            super().select_graphic_rendition(*attrs)


class Terminal:
    """Runs a command in a pseudo-terminal and keeps its screen."""

    def __init__(
        self, command: Command, *args: str, columns: int = 80, lines: int = 24, **env: str
    ) -> None:
        program, *rest = command.line(args)
        self.process = pexpect.spawn(
            program,
            rest,
            cwd=str(command.cwd),
            env={**command.env, "TERM": "xterm-256color", **env},
            dimensions=(lines, columns),
            encoding="utf-8",
            codec_errors="strict",
            timeout=PATIENCE_S,
            preexec_fn=_interruptible,
        )
        self.written = ""
        self.screen = _Screen(columns, lines, history=10_000, ratio=0.5)
        self.screen.answer = self.process.send
        self._stream = pyte.Stream(self.screen)

    def type(self, keys: str) -> None:
        """Press keys."""
        self.process.send(keys)

    def enter(self, line: str) -> None:
        """Type a line and send it."""
        self.type(f"{line}\r")

    def wait_for(self, text: str, *, times: int = 1) -> None:
        """Wait until a text stands on the screen, or above it, so many times."""
        self.wait_until(lambda: self.everything().count(text) >= times, text)

    def wait_until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Wait for a condition while the screen goes on."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"{what!r} did not come:\n{self.everything()}"
            assert self._read(), f"it ended before {what!r}:\n{self.everything()}"

    def wait_for_prompt(self) -> None:
        """Wait until an empty input line is shown."""
        self.wait_until(lambda: self.line_at_cursor() == ">", "an empty prompt")

    def line_at_cursor(self) -> str:
        """Give the line that the cursor is in."""
        return self.screen.display[self.screen.cursor.y].rstrip()

    def shown(self) -> list[str]:
        """Give the lines of the screen."""
        return [line.rstrip() for line in self.screen.display]

    def everything(self) -> str:
        """Give all lines, those that were scrolled away too."""
        above = [
            "".join(row[column].data for column in range(self.screen.columns)).rstrip()
            for row in self.screen.history.top
        ]
        return "\n".join([*above, *self.shown()]).rstrip()

    def words(self) -> str:
        """Give all that is shown with white space folded."""
        return " ".join(self.everything().split())

    def wait_for_words(self, text: str) -> None:
        """Wait until a text stands there, however it is wrapped."""
        self.wait_until(lambda: text in self.words(), text)

    def end(self) -> int:
        """Read to the end; gives the exit status, or minus the signal."""
        while self._read():
            pass
        self.process.wait()
        if self.process.signalstatus is not None:
            return -int(self.process.signalstatus)
        assert self.process.exitstatus is not None
        return int(self.process.exitstatus)

    def _read(self) -> bool:
        """Take in what was written; returns whether there can be more."""
        try:
            written = self.process.read_nonblocking(65_536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.written += written
        self._stream.feed(written)
        return True


@contextmanager
def terminal(command: Command, *args: str, **options: object) -> Iterator[Terminal]:
    """Open a terminal, and close it whatever happens."""
    opened = Terminal(command, *args, **options)  # type: ignore[arg-type]
    try:
        yield opened
    finally:
        opened.process.close(force=True)


def _interruptible() -> None:
    """Let Ctrl-C through, even if the tests run in the background, where it is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
