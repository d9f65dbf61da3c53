"""`assistant doctor`."""

from __future__ import annotations

import typer

from assistant.cli.options import Index, Json


def doctor(index: Index = None, json: Json = False) -> None:
    """Check settings, models and the index; exit with 3 if something is broken."""
    from assistant.cli import as_json, render
    from assistant.facade.assistant import Assistant
    from assistant.facade.health import examine

    with Assistant.open(index=index) as bot:
        checks = examine(bot)
    if json:
        render.json_document(as_json.checks(checks))
    else:
        render.checks(checks)
    if any(check.verdict == "broken" for check in checks):
        raise typer.Exit(3)
