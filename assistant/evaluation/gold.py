"""Check that gold paragraphs are what the suite says, before anything is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from assistant.errors import SuiteError
from assistant.evaluation.case import Case, Gold, fold_words

#: Lists the texts of a document's paragraphs in reading order; None if there is no such document.
Paragraphs = Callable[[str], Sequence[str] | None]

#: Characters of a paragraph that a message quotes.
_SHOWN: Final = 40


def check_gold(cases: Sequence[Case], paragraphs: Paragraphs, *, path: str) -> None:
    """Check all gold paragraphs, so that an edited document is noticed.

    Raises:
        SuiteError: if one does not exist or begins otherwise; names the file and the line.
    """
    wrong = [
        f"{path}:{case.line}: case {case.id!r}: {problem}"
        for case in cases
        for gold in case.gold
        if (problem := _problem(gold, paragraphs(gold.document)))
    ]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise SuiteError(f"{wrong[0]}{more}; correct the suite, or ingest the documents it is for")


def _problem(gold: Gold, texts: Sequence[str] | None) -> str | None:
    name = f"the gold paragraph {gold.document}:{gold.paragraph}"
    if texts is None:
        return f"{name} does not exist: there is no document {gold.document!r}"
    if gold.paragraph > len(texts):
        return f"{name} does not exist: {gold.document!r} has {len(texts)}"
    begins = fold_words(texts[gold.paragraph - 1])
    if not begins.startswith(fold_words(gold.starts)):
        return f"{name} begins “{begins[:_SHOWN]}…”, not “{gold.starts[:_SHOWN]}…”"
    return None
