"""Whether a sentence speaks of a question's subject, and says it as a fact."""

from __future__ import annotations

import pytest

from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.assurance import is_aside, is_left_open
from tests.unit.answering.accounts import account


@pytest.mark.parametrize(
    "text",
    [
        "It may have closed in 1962.",
        "It was to be closed in 1962.",
        "It was reportedly closed in 1962.",
        "It is not known when it closed.",
        "Some people say that it closed in 1962.",
    ],
)
def test_what_is_left_open(text: str) -> None:
    assert is_left_open(account(text))


@pytest.mark.parametrize("text", ["It closed in May 1962.", "It has to be seen."])
def test_what_is_said_as_a_fact(text: str) -> None:
    assert not is_left_open(account(text))


def test_only_the_clause_counts_where_places_are_given() -> None:
    one = account("It closed in 1962, and it may open again.")
    assert is_left_open(one)
    assert not is_left_open(one, [1, 3])
    assert is_left_open(one, [8])


def test_a_negation_denies_nothing_before_it() -> None:
    one = account("It closed in 1962 and never opened again.")
    assert not is_left_open(one, [1, 3])
    assert is_left_open(one, [6])


@pytest.mark.parametrize(
    ("question", "text", "aside"),
    [
        ("When was Larkspur released?", "The music of Larkspur was released in May.", True),
        ("When was Larkspur released?", "Larkspur was released in May.", False),
        ("When did the war in Verania end?", "In Verania, the war ended in May.", False),
        ("Who designed the baths?", "The roof of the baths was designed by Ada Lund.", True),
        ("Who designed the baths?", "The baths were designed by Ada Lund.", False),
        ("How many seats does the Orbis have?", "The Orbis has 20 seats.", False),
        ("Why?", "The Orbis has 20 seats.", False),
    ],
)
def test_what_only_belongs_to_the_subject(question: str, text: str, aside: bool) -> None:
    assert is_aside(Ask.of(question), account(text)) is aside
