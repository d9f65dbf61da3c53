"""Compare ways to merge the dense and the lexical ranking, on two public data sets.

The paragraphs of both sets lie in one index. A question's right answer is the one paragraph that
it was written for; figures are the share of questions with it in first place (recall@1), among the
first five (recall@5), and nDCG@10.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from assistant.retrieval.fusion import fuse
from assistant.settings import load
from assistant.storage.lexical import LexicalIndex, LexicalWriter
from assistant.types import DocumentId, Paragraph, ParagraphId
from benchmarks.figures import say, table
from benchmarks.texts import SQUAD, read_squad

_CLAP: Final = "clapnq-tune.jsonl"
_DEPTH: Final = 50
_SHOWN: Final = 10
_DAMPING: Final = 60

Scores = Mapping[ParagraphId, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, the set it is from, and the number of its paragraph."""

    text: str
    origin: str
    gold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the two searches return for a question."""

    question: Question
    dense: Scores
    lexical: Scores


def _read(data: Path) -> tuple[list[str], list[Question]]:
    squad = read_squad(data / SQUAD)
    texts = list(squad.texts)
    questions = [
        Question(text=text, origin="SQuAD", gold=gold)
        for text, gold in zip(squad.questions, squad.gold, strict=True)
    ]
    for line in (data / _CLAP).read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["output"][0].get("answer"):
            questions.append(Question(text=row["input"], origin="CLAP NQ", gold=len(texts)))
        texts.append(row["passages"][0]["text"])
    return texts, questions


def _id(number: int) -> ParagraphId:
    return ParagraphId(document=DocumentId("all"), number=number)


def _lexical(folder: Path, texts: list[str]) -> LexicalIndex:
    writer = LexicalWriter(folder)
    writer.add(
        [
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
    )
    writer.commit()
    return LexicalIndex(folder)


def _search(texts: list[str], questions: list[Question]) -> list[Found]:
    """Search exactly by vector, and by words; 50 paragraphs each."""
    embedder = Embedder(DEFAULT_MODEL, cache=load({}).settings.cache, notify=say)
    documents = embedder.embed_documents(texts, expected=len(texts))
    asked = embedder.embed_documents([question.text for question in questions], expected=0)
    cosines = asked @ documents.T
    found = []
    with tempfile.TemporaryDirectory() as folder:
        index = _lexical(Path(folder), texts)
        for question, row in zip(questions, cosines, strict=True):
            nearest = (-row).argsort(kind="stable")[:_DEPTH]
            found.append(
                Found(
                    question=question,
                    dense={_id(int(number)): float(row[number]) for number in nearest},
                    lexical=dict(index.search(question.text, limit=_DEPTH)),
                )
            )
    return found


def _weighted(share: float) -> Callable[[Found], list[ParagraphId]]:
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


def _figures(found: list[Found], rank: Callable[[Found], list[ParagraphId]]) -> dict[str, str]:
    places = [_place(rank(one), _id(one.question.gold)) for one in found]
    gains = [1 / math.log2(place + 1) if place else 0.0 for place in places]
    return {
        "recall@1": f"{statistics.fmean(place == 1 for place in places):.3f}",
        "recall@5": f"{statistics.fmean(0 < place <= 5 for place in places):.3f}",
        "nDCG@10": f"{statistics.fmean(gains):.3f}",
    }


def _place(ranked: list[ParagraphId], right: ParagraphId) -> int:
    """Place from 1; 0 if it is not there."""
    return ranked.index(right) + 1 if right in ranked else 0


def main() -> None:
    """Print the figures of every way, for each data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help=f"folder with {SQUAD} and {_CLAP}")
    arguments = parser.parse_args()
    texts, questions = _read(arguments.data)
    say(f"{len(texts)} paragraphs, {len(questions)} questions")
    found = _search(texts, questions)
    ways: dict[str, Callable[[Found], list[ParagraphId]]] = {
        "dense alone": lambda one: _best(one.dense),
        "BM25 alone": lambda one: _best(one.lexical),
        f"reciprocal rank fusion, k = {_DAMPING}": _reciprocal,
    }
    ways |= {f"weighted sum, dense share {n / 10}": _weighted(n / 10) for n in range(2, 9)}
    rows = []
    for origin in ("SQuAD", "CLAP NQ"):
        some = [one for one in found if one.question.origin == origin]
        rows += [{"set": origin, "way": name} | _figures(some, way) for name, way in ways.items()]
    print(table(rows))


if __name__ == "__main__":
    main()
