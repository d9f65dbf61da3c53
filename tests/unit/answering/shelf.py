"""A library in memory that ranks paragraphs by shared words, for tests of contrasts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from assistant.answering.contrasts.comparer import Comparer, ContrastRequest
from assistant.reading.reader import Reading
from assistant.text.tokens import terms
from assistant.types import Contrast, DocumentId, Hit, Origin, Paragraph, ParagraphId
from tests.fakes import hit, reading

ESSAY = Path(__file__).parents[3] / "seeds" / "industrial-internet-not-a-copy.txt"
CONSUMER, INDUSTRIAL = "consumer Internet", "industrial Internet"


class Shelf:
    """Texts to compare things by."""

    def __init__(self, *readings: Reading) -> None:
        self.documents = {one.document.id: one.document for one in readings}
        self.paragraphs = {
            paragraph.id: paragraph for one in readings for paragraph in one.paragraphs
        }
        self._terms = {id_: set(terms(one.plain)) for id_, one in self.paragraphs.items()}

    def retrieve(self, question: str, limit: int) -> Sequence[Hit]:
        """Rank the paragraphs that share a term with a question."""
        weights = self.rarity(terms(question))
        scores = {
            id_: sum(weights[term] for term in weights if term in there)
            for id_, there in self._terms.items()
        }
        best = max(scores.values(), default=0.0)
        ranked = sorted((id_ for id_ in scores if scores[id_]), key=lambda id_: (-scores[id_], id_))
        return [hit(self.paragraphs[id_], score=scores[id_] / best) for id_ in ranked[:limit]]

    def rarity(self, wanted: Iterable[str]) -> Mapping[str, float]:
        """Weigh terms by how few paragraphs have them."""
        total = len(self._terms)
        return {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5))
            for term in wanted
            for count in [sum(term in there for there in self._terms.values())]
        }

    def origin(self, document: DocumentId) -> Origin:
        """Say what a citation needs to know of a document."""
        found = self.documents[document]
        return Origin(title=found.title, author=found.author, path=found.path, sha256=found.sha256)

    def find(self, id_: ParagraphId) -> Paragraph | None:
        """Look up a paragraph."""
        return self.paragraphs.get(id_)

    def compare(self, first: str, second: str, *on: str, k: int = 8) -> Contrast:
        """Compare two things."""
        comparer = Comparer(
            retrieve=self.retrieve, find=self.find, rarity=self.rarity, origins=self.origin
        )
        request = ContrastRequest(subjects=(first, second), dimensions=on)
        return comparer.compare(request, k=k, started=0.0)


def essay_shelf() -> Shelf:
    """The essay alone."""
    return Shelf(reading("essay", ESSAY.read_text("utf-8")))


def shelf_of(*texts: str, suffix: str = ".txt") -> Shelf:
    """A document for each text."""
    return Shelf(
        *(reading(f"text-{number}", text, suffix=suffix) for number, text in enumerate(texts))
    )


def quotes(contrast: Contrast) -> dict[str, tuple[list[str], list[str]]]:
    """List the quotes of each row's two cells."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in contrast.rows:
        first, second = ([one.statement.text for one in cell.remarks] for cell in row.cells)
        found[row.dimension] = (first, second)
    return found
