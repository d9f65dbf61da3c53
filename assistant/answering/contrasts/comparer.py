"""Two subjects side by side: what the documents say of each, dimension by dimension.

It only quotes. `told` reads which subject a sentence is about, `cells` chooses, `verify.cite` makes
the proof.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from assistant.answering.contrasts.cells import Chooser
from assistant.answering.contrasts.dimensions import find_dimensions
from assistant.answering.contrasts.subjects import SIDES, Side, Subjects
from assistant.answering.contrasts.told import Told, tell
from assistant.answering.evidence.sentences import Rarity, Weights
from assistant.answering.proof.verify import Origins, cite
from assistant.answering.speakers.attribution import attribute
from assistant.answering.speakers.voices import ends_reported
from assistant.text.normalise import fold_space
from assistant.text.sentences import split_sentences
from assistant.types import (
    Cell,
    Citation,
    Contrast,
    Hit,
    Paragraph,
    ParagraphId,
    Remark,
    Row,
    Statement,
)

#: Gives at most so many paragraphs that fit some words, best first.
Retrieve = Callable[[str, int], Sequence[Hit]]

#: Looks up a paragraph; None if the document has no such number.
Find = Callable[[ParagraphId], Paragraph | None]

#: Paragraphs for each subject that show what it is called and on what the two can be compared.
_WIDE: Final = 50

#: Most rows of a table whose dimensions were found: it fits on two screens.
_MOST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastRequest:
    """What is to be compared.

    Attributes:
        subjects:   Two, and not the same.
        dimensions: On what; found in the documents if empty.
    """

    subjects: tuple[str, str]
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparer:
    """Compares two subjects by what an index holds.

    Attributes:
        retrieve: Ranks paragraphs.
        find:     Looks up one paragraph.
        rarity:   How rare each term is in the index.
        origins:  Looks up what a citation says of its document.
    """

    retrieve: Retrieve
    find: Find
    rarity: Rarity
    origins: Origins

    def compare(self, asked: ContrastRequest, *, k: int, started: float) -> Contrast:
        """Make the table.

        Args:
            asked:   The subjects and dimensions.
            k:       Paragraphs to look through for each cell.
            started: `time.perf_counter()` when the call came.
        """
        first, second = asked.subjects
        queries = (first, second, f"{first} {second}")
        paragraphs = _paragraphs(hit for query in queries for hit in self.retrieve(query, _WIDE))
        subjects = Subjects.of(first, second, [paragraph.plain for paragraph in paragraphs])
        reader = _Reader(comparer=self, subjects=subjects)
        told = [one for paragraph in paragraphs for one in reader.read(paragraph)]
        table = _Table(asked=asked, reader=reader, k=k)
        if asked.dimensions:
            lines = [table.line(dimension) for dimension in asked.dimensions]
        else:
            found = find_dimensions(told, subjects, paragraphs, self.rarity)
            both = len({side for one in told for side in one.about}) == len(SIDES)
            useful = (line for line in map(table.line, found) if line.tells_apart(both=both))
            lines = list(islice(useful, _MOST)) or [table.line("")]
        numbers = Numbers(origins=self.origins)
        return Contrast(
            subjects=asked.subjects,
            rows=tuple(map(numbers.row, lines)),
            citations=tuple(numbers.citations),
            unmentioned=tuple(asked.subjects[side] for side in SIDES if side not in reader.named),
            seconds=time.perf_counter() - started,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row before its citations are numbered."""

    dimension: str
    cells: tuple[list[Told], list[Told]]

    def tells_apart(self, *, both: bool) -> bool:
        """Tell whether the row is worth showing unasked: the two cells are filled, and differ."""
        first, second = self.cells
        return first != second and (not both or bool(first and second))


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads paragraphs once, and remembers which subjects were named anywhere."""

    comparer: Comparer
    subjects: Subjects
    named: set[Side] = field(default_factory=set)
    _read: dict[ParagraphId, list[Told]] = field(default_factory=dict)

    def read(self, paragraph: Paragraph) -> list[Told]:
        """List what a paragraph tells about the subjects."""
        if paragraph.id not in self._read:
            title = self.comparer.origins(paragraph.document).title
            told = tell(paragraph, self.subjects, title=title, behind=self._behind(paragraph))
            self._read[paragraph.id] = told
            self.named.update(side for one in told for side in one.about)
        return self._read[paragraph.id]

    def _behind(self, paragraph: Paragraph) -> str:
        """Give the sentence behind a paragraph, where it can change what the paragraph says."""
        sentences = split_sentences(paragraph.text, labels=paragraph.labels)
        if not ends_reported([one.said for one in sentences]):
            return ""
        after = ParagraphId(document=paragraph.document, number=paragraph.number + 1)
        following = self.comparer.find(after)
        if following is None:
            return ""
        return split_sentences(following.text, labels=following.labels)[0].said


@dataclass(slots=True, kw_only=True)
class _Table:
    """Fills one line after the other, so that a sentence is not told in each."""

    asked: ContrastRequest
    reader: _Reader
    k: int
    _above: set[Told] = field(default_factory=set)

    def line(self, dimension: str) -> Line:
        """Choose the sentences of a row."""
        hits = self._hits(dimension)
        chooser = Chooser(
            weights=self._weights(dimension),
            scores={hit.paragraph.id: hit.score for hit in hits},
            above=frozenset(self._above),
        )
        told = [one for hit in hits for one in self.reader.read(hit.paragraph)]
        first = chooser.choose(told, 0)
        # What speaks of both need not be told twice, if there is something else.
        rest = [one for one in told if one not in first]
        second = chooser.choose(rest, 1) or chooser.choose(told, 1)
        self._above.update(first, second)
        return Line(dimension=dimension, cells=(first, second))

    def _weights(self, dimension: str) -> Weights:
        """Weigh a dimension's terms; those of the subjects' own names tell nothing."""
        weights = Weights.of(dimension, self.reader.comparer.rarity)
        names = self.reader.subjects.terms
        own = {term: rare for term, rare in weights.terms.items() if term not in names}
        return Weights(terms=own) if own else weights

    def _hits(self, dimension: str) -> list[Hit]:
        """Retrieve for both cells; each paragraph once, with its better score."""
        best: dict[ParagraphId, Hit] = {}
        for subject in self.asked.subjects:
            for hit in self.reader.comparer.retrieve(f"{subject} {dimension}".rstrip(), self.k):
                known = best.get(hit.paragraph.id)
                if known is None or hit.score > known.score:
                    best[hit.paragraph.id] = hit
        return sorted(best.values(), key=lambda hit: hit.paragraph.id)


@dataclass(slots=True, kw_only=True)
class Numbers:
    """Numbers the citations in order of appearance; a quote that comes again keeps its number."""

    origins: Origins
    _known: dict[Told, Citation] = field(default_factory=dict)

    @property
    def citations(self) -> Iterator[Citation]:
        """All citations, by number."""
        return iter(self._known.values())

    def row(self, line: Line) -> Row:
        """Make a row of quotes."""
        first, second = line.cells
        cells = (self._cell(first), self._cell(second))
        return Row(dimension=line.dimension, cells=cells)

    def _cell(self, chosen: Iterable[Told]) -> Cell:
        return Cell(remarks=tuple(map(self._remark, chosen)))

    def _remark(self, one: Told) -> Remark:
        if one not in self._known:
            self._known[one] = cite(
                one.paragraph,
                one.start,
                one.end,
                number=len(self._known) + 1,
                origin=self.origins(one.paragraph.document),
            )
        proof = self._known[one]
        statement = Statement(
            text=fold_space(one.text),
            support="quoted",
            score=1.0,
            citations=(proof,),
            attribution=attribute([proof]),
        )
        return Remark(statement=statement, shared=one.is_shared, voice=one.voice)


def _paragraphs(hits: Iterable[Hit]) -> list[Paragraph]:
    """List each paragraph once, in reading order."""
    found = {hit.paragraph.id: hit.paragraph for hit in hits}
    return [found[id_] for id_ in sorted(found)]
