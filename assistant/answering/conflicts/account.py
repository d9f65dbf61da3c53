"""A candidate sentence as words and values, and what of a question it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.answering.conflicts.values import Value, find_values
from assistant.text.tokens import words as words_of
from assistant.text.verbs import are_related
from assistant.text.wording import Word, read_words
from assistant.types import Evidence


@dataclass(frozen=True, kw_only=True)
class Account:
    """What one sentence says.

    Attributes:
        evidence: The sentence.
        words:    Its words.
        values:   The dates, numbers and names in it, in order.
    """

    evidence: Evidence
    words: tuple[Word, ...]
    values: tuple[Value, ...]

    @classmethod
    def of(cls, evidence: Evidence) -> Account:
        """Read a sentence."""
        words = tuple(read_words(evidence.text))
        return cls(evidence=evidence, words=words, values=tuple(find_values(evidence.text, words)))

    @cached_property
    def texts(self) -> frozenset[str]:
        """Its words, in lower case."""
        return frozenset(word.text for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(word.stem for word in self.words) - {""}

    def places(self, stem: str) -> list[int]:
        """List where a stem, one of its family or another form of the verb stands."""
        return [n for n, word in enumerate(self.words) if are_related(stem, word.stem)]

    def is_beside(self, text: str) -> bool:
        """Tell whether some words stand anywhere in its paragraph, too."""
        return (
            f" {' '.join(words_of(text))} "
            in f" {' '.join(words_of(self.evidence.paragraph.plain))} "
        )
