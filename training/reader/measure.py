"""How well a reader judges rows, each question with its own passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from sklearn.metrics import average_precision_score, roc_auc_score

from training.reader.network import Reader, collate, encode, load_tokenizer, place, pool_spans
from training.reader.rows import LABELS, Row


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader says of a row, as probabilities.

    Attributes:
        passage:   That the passage answers.
        sentences: That each sentence answers, by its place; those that did not fit are missing.
        claim:     Of each of `LABELS`.
    """

    passage: float
    sentences: dict[int, float]
    claim: tuple[float, ...]


def judge(reader: Reader, rows: Sequence[Row]) -> list[Judged]:
    """Judge rows, in their order."""
    reader.eval()
    encoded = encode(rows, load_tokenizer())
    order = sorted(range(len(rows)), key=lambda at: len(encoded[at].ids))
    judged: dict[int, Judged] = {}
    for start in range(0, len(order), 32):
        batch = order[start : start + 32]
        with torch.no_grad(), torch.autocast(place().type, dtype=torch.bfloat16):
            passage, pieces, claim = reader(*collate([encoded[at] for at in batch]))
        spans = [(row, *span) for row, at in enumerate(batch) for span in encoded[at].spans]
        chances = iter(pool_spans(pieces.float(), spans).sigmoid().tolist())
        for row, at in enumerate(batch):
            judged[at] = Judged(
                passage[row].float().sigmoid().item(),
                {sentence: next(chances) for sentence in encoded[at].sentences},
                tuple(claim[row].float().softmax(-1).tolist()),
            )
    return [judged[at] for at in range(len(rows))]


def describe(reader: Reader, rows: Sequence[Row]) -> str:
    """Measure a reader by source: AUROC of the passage or claim, average precision of sentences."""
    judged = judge(reader, rows)
    lines = []
    for source in sorted({row.source.split(":")[0] for row in rows}):
        here = [
            (row, one)
            for row, one in zip(rows, judged, strict=True)
            if row.source.split(":")[0] == source
        ]
        if here[0][0].label is None:
            truth = [bool(row.answers) for row, _ in here]
            score = [one.passage for _, one in here]
            pairs = [
                (place in row.answers, probability)
                for row, one in here
                if row.answers
                for place, probability in one.sentences.items()
            ]
            precision = average_precision_score(*zip(*pairs, strict=True))
            tail = f", sentences AP {precision:.3f}"
        else:
            truth = [row.label == LABELS.index("supported") for row, _ in here]
            score = [one.claim[0] for _, one in here]
            tail = ""
        if len(set(truth)) == 2:
            lines.append(
                f"  {source}: {len(here)} rows, AUROC {roc_auc_score(truth, score):.3f}{tail}"
            )
    return "\n".join(lines)
