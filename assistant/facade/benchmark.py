"""Open what a suite is asked of: the user's index, or a temporary one of a benchmark's passages."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.evaluation.case import Suite
from assistant.evaluation.importers.kinds import benchmark_kind, load_benchmark
from assistant.evaluation.suite_file import load_suite
from assistant.facade.assistant import Assistant


@contextlib.contextmanager
def opened(name: str, **settings: Any) -> Iterator[tuple[Assistant, Suite]]:  # noqa: ANN401
    """Open an assistant and the suite that it is to be judged with.

    Args:
        name:     A suite's file, or `KIND:PATH` of a benchmark; that gets an index of its own.
        settings: As for `Assistant.open`.

    Raises:
        SuiteError: if the suite or the benchmark cannot be read.
    """
    if (benchmark := benchmark_kind(name)) is None:
        suite = load_suite(Path(name))
        with Assistant.open(**settings) as bot:
            yield bot, suite
        return
    read = load_benchmark(*benchmark)
    with tempfile.TemporaryDirectory(prefix="assistant-eval-") as folder:
        passages = Path(folder) / "passages"
        passages.mkdir()
        for document, text in read.documents.items():
            (passages / f"{document}.txt").write_text(text + "\n", "utf-8", errors="replace")
        place = {"index": Path(folder) / "index", "corpus": passages}
        with Assistant.open(**{**settings, **place}) as bot:
            yield bot, read.suite
