"""Ways to answer a question, each with one ingredient more than the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

from assistant.answering.evidence.close_reading import in_order
from assistant.answering.evidence.company import with_company
from assistant.answering.evidence.confidence import measure
from assistant.answering.evidence.sentences import BY_READER, BY_WORDS, score_sentences, select
from assistant.text.normalise import fold_space
from assistant.types import Evidence
from benchmarks.haystack import Asked, Looked


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to answer: which ingredients it has.

    Attributes:
        name:      In the table.
        hybrid:    Words beside embeddings in the search.
        sentences: The reader chooses the sentences.
        sure:      It takes part in the confidence.
        order:     It takes part in the order of the paragraphs.
    """

    name: str
    hybrid: bool = True
    sentences: bool = False
    sure: bool = False
    order: bool = False


WAYS: Final = (
    Way(name="embeddings alone, sentences by words", hybrid=False),
    Way(name="and words in the search"),
    Way(name="and the reader chooses the sentences", sentences=True),
    Way(name="and takes part in the confidence", sentences=True, sure=True),
    Way(name="and in the order of the paragraphs", sentences=True, sure=True, order=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a way does with a question.

    Attributes:
        asked:   The question.
        ranking: Documents of the paragraphs, best first.
        chosen:  Sentences of its answer, if it gives one.
        signals: For the confidence.
        gold:    Sentences chosen from the passage that the question belongs to.
    """

    asked: Asked
    ranking: tuple[str, ...]
    chosen: tuple[str, ...]
    signals: tuple[float, ...]
    gold: tuple[Evidence, ...]


def answer(way: Way, looked: Looked) -> Result:
    """Answer a question in a way."""
    hits, scored, readings = looked.hits, looked.scored, looked.readings
    if not way.hybrid:
        hits = looked.nearest
        scored = score_sentences(hits, looked.weights)
    rule = BY_WORDS
    if way.sentences:
        scored, rule = readings.scored, BY_READER
    chosen = with_company(select(scored, rule), scored, lambda _: None)
    signals = measure(hits, chosen, looked.weights, readings if way.sure else None)
    if way.order:
        hits = in_order(hits, readings)
    return Result(
        asked=looked.asked,
        ranking=tuple(hit.paragraph.document for hit in hits),
        chosen=tuple(fold_space(one.text) for one in chosen),
        signals=astuple(signals),
        gold=tuple(_from_gold(way, looked)),
    )


def _from_gold(way: Way, looked: Looked) -> Sequence[Evidence]:
    """Choose sentences of the passage that the question belongs to, whatever was retrieved."""
    readings = looked.gold_readings
    if readings and way.sentences:
        return with_company(select(readings.scored, BY_READER), readings.scored, lambda _: None)
    scored = score_sentences([looked.gold], looked.weights)
    return with_company(select(scored), scored, lambda _: None)
