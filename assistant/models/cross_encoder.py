"""Cross-encoders: models that read two texts together. Importing torch takes seconds."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import ModelError
from assistant.models.quiet import first_line, quiet

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder
    from torch import Tensor

#: Pairs that go through the model at once.
_BATCH: Final = 16

#: What the kind of a network is called whose head was trained to judge pairs.
_JUDGES: Final = "ForSequenceClassification"


class CrossEncoderModel:
    """Any sentence-transformers `CrossEncoder`; loaded on first use, may be shared by threads."""

    def __init__(self, name: str, *, setting: str) -> None:
        """Prepare the model called `name`.

        Args:
            name:    A folder, or a name on the hub.
            setting: The setting that named it, for messages.
        """
        self.name = name
        self._setting = setting
        # A tokenizer changes its own state before it first cuts and pads: one call at a time.
        self._lock = threading.RLock()

    @property
    def labels(self) -> tuple[str, ...]:
        """Name what the model gives for a pair, in its order; raises `ModelError` as `logits`."""
        with self._lock:
            model = self._model
        named: dict[int, str] = getattr(model.config, "id2label", None) or {}
        count = model.num_labels
        names = named if len(named) == count else {}
        return tuple(names.get(at, f"label {at}") for at in range(count))

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Read pairs of texts, each cut to the word pieces that the model reads.

        Returns:
            Unbounded, shape (len(pairs), len(labels)).

        Raises:
            ModelError: if the model cannot be loaded.
        """
        with self._lock:
            raw = self._model.predict(
                list(pairs),
                batch_size=_BATCH,
                show_progress_bar=False,
                convert_to_tensor=True,
                activation_fn=_as_it_is(),
            )
        return raw.reshape(len(pairs), -1).float()

    @cached_property
    def _model(self) -> CrossEncoder:
        try:
            model = _load(self.name)
        except Exception as error:  # a stranger's files can raise anything
            reason = first_line(error).rstrip(".")
            raise self._refused(f"cannot be loaded: {reason}") from error
        if not _is_trained(model):
            raise self._refused("is no cross-encoder: it was not trained to judge pairs")
        return model

    def _refused(self, why: str) -> ModelError:
        return ModelError(
            f"the model {self.name!r} {why}; give the setting {self._setting} the folder or the "
            "name of a CrossEncoder, or leave it out"
        )


def _load(name: str) -> CrossEncoder:
    """Load a model, from this machine if it is there."""
    with quiet():
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(name, device="cpu", local_files_only=True)
        except OSError:
            model = CrossEncoder(name, device="cpu")
        return model


def _is_trained(model: CrossEncoder) -> bool:
    """Tell a cross-encoder from a network that was just given a head of random numbers."""
    kinds = getattr(model.config, "architectures", None) or ()
    # A head in a module of its own was loaded, not made up.
    return len(model) > 1 or any(kind.endswith(_JUDGES) for kind in kinds)


def _as_it_is() -> Any:  # noqa: ANN401 - torch is imported late
    from torch.nn import Identity

    return Identity()
