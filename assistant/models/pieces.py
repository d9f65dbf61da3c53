"""How a question and a passage become the word pieces that the reader reads.

Its training (training/reader) builds its input with the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Special pieces of the BERT vocabulary; `CLS` also marks the beginning of each sentence.
CLS: Final = 101
SEP: Final = 102

#: Most word pieces of a question or claim, of a title, of a sentence, and of the whole.
MOST_QUERY: Final = 64
MOST_TITLE: Final = 24
MOST_SENTENCE: Final = 128
MOST: Final = 256


@dataclass(frozen=True, slots=True)
class Window:
    """A question with as many sentences of a passage as fit.

    Attributes:
        ids:       Word pieces, at most `MOST`.
        types:     As many: 0 for the question and its end, 1 behind it.
        spans:     Where each sentence begins in `ids`, and the place behind its end.
        sentences: Which sentences these are, counted from 0 in the passage.
    """

    ids: list[int]
    types: list[int]
    spans: list[tuple[int, int]]
    sentences: list[int]


def opening(query: Sequence[int], title: Sequence[int]) -> tuple[list[int], int]:
    """Give the pieces before the first sentence, and how many of them are the question's."""
    asked = [CLS, *query[:MOST_QUERY], SEP]
    return [*asked, *title[:MOST_TITLE]], len(asked)


def join(
    query: Sequence[int],
    title: Sequence[int],
    passage: Sequence[Sequence[int]],
    kept: Sequence[int],
) -> Window:
    """Join a question, a title and the sentences of a passage that are kept."""
    ids, asked = opening(query, title)
    spans: list[tuple[int, int]] = []
    for place in kept:
        start = len(ids)
        ids += [CLS, *passage[place][:MOST_SENTENCE]]
        spans.append((start, min(len(ids), MOST - 1)))
    ids = [*ids[: MOST - 1], SEP]
    return Window(ids, [0] * asked + [1] * (len(ids) - asked), spans, list(kept))


def cut(
    query: Sequence[int], title: Sequence[int], passage: Sequence[Sequence[int]]
) -> list[Window]:
    """Cut a passage into windows of whole sentences, each with the question and the title."""
    room = MOST - 1 - len(opening(query, title)[0])
    runs: list[list[int]] = [[]]
    left = room
    for place, sentence in enumerate(passage):
        length = 1 + min(len(sentence), MOST_SENTENCE)
        if length > left and runs[-1]:
            runs.append([])
            left = room
        runs[-1].append(place)
        left -= length
    return [join(query, title, passage, run) for run in runs if run]
