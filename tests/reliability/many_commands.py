"""Runs many commands in one process, and writes how each ended: a start costs a second each.

Standard input has a JSON list of arguments on each line; standard output gets, for each, a JSON
object with `status`, `out` and `err`. If a command ends this process, its answer is missing.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout


def run(arguments: list[str]) -> dict[str, object]:
    """Run one command as the program `assistant` would."""
    from assistant.cli import main

    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["assistant", *arguments]
    status: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            status = stop.code
    return {"status": status, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
