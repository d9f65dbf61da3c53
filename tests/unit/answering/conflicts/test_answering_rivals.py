"""Two answers in different words."""

from __future__ import annotations

import pytest

from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.rivals import find_rival, has_one_answer
from tests.unit.answering.accounts import account, told


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("When did the Halden mine close?", True),
        ("Who wrote the salt report?", True),
        ("Is the road open?", True),
        ("Who played in the Holm band?", False),
        ("Which cities have a tram?", False),
        ("Who was the former mayor of Holm?", False),
        ("Where was war fought?", False),
        ("When?", False),
    ],
)
def test_which_questions_have_one_answer(question: str, one: bool) -> None:
    assert has_one_answer(Ask.of(question)) is one


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            "When did the Halden mine close?",
            "The Halden mine closed in 1962.",
            "In June 1964 the Halden mine was closed for good.",
            ("1962", "June 1964"),
        ),
        (
            "Who wrote the salt report?",
            "The salt report was written by Ada Lund.",
            "It was Bo Ek who wrote the salt report.",
            ("Ada Lund", "Bo Ek"),
        ),
        (
            "Did the committee approve the plan?",
            "The committee approved the plan.",
            "In the end, the committee rejected the plan.",
            ("yes", "no"),
        ),
    ],
)
def test_rivals(question: str, one: str, other: str, values: tuple[str, str]) -> None:
    ask = Ask.of(question)
    assert told(find_rival(ask, account(one), account(other))) == values
    assert told(find_rival(ask, account(other), account(one))) == values[::-1]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # Another time, thing or place.
        ("What was the rent?", "In 2019 the rent was £800.", "In 2020 the rent was £950."),
        ("What was the rent?", "In Leeds the rent was £800.", "In York the rent was £950."),
        ("When was the school built?", "The music school was built in 1902.",
         "The law school was built in 1955."),
        ("Who is the mayor of Holm?", "The mayor of Holm is Bo Ek.",
         "The former mayor of Holm is Ada Lund."),
        ("Who is the mayor of Holm?", "The mayor of Holm is Bo Ek.",
         "Until last year the mayor of Holm was Ada Lund."),
        ("Is the road open?", "The road is open in summer.", "The road is not open in winter."),
        # Both can be true.
        ("When did the Halden mine close?", "The Halden mine closed in 1962.",
         "The Halden mine closed on 4 May 1962."),
        ("Did the council approve the plan?", "The council approved the plan.",
         "The court did not approve the plan of the council."),
    ],
)  # fmt: skip
def test_what_is_no_contradiction(question: str, one: str, other: str) -> None:
    assert find_rival(Ask.of(question), account(one), account(other)) is None


def test_a_paragraph_that_has_the_other_value_does_not_contradict_it() -> None:
    ask = Ask.of("Who wrote the salt report?")
    one = account("The salt report was written by Ada Lund.", beside="Ek helped.")
    assert find_rival(ask, one, account("Bo Ek wrote the salt report.")) is None
