"""All commands under one name."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli import (
    ask,
    chat,
    compare,
    doctor,
    documents,
    ingest,
    models,
    remove,
    search,
    sessions,
    show,
    verify,
)
from assistant.cli.eval.app import app as evaluation

app = typer.Typer(
    name="assistant",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Answer questions from documents, and prove every statement with a quote.

    Without a key, a server or a network. Start with: assistant ask "QUESTION"
    """
    if version:
        from assistant import __version__

        typer.echo(f"assistant {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)


app.command()(ask.ask)
app.command()(chat.chat)
app.command()(compare.compare)
app.command()(search.search)
app.command()(ingest.ingest)
app.command()(documents.documents)
app.command()(show.show)
app.command()(remove.remove)
app.command()(verify.verify)
app.command()(sessions.sessions)
app.command()(models.models)
app.command()(doctor.doctor)
app.add_typer(evaluation, name="eval")
