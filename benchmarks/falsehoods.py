"""Statements made false on purpose: a number, a name, a negation, a direction or a holder changed.

A true original is a sentence of the essay, against the essay, or a sentence of a human answer of
CLAP NQ, against its gold passage. Each change is drawn with a seed.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from assistant.reading.reader import read
from assistant.text.sentences import split_sentences
from assistant.types import DocumentId, Paragraph
from benchmarks.texts import ESSAY

CLAPNQ: Final = "clapnq-tune.jsonl"

Kind = Literal["number", "name", "negation", "direction", "attribution"]
KINDS: Final[tuple[Kind, ...]] = ("number", "name", "negation", "direction")

# Paragraphs that an answer is drawn from; CLAP NQ's other ones are those of the next questions.
_RETRIEVED: Final = 8

# Shorter sentences are fragments such as "Yes." or a bare name.
_FEWEST_WORDS: Final = 5

_NUMBER: Final = re.compile(
    r"(?<![\w.,-])(?:\d[\d,]*\d(?:\.\d+)?|\d(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion)(?![\w,]*\d)(?!\w)"
)
_WORDS: Final = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
)
_SCALES: Final = "hundred thousand million billion".split()

_NAME: Final = re.compile(
    r"(?<=[a-z,;] )(?!(?:I|The|A|An|In|It|He|She|They|This|If|When|For|But|And|Some|On|At|No|So|As)"
    r"\b)(?!(?:What|To|Of|Our|You|We|My|Land|Section|Said|There|These|That|It|Its)\b)"
    r"[A-Z][\w.]*[\w](?:(?: |-| - )[A-Z][\w.]*[\w])*"
)

_MONTHS: Final = re.compile(
    "January|February|March|April|May|June|July|August|September|October|November|December"
)

_HELPER: Final = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might|did|does|do"
    r"|(?:has|have|had)(?= (?:been|\w+ed|begun|become|seen|made|given|grown)\b))\b"
    r"(?! ?(?:not\b|n't|no\b|never\b|n’t))",
)
_DENIAL: Final = re.compile(r" (?:not|never|n't|no longer)\b(?! only| just)|n't\b")

_TURNS: Final = """
more less|increase decrease|increases decreases|increased decreased|increasing decreasing
higher lower|highest lowest|before after|above below|largest smallest|larger smaller
greater smaller|rise fall|rises falls|rose fell|rising falling|growth decline|first last
most least|early late|earlier later|longer shorter|long short|north south|northern southern
east west|eastern western|inside outside|upper lower|start end|began ended|begins ends
gained lost|win lose|won lost|strong weak|stronger weaker|fast slow|faster slower|easy difficult
maximum minimum|always never|positive negative|success failure|prosperity decline|deep shallow
online offline|virtual real|industrial consumer|tangible intangible|abandon keep|front back
old new|large small|private public|open closed|accepted rejected|include exclude
increasingly decreasingly|up down|left right|major minor|hot cold|warm cool|B-end C-end
"""

# Names that are certainly not in a source, where a set has few of its own.
_OUTSIDERS: Final = ("Ada Lovelace", "Brazil", "Dr. Watson", "Lisbon", "Mars", "Siemens", "Tolstoy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A true statement.

    Attributes:
        text:    As written.
        cited:   The paragraph that bears it out.
        others:  What else was retrieved.
        origin:  Where it is from.
    """

    text: str
    cited: Paragraph
    others: tuple[Paragraph, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Falsehood:
    """A statement made false, with the true one that it was made of."""

    text: str
    kind: Kind
    original: Original


def essay_originals() -> list[Original]:
    """List the essay's sentences; everything else in the essay is among what was retrieved."""
    paragraphs = essay()
    return [
        Original(
            text=sentence.text,
            cited=paragraph,
            others=tuple(other for other in paragraphs if other is not paragraph),
            origin="essay",
        )
        for paragraph in paragraphs
        for sentence in split_sentences(paragraph.text)
        if len(sentence.text.split()) >= _FEWEST_WORDS
    ]


def essay() -> tuple[Paragraph, ...]:
    """Read the essay's paragraphs."""
    reading = read(
        ESSAY.read_bytes(),
        document=DocumentId(ESSAY.stem),
        path=ESSAY.name,
        sha256="",
        suffix=ESSAY.suffix,
    )
    return tuple(reading.paragraphs)


def clapnq_originals(path: Path) -> list[Original]:
    """List the sentences of the human answers of CLAP NQ, each once for a passage."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    passages = [_passage(number, row["passages"][0]) for number, row in enumerate(rows, start=1)]
    found: dict[tuple[str, str], Original] = {}
    for place, row in enumerate(rows):
        passage, *others = (passages[(place + step) % len(rows)] for step in range(_RETRIEVED))
        for answer in row["output"]:
            for sentence in split_sentences(answer["answer"]):
                text = sentence.text
                if len(text.split()) >= _FEWEST_WORDS:
                    found[passage.text, text] = Original(
                        text=text, cited=passage, others=tuple(others), origin="CLAP NQ"
                    )
    return list(found.values())


def _passage(number: int, passage: dict[str, str]) -> Paragraph:
    return Paragraph(
        document=DocumentId("clapnq"),
        number=number,
        section=(passage["title"],),
        text=passage["text"],
        start=0,
        line=1,
        plain=passage["text"],
    )


def plant(originals: Sequence[Original], *, kind: Kind, count: int, seed: int) -> list[Falsehood]:
    """Make up to `count` falsehoods of one kind, of as many different originals as there are."""
    rng = random.Random(f"{seed}:{kind}")
    shuffled = rng.sample(list(originals), len(originals))
    names = sorted(
        {*_OUTSIDERS, *(name for one in originals for name in _NAME.findall(one.cited.text))}
    )
    planted: list[Falsehood] = []
    seen: set[str] = set()
    for _ in range(3):  # another round changes another word
        for original in shuffled:
            text = _changed(original, kind, names, rng)
            if len(planted) < count and text is not None and text not in seen:
                seen.add(text)
                planted.append(Falsehood(text=text, kind=kind, original=original))
    return planted


def _changed(
    original: Original, kind: Kind, names: Sequence[str], rng: random.Random
) -> str | None:
    text, source = original.text, original.cited.text
    if kind == "number":
        return _other_number(text, source, rng)
    if kind == "name":
        return _other_name(text, source, names, rng)
    if kind == "negation":
        return _denied(text, rng)
    return _turned(text, rng)


def _other_number(text: str, source: str, rng: random.Random) -> str | None:
    places = list(_NUMBER.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    old = place[0]
    alike = sorted(
        {
            new
            for new in _NUMBER.findall(source)
            if new not in text and new.isdigit() == old.isdigit() and len(new) == len(old)
        }
    )
    new = rng.choice(alike) if alike and rng.random() < 0.5 else _altered(old, rng)
    return _replaced(text, place, new)


def _altered(number: str, rng: random.Random) -> str:
    if number in _WORDS or number in _SCALES:
        return rng.choice(
            [word for word in (_WORDS if number in _WORDS else _SCALES) if word != number]
        )
    plain = number.replace(",", "")
    if "." in plain:
        return f"{float(plain) * rng.choice([2, 3, 5]):.{len(plain.split('.')[1])}f}"
    value = int(plain)
    if 1000 <= value <= 2100 and "," not in number:
        return str(value + rng.choice([-1, 1]) * rng.randint(1, 20))
    value = value + rng.randint(1, 9) if value < 20 else value * rng.choice([2, 3, 5])
    return f"{value:,}" if "," in number else str(value)


def _other_name(text: str, source: str, names: Sequence[str], rng: random.Random) -> str | None:
    places = list(_NAME.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    near = sorted(
        {name for name in _NAME.findall(source) if _is_other(name, place[0], text, source)}
    )
    far = [name for name in names if _is_other(name, place[0], text, source) and name not in source]
    pool = near if near and rng.random() < 0.5 else far
    return _replaced(text, place, rng.choice(pool)) if pool else None


def _is_other(name: str, old: str, text: str, source: str) -> bool:
    """Tell whether a name says something else: no shared word, not in the sentence or one list."""
    months = _MONTHS.search(name) or _MONTHS.search(old)
    if months or set(re.findall(r"\w+", name)) & set(re.findall(r"\w+", old)) or name in text:
        return False
    places = [source.find(name), source.find(old)]
    if min(places) < 0:
        return True
    between = source[min(places) : max(places)]
    return any(word.islower() and word not in {"and", "or", "of"} for word in between.split())


def _denied(text: str, rng: random.Random) -> str | None:
    if places := list(_DENIAL.finditer(text)):
        return _replaced(text, rng.choice(places), "")
    if places := list(_HELPER.finditer(text)):
        place = rng.choice(places)
        return _replaced(text, place, f"{place[0]} not")
    return None


def _turned(text: str, rng: random.Random) -> str | None:
    turns = [pair.split() for line in _TURNS.strip().splitlines() for pair in line.split("|")]
    both = dict([*turns, *(pair[::-1] for pair in turns)])
    places = [
        place
        for place in re.finditer(r"[A-Za-z]-end|[A-Za-z]+", text)
        if place[0] in both and not re.search(rf"\b{both[place[0]]}\b", text)
    ]
    if places:
        place = rng.choice(places)
        return _replaced(text, place, both[place[0]])
    return None


def _replaced(text: str, place: re.Match[str], new: str) -> str:
    return text[: place.start()] + new + text[place.end() :]
