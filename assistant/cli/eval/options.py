"""What `assistant eval run` may be told."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from assistant.cli.options import Index, Json

_Options = TypeVar("_Options")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The arguments of `assistant eval run`, as its help explains them."""

    suite: Annotated[
        str,
        typer.Argument(
            metavar="SUITE",
            help="A .yaml or .jsonl file, or a benchmark as KIND:PATH; "
            "kinds are clapnq, squad, wice, beir and jsonl.",
        ),
    ]
    index: Index = None
    model: Annotated[
        str, typer.Option(metavar="NAME", help="Who writes the answers, as for `ask`.")
    ] = "extractive"
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where an OpenAI-compatible server listens.")
    ] = None
    record: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the model's replies in this file.")
    ] = None
    replay: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take the replies from this file; never ask the model."),
    ] = None
    judge: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Let this language model compare answers with references."
        ),
    ] = None
    judge_labels: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers that people judged, to measure the judge by."),
    ] = None
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only print the calls and tokens it would take.")
    ] = False
    tag: Annotated[
        list[str] | None, typer.Option(metavar="TAG", help="Run cases with this tag; repeatable.")
    ] = None
    case: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Run this case; repeatable.")
    ] = None
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Run the first N of them.")
    ] = None
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, max=64, help="Cases answered at the same time.")
    ] = 4
    repeat: Annotated[
        int, typer.Option(metavar="N", min=1, max=100, help="Ask each case so often.")
    ] = 1
    fail_fast: Annotated[
        bool, typer.Option("--fail-fast", help="Stop at the first case that is not right.")
    ] = False
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the results here; evals/reports/NAME.jsonl otherwise."
        ),
    ] = None
    gate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Exit with 1 if the run fails this gate (.toml)."),
    ] = None
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Compare with this run; the gate's baseline otherwise."),
    ] = None
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Make this run the baseline.")
    ] = False
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page to read in a browser.")
    ] = None
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the results as JUnit XML.")
    ] = None
    json: Json = False


def as_command(options: type[_Options], act: Callable[[_Options], None]) -> Callable[..., None]:
    """Make a function of one record a command with an option for each of its fields."""

    def command(**given: object) -> None:
        act(options(**given))

    command.__doc__ = act.__doc__
    command.__signature__ = inspect.signature(options, eval_str=True)  # type: ignore[attr-defined]
    return command
