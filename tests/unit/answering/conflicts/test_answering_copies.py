"""Copies in which a fact was changed."""

from __future__ import annotations

import pytest

from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.copies import find_changed
from tests.unit.answering.accounts import account, told

BRIDGE = "The old bridge at Holm, which cost 3 million crowns, opened in 1931."


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        ("When did the bridge open?", BRIDGE, BRIDGE.replace("1931", "1935"), ("1931", "1935")),
        (
            "How much did the bridge cost?",
            BRIDGE,
            BRIDGE.replace("3 million", "4 million"),
            ("3 million", "4 million"),
        ),
        (
            "Who painted the ceiling?",
            "Ada Lund, a painter from Holm, painted the ceiling in four summers, and Lund left.",
            "Bo Ek, a painter from Holm, painted the ceiling in four summers, and Ek left.",
            ("Ada Lund", "Bo Ek"),
        ),
        (
            "What is the roof made of?",
            "The roof of the hall is made of copper and is still sound.",
            "The roof of the hall is made of slate and is still sound.",
            ("copper", "slate"),
        ),
        (
            "How did the price of tin change?",
            "The price of tin rose.",
            "The price of tin fell.",
            ("rose", "fell"),
        ),
    ],
)
def test_the_changed_value_is_found(
    question: str, one: str, other: str, values: tuple[str, str]
) -> None:
    assert told(find_changed(Ask.of(question), account(one), account(other))) == values


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # Not what is asked for.
        ("When did the bridge open?", BRIDGE, BRIDGE.replace("3 million", "4 million")),
        ("Who opened the bridge?", BRIDGE, BRIDGE.replace("1931", "1935")),
        # The condition differs.
        ("How many cows were there?", "In 1931 there were 40 cows.", "In 1935 there were 50 cows."),
        ("How many cows were there?", "In 1931 there were 40 cows.", "There were 50 cows."),
        (
            "How tall is the tower?",
            "The north tower is 60 m tall.",
            "The south tower is 75 m tall.",
        ),
        # The question names one of them.
        ("When did Ada Lund leave?", "Ada Lund left Holm in May.", "Bo Ek left Holm in June."),
        ("Who left Holm with Ada Lund?", "Ada Lund left Holm in May.", "Bo Ek left Holm in May."),
        # One is more exact.
        ("When did the bridge open?", BRIDGE, BRIDGE.replace("1931", "May 1931")),
        # Both can be true.
        ("Which cities have a tram?", "Ghent has a tram.", "Holm has a tram."),
        ("What does the mill make?", "The mill makes oil.", "The mill makes flour."),
        # One is a plan.
        ("When did it open?", "The bridge opened in 1931.", "The bridge was to be opened in 1935."),
        # Hardly a word is the same.
        ("When did the bridge open?", BRIDGE, "The new school at Bryn had 12 rooms in 1935."),
    ],
)
def test_what_is_no_contradiction(question: str, one: str, other: str) -> None:
    assert find_changed(Ask.of(question), account(one), account(other)) is None


def test_a_paragraph_that_has_both_values_knows_of_both() -> None:
    ask = Ask.of("When did the bridge open?")
    one = account(BRIDGE, beside="Others give 1935.")
    assert find_changed(ask, one, account(BRIDGE.replace("1931", "1935"))) is None
