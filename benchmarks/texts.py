"""Texts to measure with: seeded English-like prose, files of it, and a SQuAD file's paragraphs."""

from __future__ import annotations

import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SEEDS: Final = ROOT / "seeds"
ESSAY: Final = SEEDS / "industrial-internet-not-a-copy.txt"

#: The SQuAD file's name in a `--data` folder.
SQUAD: Final = "squad2-tune.json"

# Words of a paragraph: log-normal, as in SQuAD, and short enough for 256 word pieces.
_MEDIAN_WORDS: Final = 100
_SPREAD: Final = 0.5
_FEWEST, _MOST = 12, 165

_INVENTED: Final = 20_000
_INVENTED_SHARE: Final = 0.06
_SYLLABLES: Final = (
    "ar bel con dor en fal gar hol in jun kel lor men nor pol ran sol ter ul ver".split()
)


class Prose:
    """English-like text by number: word pairs of the essay, mixed with invented names.

    Paragraph `n` is the same whatever was asked for before; the names follow a Zipf law.
    """

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        words = re.findall(r"[A-Za-z]+", ESSAY.read_text("utf-8"))
        for word, following in zip(words, [*words[1:], words[0]], strict=True):
            self._after[word.lower()].append(following.lower())

    def paragraph(self, number: int) -> str:
        """Write paragraph `number`, 12 to 165 words in sentences."""
        rng = random.Random(f"{self._seed}:{number}")
        left = round(rng.lognormvariate(math.log(_MEDIAN_WORDS), _SPREAD))
        left = min(_MOST, max(_FEWEST, left))
        sentences = []
        while left > 0:
            length = min(left, rng.randint(8, 30))
            sentences.append(self._sentence(rng, length))
            left -= length
        return " ".join(sentences)

    def question(self, number: int, *, among: int) -> str:
        """Ask about words of one of the first `among` paragraphs."""
        rng = random.Random(f"{self._seed}:question:{number}")
        words = self.paragraph(rng.randrange(among)).rstrip(".").lower().split()
        start = rng.randrange(max(1, len(words) - 12))
        return f"What about {' '.join(words[start : start + rng.randint(5, 12)])}?"

    def _sentence(self, rng: random.Random, length: int) -> str:
        word = rng.choice(("the", "in", "players", "facts", "when"))
        words = []
        for _ in range(length):
            words.append(_name(rng) if rng.random() < _INVENTED_SHARE else word)
            word = rng.choice(self._after[word])
        return " ".join(words).capitalize() + "."


def write_files(folder: Path, paragraphs: Iterable[str], *, per_file: int) -> int:
    """Write text files of `per_file` paragraphs under a title; returns how many files."""
    folder.mkdir(parents=True, exist_ok=True)
    some: list[str] = []
    files = 0
    for paragraph in paragraphs:
        some.append(paragraph)
        if len(some) == per_file:
            _write(folder, files, some)
            files, some = files + 1, []
    if some:
        _write(folder, files, some)
        files += 1
    return files


def _write(folder: Path, number: int, paragraphs: list[str]) -> None:
    text = "\n\n".join([f"Report {number}", *paragraphs])
    (folder / f"report-{number:06d}.txt").write_text(f"{text}\n", "utf-8")


def _name(rng: random.Random) -> str:
    """Invent a name; name `n` comes up about 1/n as often as the first."""
    rank = int(_INVENTED ** rng.random()) - 1
    base = len(_SYLLABLES)
    return "".join(_SYLLABLES[rank // base**place % base] for place in range(3)).capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Squad:
    """A SQuAD file's paragraphs, its answerable questions, and each question's paragraph."""

    texts: list[str]
    questions: list[str]
    gold: list[int]


def read_squad(file: Path) -> Squad:
    """Read a file in the format of SQuAD 2.0."""
    squad = Squad(texts=[], questions=[], gold=[])
    for article in json.loads(file.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for item in paragraph["qas"]:
                if not item["is_impossible"]:
                    squad.questions.append(item["question"])
                    squad.gold.append(len(squad.texts))
            squad.texts.append(paragraph["context"])
    return squad


def sample(count: int, *, seed: int, data: Path | None) -> tuple[list[str], list[str]]:
    """Make `count` different paragraphs, and 300 questions about them.

    With a `data` folder they are SQuAD's that the model can read at once, repeated under a number
    so that no two are the same.
    """
    if data is None:
        prose = Prose(seed=seed)
        texts = [prose.paragraph(number) for number in range(count)]
        return texts, [prose.question(number, among=count) for number in range(300)]
    squad = read_squad(data / SQUAD)
    known = [" ".join(words) for text in squad.texts if len(words := text.split()) <= _MOST]
    texts = [f"Copy {n // len(known)}. {known[n % len(known)]}" for n in range(count)]
    return texts, random.Random(seed).sample(squad.questions, 300)
