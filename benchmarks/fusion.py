"""Compare ways to rank paragraphs by two searches and their wording, on two public data sets.

The paragraphs of both sets lie in one index. A question's right answer is the one paragraph that
it was written for; figures are the share of questions with it in first place (recall@1), among the
first five (recall@5), and nDCG@10. Each sign is left out in turn; then the shipped order is held
against the fusion alone, question by question, with a 95 % bootstrap interval of the difference.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.passages import cut
from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from assistant.retrieval.closeness import Closeness, Wording
from assistant.retrieval.fusion import DENSE_SHARE, fuse
from assistant.retrieval.order import BLEND, Blend, in_order
from assistant.settings import load
from assistant.storage.lexical import LexicalIndex, LexicalWriter
from assistant.types import DocumentId, Paragraph, ParagraphId
from benchmarks.figures import say, table
from benchmarks.texts import SQUAD, read_squad

CLAP: Final = "clapnq-tune.jsonl"
_DEPTH: Final = 50
_SHOWN: Final = 10
_DAMPING: Final = 60
_RESAMPLES: Final = 10_000
_SEED: Final = 7
_MEASURES: Final = ("recall@1", "recall@5", "nDCG@10")

Scores = Mapping[ParagraphId, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, the set it is from, the number of its paragraph, and its article."""

    text: str
    origin: str
    gold: int
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the two searches return for a question, its wording, and the texts of all paragraphs."""

    question: Question
    dense: Scores
    lexical: Scores
    wording: Wording
    texts: Mapping[ParagraphId, str]


Rank = Callable[[Found], list[ParagraphId]]


def read(data: Path) -> tuple[list[str], list[Question]]:
    """Read the paragraphs of both sets and the questions that they answer."""
    squad = read_squad(data / SQUAD)
    texts = list(squad.texts)
    articles = [
        article["title"]
        for article in json.loads((data / SQUAD).read_text("utf-8"))["data"]
        for _ in article["paragraphs"]
    ]
    questions = [
        Question(text=text, origin="SQuAD", gold=gold, article=articles[gold])
        for text, gold in zip(squad.questions, squad.gold, strict=True)
    ]
    for line in (data / CLAP).read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["output"][0].get("answer"):
            name = f"clapnq-{len(texts)}"
            questions.append(
                Question(text=row["input"], origin="CLAP NQ", gold=len(texts), article=name)
            )
        texts.append(row["passages"][0]["text"])
    return texts, questions


def numbered(number: int) -> ParagraphId:
    """Give the id of paragraph `number`."""
    return ParagraphId(document=DocumentId("all"), number=number)


def _paragraphs(texts: list[str]) -> list[Paragraph]:
    return [
        Paragraph(
            document=DocumentId("all"),
            number=number,
            section=(),
            text=text,
            start=0,
            line=1,
            plain=text,
        )
        for number, text in enumerate(texts)
    ]


def _cosines(paragraphs: list[Paragraph], questions: list[Question]) -> NDArray[np.float32]:
    """Compare every question with every paragraph's nearest passage; (questions, paragraphs)."""
    embedder = Embedder(DEFAULT_MODEL, cache=load({}).settings.cache, notify=say)
    windows = cut(paragraphs, count=embedder.count_tokens, limit=embedder.max_tokens)
    passages = [passage for some in windows for passage in some]
    vectors = embedder.embed_documents([one.text for one in passages], expected=len(passages))
    asked = embedder.embed_documents([question.text for question in questions], expected=0)
    starts = np.cumsum([0, *map(len, windows)])[:-1]
    return np.maximum.reduceat(asked @ vectors.T, starts, axis=1)


def search(texts: list[str], questions: list[Question]) -> list[Found]:
    """Search exactly by vector, and by words; 50 paragraphs each."""
    paragraphs = _paragraphs(texts)
    cosines = _cosines(paragraphs, questions)
    by_id = {one.id: one.plain for one in paragraphs}
    found = []
    with tempfile.TemporaryDirectory() as folder:
        writer = LexicalWriter(Path(folder))
        writer.add(paragraphs)
        writer.commit()
        index = LexicalIndex(Path(folder))
        for question, row in zip(questions, cosines, strict=True):
            nearest = (-row).argsort(kind="stable")[:_DEPTH]
            found.append(
                Found(
                    question=question,
                    dense={numbered(int(number)): float(row[number]) for number in nearest},
                    lexical=dict(index.search(question.text, limit=_DEPTH)),
                    wording=Wording(question.text, index.rarity),
                    texts=by_id,
                )
            )
    return found


def _read_with(blend: Blend) -> Rank:
    def rank(found: Found) -> list[ParagraphId]:
        merged = fuse(found.dense, found.lexical, limit=_DEPTH)
        ordered = in_order(merged, found.texts, found.wording, blend=blend)
        return [one.paragraph for one in ordered][:_SHOWN]

    return rank


def _without_each() -> Iterator[tuple[str, Blend]]:
    """Leave out each sign in turn; the others keep their weights."""
    yield "dense", replace(BLEND, dense=0.0)
    for field in fields(Closeness):
        yield field.name, replace(BLEND, read=replace(BLEND.read, **{field.name: 0.0}))


def _weighted(share: float) -> Rank:
    def rank(found: Found) -> list[ParagraphId]:
        merged = fuse(found.dense, found.lexical, limit=_SHOWN, dense_share=share)
        return [one.paragraph for one in merged]

    return rank


def _reciprocal(found: Found) -> list[ParagraphId]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    scores: dict[ParagraphId, float] = {}
    for ranking in (found.dense, found.lexical):
        ranked = sorted(ranking, key=lambda id_: (-ranking[id_], id_))
        for place, id_ in enumerate(ranked, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1 / (_DAMPING + place)
    return _best(scores)


def _best(scores: Scores) -> list[ParagraphId]:
    return sorted(scores, key=lambda id_: (-scores[id_], id_))[:_SHOWN]


def _measure(found: list[Found], rank: Rank) -> NDArray[np.float64]:
    """Measure recall@1, recall@5 and nDCG@10 of each question, shape (questions, 3)."""
    places = [_place(rank(one), numbered(one.question.gold)) for one in found]
    return np.array(
        [
            (place == 1, 0 < place <= 5, 1 / math.log2(place + 1) if place else 0.0)
            for place in places
        ],
        dtype=np.float64,
    )


def _figures(found: list[Found], rank: Rank) -> dict[str, str]:
    means = _measure(found, rank).mean(axis=0)
    return {name: f"{mean:.3f}" for name, mean in zip(_MEASURES, means, strict=True)}


def _differences(found: list[Found], one: Rank, other: Rank) -> dict[str, str]:
    """Subtract one way's figures from the other's; 95 % interval over questions drawn anew."""
    gains = _measure(found, other) - _measure(found, one)
    rng = np.random.default_rng(_SEED)
    drawn = np.array(
        [gains[rng.integers(len(gains), size=len(gains))].mean(axis=0) for _ in range(_RESAMPLES)]
    )
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return {
        name: f"{gain:+.3f} [{least:+.3f}, {most:+.3f}]"
        for name, gain, least, most in zip(_MEASURES, gains.mean(axis=0), low, high, strict=True)
    }


def _place(ranked: list[ParagraphId], right: ParagraphId) -> int:
    """Place from 1; 0 if it is not there."""
    return ranked.index(right) + 1 if right in ranked else 0


def main() -> None:
    """Print the figures of every way, for each data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help=f"folder with {SQUAD} and {CLAP}")
    arguments = parser.parse_args()
    texts, questions = read(arguments.data)
    say(f"{len(texts)} paragraphs, {len(questions)} questions")
    found = search(texts, questions)
    fused, shipped = _weighted(DENSE_SHARE), _read_with(BLEND)
    ways: dict[str, Rank] = {
        "dense alone": lambda one: _best(one.dense),
        "BM25 alone": lambda one: _best(one.lexical),
        f"reciprocal rank fusion, k = {_DAMPING}": _reciprocal,
    }
    ways |= {f"weighted sum, dense share {n / 10}": _weighted(n / 10) for n in range(3, 8)}
    ways["the first 20 read"] = shipped
    ways |= {f"the same, without {name}": _read_with(blend) for name, blend in _without_each()}
    rows = []
    for origin in ("SQuAD", "CLAP NQ"):
        some = [one for one in found if one.question.origin == origin]
        rows += [{"set": origin, "way": name} | _figures(some, way) for name, way in ways.items()]
        rows.append({"set": origin, "way": "gain by reading"} | _differences(some, fused, shipped))
    print(table(rows))


if __name__ == "__main__":
    main()
