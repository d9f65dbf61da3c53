"""The embedding model as the rest of the house sees it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.errors import ModelError
from assistant.models.files import ModelFiles, fingerprint, locate
from assistant.models.onnx import GRAPH_NAME, OnnxEncoder, load_tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from assistant.models.sentence_transformer import TorchEncoder

#: Up to so many passages ONNX Runtime is done before torch is imported (5 s against 1/40 s each).
_FEW: Final = 256


class Embedder:
    """Turns questions and passages into unit vectors.

    Nothing is loaded before it is needed. Questions, and a few passages, go through ONNX
    Runtime; many passages through sentence-transformers. Both use the same weights. One embedder
    may be shared by threads.
    """

    def __init__(self, name: str, *, cache: Path, notify: Callable[[str], None]) -> None:
        """Prepare the model called `name`.

        Args:
            name:   The default model, a folder, or a name on the hub.
            cache:  Folder for the exported model; made when needed.
            notify: Called with one line when something works, but not as it should.
        """
        self.name = name
        self._cache = cache
        self._notify = notify
        self._lock = threading.RLock()
        self._export_failed = False

    @cached_property
    def files(self) -> ModelFiles:
        """Where the model's files are; raises `ModelError` if there are none."""
        return locate(self.name)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything that decides what vector a text gets; needs no model loaded."""
        return fingerprint(self.files, cache=self._cache)

    @property
    def graph(self) -> Path:
        """The exported model, whether or not it is there yet."""
        return self._cache / "onnx" / self.fingerprint / GRAPH_NAME

    @property
    def max_tokens(self) -> int:
        """Word pieces that the model reads, its special ones included."""
        return self.files.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's word pieces, the model's special ones and prompt included."""
        prompted = [self.files.document_prompt + text for text in texts]
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(prompted)]

    def embed_query(self, question: str) -> NDArray[np.float32]:
        """Embed a question as a unit vector, shape (dimensions,)."""
        encoder = self._query_encoder()
        vector: NDArray[np.float32] = encoder.encode([self.files.query_prompt + question])[0]
        return vector

    def embed_documents(self, texts: Sequence[str], *, expected: int) -> NDArray[np.float32]:
        """Embed passages.

        Args:
            texts:    Passages.
            expected: About how many will come in all; decides whether torch is worth its start.

        Returns:
            Unit vectors, shape (len(texts), dimensions).
        """
        prompted = [self.files.document_prompt + text for text in texts]
        with self._lock:
            encoder = self._query_encoder() if expected <= _FEW else self._torch
        return encoder.encode(prompted)

    def warm_up(self) -> None:
        """Load what questions need, so that the first one does not wait for it."""
        self._query_encoder()

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self.files)

    @cached_property
    def _torch(self) -> TorchEncoder:
        from assistant.models.sentence_transformer import TorchEncoder

        return TorchEncoder(self.files)

    @cached_property
    def _onnx(self) -> OnnxEncoder:
        if self.graph.is_file():
            try:
                return OnnxEncoder(self.graph, self.files)
            except ModelError:  # damaged: it can be made again
                shutil.rmtree(self.graph.parent)
        self._torch.export(self.graph.parent)
        return OnnxEncoder(self.graph, self.files)

    def _query_encoder(self) -> OnnxEncoder | TorchEncoder:
        with self._lock:
            if not self._export_failed:
                try:
                    return self._onnx
                except (ModelError, OSError) as error:
                    self._export_failed = True
                    self._notify(
                        "questions are embedded with sentence-transformers, "
                        f"which is slow to start: {error}"
                    )
            return self._torch
