"""A question that leans on the conversation is made to stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.text.tokens import terms

# "And …", "What about …" and a pronoun without a noun of its own point back.
_LEANS: Final = re.compile(
    r"^(and|but|so|then|how so|really)\b|\b(what|how) about\b"
    r"|\b(it|its|he|him|his|she|her|they|them|their|this|these|those)\b",
    re.IGNORECASE,
)

#: A question with fewer terms than this has no subject of its own.
_OWN_SUBJECT: Final = 2


def standalone(question: str, history: Sequence[str]) -> str:
    """Put the last question before one that does not stand alone; leave any other as it is.

    What it gains is measured by benchmarks/followup.py.

    Args:
        question: As asked.
        history:  Earlier questions of the conversation, oldest first.
    """
    if not history or not (_LEANS.search(question) or len(terms(question)) < _OWN_SUBJECT):
        return question
    return f"{history[-1]} {question}"
