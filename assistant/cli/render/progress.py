"""Signs of life on standard error while something takes its time."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress


@contextlib.contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar in paragraphs on standard error while something is embedded.

    Nothing is shown where standard error is no terminal, and nothing stays behind.
    """
    bar: Progress | None = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = _progress_bar()
            bar.start()
            bar.add_task("", total=total)
        bar.update(bar.task_ids[0], completed=done, total=total)

    try:
        yield show if sys.stderr.isatty() else _show_nothing
    finally:
        if bar is not None:
            bar.stop()


@contextlib.contextmanager
def waiting(for_what: str | None) -> Iterator[None]:
    """Show on standard error what is being waited for, until it is there.

    Nothing is shown where standard error is no terminal, and nothing stays behind.

    Args:
        for_what: A few words; None shows nothing.
    """
    if for_what is None or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.text import Text

    from assistant.cli.render.page import QUIET, clean

    console = Console(stderr=True)
    if console.is_dumb_terminal:
        yield
        return
    with console.status(Text(clean(for_what), style=QUIET, overflow="ellipsis", no_wrap=True)):
        yield


def _show_nothing(done: int, total: int) -> None:
    """Show nothing."""


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TimeRemainingColumn
    from rich.text import Text

    class Paragraphs(ProgressColumn):
        """Paragraphs done, in all, and a second."""

        def render(self, task: Task) -> Text:
            """Write the figures of one task."""
            rate = f", {task.speed:.0f}/s" if task.speed else ""
            return Text(f"{task.completed:,.0f} of about {task.total or 0:,.0f} paragraphs{rate}")

    return Progress(
        Paragraphs(),
        BarColumn(bar_width=None),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
        expand=True,
    )
