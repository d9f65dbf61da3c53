"""The writer that needs no language model: it quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.text.normalise import fold_space
from assistant.types import DraftStatement, Evidence

NAME: Final = "extractive"


def quote(evidence: Sequence[Evidence]) -> tuple[DraftStatement, ...]:
    """Make each piece of evidence a statement, word for word, in the given order."""
    return tuple(
        DraftStatement(text=fold_space(one.text), cites=(one.paragraph.id,)) for one in evidence
    )
