"""A second opinion: a language model compares answers with references.

Its word alone is worth little. How far it agrees with people is measured on answers that people
labelled; without such labels, the figure is shown as unvalidated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.errors import EvaluationError
from assistant.evaluation.case import Case
from assistant.evaluation.records import DIGITS, Ratio

#: What an answer is worth.
WORTH: Final[Mapping[str, float]] = {"right": 1.0, "partly": 0.5, "wrong": 0.0}

_WORD: Final = re.compile(r"\b(right|partly|wrong)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a judge is to compare.

    Attributes:
        question: What was asked.
        expected: An answer that is known to be right, or several.
        answer:   The answer to judge.
    """

    question: str
    expected: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """An answer that a person judged."""

    compared: Compared
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far a judge agrees with people.

    Attributes:
        kappa:  Cohen's kappa (1960): 1 for full agreement, 0 for what chance would give.
        labels: Answers that it was measured on.
    """

    kappa: float
    labels: int


#: Replies with one of `WORTH`, somewhere in a text.
Opine = Callable[[Compared], str]


def opinion(case: Case, answer: str, opine: Opine) -> Ratio | None:
    """Ask a judge about the answer to a case that has references; None if it gives no verdict."""
    if not (answer and case.answerable and case.references):
        return None
    expected = "\n".join(case.references)
    verdict = read_verdict(
        opine(Compared(question=case.question, expected=expected, answer=answer))
    )
    return None if verdict is None else Ratio(WORTH[verdict], 1)


def read_verdict(reply: str) -> str | None:
    """Find the verdict in a reply; None if there is none, or more than one."""
    found = {word.lower() for word in _WORD.findall(reply)}
    return found.pop() if len(found) == 1 else None


def agree(labels: Sequence[Label], opine: Opine) -> Agreement:
    """Measure how far a judge agrees with people; a reply without a verdict agrees with nobody."""
    from sklearn.metrics import cohen_kappa_score

    people = [label.verdict for label in labels]
    model = [read_verdict(opine(label.compared)) or "none" for label in labels]
    if people == model:
        return Agreement(kappa=1.0, labels=len(labels))
    return Agreement(
        kappa=round(float(cohen_kappa_score(people, model)), DIGITS), labels=len(labels)
    )


def load_labels(path: Path) -> list[Label]:
    """Read labelled answers: JSON Lines with `question`, `expected`, `answer` and `verdict`.

    Raises:
        EvaluationError: if the file cannot be read, is empty or has a line of another form.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise EvaluationError(f"the labels {path} cannot be read: {error}") from error
    labels = [_label(path, at, line) for at, line in enumerate(lines, start=1) if line.strip()]
    if not labels:
        raise EvaluationError(f"the labels {path} are empty; label some answers first")
    return labels


def _label(path: Path, number: int, line: str) -> Label:
    try:
        entry = json.loads(line)
        verdict = entry.pop("verdict")
        if verdict not in WORTH or not all(isinstance(one, str) for one in entry.values()):
            raise ValueError(f"the verdict must be one of {', '.join(WORTH)}")
        return Label(compared=Compared(**entry), verdict=verdict)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EvaluationError(
            f"{path}:{number}: expected question, expected, answer and verdict as text: {error}"
        ) from error
