"""Embedding with ONNX Runtime: no torch, a start in a tenth of a second."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.errors import ModelError
from assistant.models.files import ModelFiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

GRAPH_NAME: Final = "model.onnx"

#: Texts of similar length that go through the model at once; larger batches only pad more.
_BATCH: Final = 8


def load_tokenizer(files: ModelFiles) -> Tokenizer:
    """Load the model's own tokenizer, neither cutting nor padding.

    Raises:
        ModelError: if `tokenizer.json` cannot be read.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(files.folder / "tokenizer.json"))
    except Exception as error:
        raise ModelError(f"{files.folder}/tokenizer.json cannot be read: {error}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def cores() -> int:
    """Count the cores that this process may use."""
    return len(os.sched_getaffinity(0))


def open_session(graph: Path, *, threads: int) -> InferenceSession:
    """Load a graph.

    Args:
        graph:   An ONNX file.
        threads: How many work on a run.

    Raises:
        Exception: of many kinds, if ONNX Runtime cannot load it.
    """
    # From version 1.29 on it sends usage data to its makers unless told not to beforehand.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin while they wait take the cores from whoever works next: a question takes
    # half as long again (benchmarks/README.md).
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(graph),
        options,
        providers=["CPUExecutionProvider"],
        # The fused layer works number by number: a run takes up to a tenth longer with it.
        disabled_optimizers=["SkipLayerNormFusion"],
    )


class OnnxEncoder:
    """Texts to unit vectors with an exported graph; safe to share between threads."""

    def __init__(self, graph: Path, files: ModelFiles) -> None:
        """Load the graph.

        Raises:
            ModelError: if ONNX Runtime cannot load it.
        """
        try:
            self._session = open_session(graph, threads=cores())
        except Exception as error:
            raise ModelError(f"the exported model {graph} cannot be loaded: {error}") from error
        self._tokenizer = load_tokenizer(files)
        self._tokenizer.enable_truncation(files.max_tokens)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts, each cut to the word pieces that the model reads.

        Returns:
            Unit vectors in the order of `texts`, shape (len(texts), dimensions).
        """
        import numpy as np

        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda row: len(encodings[row].ids))
        batches = [
            self._run([encodings[row].ids for row in order[start : start + _BATCH]])
            for start in range(0, len(order), _BATCH)
        ]
        by_length = np.concatenate(batches)
        vectors = np.empty_like(by_length)
        vectors[order] = by_length
        return vectors

    def _run(self, ids: list[list[int]]) -> NDArray[np.float32]:
        import numpy as np

        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), dtype=np.int64)
        mask = np.zeros_like(padded)
        for row, pieces in enumerate(ids):
            padded[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        (vectors,) = self._session.run(None, {"input_ids": padded, "attention_mask": mask})
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit.astype(np.float32, copy=False)
