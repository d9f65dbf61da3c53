"""Let a trained reader go on with the development data, whole or half.

    python -m training.reader.tune ../shared/data reader.pt tuned.pt
    python -m training.reader.tune ../shared/data reader.pt half-0.pt --without 0

The package carries the reader that saw the whole; figures on the development data come from two
readers that each saw one half of its articles, and were asked about the other (benchmarks/quality).
Some of the training data goes along, so that the rest is not forgotten.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import torch

from training.reader.network import load_reader
from training.reader.rows import (
    Row,
    halves,
    read_answers,
    read_claims,
    read_clapnq,
    read_squad,
    read_wice,
)
from training.reader.spoiled import spoil
from training.reader.train import SEED, fit

#: Rows of the training data that go along: questions and claims.
_QUESTIONS: Final = 3_000
_CLAIMS: Final = 1_500

#: How often a row of the development data is seen in one pass.
_REPEATED: Final = 2


def development(data: Path) -> list[list[Row]]:
    """Read the three sets of the development data."""
    return [
        read_squad(data / "squad2-tune.json"),
        read_clapnq(data / "clapnq-tune.jsonl"),
        read_wice(data / "wice-claims-tune.jsonl"),
    ]


def part(rows: Sequence[Row], half: int | None) -> tuple[list[Row], list[Row]]:
    """Split rows in those to learn from and those of the half that is left out."""
    places = halves(row.group for row in rows)
    return (
        [row for row in rows if half is None or places[row.group] != half],
        [row for row in rows if half is not None and places[row.group] == half],
    )


def main() -> None:
    """Go on training, and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="Folder with the development data.")
    parser.add_argument("start", type=Path, help="What `train` saved.")
    parser.add_argument("save", type=Path, help="Where the weights go.")
    parser.add_argument("--without", type=int, choices=(0, 1), help="The half that is left out.")
    parser.add_argument("--rate", type=float, default=1e-4)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    rows: list[Row] = []
    aside: list[Row] = []
    for some in development(options.data):
        seen, left = part(some, options.without)
        rows += seen * _REPEATED
        aside += left
    draw = random.Random(SEED)
    questions = read_answers(options.data / "train")
    old = draw.sample([*questions, *spoil(questions, share=0.45, seed=SEED)], _QUESTIONS)
    rows += [*old, *draw.sample(read_claims(options.data / "train"), _CLAIMS)]
    print(f"{len(rows):,} rows, {len(aside):,} aside", flush=True)
    fit(
        load_reader(options.start), rows, passes=1, rate=options.rate, save=options.save,
        aside=aside,
    )  # fmt: skip


if __name__ == "__main__":
    main()
