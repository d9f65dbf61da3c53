"""Questions of our own, half of which have no answer (training/README.md)."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from training.reader.rows import TITLED, Row, read_lines

#: Questions about passages of the training data.
QUESTIONS: Final = Path(__file__).with_name("questions.jsonl")

#: Essays of our own with questions about them.
ESSAYS: Final = Path(__file__).with_name("essays.jsonl")

#: Of so many articles, and of so many essays, one is kept to measure with.
_ARTICLES: Final = 3
_ESSAYS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A question of our own.

    Attributes:
        question: As somebody might ask it.
        article:  Title of the article or essay that it asks about.
        passage:  The sentences of the passage that it belongs to.
        answers:  Which sentences answer, from 0, for each passage of the article that does.
        source:   "questions" or "essays".
    """

    question: str
    article: str
    passage: tuple[str, ...]
    answers: dict[tuple[str, ...], frozenset[int]]
    source: str


def read_written(folder: Path, *, learned: bool) -> list[Written]:
    """Read our own questions.

    Args:
        folder:  Holds `answers-*.jsonl.gz`, where the passages of the articles stand.
        learned: Those about the articles and essays that a reader may learn from; otherwise those
                 about the others, which it is measured on.
    """
    chosen: list[Written] = []
    for written, every in ((read_questions(folder), _ARTICLES), (read_essays(), _ESSAYS)):
        measured = set(sorted({one.article for one in written})[every - 1 :: every])
        chosen += [one for one in written if (one.article not in measured) == learned]
    return chosen


def read_questions(folder: Path) -> list[Written]:
    """Read the questions about passages of the training data."""
    known = _passages(folder)
    return [
        Written(
            question=row["question"],
            article=known[row["passage"]][0],
            passage=known[row["passage"]][1],
            answers={known[name][1]: frozenset(at) for name, at in row["answers"].items()},
            source="questions",
        )
        for row in _rows(QUESTIONS)
    ]


def read_essays() -> list[Written]:
    """Read the essays' questions."""
    return [
        Written(
            question=row["question"],
            article=essay["title"],
            passage=passages[row["paragraph"]],
            answers={passages[int(at)]: frozenset(some) for at, some in row["answers"].items()},
            source="essays",
        )
        for essay in _rows(ESSAYS)
        for passages in [[tuple(one) for one in essay["paragraphs"]]]
        for row in essay["questions"]
    ]


def passages_of(written: Sequence[Written]) -> dict[str, list[tuple[str, ...]]]:
    """Give each article's passages, in the questions' order."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for one in written:
        found.setdefault(one.article, {})[one.passage] = None
    return {article: list(passages) for article, passages in found.items()}


def rows_of_written(written: Sequence[Written], *, seed: int) -> Iterator[Row]:
    """Make a row of each question with its passage, and one with another passage of its article."""
    draw = random.Random(seed)
    passages = passages_of(written)
    for one in written:
        others = [passage for passage in passages[one.article] if passage != one.passage]
        for passage in (one.passage, draw.choice(others)):
            yield Row(
                query=one.question,
                title=one.article if draw.random() < TITLED else "",
                sentences=passage,
                answers=one.answers.get(passage, frozenset()),
                label=None,
                group=one.article,
                source=one.source,
            )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


@cache
def _passages(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Read the title and the sentences of each passage, by its name."""
    return {
        _name(row["sentences"]): (unquote(row["title"]), tuple(row["sentences"]))
        for row in read_lines(folder, "answers-*.jsonl.gz")
    }


def _name(sentences: Sequence[str]) -> str:
    """Name a passage by its text."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:12]
