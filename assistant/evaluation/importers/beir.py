"""BEIR (Thakur et al. 2021, arXiv 2104.08663): passages, queries, and which answer which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assistant.errors import SuiteError
from assistant.evaluation.case import Case, Gold
from assistant.evaluation.importers.passages import Passages, read_lines, read_text

#: Which judgements are taken, if there are several.
_SPLITS: Final = ("test", "dev", "train")


def read_beir(folder: Path, passages: Passages) -> Iterator[Case]:
    """Read a folder with `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv`.

    A passage is its title and its text, as BEIR joins them. Queries without a relevant passage
    are left out. Grades above 2 count as 2.
    """
    texts = {
        entry.text("_id"): f"{entry.text('title', '')} {entry.text('text')}"
        for entry in read_lines(folder / "corpus.jsonl")
    }
    names = {id_: passages.add(text, title=id_) for id_, text in texts.items()}
    judged = _judgements(_qrels(folder), names, passages)
    for query in read_lines(folder / "queries.jsonl"):
        if gold := judged.get(query.text("_id")):
            yield Case(
                id=query.text("_id"),
                question=query.text("text"),
                answerable=True,
                gold=tuple(gold),
                line=query.line,
            )


def _qrels(folder: Path) -> Path:
    found = {path.stem: path for path in sorted((folder / "qrels").glob("*.tsv"))}
    for split in (*_SPLITS, *found):
        if split in found:
            return found[split]
    raise SuiteError(f"{folder} has no qrels/*.tsv; name the folder of a BEIR data set")


def _judgements(
    path: Path, names: dict[str, str | None], passages: Passages
) -> dict[str, list[Gold]]:
    judged: defaultdict[str, list[Gold]] = defaultdict(list)
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip() or number == 1:
            continue
        parts = line.split("\t")
        if len(parts) != 3 or not parts[2].strip().lstrip("-").isdecimal():
            raise SuiteError(f"{path}:{number}: expected query, passage and grade, parted by tabs")
        query, passage, grade = parts[0], parts[1], int(parts[2])
        if passage not in names:
            raise SuiteError(f"{path}:{number}: the corpus has no passage {passage!r}")
        name = names[passage]
        known = {gold.document for gold in judged[query]}
        if grade > 0 and name and name not in known:
            judged[query].append(passages.gold(name, grade=min(2, grade)))
    return judged
