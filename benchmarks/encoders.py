"""Ways to encode documents without this package, and what each does to retrieval."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL, locate
from assistant.models.onnx import OnnxEncoder
from benchmarks.texts import Squad

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

#: Texts to vectors, shape (len(texts), dimensions), of any length.
Encode = Callable[[Sequence[str]], "NDArray[Any]"]

BATCHES: Final = (8, 16, 32, 64)

#: Retrieval counts as unchanged if each figure is at least this share of the one with float32.
SAME: Final = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well dense search alone ranks each question's paragraph, each figure in [0, 1]."""

    recall_at_1: float
    recall_at_5: float
    mrr: float

    def figures(self) -> dict[str, float]:
        """Name the figures."""
        return {"recall@1": self.recall_at_1, "recall@5": self.recall_at_5, "MRR": self.mrr}


def torch_model(dtype: str) -> SentenceTransformer:
    """Load the default model as its users do; `dtype` is a name such as `bfloat16`."""
    import torch
    from sentence_transformers import SentenceTransformer

    folder = str(locate(DEFAULT_MODEL).folder)
    return SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": getattr(torch, dtype)})


def torch_encode(model: SentenceTransformer, batch: int) -> Encode:
    """Make an encoder of a model and a batch size."""

    def encode(texts: Sequence[str]) -> NDArray[Any]:
        vectors = model.encode(list(texts), batch_size=batch, show_progress_bar=False)
        return np.asarray(vectors)

    return encode


def int8_encode(embedder: Embedder, folder: Path) -> Encode:
    """Quantise the exported graph to int8 weights; activations are quantised as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    embedder.warm_up()  # exports the model where that has not been done yet
    target = folder / "int8.onnx"
    quantize_dynamic(embedder.graph, target, weight_type=QuantType.QInt8)
    return OnnxEncoder(target, embedder.files).encode


def best_batch(model: SentenceTransformer, texts: Sequence[str]) -> int:
    """Find the fastest batch size; each is timed once, after one run that does not count."""
    seconds: dict[int, float] = {}
    torch_encode(model, BATCHES[0])(texts)
    for batch in BATCHES:
        started = time.perf_counter()
        torch_encode(model, batch)(texts)
        seconds[batch] = time.perf_counter() - started
    return min(seconds, key=lambda batch: seconds[batch])


def quality(squad: Squad, encode: Encode, questions: NDArray[np.float32]) -> Quality:
    """Rank all paragraphs for each question by cosine."""
    vectors = np.asarray(encode(squad.texts), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = questions @ vectors.T
    right = scores[np.arange(len(squad.gold)), squad.gold]
    ranks = (scores > right[:, None]).sum(axis=1) + 1
    return Quality(
        recall_at_1=float((ranks == 1).mean()),
        recall_at_5=float((ranks <= 5).mean()),
        mrr=statistics.fmean(1 / ranks),
    )
