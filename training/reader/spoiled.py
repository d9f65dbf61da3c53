"""Questions that their passage almost answers: answerable ones with one thing changed.

Most unanswerable rows of the training data lack the answer's sentence, which is easy to see.
People who try to mislead keep the passage and change the question: another name or year, the
opposite, a denial (Rajpurkar, Jia and Liang, "Know What You Don't Know", ACL 2018, table 1).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from training.reader.rows import Row

#: Sources whose questions ask for something that the passage tells outright.
_FACTUAL: Final = frozenset({"squad1-train", "squad2-train", "squadshifts-wiki", "qamr", "qed-nq"})

_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of |the |de )?[A-Z][\w'’-]+)*")
_NUMBER: Final = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_AUXILIARY: Final = re.compile(r"\b(did|does|do|was|were|is|are|can|could|has|have|had|will)\b")
_WORD: Final = re.compile(r"[A-Za-z]+")
_THING: Final = re.compile(r"(?<=[a-z,] )[a-z]{5,}\b")

_PAIRS: Final = """
first last, before after, oldest youngest, old new, largest smallest, larger smaller, big small,
most least, more fewer, highest lowest, higher lower, longest shortest, long short, best worst,
better worse, earliest latest, early late, north south, northern southern, east west, eastern
western, increase decrease, increased decreased, rise fall, rose fell, win lose, won lost, begin
end, began ended, start stop, started stopped, open close, opened closed, accept reject,
accepted rejected, allow forbid, allowed forbidden, support oppose, supported opposed, above
below, inside outside, in out, internal external, public private, strong weak, rich poor, male
female, men women, son daughter, father mother, brother sister, husband wife, king queen, attack
defend, enter leave, entered left, join leave, joined left, gain lose, gained lost, create
destroy, created destroyed, build demolish, built demolished, buy sell, bought sold, import
export, legal illegal, possible impossible, known unknown, common rare, major minor, positive
negative, active passive, upper lower, import export, majority minority, maximum minimum, with
without, always never, all none, include exclude, included excluded, cause prevent, caused
prevented
"""

_OPPOSITE: Final = {
    word: other
    for pair in _PAIRS.split(",")
    for one, two in [pair.split()]
    for word, other in ((one, two), (two, one))
}


def spoil(rows: Sequence[Row], *, share: float, seed: int) -> Iterator[Row]:
    """Make unanswerable twins of about `share` of the answerable factual rows."""
    draw = random.Random(seed)
    stock = {kind: _stock(rows, kind) for kind in (_NAME, _NUMBER, _THING)}
    for row in rows:
        if row.source not in _FACTUAL or not row.answers or draw.random() >= share:
            continue
        ways = [
            *(_exchange(row, kind, stock[kind], draw) for kind in (_NAME, _NUMBER)),
            _exchange(row, _THING, stock[_THING], draw) if draw.random() < 0.25 else None,
            _turn(row.query, draw),
            _deny(row.query) if draw.random() < 0.4 else None,
        ]
        if changed := [way for way in ways if way and way != row.query]:
            query = draw.choice(changed)
            yield replace(row, query=query, answers=frozenset(), source=f"{row.source}:spoiled")


def _stock(rows: Sequence[Row], kind: re.Pattern[str]) -> Mapping[str, list[str]]:
    """Collect what can be put in another's place, by article."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row.source in _FACTUAL:
            for text in (row.query, *row.sentences):
                found[row.group] |= dict.fromkeys(kind.findall(text))
    return {group: list(pieces) for group, pieces in found.items()}


def _exchange(
    row: Row, kind: re.Pattern[str], stock: Mapping[str, list[str]], draw: random.Random
) -> str | None:
    """Put another piece of the passage or the article in the place of one that the passage has.

    Words other than names and numbers are exchanged for such as end alike: a noun for a noun, as a
    rule.
    """
    passage = " ".join(row.sentences)
    here = [piece for piece in kind.findall(row.query) if piece in passage]
    if not here:
        return None
    old = draw.choice(here)
    near = kind.findall(passage) if draw.random() < 0.5 else stock.get(row.group, [])
    others = [
        piece
        for piece in near
        if piece not in old
        and old not in piece
        and piece not in row.query
        and len(piece) <= 2 * len(old) + 8
        and (kind is not _THING or (piece[-2:] == old[-2:] and piece[:4] != old[:4]))
    ]
    return row.query.replace(old, draw.choice(others), 1) if others else None


def _turn(query: str, draw: random.Random) -> str | None:
    """Put the opposite in a word's place."""
    known = [match for match in _WORD.finditer(query) if match[0] in _OPPOSITE and match[0] != "in"]
    if not known:
        return None
    match = draw.choice(known)
    return query[: match.start()] + _OPPOSITE[match[0]] + query[match.end() :]


def _deny(query: str) -> str | None:
    if not (match := _AUXILIARY.search(query)):
        return None
    head, tail = query[: match.end()], query[match.end() :]
    subject = re.match(r" (?:the |a |an )?[\w'’-]+", tail)
    if match[0] in {"did", "does", "do"} and subject:
        return head + subject[0] + " not" + tail[subject.end() :]
    return head + " not" + tail
