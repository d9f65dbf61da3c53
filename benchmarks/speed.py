"""Times of this package beside the raw library calls, measured in one run.

Parts: `cold` (a command on an existing index), `help`, `warm` (an open session), `ingest`, and
`nochange` (an ingest with nothing to do). Wall times; medians, unless it says otherwise.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from assistant import Assistant
from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from assistant.settings import load
from benchmarks.encoders import (
    SAME,
    Encode,
    best_batch,
    int8_encode,
    quality,
    torch_encode,
    torch_model,
)
from benchmarks.figures import Figure, alternate, medians, python, rounded, say, table
from benchmarks.texts import SEEDS, SQUAD, read_squad, sample, write_files

_SEED: Final = 7
_PER_FILE: Final = 20
_QUESTION: Final = "Why does harvesting traffic fail in the industrial Internet?"

#: A sync in a process of its own: its seconds without Python's start, and whether torch came in.
_RESYNC: Final = """
import json, sys, time
from assistant import Assistant
with Assistant.open(index=sys.argv[1]) as bot:
    started = time.perf_counter()
    report = bot.ingest()
    seconds = time.perf_counter() - started
loaded = [name for name in ("torch", "transformers", "chromadb") if name in sys.modules]
print(json.dumps({"seconds": seconds, "unchanged": report.unchanged, "loaded": loaded}))
"""

_IMPORT: Final = """
import time
started = time.perf_counter()
import assistant
print(time.perf_counter() - started)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured.

    Attributes:
        work:          An empty folder.
        data:          Where SQuAD is, if it is there.
        paragraphs:    In the index of the parts `warm`, `ingest` and `nochange`.
        rounds:        Of commands.
        ingest_rounds: Of ingests.
    """

    work: Path
    data: Path | None
    paragraphs: int = 2_000
    rounds: int = 7
    ingest_rounds: int = 3

    def texts(self) -> tuple[list[str], list[str]]:
        """Make the paragraphs and the questions about them."""
        return sample(self.paragraphs, seed=_SEED, data=self.data)


def cold(plan: Plan) -> Iterable[Figure]:
    """Ask on an existing index in a new process."""
    index = _index_of_seeds(plan.work / "cold")
    raw = "import chromadb, onnxruntime"
    slow = "import sentence_transformers"
    took = medians(
        alternate(
            {
                "ask": lambda: python("-m", "assistant", "ask", _QUESTION, "--index", str(index)),
                raw: lambda: python("-c", raw),
                slow: lambda: python("-c", slow),
            },
            rounds=plan.rounds,
        )
    )
    for against, limit in ((raw, 1.6), (slow, 1 / 3)):
        yield Figure(
            part="cold",
            name="assistant ask",
            value=took["ask"],
            unit="s",
            raw_name=f'python -c "{against}"',
            raw=took[against],
            limit=limit,
            runs=plan.rounds,
        )


def help_(plan: Plan) -> Iterable[Figure]:
    """Show the help, and import the package."""
    seconds: list[float] = []
    took = medians(
        alternate(
            {
                "help": lambda: python("-m", "assistant", "--help"),
                "typer": lambda: python("-c", "import typer"),
                "import": lambda: seconds.append(float(python("-c", _IMPORT))),
            },
            rounds=plan.rounds,
        )
    )
    yield Figure(
        part="help",
        name="assistant --help",
        value=took["help"],
        unit="s",
        limit=max(0.35, 3 * took["typer"]),
        runs=plan.rounds,
    )
    yield Figure(
        part="help",
        name="import assistant",
        value=medians({"import": seconds})["import"],
        unit="s",
        limit=0.15,
        runs=plan.rounds,
    )


def warm(plan: Plan) -> Iterable[Figure]:
    """Search and ask in an open session; 300 questions, each put to all three in turn."""
    texts, questions = plan.texts()
    write_files(plan.work / "warm", texts, per_file=_PER_FILE)
    model = torch_model("float32")
    with Assistant.open(index=plan.work / "warm-index") as bot:
        bot.ingest(plan.work / "warm")
        bot.warm_up()
        calls: dict[str, Callable[[str], object]] = {
            "encode": model.encode,
            "search": bot.search,
            "ask": bot.ask,
        }
        seconds = _per_question(calls, questions)
    took = {name: statistics.quantiles(some, n=20) for name, some in seconds.items()}
    # Half, and 95 of 100, take at most so long. 60 ms for an answer are enough in any case.
    for name, place, within, limit in (
        ("search", 9, "", 0.8),
        ("ask", 9, "", None),
        ("ask", 18, ", 95 of 100", max(3.0, 0.060 / took["encode"][18])),
    ):
        yield Figure(
            part="warm",
            name=f"bot.{name}, {plan.paragraphs:,} paragraphs{within}",
            value=took[name][place] * 1e3,
            unit="ms",
            raw_name=f"SentenceTransformer.encode(question){within}",
            raw=took["encode"][place] * 1e3,
            limit=limit,
            runs=len(questions),
        )


def _per_question(
    calls: dict[str, Callable[[str], object]], questions: list[str]
) -> dict[str, list[float]]:
    """Put each question to each call, the first of them in turn; returns seconds."""
    names = list(calls)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for call in calls.values():
        for question in questions[:5]:
            call(question)
    for number, question in enumerate(questions):
        for place in range(len(names)):
            name = names[(number + place) % len(names)]
            started = time.perf_counter()
            calls[name](question)
            seconds[name].append(time.perf_counter() - started)
    return seconds


def ingest(plan: Plan) -> Iterable[Figure]:
    """Ingest paragraphs, none of them in the cache, beside raw `encode`; the model is loaded."""
    texts, _ = plan.texts()
    write_files(plan.work / "ingest", texts, per_file=_PER_FILE)
    embedder = Embedder(DEFAULT_MODEL, cache=load({}).settings.cache, notify=say)
    embedder.embed_documents(texts[:32], expected=len(texts))
    raw: dict[str, Encode] = {}
    for dtype in ("float32", "bfloat16"):
        model = torch_model(dtype)
        batch = best_batch(model, texts[:400])
        raw[f"encode in {dtype}, batches of {batch}"] = torch_encode(model, batch)
    raw["ONNX Runtime, int8"] = int8_encode(embedder, plan.work)
    proof = list(_retrieval(raw, embedder, plan.data))
    yield from proof
    # Without data, bfloat16 is trusted and int8 is not.
    worse = {figure.name for figure in proof if not figure.is_met} or {"ONNX Runtime, int8"}
    rates = _ingest_rates(plan, texts, raw, embedder)
    plain, *others = raw
    best = max(set(raw) - worse, key=lambda name: rates[name])
    for name, limit in ((best, 0.9), (plain, 1.5), *((name, None) for name in others)):
        yield Figure(
            part="ingest",
            name="bot.ingest",
            value=rates["bot.ingest"],
            unit="passages/s",
            raw_name=name,
            raw=rates[name],
            limit=limit,
            at_least=True,
            runs=plan.ingest_rounds,
        )


def _ingest_rates(
    plan: Plan, texts: list[str], raw: Mapping[str, Encode], embedder: Embedder
) -> dict[str, float]:
    """Alternate ingests into new indexes with raw encoding; returns passages a second."""
    indexes: list[Path] = []

    def into_new_index() -> None:
        indexes.append(plan.work / f"ingest-index-{len(indexes)}")
        with Assistant.open(index=indexes[-1]) as bot:
            bot.keeper.embedder = embedder
            report = bot.ingest(plan.work / "ingest")
        if report.embedded < len(texts):
            raise RuntimeError(f"{report.embedded} passages embedded instead of {len(texts)}")

    runs: dict[str, Callable[[], object]] = {"bot.ingest": into_new_index}
    runs |= {name: partial(encode, texts) for name, encode in raw.items()}
    took = medians(alternate(runs, rounds=plan.ingest_rounds))
    return {name: len(texts) / seconds for name, seconds in took.items()}


def _retrieval(
    raw: Mapping[str, Encode], embedder: Embedder, data: Path | None
) -> Iterable[Figure]:
    """Compare retrieval with each encoder's document vectors; nothing without data."""
    if data is None:
        say("without --data, whether retrieval stays the same is not measured")
        return
    squad = read_squad(data / SQUAD)
    questions = embedder.embed_documents(squad.questions, expected=0)  # ONNX Runtime, float32
    plain, *others = raw
    base = quality(squad, raw[plain], questions).figures()
    for name in others:
        for kind, value in quality(squad, raw[name], questions).figures().items():
            yield Figure(
                part="retrieval",
                name=name,
                value=value,
                unit=kind,
                raw_name=plain,
                raw=base[kind],
                limit=SAME,
                at_least=True,
            )


def nochange(plan: Plan) -> Iterable[Figure]:
    """Ingest again when nothing has changed."""
    texts, _ = plan.texts()
    files = write_files(plan.work / "nochange", texts, per_file=1)
    index = plan.work / "nochange-index"
    with Assistant.open(index=index) as bot:
        bot.ingest(plan.work / "nochange")
    seeds = _index_of_seeds(plan.work / "nochange-seeds")
    inside: list[float] = []

    def resync() -> None:
        report = json.loads(python("-c", _RESYNC, str(index)))
        if report["unchanged"] != files or "torch" in report["loaded"]:
            raise RuntimeError(f"not an ingest without a change, or torch was imported: {report}")
        inside.append(report["seconds"])

    runs: dict[str, Callable[[], object]] = {
        "files": lambda: python("-m", "assistant", "ingest", "--index", str(index)),
        "seeds": lambda: python("-m", "assistant", "ingest", "--index", str(seeds)),
        "library": resync,
    }
    took = medians(alternate(runs, rounds=plan.rounds)) | medians({"library": inside})
    for name, key, limit in (
        (f"assistant ingest, {files:,} files", "files", 2.0),
        (f"bot.ingest, {files:,} files, torch not imported", "library", 2.0),
        ("assistant ingest, seeds/", "seeds", 1.0),
    ):
        yield Figure(
            part="nochange", name=name, value=took[key], unit="s", limit=limit, runs=plan.rounds
        )


def _index_of_seeds(folder: Path) -> Path:
    with Assistant.open(index=folder) as bot:
        bot.ingest(SEEDS)
    return folder


_PARTS: Final[dict[str, Callable[[Plan], Iterable[Figure]]]] = {
    "cold": cold,
    "help": help_,
    "warm": warm,
    "ingest": ingest,
    "nochange": nochange,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(_PARTS), help="parts, with commas between")
    parser.add_argument(
        "--data", type=Path, help=f"folder with {SQUAD}; proves unchanged retrieval"
    )
    parser.add_argument("--quick", action="store_true", help="measure little: a try of the script")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    arguments.only = arguments.only.split(",")
    if strangers := set(arguments.only) - set(_PARTS):
        parser.error(f"unknown parts {sorted(strangers)}; known are {', '.join(_PARTS)}")
    return arguments


def main() -> None:
    """Measure the parts asked for and print the figures."""
    arguments = _arguments()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        for part in arguments.only:
            say(f"measuring {part} …")
            plan = Plan(work=Path(folder), data=arguments.data)
            if arguments.quick:
                plan = replace(plan, paragraphs=300, rounds=1, ingest_rounds=1)
            for figure in _PARTS[part](plan):
                say(f"  {figure.name}: {rounded(figure.value)} {figure.unit}")
                figures.append(figure)
    rows = [figure.as_row() for figure in figures]
    if not arguments.json:
        print(table(rows))
        return
    numbers = [
        {"value": rounded(f.value), "raw_value": f.raw and rounded(f.raw), "limit": f.limit}
        for f in figures
    ]
    content = {
        "python": platform.python_version(),
        "machine": platform.platform(),
        "figures": [row | more for row, more in zip(rows, numbers, strict=True)],
    }
    print(json.dumps(content, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
