"""How an index grows: times, recall, disk and memory from 1,000 to 200,000 passages.

Every phase of every size runs in a process of its own, so that its peak memory is its own. Up to
`--real` passages the vectors come from the model; above it they are synthetic (drawn by a hash of
the text, shaped like real ones), and the times are those of everything but the model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from assistant.facade.sync import Order, Sync
from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from assistant.retrieval.retriever import retrieve
from assistant.settings import load
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import CATALOGUE, CHROMA, LEXICAL, Generation
from assistant.storage.manifest import SCHEMA, Recipe
from assistant.storage.vectors import VectorCache
from benchmarks.figures import disk_mb, python, say, table
from benchmarks.texts import Prose, write_files

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from assistant.types import IngestReport

_SIZES: Final = (1_000, 10_000, 50_000, 200_000)
_REAL_UP_TO: Final = 10_000
_PER_FILE: Final = 100
_SMALL_FILES: Final = 2_000
_DEPTH: Final = 50
_QUESTIONS: Final = 200
_SEED: Final = 7
_DIMENSIONS: Final = 384
_TOPICS: Final = 2_000

#: Rank of a principal component → its share of the variance: all-MiniLM-L6-v2 on 24,000 different
#: paragraphs of public question-answering data (encyclopaedia, stories, news, company reports).
_SPECTRUM: Final = (
    (1, 0.0733), (2, 0.0400), (4, 0.0180), (8, 0.0126), (16, 0.0091), (32, 0.0067),
    (64, 0.0044), (128, 0.0023), (256, 0.0006), (384, 0.00005),
)  # fmt: skip

#: The fiftieth nearest of 24,000 then has a cosine of 0.29; of the real ones it has 0.38.
_ALIKE: Final = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One size of index.

    Attributes:
        work:  Its folder: `files/` and `index/`.
        size:  Passages.
        real:  Whether the model makes the vectors.
        alike: Of the synthetic vectors; see `HashEmbedder`.
    """

    work: Path
    size: int
    real: bool
    alike: float


class HashEmbedder:
    """Gives each text a unit vector drawn by a hash of the text, shaped like real embeddings.

    Each of 384 independent directions has the variance `_SPECTRUM` gives it; `alike` of it, in
    [0, 1], is shared by the texts of one of 2,000 topics.
    """

    def __init__(self, alike: float) -> None:
        ranks, variances = np.array(_SPECTRUM).T
        every = np.log(np.arange(1, _DIMENSIONS + 1))
        deviation = np.exp(np.interp(every, np.log(ranks), np.log(variances)) / 2)
        rng = np.random.default_rng(_SEED)
        topics = rng.standard_normal((_TOPICS, _DIMENSIONS), dtype=np.float32)
        self._topics = topics * (alike**0.5 * deviation).astype(np.float32)
        self._own = ((1 - alike) ** 0.5 * deviation).astype(np.float32)

    def embed_documents(self, texts: Sequence[str], *, expected: int) -> NDArray[np.float32]:  # noqa: ARG002 - the protocol's
        """Embed texts as unit vectors, shape (len(texts), 384)."""
        return np.stack([self._vector(text) for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count words; the prose is short enough for the model."""
        return [len(text.split()) for text in texts]

    def _vector(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        rng = np.random.Generator(np.random.PCG64(seed))
        own = rng.standard_normal(_DIMENSIONS, dtype=np.float32) * self._own
        vector: NDArray[np.float32] = self._topics[seed % _TOPICS] + own
        return vector / np.linalg.norm(vector)


def _model() -> Embedder:
    return Embedder(DEFAULT_MODEL, cache=load({}).settings.cache, notify=say)


def _sync(run: Run, index: Path) -> Sync:
    embedder: Embedder | HashEmbedder = _model() if run.real else HashEmbedder(run.alike)
    recipe = Recipe(
        schema=SCHEMA,
        reader=1,
        windows=1,
        model="benchmark",
        model_hash="benchmark",
        max_tokens=256,
    )
    return Sync(
        IndexFolder(index),
        recipe=recipe,
        embedder=embedder,
        max_bytes=32_000_000,
        progress=_no_progress,
    )


def _no_progress(done: int, total: int) -> None:
    pass


def _ingest(run: Run, *sources: Path, index: str = "index") -> tuple[IngestReport, float]:
    sync = _sync(run, run.work / index)
    started = time.perf_counter()
    report = sync.run(Order(add=sources))
    return report, time.perf_counter() - started


def first(run: Run) -> dict[str, float]:
    """Ingest `size` passages into an empty index."""
    report, seconds = _ingest(run, run.work / "files")
    assert report.passages == run.size, f"{report.passages} passages instead of {run.size}"
    return {
        "first_s": seconds,
        "first_cpu_s": time.process_time(),
        "first_peak_mb": _peak_mb(),
        **_disk(run.work / "index"),
    }


def _disk(index: Path) -> dict[str, float]:
    (generation,) = (index / "generations").iterdir()
    return {
        "index_mb": disk_mb(generation),
        "chroma_mb": disk_mb(generation / CHROMA),
        "lexical_mb": disk_mb(generation / LEXICAL),
        "catalogue_mb": (generation / CATALOGUE).stat().st_size / 1e6,
        "cache_mb": IndexFolder(index).vectors.stat().st_size / 1e6,
    }


def no_change(run: Run) -> dict[str, float]:
    """Ingest again when nothing has changed."""
    report, seconds = _ingest(run)
    assert report.unchanged == len(list((run.work / "files").iterdir()))
    assert report.passages == run.size
    return {"no_change_s": seconds, "no_change_ms_per_file": seconds * 1e3 / report.unchanged}


def add_one(run: Run) -> dict[str, float]:
    """Add one document of twenty paragraphs."""
    prose = Prose(seed=_SEED + 1)
    text = "\n\n".join(["One more", *(prose.paragraph(number) for number in range(20))])
    (run.work / "files" / "one-more.txt").write_text(text, "utf-8")
    report, seconds = _ingest(run)
    assert (report.added, report.passages) == (1, run.size + 20)
    return {
        "add_one_s": seconds,
        "add_one_cpu_s": time.process_time(),
        "add_one_peak_mb": _peak_mb(),
    }


def small_files(run: Run) -> dict[str, float]:
    """Ingest 2,000 files of one paragraph, then again without a change."""
    prose = Prose(seed=_SEED)
    files = (prose.paragraph(number) for number in range(_SMALL_FILES))
    write_files(run.work / "small", files, per_file=1)
    apart = replace(run, real=False)
    _ingest(apart, run.work / "small", index="small-index")
    report, seconds = _ingest(apart, index="small-index")
    assert report.unchanged == _SMALL_FILES
    return {"small_files_ms_per_file": seconds * 1e3 / _SMALL_FILES}


def search(run: Run) -> dict[str, float]:
    """Open the index, ask 200 questions, and compare the dense index with exact search.

    A question is always embedded by the model, also where a synthetic vector is then used.
    """
    model, synthetic = _model(), HashEmbedder(run.alike)
    model.warm_up()

    def embed(question: str) -> NDArray[np.float32]:
        vector = model.embed_query(question)
        return vector if run.real else synthetic.embed_documents([question], expected=1)[0]

    prose = Prose(seed=_SEED)
    questions = [prose.question(number, among=run.size) for number in range(_QUESTIONS)]
    started = time.perf_counter()
    generation = IndexFolder(run.work / "index").open_current()
    assert generation is not None
    retrieve(questions[0], generation=generation, embed=embed, limit=5)
    figures = {"open_s": time.perf_counter() - started}
    times = []
    for question in questions:
        started = time.perf_counter()
        retrieve(question, generation=generation, embed=embed, limit=5)
        times.append((time.perf_counter() - started) * 1e3)
    figures |= {"search_p50_ms": _percentile(times, 50), "search_p95_ms": _percentile(times, 95)}
    figures["search_peak_mb"] = _peak_mb()
    vectors = np.stack([embed(question) for question in questions])
    figures["recall_at_50"] = _recall(generation, run.work / "index" / "vectors.sqlite", vectors)
    generation.close()
    return figures


def _recall(generation: Generation, cache_file: Path, questions: NDArray[np.float32]) -> float:
    """Share of the 50 nearest passages that the dense index finds, over all questions."""
    passages = list(generation.catalogue.iter_passages())
    with VectorCache(cache_file) as cache:
        known = cache.get([key for _, key in passages])
    scores = questions @ np.stack([known[key] for _, key in passages]).T
    nearest = np.argpartition(-scores, _DEPTH - 1, axis=1)[:, :_DEPTH]
    found = 0
    for vector, rows in zip(questions, nearest, strict=True):
        hits = {ref for ref, _ in generation.dense.query(vector, limit=_DEPTH)}
        found += len(hits & {passages[row][0] for row in rows})
    return found / (len(questions) * _DEPTH)


_PHASES: Final[dict[str, Callable[..., dict[str, float]]]] = {
    "first": first,
    "no_change": no_change,
    "add_one": add_one,
    "search": search,
    "small_files": small_files,
}


def measure(run: Run) -> dict[str, Any]:
    """Run all phases of one size, each in its own process."""
    prose = Prose(seed=_SEED)
    paragraphs = (prose.paragraph(number) for number in range(run.size))
    files = write_files(run.work / "files", paragraphs, per_file=_PER_FILE)
    row: dict[str, Any] = {
        "passages": run.size,
        "files": files,
        "vectors": "model" if run.real else "synthetic",
        "text_mb": disk_mb(run.work / "files"),
    }
    for phase in _PHASES:
        settings = json.dumps(asdict(run) | {"work": str(run.work)})
        figures = json.loads(python("-m", "benchmarks.scale", "--phase", phase, settings))
        say(f"{run.size:,} {phase}: {figures}")
        row |= figures
    return row


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _percentile(values: Sequence[float], percent: int) -> float:
    return float(np.percentile(values, percent))


def _plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw time, disk and memory over the number of passages."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    panels = {
        "Writing, in seconds": {"first_s": "first ingest", "add_one_s": "one more document",
                                "no_change_s": "nothing new", "open_s": "opening"},
        "Searching, in milliseconds": {"search_p50_ms": "median",
                                       "search_p95_ms": "95th percentile"},
        "Space, in 10⁶ bytes": {"index_mb": "index on disk", "cache_mb": "embedding cache",
                                "first_peak_mb": "memory, first ingest",
                                "add_one_peak_mb": "memory, one more document",
                                "search_peak_mb": "memory, searching"},
    }  # fmt: skip
    sizes = [row["passages"] for row in rows]
    figure, axes = pyplot.subplots(1, len(panels), figsize=(13, 4))
    for axis, (title, lines) in zip(axes, panels.items(), strict=True):
        for name, label in lines.items():
            axis.plot(sizes, [row.get(name) for row in rows], marker="o", label=label)
        axis.set(title=title, xlabel="passages", xscale="log", yscale="log")
        axis.legend(fontsize="small")
        axis.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(_SIZES))
    parser.add_argument("--real", type=int, default=_REAL_UP_TO, help="model vectors up to so many")
    parser.add_argument(
        "--alike", type=float, default=_ALIKE, help="share of variance that a topic's vectors share"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file as JSON")
    parser.add_argument(
        "--from-json", type=Path, nargs="+", default=[], help="measure none, take such files"
    )
    parser.add_argument(
        "--plot", type=Path, help="draw the growth into this file; needs matplotlib"
    )
    parser.add_argument("--work", type=Path, help="folder for files and indexes")
    parser.add_argument("--phase", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure every size, print a table, write JSON and the picture."""
    arguments = _arguments()
    if arguments.phase:
        phase, settings = arguments.phase
        values = json.loads(settings)
        print(json.dumps(_PHASES[phase](Run(**values | {"work": Path(values["work"])}))))
        return
    rows = [row for path in arguments.from_json for row in json.loads(path.read_text("utf-8"))]
    for size in [] if rows else arguments.sizes:
        work = Path(tempfile.mkdtemp(prefix="scale-", dir=arguments.work))
        try:
            real = size <= arguments.real
            rows.append(measure(Run(work=work, size=size, real=real, alike=arguments.alike)))
        finally:
            shutil.rmtree(work)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    if arguments.plot:
        _plot(rows, arguments.plot)
    # One column for each size: there are more figures than sizes.
    names = list(dict.fromkeys(name for row in rows for name in row))
    print(
        table(
            [
                {"": name} | {f"{r['passages']:,}": _shown(r.get(name, "")) for r in rows}
                for name in names
            ]
        )
    )


def _shown(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
