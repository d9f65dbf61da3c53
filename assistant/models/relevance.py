"""A cross-encoder that judges how well a passage answers a question."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import ModelError
from assistant.models.cross_encoder import CrossEncoderModel


class RelevanceModel:
    """Any sentence-transformers `CrossEncoder` with one label; loaded on first use."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model = CrossEncoderModel(name, setting="reranker")

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Score pairs of a question and a passage.

        Returns:
            Finite, unbounded, higher for a passage that answers better.

        Raises:
            ModelError: if the model cannot be loaded, has several labels, or gives no numbers.
        """
        if not pairs:
            return []
        labels = self._model.labels
        if len(labels) != 1:
            raise ModelError(
                f"the re-ranker {self.name!r} gives {len(labels)} labels "
                f"({', '.join(labels)}), not one score; give the setting reranker a CrossEncoder "
                "with one label, or leave it out"
            )
        logits = self._model.logits(pairs)[:, 0]
        if not logits.isfinite().all():
            raise ModelError(
                f"the re-ranker {self.name!r} gives scores that are no numbers; "
                "name another one in the setting reranker, or leave it out"
            )
        return [float(one) for one in logits]
