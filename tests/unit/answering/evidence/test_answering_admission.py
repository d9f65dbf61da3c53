"""Sentences in which a document says that it does not know."""

from __future__ import annotations

import pytest

from assistant.answering.evidence.admission import admits_ignorance, asks_for_gaps


@pytest.mark.parametrize(
    "sentence",
    [
        "The number of paying customers was looked for and not found.",
        "No separate revenue figure was found for Alibaba.com.",
        "No figure was found for the profit of the group.",
        "Its present state is not known either.",
        "Whether the author had it in mind is unknown.",
        "How far the goals were met is not stated in the sources used here.",
        "None of the sources used here gives the volume of data.",
        "No source used here states a profit.",
        "The cause could not be established.",
        "Who pays therefore remains open.",
    ],
)
def test_what_is_not_known_is_said(sentence: str) -> None:
    assert admits_ignorance(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The number of paying customers was not large.",
        "The standard is open to all.",
        "The firm is known for its engines.",
        "The plan was not carried out.",
        "No platform was profitable in that year.",
        "It found no customers.",
        "The essay names no company.",
    ],
)
def test_other_denials_are_answers(sentence: str) -> None:
    assert not admits_ignorance(sentence)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What could not be found about Predix?", True),
        ("What is unknown about the essay?", True),
        ("Which figures are missing?", True),
        ("How many customers did Predix have?", False),
        ("Why did GE not sell Predix?", False),
    ],
)
def test_a_question_may_ask_for_gaps(question: str, asks: bool) -> None:
    assert asks_for_gaps(question) is asks
