"""The commands below `assistant eval`."""

from __future__ import annotations

import typer

from assistant.cli.eval import compare, run
from assistant.cli.eval.options import RunOptions, as_command

app = typer.Typer(
    no_args_is_help=False,
    rich_markup_mode=None,
    help="Judge answers with suites of questions, and compare runs.",
)

app.command("run")(as_command(RunOptions, run.run))
app.command("compare")(compare.compare)
