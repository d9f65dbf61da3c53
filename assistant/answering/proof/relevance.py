"""Whether a proved statement has anything to do with the question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assistant.answering.proof.support import Embed
from assistant.types import Citation, Evidence, Statement

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A quote that scores so much of the best sentence's score would do for an answer of quotes, too.
_CLOSE: Final = 0.5

#: Or the statement is so near the question. Of the sentences of people's answers in CLAP NQ, 82 %
#: are; of sentences from other passages, fewer than 1 %.
_NEAR: Final = 0.3


def stands_in(one: Evidence, citation: Citation) -> bool:
    """Tell whether a sentence stands in a quote."""
    place = (citation.document, citation.paragraph)
    return (one.paragraph.document, one.paragraph.number) == place and (
        citation.start <= one.start < citation.end
    )


class Relevance:
    """Tells, for one question, which statements say something of what is asked."""

    def __init__(self, question: str, scored: Sequence[Evidence], embed: Embed | None) -> None:
        """Prepare to judge.

        Args:
            question: As it stands alone.
            scored:   All sentences of the retrieved paragraphs with their scores.
            embed:    The embedding model; without it the quotes' scores decide alone.
        """
        self._question = question
        self._scored = scored
        self._embed = embed

    def bears(self, statement: Statement) -> bool:
        """Tell whether a statement bears on the question."""
        best = max((one.score for one in self._scored), default=0.0)
        quoted = max(map(self._score, statement.citations), default=0.0)
        return quoted >= _CLOSE * best > 0 or self._is_near(statement.text)

    def _score(self, citation: Citation) -> float:
        """Give the score of the best sentence in a quote."""
        return max((one.score for one in self._scored if stands_in(one, citation)), default=0.0)

    def _is_near(self, text: str) -> bool:
        return self._embed is not None and float(self._embed([text])[0] @ self._vector) >= _NEAR

    @cached_property
    def _vector(self) -> NDArray[np.float32]:
        assert self._embed is not None  # noqa: S101 - only asked for where there is one
        vector: NDArray[np.float32] = self._embed([self._question])[0]
        return vector
