"""The command line: parse, one call of the facade, render, exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any


def main() -> None:
    """Run the command `assistant`.

    Exit status: 0 answered or abstained; 1 a gate failed; 2 wrong usage; 3 something the user can
    mend; 4 abstained under `ask --strict`; 70 an error of this program; 130 interrupted.
    """
    try:
        _speak_utf8()
        _log_to_stderr()
        status = _run(sys.argv[1:])
        # Here, not when Python exits: there a closed pipe or a full disk would be an ugly surprise.
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has had enough.
        status = 0
        _discard_output()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last to see it
        status = _report(error)
    sys.exit(status)


def _report(error: BaseException) -> int:
    """Say in one line what ended the command, and give the exit status."""
    from assistant.errors import AssistantError, UsageError

    if stop := _interruption(error):
        # Had it left a text that `exec` ran, Python would end itself by the signal all the same,
        # without an exit status; running any other text makes it forget.
        exec("")  # noqa: S102
        return _complain(str(stop) or "interrupted", status=130)
    if isinstance(error, AssistantError):
        return _complain(str(error), status=2 if isinstance(error, UsageError) else 3)
    if isinstance(error, OSError):
        status = _complain(_reason(error), status=3)
        _discard_output()
        return status
    if os.environ.get("ASSISTANT_DEBUG"):
        raise error
    return _complain(
        f"an error of this program, {type(error).__name__}: {error}; "
        "please report it with the output of: ASSISTANT_DEBUG=1 assistant …",
        status=70,
    )


def _interruption(error: BaseException) -> KeyboardInterrupt | None:
    """Find the interruption that an error stands for.

    Modules written in C++ fail to be imported when one comes meanwhile, and name it as the cause.
    """
    behind: BaseException | None = error
    while behind:
        if isinstance(behind, KeyboardInterrupt):
            return behind
        behind = behind.__cause__ or behind.__context__
    return None


def _run(arguments: Sequence[str]) -> int:
    """Run one command, and give its exit status.

    Not by calling Typer's `app`, which reports wrong usage on several lines, an interruption not
    at all and a closed pipe as a failure.

    Raises:
        UsageError: if the arguments do not fit the command.
    """
    import typer
    from typer.main import get_command

    from assistant.cli.app import app
    from assistant.errors import UsageError

    # Typer exports only the leaf of its tree of errors.
    wrong_usage: Any = next(
        kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
    )
    command = get_command(app)
    try:
        with command.make_context("assistant", list(arguments)) as context:
            command.invoke(context)
    except typer.Exit as stop:
        return stop.exit_code
    except wrong_usage as error:
        message = error.format_message().rstrip(".")
        path = error.ctx.command_path if error.ctx else "assistant"
        raise UsageError(f"{message[:1].lower()}{message[1:]}; see: {path} --help") from error
    return 0


def _complain(message: str, *, status: int) -> int:
    from assistant.text.normalise import fold_space, printable

    print(f"assistant: {printable(fold_space(message))}", file=sys.stderr)  # noqa: T201
    return status


def _reason(error: OSError) -> str:
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    what = (error.strerror or str(error)).lower()
    return f"{where}{what}; mend that and try again"


def _discard_output() -> None:
    """Let nothing be written any more, so that Python does not fail in doing so when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log_to_stderr() -> None:
    """Show the package's own notices, one line each, where they cannot mix with results."""
    import logging

    class Notices(logging.Handler):
        """Writes a record as the command writes its errors."""

        def emit(self, record: logging.LogRecord) -> None:
            """Write one notice."""
            _complain(record.getMessage(), status=0)

    logger = logging.getLogger("assistant")
    logger.addHandler(Notices())
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _speak_utf8() -> None:
    """Write quotes in the source's own characters, whatever the locale."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        reconfigure = getattr(getattr(sys, name), "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
