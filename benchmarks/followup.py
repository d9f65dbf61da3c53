"""What the rule that makes a question stand alone gains in retrieval, on SQuAD 2.0.

Of two questions that follow each other on one paragraph, the second counts if it holds a pronoun.
Its right answer is that paragraph; the index holds all articles. The pairs favour the rule in one
way: both questions are about the same paragraph.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from slugify import slugify

from assistant import Assistant
from assistant.answering.questions.followup import standalone
from assistant.text.normalise import fold_space
from benchmarks.figures import table
from benchmarks.texts import SQUAD

_PRONOUN: Final = re.compile(
    r"\b(he|him|his|she|her|it|its|they|them|their|this|these|those)\b", re.IGNORECASE
)
_DEPTH: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A question, the one before it, and the paragraph that answers both."""

    before: str
    question: str
    paragraph: str


def _pairs(articles: list[dict[str, Any]]) -> Iterator[Pair]:
    for article in articles:
        for paragraph in article["paragraphs"]:
            asked = [one["question"] for one in paragraph["qas"] if not one["is_impossible"]]
            for before, question in pairwise(asked):
                if before != question and _PRONOUN.search(question):
                    text = fold_space(paragraph["context"])
                    yield Pair(before=before, question=question, paragraph=text)


def _write(articles: list[dict[str, Any]], folder: Path) -> Path:
    folder.mkdir()
    for article in articles:
        texts = [fold_space(paragraph["context"]) for paragraph in article["paragraphs"]]
        (folder / f"{slugify(article['title'])}.txt").write_text("\n\n".join(texts), "utf-8")
    return folder


_WAYS: Final[dict[str, Callable[[Pair], str]]] = {
    "as asked": lambda pair: pair.question,
    "by the rule": lambda pair: standalone(pair.question, [pair.before]),
    "always with the question before": lambda pair: f"{pair.before} {pair.question}",
}


def main() -> None:
    """Rank each question's paragraph in three ways, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help=f"holds {SQUAD}")
    articles = json.loads((parser.parse_args().folder / SQUAD).read_text("utf-8"))["data"]
    pairs = list(_pairs(articles))
    rows = []
    with tempfile.TemporaryDirectory() as work, Assistant.open(index=Path(work) / "index") as bot:
        bot.ingest(_write(articles, Path(work) / "articles"))
        for way, say in _WAYS.items():
            ranks = [_rank(bot, say(pair), pair.paragraph) for pair in pairs]
            rows.append(
                {
                    "question": way,
                    "pairs": str(len(pairs)),
                    "recall@1": f"{sum(rank == 1 for rank in ranks) / len(ranks):.3f}",
                    "recall@5": f"{sum(rank > 0 for rank in ranks) / len(ranks):.3f}",
                }
            )
    print(table(rows))


def _rank(bot: Assistant, question: str, paragraph: str) -> int:
    """Rank from 1 of a paragraph among the first five; 0 if it is not there."""
    texts = [fold_space(hit.paragraph.text) for hit in bot.search(question, k=_DEPTH)]
    return texts.index(paragraph) + 1 if paragraph in texts else 0


if __name__ == "__main__":
    main()
