"""The rows that the reader learns from, and those it is measured on."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.text.sentences import split_sentences

#: Sources with texts under terms that were not read, or that mix too many (training/README.md).
LEFT_OUT: Final = frozenset({"covid-qa", "citation-integrity"})

#: Most rows taken of a source whose texts are far from those the assistant reads.
_MOST: Final = {"medquad": 2_000, "fairytaleqa": 5_000, "tat-qa": 1_000, "contract-nli": 2_000}

#: Share of the titles that a reader sees; it must also do without.
TITLED: Final = 0.5

LABELS: Final = ("supported", "refuted", "unproved")


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
            title=row["title"] if draw.random() < TITLED else "",
            sentences=tuple(row["sentences"]),
            answers=frozenset(row["answer_sentences"]),
            label=None,
            group=row["title"] or row["question"],
            source=row["source"],
        )
        for row in read_lines(folder, "answers-*.jsonl.gz")
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
        for row in read_lines(folder, "claims-*.jsonl.gz")
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


def read_lines(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    """Read the lines of files, without the sources left out."""
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
