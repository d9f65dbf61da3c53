"""Train the reader, or go on training one.

    python -m training.reader.train ../shared/data/train reader.pt

Passes over questions and claims in bfloat16, on a graphics card where there is one; the word
embeddings stay as they are. In each pass other questions are spoiled. With teachers, their mean
judgement is learned beside the labels (Hinton, Vinyals and Dean, arXiv 1503.02531). Prints the
loss, and the AUROC on titles and claims that were left aside.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.models.pieces import Window
from training.reader.measure import describe
from training.reader.network import (
    Reader,
    collate,
    encode,
    load_reader,
    load_tokenizer,
    place,
    pool_spans,
)
from training.reader.rows import (
    LABELS,
    Row,
    read_answers,
    read_claims,
    read_clapnq,
    read_squad,
    split,
)
from training.reader.spoiled import spoil
from training.reader.written import read_written, rows_of_written

SEED: Final = 7

#: Share of the states that training leaves out; on a processor drawing them takes half the time.
_DROPOUT: Final = {"cuda": 0.1, "cpu": 0.0}

#: Word pieces of one step, on a graphics card and without one.
_STEP: Final = {"cuda": 16_000, "cpu": 6_000}

#: Share of the steps in which the rate of learning grows to its height.
_WARM_UP: Final = 0.06

#: How much the teachers' judgement counts beside the labels, of 1.
_TAUGHT: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a reader is trained.

    Attributes:
        passes:   How often the rows are seen.
        rate:     Highest rate of learning of AdamW.
        teachers: Readers whose mean judgement is learned beside the labels.
    """

    passes: int
    rate: float
    teachers: Sequence[Reader] = ()


def fit(
    reader: Reader,
    rows: Callable[[int], Sequence[Row]],
    course: Course,
    *,
    save: Path,
    aside: Sequence[Row] = (),
) -> None:
    """Train a reader on rows, and save it.

    Args:
        reader: Is changed.
        rows:   Gives the questions and claims of each pass, counted from 0.
        course: How.
        save:   Where to, after each pass.
        aside:  Rows to measure on then.
    """
    reader.train()
    reader.encoder.embeddings.requires_grad_(False)
    weights = [one for one in reader.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=course.rate, weight_decay=0.01, fused=True)
    schedule: torch.optim.lr_scheduler.OneCycleLR | None = None
    started = time.monotonic()
    for number in range(course.passes):
        here = rows(number)
        encoded = encode(here, load_tokenizer())
        batches = list(_batches(encoded, seed=SEED + number))
        # Passes differ a little in length: a few steps are kept in reserve.
        steps = round(1.05 * course.passes * len(batches)) + 1
        schedule = schedule or torch.optim.lr_scheduler.OneCycleLR(
            optimiser, max_lr=course.rate, total_steps=steps, pct_start=_WARM_UP,
            anneal_strategy="linear", cycle_momentum=False,
        )  # fmt: skip
        total = torch.zeros((), device=place())
        for batch in batches:
            some = [here[at] for at in batch], [encoded[at] for at in batch]
            loss = _loss(reader, course.teachers, *some)
            loss.backward()
            nn.utils.clip_grad_norm_(weights, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad(set_to_none=True)
            total += loss.detach()
        minutes = (time.monotonic() - started) / 60
        print(
            f"pass {number + 1} of {course.passes}: {len(here):,} rows, {len(batches):,} steps, "
            f"{minutes:.1f} min, loss {total.item() / len(batches):.4f}",
            flush=True,
        )
        torch.save(reader.state_dict(), save)
        if aside:
            print(describe(reader, aside), flush=True)
        reader.train()


def _batches(encoded: Sequence[Window], *, seed: int) -> Iterator[list[int]]:
    """Group rows of similar length, as many as a step takes, in random order."""
    most = _STEP[place().type]
    draw = random.Random(seed)
    order = list(range(len(encoded)))
    draw.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), 4_000):
        chunk = sorted(order[start : start + 4_000], key=lambda at: len(encoded[at].ids))
        batch: list[int] = []
        for at in chunk:
            if batch and len(encoded[at].ids) * (len(batch) + 1) > most:
                batches.append(batch)
                batch = []
            batch.append(at)
        batches.append(batch)
    draw.shuffle(batches)
    yield from batches


def _loss(
    reader: Reader, teachers: Sequence[Reader], rows: Sequence[Row], batch: Sequence[Window]
) -> Tensor:
    """Add up what the three judgements miss; a sentence counts half as much as a passage."""
    inputs = collate(batch)
    with torch.autocast(place().type, dtype=torch.bfloat16):
        passage, pieces, claim = reader(*inputs)
        with torch.no_grad():
            taught = [teacher(*inputs) for teacher in teachers]
    asked = [at for at, row in enumerate(rows) if row.label is None]
    claims = [at for at, row in enumerate(rows) if row.label is not None]
    total = passage.new_zeros((), dtype=torch.float32)
    if asked:
        truth = _tensor([float(bool(rows[at].answers)) for at in asked])
        total = total + functional.binary_cross_entropy_with_logits(
            passage.float()[asked],
            _mixed(truth, [one[0].float()[asked].sigmoid() for one in taught]),
            reduction="sum",
        )
        spans = [(at, *span) for at in asked for span in batch[at].spans]
        truth = _tensor(
            [float(one in rows[at].answers) for at in asked for one in batch[at].sentences]
        )
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(
            pool_spans(pieces.float(), spans),
            _mixed(truth, [pool_spans(one[1].float(), spans).sigmoid() for one in taught]),
            reduction="sum",
        )
    if claims:
        labels = functional.one_hot(
            torch.tensor([rows[at].label for at in claims], device=place()), len(LABELS)
        )
        total = total + functional.cross_entropy(
            claim.float()[claims],
            _mixed(labels.float(), [one[2].float()[claims].softmax(-1) for one in taught]),
            reduction="sum",
        )
    return total / len(rows)


def _tensor(values: Sequence[float]) -> Tensor:
    return torch.tensor(values, device=place())


def _mixed(truth: Tensor, taught: Sequence[Tensor]) -> Tensor:
    """Mix labels with the teachers' mean."""
    if not taught:
        return truth
    return (1 - _TAUGHT) * truth + _TAUGHT * torch.stack(list(taught)).mean(0)


def rows_of(data: Path) -> tuple[list[Row], list[Row]]:
    """Read the rows to train on, and those of the titles and claims that are left aside."""
    rows: list[Row] = []
    aside: list[Row] = []
    for kind in (read_answers(data), read_claims(data)):
        few, many = split(kind, share=0.02, seed=SEED)
        aside += few
        rows += many
    return rows, aside


def main() -> None:
    """Train and save."""
    options = _options().parse_args()
    torch.manual_seed(options.seed)
    rows, aside = rows_of(options.data)
    written = read_written(options.data, learned=True)
    aside += rows_of_written(read_written(options.data, learned=False), seed=SEED)
    if options.watch:
        squad = read_squad(options.watch / "squad2-tune.json")
        aside += squad[::5] + read_clapnq(options.watch / "clapnq-tune.jsonl")
    print(f"{len(rows):,} rows, {len(aside):,} aside", flush=True)

    def rows_of_pass(number: int) -> list[Row]:
        seed = options.seed + number
        draw = random.Random(seed)
        found = [*rows, *spoil(rows, share=options.spoiled, seed=seed)]
        some = [row for row in found if draw.random() < options.share]
        for again in range(options.written):
            some += rows_of_written(written, seed=seed + again)
        return some

    start = options.start
    dropout = _DROPOUT[place().type]
    reader = load_reader(start, dropout=dropout) if start else Reader(dropout=dropout).to(place())
    course = Course(
        passes=options.passes, rate=options.rate,
        teachers=[load_reader(one) for one in options.teacher],
    )  # fmt: skip
    fit(reader, rows_of_pass, course, save=options.save, aside=aside)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("data", type=Path, help="Folder with the rows.")
    add("save", type=Path, help="Where the weights go.")
    add("--passes", type=int, default=4)
    add("--rate", type=float, default=3e-4)
    add("--seed", type=int, default=SEED)
    add("--share", type=float, default=1.0, help="Share of the rows seen in a pass.")
    add("--spoiled", type=float, default=0.7, help="Share of spoiled questions.")
    add("--written", type=int, default=0, help="How often our own questions are seen in a pass.")
    add("--start", type=Path, help="Weights to go on from.")
    add("--teacher", type=Path, action="append", default=[], help="Weights to learn from.")
    add("--watch", type=Path, help="Folder with data to measure on, too.")
    return parser


if __name__ == "__main__":
    main()
