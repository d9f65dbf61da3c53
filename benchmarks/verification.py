"""Measure the judge of support: on WiCE, on planted falsehoods, and in time.

WiCE: supported claims against the rest, AUROC out of fold, with two baselines on the same rows.
Planted falsehoods: statements of the essay and of CLAP NQ's human answers with one thing changed,
judged as in an answer: against the cited paragraph, then against all others that were retrieved.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.answering.proof.support import THRESHOLD, Embed, Judge
from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from assistant.settings import load
from assistant.types import Paragraph, ParagraphId
from benchmarks.attributions import attributions
from benchmarks.falsehoods import (
    CLAPNQ,
    KINDS,
    Original,
    clapnq_originals,
    essay,
    essay_originals,
    plant,
)
from benchmarks.figures import say, table
from benchmarks.statements import statements

_EACH: Final = 100
_RESAMPLES: Final = 1_000
_TIMED: Final = 200

Row = Mapping[str, object]


@dataclass(slots=True, kw_only=True)
class Court:
    """Judges statements as an answer's verification does, one judge for each set of paragraphs."""

    embed: Embed | None
    judges: dict[ParagraphId, Judge]

    def passes(self, statement: str, original: Original) -> bool:
        """Tell whether the cited paragraph, or else another one, bears a statement out."""
        judge = self.judge_of(original)
        return any(
            proof is not None and proof.score >= THRESHOLD
            for some in ([original.cited], original.others)
            for proof in [judge.best(statement, some)]
        )

    def judge_of(self, original: Original) -> Judge:
        """Give the judge of what was retrieved for an original."""
        if original.cited.id not in self.judges:
            retrieved = [original.cited, *original.others]
            self.judges[original.cited.id] = Judge(retrieved, embed=self.embed)
        return self.judges[original.cited.id]


def planted_rows(originals: Sequence[Original], court: Court, *, seed: int) -> list[Row]:
    """Tell for each kind how many falsehoods are withheld, and how many of the originals pass."""
    rows: list[Row] = []
    for kind in KINDS:
        planted = plant(originals, kind=kind, count=_EACH, seed=seed)
        sources = {one.original.text: one.original for one in planted}.values()
        withheld = [not court.passes(one.text, one.original) for one in planted]
        passed = [court.passes(one.text, one) for one in sources]
        rows.append(_row(kind, withheld, passed))
    return rows


def essay_rows(court: Court) -> list[Row]:
    """Tell the same of what was written by hand about the essay and its author."""
    written = {
        "attribution": list(attributions()),
        "by hand": [(one.text, one.truth) for one in statements()],
    }
    return [_essay_row(kind, some, court) for kind, some in written.items()]


def _essay_row(kind: str, some: Iterable[tuple[str, bool]], court: Court) -> Row:
    paragraphs = essay()
    found: dict[bool, list[bool]] = {True: [], False: []}
    for text, truth in some:
        whole = Original(text=text, cited=paragraphs[0], others=paragraphs[1:], origin="essay")
        found[truth].append(court.passes(text, whole) == truth)
    return _row(kind, found[False], found[True])


def _row(kind: str, withheld: Sequence[bool], passed: Sequence[bool]) -> Row:
    return {
        "kind": kind,
        "falsehoods": len(withheld),
        "withheld": f"{statistics.fmean(withheld):.3f}",
        "originals": len(passed),
        "pass": f"{statistics.fmean(passed):.3f}",
    }


def originals_rows(originals: Iterable[Original], court: Court) -> list[Row]:
    """Tell how many of all true originals pass."""
    passed: dict[str, list[bool]] = {}
    for one in originals:
        passed.setdefault(one.origin, []).append(court.passes(one.text, one))
    return [
        {"kind": f"all of {name}", "originals": len(some), "pass": f"{statistics.fmean(some):.3f}"}
        for name, some in passed.items()
    ]


def wice_rows(path: Path, embed: Embed, *, seed: int) -> list[Row]:
    """Compare the judge with its baselines on the same claims."""
    from sklearn.metrics import roc_auc_score

    from benchmarks.wice import measure_claims, out_of_fold, read_claims, remembering

    measured = measure_claims(read_claims(path), remembering(embed))
    ways = {
        "judge, out of fold": out_of_fold(measured, [0, 1, 2, 3, 4]),
        "judge without embeddings, out of fold": out_of_fold(measured, [0, 1, 2, 3]),
        "lexical coverage": measured.coverage,
        "lexical coverage of the best sentence": measured.best_sentence,
        "largest cosine of a sentence": measured.nearest,
    }
    drawn = list(_resampled(measured.articles, seed=seed))
    rows: list[Row] = []
    for name, scores in ways.items():
        many = [roc_auc_score(measured.supported[some], scores[some]) for some in drawn]
        low, high = np.quantile(many, [0.025, 0.975])
        rows.append(
            {
                "way": name,
                "AUROC": f"{roc_auc_score(measured.supported, scores):.3f}",
                "95 % interval": f"{low:.3f} to {high:.3f}",
            }
        )
    return rows


def _resampled(articles: NDArray[np.str_], *, seed: int) -> Iterable[NDArray[np.intp]]:
    """Draw whole articles with replacement; claims of one article are not independent."""
    rng = np.random.default_rng(seed)
    _, groups = np.unique(articles, return_inverse=True)
    members = [np.flatnonzero(groups == group) for group in range(groups.max() + 1)]
    for _ in range(_RESAMPLES):
        yield np.concatenate([members[n] for n in rng.integers(len(members), size=len(members))])


def seconds_row(originals: Sequence[Original], court: Court, *, seed: int) -> Row:
    """Time statements against all that was retrieved, its sentences embedded before."""
    seconds: list[float] = []
    for one in random.Random(seed).sample(list(originals), min(_TIMED, len(originals))):
        judge = court.judge_of(one)
        retrieved: list[Paragraph] = [one.cited, *one.others]
        statement = f"In short, {one.text}"  # not verbatim, so that it is judged
        judge.best("The first statement waits for the sentences.", retrieved)
        started = time.perf_counter()
        judge.best(statement, retrieved)
        seconds.append(time.perf_counter() - started)
    p50, p95 = np.quantile(seconds, [0.5, 0.95])
    return {
        "statements": len(seconds),
        "paragraphs": len(retrieved),
        "median, ms": f"{1000 * p50:.1f}",
        "95th percentile, ms": f"{1000 * p95:.1f}",
    }


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help=f"folder with wice-claims-tune.jsonl and {CLAPNQ}")
    parser.add_argument("--seed", type=int, default=7, help="of what is drawn; 7 unless told")
    parser.add_argument("--only", choices=["wice", "planted"], help="measure one part")
    arguments = parser.parse_args()
    embedder = Embedder(DEFAULT_MODEL, cache=load({}).settings.cache, notify=say)
    embed: Embed = _embedding(embedder)
    if arguments.only != "planted":
        say("WiCE")
        print(
            table(wice_rows(arguments.data / "wice-claims-tune.jsonl", embed, seed=arguments.seed))
        )
    if arguments.only != "wice":
        say("planted falsehoods")
        found = clapnq_originals(arguments.data / CLAPNQ)
        originals = [*essay_originals(), *found]
        court = Court(embed=embed, judges={})
        rows = planted_rows(originals, court, seed=arguments.seed)
        print(table([*rows, *essay_rows(court), *originals_rows(originals, court)]))
        print(table([seconds_row(found, court, seed=arguments.seed)]))


def _embedding(embedder: Embedder) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    return lambda texts: embedder.embed_documents(texts, expected=len(texts))


if __name__ == "__main__":
    main()
