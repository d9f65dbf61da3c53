"""Three sets of questions, half of which have no answer in their index."""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from slugify import slugify

from assistant import Assistant
from assistant.answering.evidence.close_reading import Readings, read_closely
from assistant.answering.evidence.sentences import Weights, score_sentences
from assistant.models.reader import PACKED, ReaderModel
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import Generation
from assistant.types import DocumentId, Evidence, Hit, Origin
from benchmarks.figures import say
from benchmarks.texts import SQUAD
from training.confidence import ASKED_FREELY, OWN
from training.reader.written import passages_of, read_written

CLAPNQ: Final = "clapnq-tune.jsonl"

#: Looks up a document's title.
Titles = Callable[[DocumentId], Origin]

#: Of so many of our own questions that have an answer, one is put to another document, too.
_ELSEWHERE: Final = 4

#: Paragraphs that are looked at for a question.
DEPTH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of one of the sets.

    Attributes:
        data:       "CLAP NQ", "SQuAD 2.0", or "own questions".
        question:   As people asked it.
        document:   Id of the document that it belongs to; in public sets, one passage.
        place:      Which paragraph of it that is, from 0.
        answerable: Whether that paragraph answers it.
        answers:    What people answered: spans of the passage (SQuAD) or prose (CLAP NQ).
        chosen:     The sentences that people chose for it; none in SQuAD.
        group:      What must not be torn apart: an article or a question.
    """

    data: str
    question: str
    document: str
    place: int = 0
    answerable: bool
    answers: tuple[str, ...]
    chosen: frozenset[str]
    group: str


def lay_out(data: Path, folder: Path) -> list[Asked]:
    """Write every passage of both public sets as a file with its title, and list the questions.

    Args:
        data:   Holds `clapnq-tune.jsonl` and `squad2-tune.json`.
        folder: An empty folder.
    """
    return [*_clapnq(data / CLAPNQ, folder), *_squad(data / SQUAD, folder)]


def lay_out_own(data: Path, folder: Path) -> list[Asked]:
    """Write every article and essay of our own questions, and list the questions.

    They are put to their own document alone: many would fit another essay as well ("What does the
    author advise?"). Some that it answers are put to another one, too, which does not.
    """
    written = read_written(data / "train", learned=False)
    passages = passages_of(written)
    for article, some in passages.items():
        texts = [" ".join(sentences) for sentences in some]
        _write(folder / f"{slugify(article)}.md", article, *texts)
    asked = [
        Asked(
            data=OWN,
            question=one.question,
            document=slugify(one.article),
            place=passages[one.article].index(one.passage),
            answerable=bool(one.answers),
            answers=(),
            chosen=frozenset(one.passage[at] for at in one.answers.get(one.passage, ())),
            group=one.article,
        )
        for one in written
    ]
    answerable = [one for one in asked if one.answerable][::_ELSEWHERE]
    following = dict(zip(passages, [*list(passages)[1:], next(iter(passages))], strict=True))
    return [
        *asked,
        *(
            replace(
                one, document=slugify(following[one.group]), place=0, answerable=False,
                chosen=frozenset(),
            )
            for one in answerable
        ),
    ]  # fmt: skip


def _clapnq(path: Path, folder: Path) -> Iterator[Asked]:
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        passage = row["passages"][0]
        answers = [output for output in row["output"] if output["answer"]]
        name = f"clapnq-{number}"
        _write(folder / f"{name}.md", passage["title"], passage["text"])
        yield Asked(
            data=ASKED_FREELY,
            question=row["input"],
            document=name,
            answerable=bool(answers),
            answers=tuple(output["answer"] for output in answers),
            chosen=frozenset(text for output in answers for text in output["selected_sentences"]),
            group=row["id"],
        )


def _squad(path: Path, folder: Path) -> Iterator[Asked]:
    for article in json.loads(path.read_text("utf-8"))["data"]:
        title = article["title"].replace("_", " ")
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"squad-{slugify(title)}-{number}"
            _write(folder / f"{name}.md", title, paragraph["context"])
            for row in paragraph["qas"]:
                yield _question(row, name, article["title"])


def _question(row: dict[str, Any], document: str, article: str) -> Asked:
    return Asked(
        data="SQuAD 2.0",
        question=row["question"],
        document=document,
        answerable=not row["is_impossible"],
        answers=tuple(answer["text"] for answer in row["answers"]),
        chosen=frozenset(),
        group=article,
    )


def _write(path: Path, title: str, *passages: str) -> None:
    flat = "\n\n".join(passage.replace("\n", " ") for passage in passages)
    path.write_text(f"---\ntitle: {json.dumps(title)}\n---\n\n{flat}\n", "utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is seen of a question before anything is decided.

    Attributes:
        asked:         The question.
        hits:          Ten paragraphs, best first.
        nearest:       The same number, by embeddings alone.
        weights:       Its terms.
        scored:        The hits' sentences, scored by words.
        readings:      What the reader says of them.
        gold:          The passage that it belongs to, as a hit.
        gold_readings: What the reader says of that alone, where people chose sentences in it.
    """

    asked: Asked
    hits: list[Hit]
    nearest: list[Hit]
    weights: Weights
    scored: list[Evidence]
    readings: Readings
    gold: Hit
    gold_readings: Readings | None


def look_at_all(options: argparse.Namespace) -> list[Looked]:
    """Look at all questions as the options of `add_options` say; what is kept is not made again."""
    if options.keep and options.keep.is_file():
        kept: list[Looked] = pickle.loads(options.keep.read_bytes())
        return kept
    looked: list[Looked] = []
    for lay in (lay_out, lay_out_own):
        with tempfile.TemporaryDirectory() as scratch:
            corpus = Path(scratch) / "corpus"
            corpus.mkdir()
            questions = lay(options.data, corpus)
            with Assistant.open(index=Path(scratch) / "index", corpus=corpus, reader="none") as bot:
                bot.ingest()
                for one in look(bot, questions, ReaderModel(options.reader)):
                    looked.append(one)
                    if len(looked) % 500 == 0:
                        say(f"{len(looked):,} questions")
    if options.keep:
        options.keep.write_bytes(pickle.dumps(looked))
    return looked


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `look_at_all` needs."""
    parser.add_argument("data", type=Path, help="Folder with the development data.")
    parser.add_argument(
        "--reader", type=Path, default=PACKED, help="The reader; the packed one by default.",
    )  # fmt: skip
    parser.add_argument("--keep", type=Path, help="File for what was retrieved and read.")


def look(bot: Assistant, questions: Sequence[Asked], model: ReaderModel) -> Iterator[Looked]:
    """Retrieve and read for every question."""
    generation = IndexFolder(bot.settings.index).open_current()
    assert generation
    titles = generation.catalogue.origin
    for asked in questions:
        where = [DocumentId(asked.document)] if asked.data == OWN else None
        hits = bot.search(asked.question, k=DEPTH, documents=where)
        weights = Weights.of(asked.question, generation.lexical.rarity)
        scored = score_sentences(hits, weights)
        gold = _gold(generation, asked)
        alone = score_sentences([gold], weights)
        yield Looked(
            asked=asked,
            hits=hits,
            nearest=_nearest(bot, generation, asked.question, where),
            weights=weights,
            scored=scored,
            readings=read(model, asked, hits, scored, titles),
            gold=gold,
            gold_readings=read(model, asked, [gold], alone, titles) if asked.chosen else None,
        )
    generation.close()


def read(
    model: ReaderModel, asked: Asked, hits: list[Hit], scored: list[Evidence], titles: Titles
) -> Readings:
    """Have a question's hits read."""
    return read_closely(
        asked.question, hits, scored, titles=lambda hit: titles(hit.paragraph.document).title,
        read=model.read,
    )  # fmt: skip


def _nearest(
    bot: Assistant, generation: Generation, question: str, where: Collection[DocumentId] | None
) -> list[Hit]:
    vector = bot.keeper.embedder.embed_query(question)
    found = generation.dense.query(vector, limit=DEPTH, documents=where)
    scores = {ref.paragraph: cosine for ref, cosine in reversed(list(found))}
    return [
        Hit(paragraph=one, score=max(0.0, scores[one.id]), dense=scores[one.id], lexical=None)
        for one in generation.catalogue.paragraphs(sorted(scores, key=lambda id_: -scores[id_]))
    ]


def _gold(generation: Generation, asked: Asked) -> Hit:
    paragraph = generation.catalogue.paragraphs_of(DocumentId(asked.document))[asked.place]
    return Hit(paragraph=paragraph, score=1.0, dense=None, lexical=None)
