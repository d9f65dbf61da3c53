"""`assistant ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Index, Json


def ingest(
    path: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH", help="Files or folders to add to the sources.", show_default=False
        ),
    ] = None,
    index: Index = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index anew, e.g. for another model.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    json: Json = False,
) -> None:
    """Bring the index in line with its sources, and add PATH to them.

    Reads .txt, .text, .md and .markdown; hidden files and README files in a folder are left out.
    """
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant

    with Assistant.open(index=index) as bot, render.progress() as progress:
        report = bot.ingest(*path or (), rebuild=rebuild, dry_run=dry_run, progress=progress)
    if json:
        render.json_document(as_json.report(report))
    else:
        render.report(report, planned=dry_run)
