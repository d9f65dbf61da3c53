"""The command line: parse, one call of the facade, render, exit status."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command `assistant`.

    Exit status: 0 answered or abstained; 1 a gate failed; 2 wrong usage; 3 something the user can
    mend; 4 abstained under `ask --strict`; 70 an error of this program; 130 interrupted.
    """
    from assistant.cli.app import app
    from assistant.errors import AssistantError, UsageError

    _speak_utf8()
    _log_to_stderr()
    try:
        app()
    except AssistantError as error:
        _complain(str(error))
        sys.exit(2 if isinstance(error, UsageError) else 3)
    except KeyboardInterrupt:
        _complain("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read the output has had enough; Python must not try to flush it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("ASSISTANT_DEBUG"):
            raise
        _complain(
            f"an error of this program, {type(error).__name__}: {error}; "
            "please report it with the output of: ASSISTANT_DEBUG=1 assistant …"
        )
        sys.exit(70)


def _complain(message: str) -> None:
    from assistant.text.normalise import fold_space, printable

    print(f"assistant: {printable(fold_space(message))}", file=sys.stderr)  # noqa: T201


def _log_to_stderr() -> None:
    """Show the package's own notices, one line each, where they cannot mix with results."""
    import logging

    class Notices(logging.Handler):
        """Writes a record as the command writes its errors."""

        def emit(self, record: logging.LogRecord) -> None:
            """Write one notice."""
            _complain(record.getMessage())

    logger = logging.getLogger("assistant")
    logger.addHandler(Notices())
    logger.setLevel(logging.INFO)
    logger.propagate = False


def _speak_utf8() -> None:
    """Write quotes in the source's own characters, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
