"""Train the reader.

    python -m training.reader.train ../shared/data/train reader.pt

One pass over questions and claims, bfloat16, the word embeddings frozen. Prints the loss, and the
AUROC on titles and claims that were left aside.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.models.pieces import Window
from training.reader.measure import describe
from training.reader.network import Reader, collate, encode, load_reader, load_tokenizer, pool
from training.reader.rows import Row, read_answers, read_claims, read_clapnq, read_squad, split
from training.reader.spoiled import spoil

SEED: Final = 7

#: Word pieces of one step.
_STEP: Final = 6_000

#: Share of the steps in which the rate of learning grows to its height.
_WARM_UP: Final = 0.06


def fit(
    reader: Reader,
    rows: Sequence[Row],
    *,
    passes: int,
    rate: float,
    save: Path,
    aside: Sequence[Row],
) -> None:
    """Train a reader on rows, and save it.

    Args:
        reader: Is changed.
        rows:   Questions and claims.
        passes: How often each is seen.
        rate:   Highest rate of learning of AdamW.
        save:   Where to, every 500 steps and at the end.
        aside:  Rows to measure on then.
    """
    encoded = encode(rows, load_tokenizer())
    reader.train()
    reader.encoder.embeddings.requires_grad_(False)
    steps = [batch for number in range(passes) for batch in _batches(encoded, seed=SEED + number)]
    weights = [one for one in reader.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=rate, total_steps=len(steps), pct_start=_WARM_UP,
        anneal_strategy="linear", cycle_momentum=False,
    )  # fmt: skip
    started, mean = time.monotonic(), 0.0
    for number, batch in enumerate(steps, start=1):
        loss = _loss(reader, [rows[at] for at in batch], [encoded[at] for at in batch])
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        mean += (loss.item() - mean) * max(0.01, 1 / number)
        if number % 100 == 0:
            minutes = (time.monotonic() - started) / 60
            print(
                f"{number:,} of {len(steps):,} steps, {minutes:.1f} min, loss {mean:.4f}",
                flush=True,
            )
        if number % 500 == 0 or number == len(steps):
            torch.save(reader.state_dict(), save)
            if aside:
                print(describe(reader, aside), flush=True)
            reader.train()


def _batches(encoded: Sequence[Window], *, seed: int) -> Iterator[list[int]]:
    """Group rows of similar length, `_STEP` word pieces a group, in random order."""
    draw = random.Random(seed)
    order = list(range(len(encoded)))
    draw.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), 4_000):
        chunk = sorted(order[start : start + 4_000], key=lambda at: len(encoded[at].ids))
        batch: list[int] = []
        for at in chunk:
            if batch and len(encoded[at].ids) * (len(batch) + 1) > _STEP:
                batches.append(batch)
                batch = []
            batch.append(at)
        batches.append(batch)
    draw.shuffle(batches)
    yield from batches


def _loss(reader: Reader, rows: Sequence[Row], batch: Sequence[Window]) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        passage, pieces, claim = reader(*collate(batch))
    asked = torch.tensor([row.label is None for row in rows])
    total = passage.new_zeros((), dtype=torch.float32)
    if asked.any():
        answered = torch.tensor([float(bool(row.answers)) for row in rows])
        total = total + functional.binary_cross_entropy_with_logits(
            passage.float()[asked], answered[asked], reduction="sum"
        )
        spans = [
            (row, start, end, float(place in rows[row].answers))
            for row, one in enumerate(batch)
            if rows[row].label is None
            for (start, end), place in zip(one.spans, one.sentences, strict=True)
        ]
        pieces = pieces.float()
        logits = torch.stack([pool(pieces[row, start:end]) for row, start, end, _ in spans])
        truth = torch.tensor([answers for *_, answers in spans])
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(
            logits, truth, reduction="sum"
        )
    if not asked.all():
        labels = torch.tensor([row.label for row in rows if row.label is not None])
        total = total + functional.cross_entropy(claim.float()[~asked], labels, reduction="sum")
    return total / len(rows)


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="Folder with the rows.")
    parser.add_argument("save", type=Path, help="Where the weights go.")
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--start", type=Path, help="Weights to go on from.")
    parser.add_argument("--watch", type=Path, help="Folder with data to measure on, too.")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    aside: list[Row] = []
    rows: list[Row] = []
    for kind in (read_answers(options.data), read_claims(options.data)):
        few, many = split(kind, share=0.02, seed=SEED)
        aside += few
        rows += many
    if options.watch:
        squad = read_squad(options.watch / "squad2-tune.json")
        aside += squad[::5] + read_clapnq(options.watch / "clapnq-tune.jsonl")
    rows += spoil(rows, share=0.45, seed=SEED)
    print(f"{len(rows):,} rows, {len(aside):,} aside", flush=True)
    reader = load_reader(options.start) if options.start else Reader()
    fit(reader, rows, passes=options.passes, rate=options.rate, save=options.save, aside=aside)


if __name__ == "__main__":
    main()
