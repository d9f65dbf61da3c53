"""What the measuring scripts share: paired timing, figures with targets, tables."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.texts import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value against its target.

    Attributes:
        part:     Which part of the script measured it.
        name:     What was measured.
        value:    As measured.
        unit:     Of `value` and `raw`.
        raw_name: The raw library call measured beside it, if it is held against one.
        raw:      What that call took.
        limit:    Of `value`, or of the ratio where there is a raw call.
        at_least: Whether more is better.
        runs:     How many runs the median is of.
    """

    part: str
    name: str
    value: float
    unit: str
    raw_name: str = ""
    raw: float | None = None
    limit: float | None = None
    at_least: bool = False
    runs: int = 1

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the raw call's."""
        return None if self.raw is None else self.value / self.raw

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if self.limit is None:
            return None
        measured = self.value if self.ratio is None else self.ratio
        return measured >= self.limit if self.at_least else measured <= self.limit

    def as_row(self) -> dict[str, object]:
        """Write it as a row of a table, or an object of JSON."""
        sign = "≥" if self.at_least else "≤"
        kind = self.unit if self.ratio is None else "×"
        return {
            "part": self.part,
            "figure": self.name,
            "measured": f"{rounded(self.value)} {self.unit}",
            "raw call": self.raw_name,
            "raw": "" if self.raw is None else f"{rounded(self.raw)} {self.unit}",
            "ratio": "" if self.ratio is None else rounded(self.ratio),
            "target": "" if self.limit is None else f"{sign} {rounded(self.limit)} {kind}",
            "met": {True: "yes", False: "no", None: ""}[self.is_met],
            "runs": self.runs,
        }


def rounded(value: float) -> float | int:
    """Round to three significant digits, or to a whole number from 100 on."""
    return round(value) if abs(value) >= 100 else float(f"{value:.3g}")


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows as a Markdown table; what a row lacks is left blank."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, ["---"] * len(names), *([str(row.get(n, "")) for n in names] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def say(message: str) -> None:
    """Tell how far the script is, apart from its results."""
    print(message, file=sys.stderr, flush=True)


def alternate(runs: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, list[float]]:
    """Time several calls side by side.

    One round that does not count fills the file cache. Each round begins with another call, so
    that none always follows the same one.

    Returns:
        Seconds of each round, by the call's name.
    """
    names = list(runs)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for place in range(len(names)):
            name = names[(turn + place) % len(names)]
            started = time.perf_counter()
            runs[name]()
            if turn:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def medians(seconds: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Take the median of each list."""
    return {name: statistics.median(values) for name, values in seconds.items()}


def python(*arguments: str, cwd: Path = ROOT) -> str:
    """Run this Python with arguments; returns what it printed.

    Raises:
        RuntimeError: if it fails; with its standard error.
    """
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path},
    )
    if done.returncode:
        raise RuntimeError(f"{arguments} failed: {done.stderr.strip()}")
    return done.stdout


def disk_mb(folder: Path) -> float:
    """Add up the sizes of all files below a folder, in 10^6 bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
