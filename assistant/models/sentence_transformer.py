"""Embedding with sentence-transformers, and the export to ONNX. Importing torch takes seconds."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import ModelError
from assistant.models.files import ModelFiles
from assistant.models.onnx import GRAPH_NAME, OnnxEncoder
from assistant.models.quiet import first_line, quiet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

#: Measured in benchmarks/README.md: larger batches pad more and are slower on two cores.
_BATCH: Final = 16

#: The least cosine between a text's vector from the export and from the original.
_FAITHFUL: Final = 0.9999

_PROBES: Final = ("", "Traffic.", "The essay asks whether platforms help industry. " * 40)


class TorchEncoder:
    """Texts to unit vectors with sentence-transformers.

    On processors with bfloat16 arithmetic the weights are held in it: two to three times as
    fast, and retrieval figures stay the same (benchmarks/README.md).
    """

    def __init__(self, files: ModelFiles) -> None:
        """Load the model.

        Raises:
            ModelError: if sentence-transformers cannot load it.
        """
        self._files = files
        self._model = _load(files, bfloat16=_has_bfloat16())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts, each cut to the word pieces that the model reads.

        Returns:
            Unit vectors in the order of `texts`, shape (len(texts), dimensions).
        """
        return _encode(self._model, texts)

    def export(self, folder: Path) -> None:
        """Write the model's graph and weights to `folder` as ONNX, all or nothing.

        Raises:
            ModelError: if the model cannot be exported, or the export gives other vectors.
            OSError: if the folder cannot be written.
        """
        model = _load(self._files, bfloat16=False)
        partial = folder.with_name(f"{folder.name}.{uuid.uuid4().hex}.tmp")
        partial.mkdir(parents=True)
        try:
            with quiet():
                _trace(model, partial / GRAPH_NAME)
            _check(model, OnnxEncoder(partial / GRAPH_NAME, self._files))
            with contextlib.suppress(FileExistsError):
                _publish(partial, folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _publish(partial: Path, folder: Path) -> None:
    try:
        partial.rename(folder)
    except OSError:
        if not (folder / GRAPH_NAME).is_file():  # not another process's finished export
            raise


def _load(files: ModelFiles, *, bfloat16: bool) -> SentenceTransformer:
    with quiet():
        import torch
        from sentence_transformers import SentenceTransformer

        dtype = torch.bfloat16 if bfloat16 else torch.float32
        try:
            model = SentenceTransformer(
                str(files.folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": dtype},
            )
        except Exception as error:  # a stranger's files can raise anything
            raise ModelError(f"{files.name!r} cannot be loaded: {first_line(error)}") from error
        model.max_seq_length = files.max_tokens
        return model


def _has_bfloat16() -> bool:
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _encode(model: SentenceTransformer, texts: Sequence[str]) -> NDArray[np.float32]:
    import numpy as np

    raw: Any = model.encode(
        list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
    )
    vectors = np.asarray(raw, dtype=np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _trace(model: SentenceTransformer, graph: Path) -> None:
    import torch

    class Graph(torch.nn.Module):
        """The model as a function of two arrays."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            return self.model(features)["sentence_embedding"]  # type: ignore[no-any-return]

    # Two tensors, not one twice: the tracer takes inputs that share memory for the same input.
    ids, mask = torch.ones(2, 16, dtype=torch.long), torch.ones(2, 16, dtype=torch.long)
    axes = {0: "batch", 1: "pieces"}
    try:
        torch.onnx.export(
            Graph().eval(),
            (ids, mask),
            str(graph),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_shapes={"input_ids": axes, "attention_mask": axes},
            dynamo=True,
            verbose=False,
        )
    except Exception as error:
        raise ModelError(f"the model cannot be exported to ONNX: {first_line(error)}") from error


def _check(model: SentenceTransformer, exported: OnnxEncoder) -> None:
    cosines = (_encode(model, _PROBES) * exported.encode(_PROBES)).sum(axis=1)
    if not cosines.min() >= _FAITHFUL:
        raise ModelError(f"the export to ONNX gives other vectors (cosine {cosines.min():.6f})")
