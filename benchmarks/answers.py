"""Write docs/answers.md: questions, what is answered today, and what is good and bad about it.

    python -m benchmarks.answers           # write the page
    python -m benchmarks.answers --check   # exit with 1 if it would change

The questions and the discussion are in `answers.toml`; the answers are asked for each time, from an
index of `seeds/` made for the purpose, without a language model.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from assistant import Assistant
from assistant.text.markup import escape_markdown
from assistant.types import Answer, Citation

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = Path(__file__).with_suffix(".toml")
PAGE: Final = ROOT / "docs" / "answers.md"

_WIDTH: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question and what is to be said of its answer.

    Attributes:
        question:   As a user would ask it.
        verdict:    "good", "half" or "bad".
        discussion: What is right and wrong about the answer, and why.
    """

    question: str
    verdict: str
    discussion: str


def load_examples() -> list[Example]:
    """Read the questions and the discussion."""
    return [Example(**one) for one in tomllib.loads(SOURCE.read_text("utf-8"))["answer"]]


def render(examples: Sequence[Example], bot: Assistant) -> str:
    """Write the page."""
    counts = {verdict: sum(one.verdict == verdict for one in examples) for verdict in _VERDICTS}
    lines = [
        "# Ten answers, good and bad",
        "",
        *_filled(
            f"What the assistant answers today from the {len(bot.documents())} documents of "
            "`seeds/`, without a language model, and what we think of it: "
            f"{counts['good']} good, {counts['half']} half right, {counts['bad']} bad. The "
            "questions were chosen to show what it can do and where it fails, so the share of good "
            "ones says nothing; [the evaluation](evaluation.md) does."
        ),
        "",
        "    python -m benchmarks.answers",
        "",
        "writes this page: it asks each question anew and puts `benchmarks/answers.toml` below it.",
    ]
    for number, one in enumerate(examples, start=1):
        lines += ["", f"## {number}. {escape_markdown(one.question)}", ""]
        lines += _answer(bot.ask(one.question))
        lines += ["", *_filled(f"**{_VERDICTS[one.verdict]}** {one.discussion}")]
    return "\n".join(lines) + "\n"


_VERDICTS: Final = {"good": "Good.", "half": "Half right.", "bad": "Bad."}


def _answer(answer: Answer) -> Iterator[str]:
    """Quote an answer with where its sources stand."""
    text = "The documents do not answer this question." if answer.abstained else answer.text
    yield from (f"> {line}" for line in _filled(escape_markdown(text)))
    yield ">"
    label = "Nearest" if answer.abstained else "Sources"
    yield from (f"> {line}" for line in _filled(f"{label}: {_places(answer.citations)}."))
    for note in answer.notes:
        yield from (">", *(f"> {line}" for line in _filled(f"({note})")))


def _places(citations: Sequence[Citation]) -> str:
    """List where citations stand, those of one paragraph together."""
    grouped = groupby(citations, key=lambda one: (one.document, one.paragraph))
    return "; ".join(
        "".join(rf"\[{one.number}\]" for one in some) + f" {document}, paragraph {paragraph}"
        for (document, paragraph), some in ((key, list(group)) for key, group in grouped)
    )


def _filled(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def main() -> None:
    """Write the page, or compare it with what would be written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="Only tell whether it would change.")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        Assistant.open(index=scratch, corpus=ROOT / "seeds", model="extractive") as bot,
    ):
        bot.ingest()
        page = render(load_examples(), bot)
    if not options.check:
        PAGE.write_text(page, "utf-8")
    elif page != PAGE.read_text("utf-8"):
        sys.exit(f"{PAGE} is out of date; write it anew with: python -m benchmarks.answers")


if __name__ == "__main__":
    main()
