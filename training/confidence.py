"""Fit the confidence of an answer on the development data, and print how good it is.

    python training/confidence.py ../shared/data

Indexes the passages of CLAP NQ and SQuAD 2.0 together, retrieves for every question, measures the
signals of `assistant.answering.confidence`, and fits a logistic regression with both data sets
weighing the same. Figures are from five-fold cross-validation, folds split by SQuAD article and
CLAP NQ question. Same data, same figures: nothing is random.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from assistant import Assistant
from assistant.answering.confidence import Signals, measure
from assistant.answering.evidence import Weights, score_sentences, select
from assistant.storage.folder import IndexFolder

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question, whether the passages answer it, and the group it must not be torn from."""

    question: str
    answerable: bool
    group: str
    data: str


def read_clapnq(path: Path, folder: Path) -> Iterator[Example]:
    """Write the passages of CLAP NQ as files and list its questions."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        passage = row["passages"][0]
        (folder / f"clapnq-{number}.txt").write_text(passage["text"], "utf-8")
        answerable = bool(row["output"][0]["answer"])
        yield Example(
            question=row["input"], answerable=answerable, group=f"clapnq-{number}", data="CLAP NQ"
        )


def read_squad(path: Path, folder: Path) -> Iterator[Example]:
    """Write the paragraphs of SQuAD 2.0 as files and list its questions."""
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"squad-{article['title']}-{number}.txt"
            (folder / name).write_text(paragraph["context"], "utf-8")
            for row in paragraph["qas"]:
                yield Example(
                    question=row["question"],
                    answerable=not row["is_impossible"],
                    group=article["title"],
                    data="SQuAD 2.0",
                )


def signals(bot: Assistant, examples: list[Example]) -> NDArray[np.float64]:
    """Measure the signals of every question, shape (questions, signals)."""
    generation = IndexFolder(bot.settings.index).open_current()
    assert generation
    rows: list[tuple[float, ...]] = []
    for example in examples:
        hits = bot.search(example.question, k=bot.settings.k)
        weights = Weights.of(example.question, generation.lexical.rarity)
        chosen = select(score_sentences(hits, weights))
        rows.append(astuple(measure(hits, chosen, weights)))
    generation.close()
    return np.array(rows)


def calibration_error(predicted: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Compute the expected calibration error over ten bins (Naeini et al., AAAI 2015)."""
    places = np.minimum((predicted * BINS).astype(int), BINS - 1)
    gaps = [
        here.mean() * abs(predicted[here].mean() - truth[here].mean())
        for here in (places == place for place in range(BINS))
        if here.any()
    ]
    return float(sum(gaps))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="Folder with the development data.")
    data: Path = parser.parse_args().data
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "passages"
        folder.mkdir()
        examples = [
            *read_clapnq(data / "clapnq-tune.jsonl", folder),
            *read_squad(data / "squad2-tune.json", folder),
        ]
        with Assistant.open(index=Path(scratch) / "index", corpus=folder) as bot:
            bot.ingest()
            threshold = bot.settings.min_confidence
            table = signals(bot, examples)
    truth = np.array([example.answerable for example in examples])
    sets = np.array([example.data for example in examples])
    groups = [example.group for example in examples]
    sizes = {name: (sets == name).sum() for name in set(sets)}
    weight = np.array([1 / sizes[name] for name in sets]) * len(examples) / len(sizes)
    model = LogisticRegression(C=1.0, max_iter=1_000)
    predicted = cross_val_predict(
        model, table, truth, groups=groups, cv=GroupKFold(5), method="predict_proba",
        params={"sample_weight": weight},
    )[:, 1]  # fmt: skip
    for name in sorted(sizes):
        here = sets == name
        answered = predicted >= threshold
        print(
            f"{name}: {here.sum()} questions, "
            f"AUROC {roc_auc_score(truth[here], predicted[here]):.3f}, "
            f"refused of the unanswerable {(~answered)[here & ~truth].mean():.3f}, "
            f"answered of the answerable {answered[here & truth].mean():.3f}, "
            f"calibration error {calibration_error(predicted[here], truth[here]):.3f}"
        )
    model.fit(table, truth, sample_weight=weight)
    print(f"intercept {model.intercept_[0]:.3f}")
    for field, value in zip(fields(Signals), model.coef_[0], strict=True):
        print(f"{field.name} {value:.3f}")


if __name__ == "__main__":
    main()
