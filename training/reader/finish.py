"""End a reader's training: a short pass, mostly over questions on facts, at a falling rate.

python -m training.reader.finish ../shared/data/train student.pt reader.pt
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Final

import torch

from training.reader.network import load_reader
from training.reader.rows import Row, read_answers, read_claims, split
from training.reader.spoiled import spoil
from training.reader.train import DROPOUT, SEED, Course, fit

_SEED: Final = 11
_RATE: Final = 1.2e-4

#: Most of the pass is questions of these.
_FACTUAL: Final = frozenset(
    {"squad1-train", "squad2-train", "squadshifts-wiki", "qed-nq", "selqa", "tat-qa"}
)


def draw_rows(data: Path) -> list[Row]:
    """Draw the rows of the pass; the titles and claims that `train` leaves aside stay aside."""
    _, questions = split(read_answers(data), share=0.02, seed=SEED)
    _, claims = split(read_claims(data), share=0.02, seed=SEED)
    draw = random.Random(_SEED)
    factual = [row for row in questions if row.source.split(":")[0] in _FACTUAL]
    others = [row for row in questions if row.source.split(":")[0] not in _FACTUAL]
    spoiled = list(spoil(questions, share=0.9, seed=30))
    return [
        *draw.sample(factual, 11_000),
        *draw.sample(others, 2_500),
        *draw.sample(spoiled, 6_000),
        *draw.sample(claims, 3_000),
    ]


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="Folder with the rows.")
    parser.add_argument("start", type=Path, help="What `train` saved.")
    parser.add_argument("save", type=Path, help="Where the weights go.")
    options = parser.parse_args()
    torch.manual_seed(_SEED)
    rows = draw_rows(options.data)
    fit(
        load_reader(options.start, dropout=DROPOUT), lambda _: rows, Course(passes=1, rate=_RATE),
        save=options.save,
    )  # fmt: skip


if __name__ == "__main__":
    main()
