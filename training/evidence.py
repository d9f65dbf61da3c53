"""Measure how well the chosen sentences agree with those that people chose.

    python training/evidence.py ../shared/data/clapnq-tune.jsonl

For each answerable question of CLAP NQ the gold passage is given; a chosen sentence counts as the
data's own sentence that it begins in. Prints the mean F1 over questions.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import accumulate
from pathlib import Path
from typing import Any

from assistant.answering.evidence import Rarity, Weights, score_sentences, select
from assistant.storage.lexical import LexicalIndex, LexicalWriter
from assistant.types import DocumentId, Hit, Paragraph


def paragraph(number: int, row: dict[str, Any]) -> Paragraph:
    """Make a paragraph of a row's gold passage."""
    text = " ".join(row["passages"][0]["sentences"])
    return Paragraph(
        document=DocumentId("clapnq"), number=number, section=(), text=text, start=0, line=1,
        plain=text,
    )  # fmt: skip


def f1(chosen: set[int], gold: set[int]) -> float:
    """Compute the harmonic mean of precision and recall of two sets, in [0, 1]."""
    return 2 * len(chosen & gold) / (len(chosen) + len(gold)) if chosen or gold else 1.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="The development file of CLAP NQ.")
    rows = [json.loads(line) for line in parser.parse_args().data.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        writer = LexicalWriter(Path(folder))
        writer.add([paragraph(number, row) for number, row in enumerate(rows, start=1)])
        writer.commit()
        rarity = LexicalIndex(Path(folder)).rarity
        scores = [
            agreement(row, rarity) for row in rows if any(one["answer"] for one in row["output"])
        ]
    print(f"{len(scores)} questions, mean F1 {sum(scores) / len(scores):.3f}")


def agreement(row: dict[str, Any], rarity: Rarity) -> float:
    """Compare the sentences chosen for one question with the gold ones."""
    sentences = row["passages"][0]["sentences"]
    starts = list(accumulate((len(sentence) + 1 for sentence in sentences), initial=0))
    hit = Hit(paragraph=paragraph(1, row), score=1.0, dense=None, lexical=None)
    chosen = select(score_sentences([hit], Weights.of(row["input"], rarity)))
    places = {sum(start <= one.start for start in starts) - 1 for one in chosen}
    marked = {text for one in row["output"] for text in one["selected_sentences"]}
    return f1(places, {place for place, text in enumerate(sentences) if text in marked})


if __name__ == "__main__":
    main()
