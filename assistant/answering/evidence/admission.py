"""Sentences in which a document says that something is not known."""

from __future__ import annotations

import re
from typing import Final

_KNOWN: Final = (
    r"(?:found|known|published|disclosed|reported|stated|given|recorded|measured|available)"
)
_TELLING: Final = (
    r"(?:gives?|states?|names?|measures?|reports?|says?|tells?|compares?|shows?|holds?|counts?)"
)

_ADMITS: Final = re.compile(
    r"\b(?:was|were|is|are|has been|have been|could|can)(?: [\w-]+){0,8} not(?: be| been)? "
    rf"{_KNOWN}\b"
    r"|\b(?:could|can)(?:not| not) be (?:found|established|determined|verified)\b"
    rf"|\bno (?:[\w-]+ ){{0,3}}[\w-]+(?: [^.;]*)? (?:was|were|is|are|has been|could be) {_KNOWN}\b"
    rf"|\b(?:none of the|no) sources?\b[^.;]* {_TELLING}\b"
    rf"|\bsources?(?: [\w-]+){{0,4}} (?:(?:do|does|did) not {_TELLING}\b|{_TELLING} no\b)"
    r"|\b(?:is|are|was|were) unknown\b|\bremains? (?:unknown|open)\b",
    re.IGNORECASE,
)

# Who asks for what is not known is answered by such a sentence.
_ASKS_FOR_GAPS: Final = re.compile(
    r"\b(?:not|n[o’']t|never|cannot) (?:\w+ )?(?:known?|found|find|say|tell|published|measured)\b"
    r"|\b(?:unknown|missing|gaps?|open questions?|looked for|lack(?:s|ing)?|uncertain\w*)\b",
    re.IGNORECASE,
)


def admits_ignorance(sentence: str) -> bool:
    """Tell whether a sentence says that something was not found or is not known.

    >>> admits_ignorance("The number of paying customers was looked for and not found.")
    True
    >>> admits_ignorance("The number of paying customers was not large.")
    False
    """
    return _ADMITS.search(sentence) is not None


def asks_for_gaps(question: str) -> bool:
    """Tell whether a question asks for what is not known.

    >>> asks_for_gaps("What could not be found about Predix?")
    True
    """
    return _ASKS_FOR_GAPS.search(question) is not None
