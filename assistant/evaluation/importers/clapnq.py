"""CLAP NQ (Rosenthal et al. 2024, arXiv 2404.02103): long answers grounded in one passage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.evaluation.case import Case
from assistant.evaluation.importers.passages import Fields, Passages, read_lines


def read_clapnq(path: Path, passages: Passages) -> Iterator[Case]:
    """Read its JSON Lines: a question, its passage, and the answers that people wrote.

    The passage answers the question if there is an answer; a question without one is unanswerable.
    """
    for entry in read_lines(path):
        answers = [one.text("answer", "") for one in entry.entries("output")]
        references = tuple(answer for answer in answers if answer)
        names = [_keep(one, passages) for one in entry.entries("passages")]
        yield Case(
            id=entry.text("id"),
            question=entry.text("input"),
            answerable=bool(references),
            tags=("answerable" if references else "unanswerable",),
            cluster=entry.entries("passages")[0].text("title", "") if names else "",
            gold=tuple(passages.gold(name) for name in names if name and references),
            references=references,
            line=entry.line,
        )


def _keep(entry: Fields, passages: Passages) -> str | None:
    return passages.add(entry.text("text"), title=entry.text("title", ""))
