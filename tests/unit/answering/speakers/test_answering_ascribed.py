"""A statement stands on sentences that are by whom it names, and on no others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answering.proof.support import THRESHOLD, Judge
from assistant.answering.speakers.ascribed import find_ascription
from assistant.models.embedder import Embedder
from assistant.text.tokens import terms
from assistant.types import Paragraph
from tests.fakes import reading

NOTED = """---
author: {author}
---
GE's digital change had cost more than USD 4 billion.[^r] GE was putting \
USD 1 billion into Predix in 2016.[^c] Sales to other sectors were cut back.

GE stopped work for two months in spring to repair Predix, as Reuters reported.[^r] \
The cost of the pause is an inference from prices, not a statement by Siemens.[^c]

A goal for platforms is the opposite of the claim, which is an inference from the plan.[^r]

The essay argues that platforms trap those who copy them. Predix was such a platform.

[^r]: Reuters via Banker & Tradesman, “GE Shifts Strategy”, 2017, <https://b.example/ge>.
[^c]: CFO.com, “GE CFO Eyes Infinite Returns”, 2016, <https://www.cfo.com/x>.
"""
ESSAY = """About the real economy
By Meng Yonghui

The real economy is the key to the industrial Internet of our days.
"""

RIGHT = [
    "According to Reuters (2017), GE's digital change had cost more than USD 4 billion.",
    "According to Reuters, GE's digital change had cost more than USD 4 billion.",
    "Reuters reported in 2017 that GE's digital change had cost more than USD 4 billion.",
    "GE's digital change had cost more than USD 4 billion (Reuters, 2017).",
    "GE's change to digital had cost more than USD 4 billion, as Reuters reported in 2017.",
    "GE's change to digital had cost more than USD 4 billion, according to Reuters.",
    "According to CFO.com (2016): GE was putting USD 1 billion into Predix in 2016.",
    "According to Reuters (2017), GE stopped work for two months in spring to repair Predix.",
    "According to Banker & Tradesman, GE's digital change had cost more than USD 4 billion.",
    "The essay argues that platforms trap those who copy them.",
    "According to the editors, a goal for platforms is the opposite of the claim.",
    "According to the editors, sales to other sectors were cut back.",
    "According to Meng Yonghui, the real economy is the key to the industrial Internet.",
    "Meng Yonghui argues that the real economy is the key to the industrial Internet.",
    "The author argues that the real economy is the key to the industrial Internet.",
]
WRONG = [
    "According to CFO.com (2016), GE's digital change had cost more than USD 4 billion.",
    "According to CFO.com, GE stopped work for two months in spring to repair Predix.",
    "According to Reuters (2017), GE was putting USD 1 billion into Predix in 2016.",
    "Reuters reported that GE was putting USD 1 billion into Predix in 2016.",
    "GE was putting USD 1 billion into Predix in 2016 (Reuters, 2017).",
    "GE was putting USD 1 billion into Predix in 2016, as Reuters reported.",
    "According to Reuters (2016), GE's digital change had cost more than USD 4 billion.",
    "According to Reuters (2015), GE stopped work for two months in spring to repair Predix.",
    "Gartner says that GE's digital change had cost more than USD 4 billion.",
    "Gartner argues that GE stopped work for two months in spring to repair Predix.",
    "According to Reuters, sales to other sectors were cut back.",
    "Siemens says that the cost of the pause is an inference from prices.",
    "The essay argues that GE's digital change had cost more than USD 4 billion.",
    "The essay argues that sales to other sectors were cut back.",
    "Meng Yonghui argues that GE stopped work for two months in spring to repair Predix.",
    "According to Meng Yonghui, GE was putting USD 1 billion into Predix in 2016.",
    "According to Reuters, a goal for platforms is the opposite of the claim.",
    "According to the editors, the real economy is the key to the industrial Internet.",
    "According to Reuters, the real economy is the key to the industrial Internet.",
]


def shelf() -> tuple[list[Paragraph], dict[str, str]]:
    readings = [
        reading("predix", NOTED.format(author="Editors"), suffix=".md"),
        reading("essay", ESSAY),
    ]
    authors = {one.document.id: one.document.author or "" for one in readings}
    return [paragraph for one in readings for paragraph in one.paragraphs], authors


def score(statement: str, embedder: Embedder | None, **more: object) -> float:
    paragraphs, authors = shelf()

    def embed(texts: Sequence[str]) -> object:
        return embedder.embed_documents(texts, expected=len(texts))

    judge = Judge(paragraphs, embed=embed if embedder else None, authors=authors, **more)
    proof = judge.best(statement, paragraphs)
    return proof.score if proof else 0.0


def shares_words(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Believe whatever has most of its words in the evidence."""
    return [
        float(len(set(terms(claim)) & set(terms(evidence))) > 0.6 * len(set(terms(claim))))
        for evidence, claim in pairs
    ]


@pytest.mark.parametrize("statement", RIGHT)
def test_an_attribution_that_is_right_passes(statement: str, embedder: Embedder) -> None:
    assert score(statement, embedder) >= THRESHOLD


@pytest.mark.parametrize("statement", WRONG)
def test_an_attribution_that_is_wrong_is_withheld(statement: str, embedder: Embedder) -> None:
    assert score(statement, embedder) < THRESHOLD


@pytest.mark.parametrize("statement", WRONG)
def test_no_cross_encoder_can_make_a_wrong_one_right(statement: str) -> None:
    assert score(statement, None, entail=shares_words) < THRESHOLD


@pytest.mark.parametrize("statement", RIGHT)
def test_a_cross_encoder_is_asked_about_the_rest(statement: str) -> None:
    assert score(statement, None, entail=shares_words) >= THRESHOLD


@pytest.mark.parametrize(
    ("statement", "names", "rest"),
    [
        ("According to Reuters (2017): It grew fast.", [("Reuters", 2017)], "It grew fast."),
        ("It grew fast (Reuters, 2017).", [("Reuters", 2017)], "It grew fast."),
        (
            "According to Reuters (2017) and CFO.com (2016): it grew fast.",
            [("Reuters", 2017), ("CFO.com", 2016)],
            "It grew fast.",
        ),
        ("In 2017, Reuters reported that it grew fast.", [("Reuters", 2017)], "It grew fast."),
        ("In Gartner’s view, it grew fast.", [("Gartner", None)], "It grew fast."),
        ("The essay says that it grew fast.", [("The essay", None)], "It grew fast."),
    ],
)
def test_what_a_statement_names(statement: str, names: list[object], rest: str) -> None:
    found = find_ascription(statement)
    assert found is not None
    assert [(one.name, one.year) for one in found.holders] == names
    assert found.rest == rest


@pytest.mark.parametrize(
    "statement",
    [
        "It grew fast in 2017.",
        "Some people say that it grew fast.",
        "Many analysts said that it grew fast.",
        "According to critics, it grew fast.",
        "They believe that it grew fast.",
        "It grew fast (about 2 %, 2017).",
        "Reuters reported it.",
        "",
    ],
)
def test_what_names_nobody(statement: str) -> None:
    assert find_ascription(statement) is None
