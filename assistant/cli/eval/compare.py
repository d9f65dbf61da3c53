"""`assistant eval compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import Json


def compare(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="Results or a baseline.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Results of the same suite.")],
    json: Json = False,
) -> None:
    """Compare two runs of a suite: what changed, how surely, and which cases flipped."""
    from assistant.cli import render
    from assistant.cli.eval import as_json
    from assistant.cli.render import figures
    from assistant.evaluation.comparison import compare_results
    from assistant.evaluation.results import read_results
    from assistant.facade.examination import need_extra

    need_extra()
    comparison = compare_results(read_results(base), read_results(new))
    if json:
        render.json_document(as_json.comparison(comparison))
    else:
        figures.comparison(comparison)
