"""The rows that the reader learns from, and those it is measured on."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from assistant.text.sentences import split_sentences

#: Sources with texts under terms that were not read, or that mix too many (training/README.md).
LEFT_OUT: Final = frozenset({"covid-qa", "citation-integrity"})

#: Most rows taken of a source whose texts are far from those the assistant reads.
_MOST: Final = {"medquad": 2_000, "fairytaleqa": 5_000, "tat-qa": 1_000, "contract-nli": 2_000}

#: Share of the titles that a reader sees; it must also do without.
_TITLED: Final = 0.5

LABELS: Final = ("supported", "refuted", "unproved")

#: Questions of our own about passages of the training data (training/README.md).
WRITTEN: Final = Path(__file__).with_name("questions.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A question with a passage, or a claim with evidence.

    Attributes:
        query:     The question or the claim.
        title:     The passage's title, or "".
        sentences: The passage or the evidence.
        answers:   Which sentences answer, from 0; empty if none does.
        label:     Index in `LABELS` for a claim; `None` for a question.
        group:     What must not be torn apart: an article or a claim.
        source:    Where the row is from.
    """

    query: str
    title: str
    sentences: tuple[str, ...]
    answers: frozenset[int]
    label: int | None
    group: str
    source: str


def read_answers(folder: Path) -> list[Row]:
    """Read `answers-*.jsonl.gz`, without the sources left out."""
    draw = random.Random(1)
    rows = [
        Row(
            query=row["question"],
            title=row["title"] if draw.random() < _TITLED else "",
            sentences=tuple(row["sentences"]),
            answers=frozenset(row["answer_sentences"]),
            label=None,
            group=row["title"] or row["question"],
            source=row["source"],
        )
        for row in _lines(folder, "answers-*.jsonl.gz")
    ]
    return _limited(rows)


def read_claims(folder: Path) -> list[Row]:
    """Read `claims-*.jsonl.gz`, without the sources left out."""
    rows = [
        Row(
            query=row["claim"],
            title="",
            sentences=tuple(row["evidence"]),
            answers=frozenset(),
            label=LABELS.index(row["label"]),
            group=row["claim"],
            source=row["source"],
        )
        for row in _lines(folder, "claims-*.jsonl.gz")
    ]
    return _limited(rows)


def read_squad(path: Path) -> list[Row]:
    """Read questions of SQuAD 2.0, each with its own paragraph."""
    return [
        Row(
            query=question["question"],
            title=article["title"].replace("_", " "),
            sentences=tuple(sentence.text for sentence in sentences),
            answers=frozenset(
                place
                for place, sentence in enumerate(sentences)
                for answer in question["answers"]
                if sentence.start <= answer["answer_start"] < sentence.start + len(sentence.text)
            ),
            label=None,
            group=article["title"],
            source="squad2-tune",
        )
        for article in json.loads(path.read_text("utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for sentences in [split_sentences(paragraph["context"])]
        for question in paragraph["qas"]
    ]


def read_clapnq(path: Path) -> list[Row]:
    """Read questions of CLAP NQ, each with its gold passage."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Row(
            query=row["input"],
            title=row["passages"][0]["title"],
            sentences=tuple(row["passages"][0]["sentences"]),
            answers=frozenset(_chosen(row)),
            label=None,
            group=row["id"],
            source="clapnq-tune",
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A question of our own.

    Attributes:
        question: In other words than the passages, as a rule.
        article:  Title of the article that it asks about.
        passage:  The sentences of the passage that it belongs to.
        answers:  Which sentences answer, from 0, for each passage of the article that does.
    """

    question: str
    article: str
    passage: tuple[str, ...]
    answers: dict[tuple[str, ...], frozenset[int]]


def read_written(folder: Path, *, learned: bool) -> list[Written]:
    """Read our own questions.

    Args:
        folder:  Holds `answers-*.jsonl.gz`, where the passages stand.
        learned: Those about the articles that a reader may learn from; otherwise those about every
                 third article, which it is measured on.
    """
    rows = [json.loads(line) for line in WRITTEN.read_text("utf-8").splitlines()]
    known = _passages(folder)
    titles = sorted({known[row["passage"]][0] for row in rows})
    measured = set(titles[2::3])
    return [
        Written(
            question=row["question"],
            article=article,
            passage=passage,
            answers={known[name][1]: frozenset(at) for name, at in row["answers"].items()},
        )
        for row in rows
        for article, passage in [known[row["passage"]]]
        if (article not in measured) == learned
    ]


def rows_of_written(written: Sequence[Written], *, seed: int) -> Iterator[Row]:
    """Make a row of each question with its passage, and one with another passage of its article."""
    draw = random.Random(seed)
    passages: dict[str, dict[tuple[str, ...], None]] = {}
    for one in written:
        passages.setdefault(one.article, {})[one.passage] = None
    for one in written:
        others = [passage for passage in passages[one.article] if passage != one.passage]
        for passage in (one.passage, draw.choice(others)):
            yield Row(
                query=one.question,
                title=one.article if draw.random() < _TITLED else "",
                sentences=passage,
                answers=one.answers.get(passage, frozenset()),
                label=None,
                group=one.article,
                source="written",
            )


@cache
def _passages(folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Read the title and the sentences of each passage, by its name."""
    return {
        _name(row["sentences"]): (unquote(row["title"]), tuple(row["sentences"]))
        for row in _lines(folder, "answers-*.jsonl.gz")
    }


def _name(sentences: Sequence[str]) -> str:
    """Name a passage by its text."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:12]


def split(rows: Sequence[Row], *, share: float, seed: int) -> tuple[list[Row], list[Row]]:
    """Split rows in two, whole groups at a time; the first part has about `share` of the groups."""
    groups = sorted({row.group for row in rows})
    random.Random(seed).shuffle(groups)
    first = set(groups[: round(len(groups) * share)])
    return [r for r in rows if r.group in first], [r for r in rows if r.group not in first]


def _chosen(row: dict[str, Any]) -> set[int]:
    """Give the sentences that any annotator wrote the answer from."""
    wanted = {
        sentence
        for output in row["output"]
        if output["answer"]
        for sentence in output["selected_sentences"]
    }
    return {
        place
        for place, sentence in enumerate(row["passages"][0]["sentences"])
        if sentence in wanted
    }


def _lines(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(pattern)):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                row = json.loads(line)
                if row["source"].split(":")[0] not in LEFT_OUT:
                    yield row


def _limited(rows: list[Row]) -> list[Row]:
    taken: dict[str, int] = {}
    kept: list[Row] = []
    for row in rows:
        source = row.source.split(":")[0]
        taken[source] = taken.get(source, 0) + 1
        if taken[source] <= _MOST.get(source, len(rows)):
            kept.append(row)
    return kept
