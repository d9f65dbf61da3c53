"""Which documents a question is put to: chosen by id, topic, date and stance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypedDict, TypeVar

from assistant.errors import EmptyScopeError, UnknownDocumentError, UsageError
from assistant.storage.generation import Generation
from assistant.text.dates import first_day, iso_day
from assistant.text.normalise import fold_space
from assistant.types import DocumentId, Traits

_Chosen = TypeVar("_Chosen", bound=Traits)

#: Most topics or stances that a message lists.
_MOST_LISTED: Final = 40


class Where(TypedDict, total=False):
    """Which documents to look in; all by default. A document must meet all that is given.

    Attributes:
        documents: Ids of the documents.
        topics:    It has one of these; case and white space do not matter.
        since:     It is dated on or after this: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. A document
                   without a date that can be read is left out, and one that is dated to a year or
                   a month counts from its first day.
        stances:   Its stance is one of these; case and white space do not matter.
    """

    documents: Sequence[str] | None
    topics: Sequence[str]
    since: str | None
    stances: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which documents to look in; fields as in `Where`."""

    documents: Sequence[str] | None = None
    topics: Sequence[str] = ()
    since: str | None = None
    stances: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a date that is none.

        Raises:
            UsageError: says how to write one.
        """
        if self.since is not None and iso_day(self.since) is None:
            raise UsageError(
                f"{self.since!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD, as in 2020-05"
            )

    @property
    def narrows(self) -> bool:
        """Whether documents are chosen by more than their ids."""
        return bool(self.topics or self.since or self.stances)

    @property
    def is_all(self) -> bool:
        """Whether all documents are looked in."""
        return self.documents is None and not self.narrows

    @property
    def where(self) -> Where:
        """The same as arguments of `Assistant.ask` and others."""
        return Where(
            documents=self.documents, topics=self.topics, since=self.since, stances=self.stances
        )

    def __str__(self) -> str:
        """Write it as `/filter` of a chat does."""
        return " · ".join(self.parts())

    def parts(self) -> Iterator[str]:
        """Give out each thing that is asked of a document, in words."""
        for kind, names in (
            ("document", self.documents),
            ("topic", self.topics),
            ("since", [self.since] if self.since else ()),
            ("stance", self.stances),
        ):
            if names:
                yield f"{kind} {' or '.join(map(fold_space, names))}"


def resolve(scope: Scope, generation: Generation) -> list[DocumentId] | None:
    """Give the ids of a scope's documents; None for all.

    Raises:
        UnknownDocumentError: if there is no such document.
        EmptyScopeError: if no document has such a topic or stance, is so late, or meets all.
    """
    if scope.narrows:
        listed = generation.traits
        chosen = choose(scope, listed)
        return None if len(chosen) == len(listed) else [one.id for one in chosen]
    if scope.documents is None:
        return None
    ids = [DocumentId(name) for name in scope.documents]
    for id_ in ids:
        generation.catalogue.origin(id_)
    return ids


def traits_of(documents: Sequence[DocumentId] | None, generation: Generation) -> list[Traits]:
    """Look up the documents that `resolve` gave; None stands for all."""
    if documents is None:
        return generation.traits
    wanted = set(documents)
    return [one for one in generation.traits if one.id in wanted]


def choose(scope: Scope, listed: Sequence[_Chosen]) -> list[_Chosen]:
    """Choose a scope's documents among all of an index; errors as for `resolve`."""
    groups: list[set[DocumentId]] = []
    if scope.documents is not None:
        groups.append(_named(scope.documents, listed))
    if scope.topics:
        groups.append(_having("topic", scope.topics, {one.id: one.topics for one in listed}))
    if scope.stances:
        stances = {one.id: [one.stance] if one.stance else [] for one in listed}
        groups.append(_having("stance", scope.stances, stances))
    if scope.since:
        groups.append(_dated(scope.since, listed))
    chosen = [one for one in listed if all(one.id in group for group in groups)]
    if scope.narrows and not chosen:
        raise EmptyScopeError(
            f"no document has all of this: {', '.join(scope.parts())}; leave something out"
        )
    return chosen


def tally(named: Iterable[Sequence[str]]) -> dict[str, int]:
    """Count the documents that have each name, by name; the first spelling stands for all.

    Args:
        named: The names that each document has, such as its topics.
    """
    spelt: dict[str, str] = {}
    counts: dict[str, int] = {}
    for names in named:
        for name in names:
            spelt.setdefault(_folded(name), name)
        for key in set(map(_folded, names)):
            counts[key] = counts.get(key, 0) + 1
    return {spelt[key]: counts[key] for key in sorted(counts)}


def _named(names: Sequence[str], listed: Sequence[Traits]) -> set[DocumentId]:
    """Give ids as they were given.

    Raises:
        UnknownDocumentError: if one is no document's.
    """
    known = {one.id for one in listed}
    ids = [DocumentId(name) for name in names]
    for id_ in ids:
        if id_ not in known:
            raise UnknownDocumentError.of(id_)
    return set(ids)


def _having(
    kind: str, wanted: Sequence[str], had: Mapping[DocumentId, Sequence[str]]
) -> set[DocumentId]:
    """Find the documents that have one of the names.

    Raises:
        EmptyScopeError: if no document has one of them; says which names there are.
    """
    folded = {id_: set(map(_folded, names)) for id_, names in had.items()}
    known = set().union(*folded.values())
    for name in wanted:
        if not known:
            raise EmptyScopeError(
                f"no document has a {kind}; a Markdown file's front matter may give it one"
            )
        if _folded(name) not in known:
            there = list(tally(had.values()))
            more = f" and {len(there) - _MOST_LISTED} more" if len(there) > _MOST_LISTED else ""
            listed = ", ".join(there[:_MOST_LISTED])
            raise EmptyScopeError(f"no document has the {kind} {name!r}; {kind}s: {listed}{more}")
    keys = set(map(_folded, wanted))
    return {id_ for id_, names in folded.items() if names & keys}


def _dated(since: str, listed: Sequence[Traits]) -> set[DocumentId]:
    """Find the documents that are dated on or after a day.

    Raises:
        EmptyScopeError: if there are none; says which date is the latest.
    """
    days = {one.id: day for one in listed if one.date and (day := first_day(one.date))}
    if not days:
        raise EmptyScopeError("no document has a date that can be read; leave the date out")
    start, latest = iso_day(since), max(days.values())
    if start is None or latest < start:
        raise EmptyScopeError(f"no document is dated {since} or later; the latest is of {latest}")
    return {id_ for id_, day in days.items() if day >= start}


@lru_cache(maxsize=4_096)
def _folded(name: str) -> str:
    return fold_space(name).casefold()
