"""WiCE (Kamoi et al. 2023, arXiv 2303.01432): claims of Wikipedia and the pages they cite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.evaluation.case import Case, Gold
from assistant.evaluation.importers.passages import Fields, Passages, read_lines

_GRADES = {"supported": 2, "partially_supported": 1, "not_supported": 0}


def read_wice(path: Path, passages: Passages) -> Iterator[Case]:
    """Read its JSON Lines of claim and evidence; the claim is put as the question.

    A claim that its evidence supports is answerable, one that it does not support is not. All
    evidence of a claim is gold, graded 2 where it supports and 1 where it does so in part.
    """
    claims: dict[str, list[Fields]] = {}
    for entry in read_lines(path):
        claims.setdefault(entry.text("claim"), []).append(entry)
    for number, (claim, entries) in enumerate(claims.items(), start=1):
        grades = [_grade(entry) for entry in entries]
        gold = [_gold(entry, passages, grade) for entry, grade in zip(entries, grades, strict=True)]
        best = max(grades)
        yield Case(
            id=f"claim-{number}",
            question=claim,
            answerable=best > 0,
            tags=(next(label for label, grade in _GRADES.items() if grade == best),),
            cluster=_title(entries[0]),
            gold=tuple(dict.fromkeys(one for one in gold if one)),
            line=entries[0].line,
        )


def _gold(entry: Fields, passages: Passages, grade: int) -> Gold | None:
    name = passages.add(" ".join(entry.texts("evidence")), title=_title(entry))
    return passages.gold(name, grade=grade) if name and grade else None


def _grade(entry: Fields) -> int:
    label = entry.text("label")
    if label not in _GRADES:
        raise entry.wrong(f"the label {label!r} is none of {', '.join(_GRADES)}")
    return _GRADES[label]


def _title(entry: Fields) -> str:
    return entry.entry("meta").text("claim_title", "") if entry.has("meta") else ""
