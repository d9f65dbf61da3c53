"""What two sentences give differently."""

from __future__ import annotations

from assistant.answering.conflicts.dispute import Given
from tests.unit.answering.accounts import account


def given(text: str, *, value: bool = True) -> Given:
    one = account(f"they saw {text} then")
    return Given(account=one, text=text, value=one.values[0] if value else None)


def test_values_exclude_each_other_or_agree() -> None:
    assert given("1962").excludes(given("1964"))
    assert not given("1962").agrees(given("1964"))
    assert given("1962").agrees(given("4 May 1962"))


def test_values_of_different_kinds_do_neither() -> None:
    assert not given("1962").excludes(given("Ada Lund"))
    assert not given("1962").agrees(given("Ada Lund"))


def test_plain_words_are_compared_as_they_are() -> None:
    yes, no = given("yes", value=False), given("no", value=False)
    assert yes.excludes(no)
    assert yes.agrees(yes)
    assert not yes.agrees(given("1962"))


def test_given_tests_have_a_value() -> None:
    assert given("1962").value is not None
