"""Two public question-answering sets in one index: half of their questions have no answer there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from slugify import slugify

from benchmarks.texts import SQUAD

CLAPNQ: Final = "clapnq-tune.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of one of the sets.

    Attributes:
        data:       "CLAP NQ" or "SQuAD 2.0".
        question:   As people asked it.
        document:   Id of the passage that it belongs to, one paragraph long.
        answerable: Whether that passage answers it.
        answers:    What people answered: spans of the passage (SQuAD) or prose (CLAP NQ).
        chosen:     The sentences that people chose for it; none in SQuAD.
        group:      What must not be torn apart: an article or a question.
    """

    data: str
    question: str
    document: str
    answerable: bool
    answers: tuple[str, ...]
    chosen: frozenset[str]
    group: str


def lay_out(data: Path, folder: Path) -> list[Asked]:
    """Write every passage of both sets as a file with its title, and list the questions.

    Args:
        data:   Holds `clapnq-tune.jsonl` and `squad2-tune.json`.
        folder: An empty folder.
    """
    return [*_clapnq(data / CLAPNQ, folder), *_squad(data / SQUAD, folder)]


def _clapnq(path: Path, folder: Path) -> Iterator[Asked]:
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        passage = row["passages"][0]
        answers = [output for output in row["output"] if output["answer"]]
        name = f"clapnq-{number}"
        _write(folder / f"{name}.md", passage["title"], passage["text"])
        yield Asked(
            data="CLAP NQ",
            question=row["input"],
            document=name,
            answerable=bool(answers),
            answers=tuple(output["answer"] for output in answers),
            chosen=frozenset(text for output in answers for text in output["selected_sentences"]),
            group=name,
        )


def _squad(path: Path, folder: Path) -> Iterator[Asked]:
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article["title"].replace("_", " ")
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"squad-{slugify(title)}-{number}"
            _write(folder / f"{name}.md", title, paragraph["context"])
            for row in paragraph["qas"]:
                yield _question(row, name, title)


def _question(row: dict[str, Any], document: str, title: str) -> Asked:
    return Asked(
        data="SQuAD 2.0",
        question=row["question"],
        document=document,
        answerable=not row["is_impossible"],
        answers=tuple(answer["text"] for answer in row["answers"]),
        chosen=frozenset(),
        group=title,
    )


def _write(path: Path, title: str, text: str) -> None:
    flat = text.replace("\n", " ")
    path.write_text(f"---\ntitle: {json.dumps(title)}\n---\n\n{flat}\n", "utf-8")
