"""Which documents a question names: by their author, or as the essay that the others are about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assistant.text.normalise import fold_space
from assistant.types import DocumentId, Traits

# "The essay", "this author's"; what a library's other documents take a stance to.
_WORK: Final = (
    r"(?:\b(?:the|this|that|his|her|its|an?) )?"
    r"\b(?:essays?|essayist|author|writer of the essay)\b(?:['’]s\b)?"
)

# What is said of a holder of views beside his name, and nothing about the view: "as … holds".
_SAYING: Final = (
    r"(?:(?: itself| himself| herself)?(?: always| also| really)? "
    r"(?:says?|said|argues?|thinks?|holds?|claims?|believes?|expects?|hopes for|foresees|sees it"
    r"|has it|would have it|makes out|imagines it|writes?)\b)?"
)
_LEADING: Final = r"(?:\b(?:as|according to|for|in|by|does|did|do|of|against|vs\.?|versus) )?"

#: Shorter parts of a name are too common to know an author by.
_SHORTEST_NAME: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The documents that a question names.

    Attributes:
        documents: Their ids.
        question:  The question without the words that name them.
    """

    documents: frozenset[DocumentId]
    question: str


def find_named(question: str, traits: Iterable[Traits]) -> Named | None:
    """Find the documents that a question names, unless it names none or all of them.

    An author is known by any long part of a name, written with a capital letter. "The essay" and
    "the author" mean the documents without a stance where others take one.

    Args:
        question: As it stands alone.
        traits:   Of all documents that are looked in.
    """
    listed = list(traits)
    found: set[DocumentId] = set()
    patterns = list(_authors(question, listed))
    found.update(one.id for one in listed for author, _ in patterns if one.author == author)
    spoken = [pattern for _, pattern in patterns]
    if re.search(_WORK, question, re.IGNORECASE) and (about := _without_stance(listed)):
        found |= about
        spoken.append(_WORK)
    if not found or len(found) == len(listed):
        return None
    bare = question
    for pattern in spoken:
        bare = re.sub(f"{_LEADING}{pattern}{_SAYING}", " ", bare, flags=re.IGNORECASE)
    return Named(documents=frozenset(found), question=_tidy(bare) or question)


def _authors(question: str, listed: Iterable[Traits]) -> Iterator[tuple[str, str]]:
    """Give the authors that a question names, each with the pattern of how it does."""
    for author in sorted({one.author for one in listed if one.author}):
        parts = author.split()
        long = [part for part in parts if len(part) >= _SHORTEST_NAME and part[0].isupper()]
        # One word, such as "Editors", is a role more often than a name.
        if len(parts) > 1 and any(re.search(rf"\b{re.escape(part)}\b", question) for part in long):
            name = "|".join(map(re.escape, parts))
            yield author, rf"\b(?:{name})(?:[ -](?:{name}))*\b(?:['’]s?\b)?"


def _without_stance(listed: Collection[Traits]) -> set[DocumentId]:
    """Give the documents without a stance, if there are others that have one."""
    without = {one.id for one in listed if not one.stance}
    return without if len(without) < len(listed) else set()


def _tidy(text: str) -> str:
    """Close the gaps that the names leave."""
    closed = re.sub(r"[\s,;:]+(?=[.?!])|\s+(?=[,;:])", "", fold_space(text))
    return closed.strip(" ,;:")
