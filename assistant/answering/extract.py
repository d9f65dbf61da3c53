"""The writer that needs no language model: it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.text.normalise import fold_space
from assistant.types import Draft, DraftStatement, Evidence

NAME: Final = "extractive"


def quote(evidence: Sequence[Evidence]) -> Draft:
    """Make each piece of evidence a statement, word for word, in the given order."""
    return Draft(
        statements=tuple(
            DraftStatement(text=fold_space(one.text), cites=(one.paragraph.id,)) for one in evidence
        ),
        model=NAME,
    )
