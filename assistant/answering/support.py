"""Judges statements that are no quotes. Nothing is borne out yet: only quotes stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.types import Paragraph

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD: Final = 0.5
Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
Entail = Callable[[Sequence[tuple[str, str]]], Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What bears a statement out."""

    paragraph: Paragraph
    start: int
    end: int
    score: float


class Judge:
    """Judges nothing yet."""

    def __init__(
        self, paragraphs: Sequence[Paragraph], *, embed: Embed | None, entail: Entail | None = None
    ) -> None:
        pass

    def best(self, statement: str, among: Sequence[Paragraph]) -> Proof | None:
        """Find nothing."""
        return None
