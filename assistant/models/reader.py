"""The small reader: reads a question with a paragraph and judges every sentence.

A cross-encoder of MiniLM's size, 23 MB, that comes with the package; `weights/README.md` is its
model card, and training/reader makes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.errors import ModelError
from assistant.models.files import DEFAULT_MODEL, locate
from assistant.models.onnx import cores, load_tokenizer, open_session
from assistant.models.pieces import Window, cut
from assistant.text.sentences import split_sentences
from assistant.types import CloseReading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A passage: its title, which may be empty, and its sentences.
Titled = tuple[str, Sequence[str]]

#: The reader that comes with the package.
PACKED: Final = Path(__file__).parent / "weights" / "reader.onnx"

#: Most word pieces that are read for one question: what two cores read in about 30 ms. More make
#: no answer better (benchmarks/quality.md).
_MOST_PIECES: Final = 480


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the network says of a window, as probabilities; `sentences` in the window's order."""

    answers: float
    sentences: list[float]
    supported: float


class ReaderModel:
    """Questions and paragraphs to probabilities; safe to share between threads."""

    def __init__(self, graph: Path) -> None:
        """Load the network.

        Raises:
            ModelError: if there is no such file, or ONNX Runtime cannot load it.
        """
        if not graph.is_file():
            raise ModelError(f"there is no reader {str(graph)!r}; to do without: reader = none")
        try:
            self._session = open_session(graph, threads=1)
        except Exception as error:
            raise ModelError(
                f"the reader {str(graph)!r} is no ONNX file that can be loaded; "
                "to do without: reader = none"
            ) from error
        self._tokenizer = load_tokenizer(locate(DEFAULT_MODEL))
        # Questions in one session find the same paragraphs again; one takes about 8 kB.
        self._pieces = lru_cache(maxsize=1_024)(self._cut_words)
        # Each core reads a window of its own. All of them on one window after the other would take
        # a fourth longer: after each step of each layer, they would wait for each other.
        self._pool = ThreadPoolExecutor(cores(), thread_name_prefix="reader")

    def read(self, question: str, passages: Sequence[Titled]) -> list[CloseReading]:
        """Judge whether passages answer a question, best passages first, as many as time allows.

        Args:
            question: What the user wants to know.
            passages: What may answer it.

        Returns:
            Readings of the first passages, at least of one.
        """
        fitting: list[list[Window]] = []
        pieces = 0
        for title, sentences in passages:
            windows = self._windows(question, title, sentences)
            pieces += sum(len(window.ids) for window in windows)
            if fitting and pieces > _MOST_PIECES:
                break
            fitting.append(windows)
        return [_merge(judged) for judged in self._judge_all(fitting)]

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Give the probability, in [0, 1], that the first text of each pair entails the second."""
        windows = [
            self._windows(claim, "", [one.text for one in split_sentences(evidence)])
            for evidence, claim in pairs
        ]
        return [
            max((one.supported for one in judged), default=0.0)
            for judged in self._judge_all(windows)
        ]

    def _windows(self, query: str, title: str, sentences: Sequence[str]) -> list[Window]:
        (asked,) = self._pieces(query)
        titled, *pieces = self._pieces(title, *sentences)
        return cut(asked, titled, pieces)

    def _cut_words(self, *texts: str) -> list[list[int]]:
        """Cut texts into word pieces, without the model's special ones."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [one.ids for one in encoded]

    def _judge_all(self, passages: Sequence[Sequence[Window]]) -> list[list[_Judged]]:
        """Judge the windows of passages at the same time, the longest first."""
        windows = sorted(chain.from_iterable(passages), key=lambda one: -len(one.ids))
        judged = dict(zip(map(id, windows), self._pool.map(self._judge, windows), strict=True))
        return [[judged[id(window)] for window in some] for some in passages]

    def _judge(self, window: Window) -> _Judged:
        """Judge one window: 8-bit arithmetic rounds by the largest value of all that it is given.

        In a batch, a passage's judgement would depend on what else is read.
        """
        import numpy as np

        ids, types = (np.array([some], dtype=np.int64) for some in (window.ids, window.types))
        passage, piece, claim = self._session.run(
            ["passage", "piece", "claim"],
            {"input_ids": ids, "token_type_ids": types},
        )
        chances = np.exp(claim[0]) / np.exp(claim[0]).sum()
        return _Judged(
            _sigmoid(float(passage[0])),
            [_pool(piece[0, start:end]) for start, end in window.spans],
            float(chances[0]),
        )


def _merge(judged: Sequence[_Judged]) -> CloseReading:
    """Take the windows of one passage together: it answers if one of them does."""
    return CloseReading(
        answers=max((one.answers for one in judged), default=0.0),
        sentences=tuple(chance for one in judged for chance in one.sentences),
    )


def _pool(logits: NDArray[np.float32]) -> float:
    """Give a sentence's probability from its pieces' logits, as the training does."""
    import numpy as np

    return _sigmoid(float(np.log(np.exp(logits).mean())))


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))
