"""Questions, answers and passages as plain JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assistant.evaluation.case import Case
from assistant.evaluation.importers.passages import Passages, read_lines


def read_plain(path: Path, passages: Passages) -> Iterator[Case]:
    """Read lines with `question`, `passages` and `answers`; `id` and `answerable` may be left out.

    All passages of a line answer its question, unless it has no answer; then it is unanswerable,
    and its passages only make the search harder. Without answers, `answerable` must be given.
    """
    for entry in read_lines(path):
        answers = tuple(answer for answer in entry.texts("answers") if answer)
        answerable = entry.flag("answerable", default=bool(answers))
        names = [name for text in entry.texts("passages") if (name := passages.add(text))]
        if answerable and not (answers or names):
            raise entry.wrong("an answerable question needs `answers` or `passages`")
        yield Case(
            id=entry.text("id", str(entry.line)),
            question=entry.text("question"),
            answerable=answerable,
            tags=("answerable" if answerable else "unanswerable",),
            gold=tuple(passages.gold(name) for name in dict.fromkeys(names) if answerable),
            references=answers if answerable else (),
            line=entry.line,
        )
