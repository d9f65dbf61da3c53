"""A cross-encoder that judges whether evidence bears a claim out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

from assistant.errors import ModelError

#: Pairs that go through the model at once.
_BATCH: Final = 16


class EntailmentModel:
    """Any sentence-transformers `CrossEncoder`, by name or folder; loaded on first use."""

    def __init__(self, name: str) -> None:
        self.name = name

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
        scores = self._model.predict(
            list(pairs),
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_tensor=True,
            activation_fn=_as_it_is(),
        )
        if scores.ndim == 1:
            return [float(one) for one in sigmoid(scores)]
        return [float(one) for one in softmax(scores, dim=1)[:, self._entailment]]

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - sentence-transformers is imported late
        from sentence_transformers import CrossEncoder

        try:
            return CrossEncoder(self.name, device="cpu")
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(
                f"the entailment model {self.name!r} cannot be loaded: {reason}"
            ) from error

    @cached_property
    def _entailment(self) -> int:
        labels: dict[int, str] = self._model.config.id2label
        named = [at for at, label in labels.items() if label.lower().startswith("entail")]
        return named[0] if named else max(labels)


def _as_it_is() -> Any:  # noqa: ANN401 - torch is imported late
    from torch.nn import Identity

    return Identity()
