"""A cross-encoder that judges whether evidence bears a claim out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from assistant.models.cross_encoder import CrossEncoderModel


class EntailmentModel:
    """Any sentence-transformers `CrossEncoder`, by name or folder; loaded on first use."""

    def __init__(self, name: str) -> None:
        self._model = CrossEncoderModel(name, setting="entailment")

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Give the probability, in [0, 1], that the first text of each pair entails the second.

        A model with one label gives that label's sigmoid; one with several gives the softmax of
        the label whose name begins with "entail", or of the last one where no name does.

        Raises:
            ModelError: if the model cannot be loaded.
        """
        from torch import sigmoid, softmax

        if not pairs:
            return []
        logits = self._model.logits(pairs)
        if len(self._model.labels) == 1:
            return [float(one) for one in sigmoid(logits[:, 0])]
        return [float(one) for one in softmax(logits, dim=1)[:, self._entailment]]

    @cached_property
    def _entailment(self) -> int:
        labels = self._model.labels
        named = [at for at, label in enumerate(labels) if label.lower().startswith("entail")]
        return named[0] if named else len(labels) - 1
