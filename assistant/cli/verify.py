"""`assistant verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Index, Json


def verify(
    answer: Annotated[list[Path], typer.Argument(help="Files made by `assistant ask --json`.")],
    index: Index = None,
    json: Json = False,
) -> None:
    """Re-check saved answers against today's documents.

    Takes no model. Each quote is intact, moved (it stands elsewhere now) or stale; exit with 1 if
    any is stale.
    """
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    with Assistant.open(index=index) as bot:
        rechecked = bot.verify(*answer)
    if json:
        render.json_document(as_json.rechecked(rechecked))
    else:
        render.rechecked(rechecked)
    if any(one.is_stale for one in rechecked):
        raise typer.Exit(1)
