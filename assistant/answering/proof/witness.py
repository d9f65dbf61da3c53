"""A paragraph that is asked whether it bears statements out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assistant.answering.alignment import Source
from assistant.answering.evidence.company import leans
from assistant.answering.speakers.ascribed import Testimony
from assistant.answering.speakers.attribution import sources_at
from assistant.text.normalise import fold_space
from assistant.text.notes import Unmarked, without_marks
from assistant.text.quotes import find_quote
from assistant.text.sentences import Sentence, split_sentences
from assistant.types import Paragraph

#: Most sentences of a quote.
RUN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What bears a statement out.

    Attributes:
        paragraph: Where the quote stands.
        start:     Offset of the quote in the paragraph's text.
        end:       Offset behind it; one sentence, or up to three side by side.
        score:     Probability, in [0, 1], that it bears the statement out.
    """

    paragraph: Paragraph
    start: int
    end: int
    score: float

    @property
    def said(self) -> str:
        """The quote's words on one line, without the marks of footnotes."""
        quote = self.paragraph.text[self.start : self.end]
        return fold_space(without_marks(quote, self.paragraph.labels))


class Witness:
    """A paragraph that is asked whether it bears statements out."""

    def __init__(self, paragraph: Paragraph, *, author: str = "") -> None:
        self.paragraph = paragraph
        self.author = author
        self.sentences = split_sentences(paragraph.text, labels=paragraph.labels)

    @cached_property
    def source(self) -> Source:
        """Its sentences as words."""
        return Source(self.sentences, heading=" ".join(self.paragraph.section))

    def testimony(self, run: Iterable[int]) -> list[Testimony]:
        """Give sentences with what their own footnotes name."""
        return [
            Testimony(
                text=" ".join(one.said for one in self._with_antecedents(number)),
                sources=sources_at(
                    self.paragraph, self.sentences[number].start, self.sentences[number].end
                ),
                author=self.author,
            )
            for number in run
        ]

    def _with_antecedents(self, number: int) -> Sequence[Sentence]:
        """Give a sentence with those before it that it leans on."""
        first = number
        while first and leans(self.sentences[first].said):
            first -= 1
        return self.sentences[first : number + 1]

    def verbatim(self, statement: str) -> Proof | None:
        """Find a statement that is one of the paragraph's sentences, or a run of them."""
        labels = self.paragraph.labels
        whole = Unmarked(self.paragraph.text, labels)
        found = find_quote(statement, whole.text)
        place = whole.place(*found) if found else None
        starts = {sentence.start for sentence in self.sentences}
        if place is None or place[0] not in starts:
            return None
        for number, sentence in enumerate(self.sentences):
            if place[1] <= sentence.end:
                rest = without_marks(self.paragraph.text[place[1] : sentence.end], labels)
                first = next(n for n, one in enumerate(self.sentences) if one.start == place[0])
                said = not any(map(str.isalnum, rest)) and number - first < RUN
                return self.proof(range(first, number + 1), 1.0) if said else None
        return None

    def proof(self, run: range, score: float) -> Proof:
        """Quote a run of sentences."""
        return Proof(
            paragraph=self.paragraph,
            start=self.sentences[run[0]].start,
            end=self.sentences[run[-1]].end,
            score=score,
        )
