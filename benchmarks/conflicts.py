"""How often contradicting passages are noticed, and how often a conflict is seen where none is.

RGB has passages with a swapped fact: indexed together with the true ones, they contradict each
other on what is asked. Indexed alone, the true ones do not, and neither do the passages of CLAP NQ,
the paragraphs of SQuAD 2.0 and the essay in `seeds/`: every conflict reported there is looked at.
`conflicts.tsv` holds pairs of sentences written for this, most of them in different words.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant import Assistant
from assistant.answering.conflicts.conflict import Conflict, Side, find_conflict
from assistant.answering.evidence.sentences import Weights, best_first, score_sentences
from assistant.text.normalise import fold_space
from assistant.text.tokens import words
from assistant.types import DocumentId, Evidence, Paragraph
from benchmarks.figures import say, table
from benchmarks.texts import ESSAY, ROOT, SQUAD, read_squad

_RGB: Final = "rgb-counterfactual-tune.jsonl"
_CLAP: Final = "clapnq-tune.jsonl"
_SWAPPED: Final = "RGB, true and swapped"
_ESSAY: Final = ROOT / "evals" / "suites" / "essay.yaml"
_PAIRS: Final = Path(__file__).with_name("conflicts.tsv")
_DEPTH: Final = 8
_CANDIDATES: Final = 30
_SQUAD_QUESTIONS: Final = 400


Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with the spellings of its true and its swapped answer, where these are known.

    Attributes:
        half: Which half of RGB it is of: the rules were written with the first one in view.
    """

    text: str
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    half: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Questions and the passages that are indexed together for them."""

    name: str
    passages: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A question with its candidate sentences, best first, and whether `ask` reports a conflict."""

    question: Question
    candidates: tuple[Evidence, ...]
    reported: bool


def settings(data: Path) -> Iterator[Setting]:
    """List what is measured; the essay is indexed from its own file."""
    rows = _lines(data / _RGB)
    for name, kinds in (
        (_SWAPPED, ("positive", "positive_wrong", "negative")),
        ("RGB, true alone", ("positive", "negative")),
    ):
        passages = tuple(text for row in rows for kind in kinds for text in row[kind])
        yield Setting(
            name=name, passages=passages, questions=tuple(_rgb_question(row) for row in rows)
        )
    rows = _lines(data / _CLAP)
    yield Setting(
        name="CLAP NQ",
        passages=tuple(row["passages"][0]["text"] for row in rows),
        questions=tuple(Question(text=row["input"]) for row in rows),
    )
    squad = read_squad(data / SQUAD)
    some = random.Random(7).sample(squad.questions, _SQUAD_QUESTIONS)
    yield Setting(
        name="SQuAD 2.0",
        passages=tuple(squad.texts),
        questions=tuple(Question(text=text) for text in some),
    )
    yield Setting(name="essay", passages=(), questions=tuple(_essay_questions()))


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _rgb_question(row: dict[str, Any]) -> Question:
    return Question(
        text=row["query"],
        right=_spellings(row["answer"]),
        wrong=_spellings(row["fakeanswer"]),
        half="first" if row["id"] % 4 == 0 else "second",
    )


def _spellings(answer: object) -> tuple[str, ...]:
    """Flatten an answer: a text, or lists of spellings."""
    if isinstance(answer, list):
        return tuple(spelling for one in answer for spelling in _spellings(one))
    return (str(answer),)


def _essay_questions() -> Iterator[Question]:
    import yaml

    for case in yaml.safe_load(_ESSAY.read_text("utf-8"))["cases"]:
        yield Question(text=fold_space(case["question"]))


def collect(setting: Setting, folder: Path) -> list[Found]:
    """Index a setting's passages, each as a document, and find each question's candidates."""
    source = folder / "passages" if setting.passages else ESSAY
    for number, text in enumerate(dict.fromkeys(map(fold_space, setting.passages))):
        source.mkdir(parents=True, exist_ok=True)
        (source / f"passage-{number}.txt").write_text(text, "utf-8")
    with Assistant.open(index=folder / "index") as bot:
        bot.ingest(source)
        return [
            Found(
                question=question,
                candidates=tuple(_candidates(bot, question.text)),
                reported=bot.ask(question.text).reason == "conflicting",
            )
            for question in setting.questions
        ]


def _candidates(bot: Assistant, question: str) -> list[Evidence]:
    hits = bot.search(question, k=_DEPTH)
    with bot.keeper.reading() as generation:
        scored = score_sentences(hits, Weights.of(question, generation.lexical.rarity))
    return [one for one in best_first(scored) if one.score > 0][:_CANDIDATES]


def tells_apart(conflict: Conflict, question: Question) -> bool:
    """Tell whether the first two sides are the true and the swapped answer."""
    first, second = conflict.sides[:2]
    right, wrong = question.right, question.wrong
    return (_holds(first, right, wrong) and _holds(second, wrong, right)) or (
        _holds(first, wrong, right) and _holds(second, right, wrong)
    )


def _holds(side: Side, ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Tell whether a side gives one answer, and none of its sentences has the other one."""
    texts = [_key(one.text) for one in side.evidence]
    if not any(_key(one) in text for one in ours for text in texts):
        return False
    if any(_key(one) in text for one in theirs for text in texts):
        return False
    value = set(words(side.value))
    return any(value & set(words(one)) for one in ours)


def _key(text: str) -> str:
    return f" {' '.join(words(text))} "


def _rows(name: str, found: Sequence[Found], conflicts: Sequence[Conflict | None]) -> Rows:
    pairs = list(zip(found, conflicts, strict=True))
    halves = sorted({one.question.half for one in found} - {""})
    rows = []
    for half in ["", *halves] if name == _SWAPPED else [""]:
        some = [(one, seen) for one, seen in pairs if half in {"", one.question.half}]
        row = {
            "setting": f"{name}, {half} half" if half else name,
            "questions": str(len(some)),
            "some conflict": _share(seen is not None for _, seen in some),
            "reported by ask": _share(one.reported for one, _ in some),
        }
        if name == _SWAPPED:
            row["true against swapped"] = _share(
                seen is not None and tells_apart(seen, one.question) for one, seen in some
            )
        rows.append(row)
    return rows


def _share(flags: Iterable[bool]) -> str:
    return f"{statistics.fmean(flags):.3f}"


def _written() -> Rows:
    """Judge the pairs that were written for this, set by set in the order of writing."""
    with _PAIRS.open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = []
    for name in dict.fromkeys(pair["set"] for pair in pairs):
        row = {"pairs": f"{name} set"}
        for verdict, told in (("conflict", "contradict"), ("agree", "agree")):
            some = [pair for pair in pairs if (pair["set"], pair["verdict"]) == (name, verdict)]
            seen = [find_conflict(pair["question"], _evidence(pair)) for pair in some]
            row |= {told: str(len(some)), f"seen where they {told}": _share(map(bool, seen))}
        rows.append(row)
    return rows


def _evidence(pair: dict[str, str]) -> list[Evidence]:
    return [
        Evidence(
            paragraph=Paragraph(
                document=DocumentId(side),
                number=1,
                section=(),
                text=pair[side],
                start=0,
                line=1,
                plain=pair[side],
            ),
            start=0,
            end=len(pair[side]),
            text=pair[side],
            score=score,
        )
        for side, score in (("one", 1.0), ("other", 0.9))
    ]


def main() -> None:
    """Print the tables, and with `--show` every conflict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help=f"holds {_RGB}, {_CLAP} and {SQUAD}")
    parser.add_argument("--show", action="store_true", help="print the conflicts themselves too")
    arguments = parser.parse_args()
    print(f"{table(_written())}\n")
    rows: Rows = []
    seconds: list[float] = []
    for setting in settings(arguments.folder):
        say(setting.name)
        with tempfile.TemporaryDirectory() as work:
            found = collect(setting, Path(work))
        conflicts = []
        for one in found:
            started = time.thread_time()  # other work on the machine does not count
            conflicts.append(find_conflict(one.question.text, one.candidates))
            seconds.append(time.thread_time() - started)
        rows += _rows(setting.name, found, conflicts)
        if arguments.show:
            show(found, conflicts)
    print(f"{table(rows)}\n")
    slow = statistics.quantiles(seconds, n=20)[-1]
    median = statistics.median(seconds)
    print(
        f"{1e3 * median:.2f} ms a question, 95th percentile {1e3 * slow:.2f}, "
        f"longest {1e3 * max(seconds):.2f} (CPU time)"
    )


def show(found: Iterable[Found], conflicts: Iterable[Conflict | None]) -> None:
    """Print each conflict with the best sentence of each side."""
    for one, conflict in zip(found, conflicts, strict=True):
        if conflict:
            print(one.question.text)
            for side in conflict.sides:
                print(f"    {side.value} ({len(side.evidence)}): {side.evidence[0].text}")


if __name__ == "__main__":
    main()
