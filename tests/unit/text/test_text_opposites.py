"""Words that turn a meaning round."""

from __future__ import annotations

import pytest

from assistant.text.opposites import AMOUNTS, negations, opposite, sides
from assistant.text.wording import read_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("more", "less"), ("increases", "fell"), ("exceeds", "below"), ("before", "after"),
        ("rising", "declined"), ("first", "last"), ("online", "offline"), ("virtual", "real"),
    ],
)  # fmt: skip
def test_opposites_stand_on_two_sides_of_an_axis(one: str, other: str) -> None:
    [left], [right] = read_words(one), read_words(other)
    assert {opposite(side) for side in sides(left)} & sides(right)
    assert not sides(left) & sides(right)


def test_synonyms_stand_on_the_same_side() -> None:
    [left], [right] = read_words("growth"), read_words("increased")
    assert sides(left) & sides(right)


@pytest.mark.parametrize(
    "text", ["is not so", "isn't so", "never was", "is no longer so", "rather than that"]
)
def test_negations_are_found(text: str) -> None:
    assert len(negations(read_words(text))) == 1


def test_to_differ_from_something_denies_it() -> None:
    assert negations(read_words("different from the old")) == [1]
    assert negations(read_words("a letter from the old")) == []


def test_amounts_are_ordered() -> None:
    assert AMOUNTS["few"] < AMOUNTS["some"] < AMOUNTS["many"] < AMOUNTS["most"] < AMOUNTS["all"]
