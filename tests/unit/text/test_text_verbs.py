"""Forms of one word."""

from __future__ import annotations

import pytest

from assistant.text.tokens import terms
from assistant.text.verbs import are_related


@pytest.mark.parametrize(
    ("one", "other"),
    [("wrote", "written"), ("won", "win"), ("founded", "founder"), ("held", "holding")],
)
def test_forms_of_one_verb(one: str, other: str) -> None:
    first, second = terms(one)[0], terms(other)[0]
    assert are_related(first, second)
    assert are_related(second, first)


@pytest.mark.parametrize(
    ("one", "other"), [("won", "wine"), ("built", "bill"), ("", ""), ("a", "")]
)
def test_other_words(one: str, other: str) -> None:
    assert not are_related(one, other)
    assert not are_related(other, one)
