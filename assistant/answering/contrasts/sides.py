"""What two sets of documents say, side by side: an essay against the evidence, say."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.answering.contrasts.comparer import ContrastRequest, Line, Numbers
from assistant.answering.contrasts.told import Told
from assistant.answering.evidence.sentences import Rarity, Weights, score_sentences, select
from assistant.answering.proof.verify import Origins
from assistant.answering.questions.naming import find_named
from assistant.answering.speakers.holders import tells_of_an_author
from assistant.answering.speakers.voices import voices
from assistant.text.sentences import split_sentences
from assistant.text.tokens import terms
from assistant.types import Contrast, DocumentId, Evidence, Hit, Traits

#: Ranks paragraphs of some documents for some words, best first.
RetrieveFrom = Callable[[str, Sequence[DocumentId]], Sequence[Hit]]

#: Most sentences of a cell.
_MOST: Final = 2

_THE_REST: Final = re.compile(
    r"(?:all )?(?:the )?(?:evidence|others|rest|library|companions?"
    r"|(?:other|companion) documents?)",
    re.IGNORECASE,
)

Sides = tuple[list[DocumentId], list[DocumentId]]


def find_sides(first: str, second: str, traits: Sequence[Traits]) -> Sides | None:
    """Find the documents that two subjects stand for, if they are names of documents.

    One is an author or "the essay", the other another author, "the evidence" or "the others".

    Returns:
        The ids of both, in order and without common ones; None if a subject is something else.
    """
    known = {one.id for one in traits}
    found = [_documents(subject, traits) for subject in (first, second)]
    for place, subject in enumerate((first, second)):
        other = found[1 - place]
        if other and not found[place] and _THE_REST.fullmatch(subject.strip()):
            found[place] = known - other
    ours, theirs = found
    return (sorted(ours), sorted(theirs)) if ours and theirs and not ours & theirs else None


def _documents(subject: str, traits: Sequence[Traits]) -> set[DocumentId]:
    """Give the documents that a subject names, if it does nothing else."""
    named = find_named(subject, traits)
    return set(named.documents) if named and named.question == subject else set()


@dataclass(frozen=True, slots=True, kw_only=True)
class SideComparer:
    """Compares what two sets of documents say.

    Attributes:
        sides:    The ids of the documents.
        retrieve: Ranks paragraphs of some of them.
        rarity:   How rare each term is in the index.
        origins:  Looks up what a citation says of its document.
    """

    sides: Sides
    retrieve: RetrieveFrom
    rarity: Rarity
    origins: Origins

    def compare(self, asked: ContrastRequest, *, found: Sequence[str], started: float) -> Contrast:
        """Make the table, a row for each dimension; a cell is empty if its side is silent on it.

        Args:
            asked:   The subjects and dimensions.
            found:   Dimensions to take if none is asked for; without rows that nobody fills.
            started: `time.perf_counter()` when the call came.
        """
        dimensions = asked.dimensions or found
        numbers = Numbers(origins=self.origins)
        lines = [self._line(dimension) for dimension in dimensions]
        rows = [numbers.row(line) for line in lines if any(line.cells) or asked.dimensions]
        return Contrast(
            subjects=asked.subjects,
            rows=tuple(rows),
            citations=tuple(numbers.citations),
            unmentioned=(),
            seconds=time.perf_counter() - started,
        )

    def _line(self, dimension: str) -> Line:
        first, second = (self._cell(dimension, documents) for documents in self.sides)
        return Line(dimension=dimension, cells=(first, second))

    def _cell(self, dimension: str, documents: Sequence[DocumentId]) -> list[Told]:
        weights = Weights.of(dimension, self.rarity)
        scored = score_sentences(self.retrieve(dimension, documents), weights)
        bearing = [one for one in scored if weights.coverage(terms(one.text)) > 0]
        # "The essay argues" is the other side's word, where that has a cell of its own.
        own = [one for one in bearing if not tells_of_an_author(one.text)] or bearing
        return list(map(_told, select(own, most=_MOST)))


def headings(sections: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    """List the innermost headings of a document, to compare it on when nothing else is asked."""
    return tuple(dict.fromkeys(section[-1] for section in sections if section))


def _told(one: Evidence) -> Told:
    """Make a sentence one that is told, in the voice that it has in its paragraph."""
    sentences = split_sentences(one.paragraph.text, labels=one.paragraph.labels)
    spoken = voices([sentence.said for sentence in sentences])
    start = one.start - one.paragraph.start
    place = next(at for at, sentence in enumerate(sentences) if sentence.start == start)
    return Told(
        paragraph=one.paragraph,
        start=start,
        end=one.end - one.paragraph.start,
        tokens=(),
        mentions=(),
        about=frozenset(),
        named=frozenset(),
        direct=1.0,
        voice=spoken[place],
    )
