"""The kinds of benchmark that can be imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from assistant.errors import SuiteError
from assistant.evaluation.case import Case, Suite
from assistant.evaluation.importers.beir import read_beir
from assistant.evaluation.importers.clapnq import read_clapnq
from assistant.evaluation.importers.passages import Benchmark, Passages
from assistant.evaluation.importers.plain import read_plain
from assistant.evaluation.importers.squad import read_squad
from assistant.evaluation.importers.wice import read_wice

Reader = Callable[[Path, Passages], Iterator[Case]]

#: What stands before the colon in `assistant eval run KIND:PATH`.
KINDS: Final[Mapping[str, Reader]] = {
    "beir": read_beir,
    "clapnq": read_clapnq,
    "jsonl": read_plain,
    "squad": read_squad,
    "wice": read_wice,
}


def benchmark_kind(name: str) -> tuple[str, Path] | None:
    """Split `KIND:PATH`; None if it is the path of a suite."""
    kind, colon, path = name.partition(":")
    return (kind, Path(path)) if colon and kind in KINDS else None


def load_benchmark(kind: str, path: Path) -> Benchmark:
    """Read a benchmark and the passages that its questions are about.

    Raises:
        SuiteError: if it cannot be read, is of another kind, is empty or gives an id twice.
    """
    passages = Passages()
    cases = tuple(KINDS[kind](path, passages))
    if not cases or not passages.documents:
        raise SuiteError(f"{path} holds no question with a passage; is it of the kind {kind!r}?")
    seen: dict[str, int] = {}
    for case in cases:
        if case.id in seen:
            raise SuiteError(
                f"{path}:{case.line}: the id {case.id!r} is also in line {seen[case.id]}"
            )
        seen[case.id] = case.line
    suite = Suite(
        name=path.stem if path.stem.startswith(kind) else f"{kind}-{path.stem}",
        description=f"{path.name}, imported as {kind}.",
        path=str(path),
        cases=cases,
    )
    return Benchmark(suite=suite, documents=passages.documents)
