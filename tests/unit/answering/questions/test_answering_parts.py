"""A question that asks several things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.questions.parts import parts_of


@pytest.mark.parametrize(
    "question",
    [
        "Who sold nuts and bolts?",
        "Why and how did the mill fail?",
        "I run a factory. What should I do?",
        "What do you know when you see it?",
        "How is the essay's view different from others and from mine?",
        "Tell me about traffic and platforms",
        "When the mill burned down, what was it called?",
        "Where prices fall, who gains?",
        "Is it the platform or the center that hinders?",
        "why",
        "",
    ],
)
def test_a_question_that_asks_one_thing_stays_whole(question: str) -> None:
    assert parts_of(question) == [question]


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What did the mill cost and when was it built?",
            ["What did the mill cost?", "What did the mill cost? when was it built?"],
        ),
        (
            "Why does traffic fail, and what does the author propose?",
            ["Why does traffic fail?", "what does the author propose?"],
        ),
        (
            "Who wrote the essay? Which companies does the essay name?",
            ["Who wrote the essay?", "Which companies does the essay name?"],
        ),
        (
            "Which city is the largest, and is it the capital?",
            ["Which city is the largest?", "Which city is the largest? is it the capital?"],
        ),
    ],
)
def test_each_part_stands_alone(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts


def test_a_long_list_of_questions_is_not_taken_apart() -> None:
    question = " ".join(f"What is the price of item {number}?" for number in range(5))
    assert parts_of(question) == [question]


@given(st.text(max_size=200))
def test_there_is_always_a_part_and_none_is_empty_but_of_an_empty_question(text: str) -> None:
    parts = parts_of(text)
    assert parts
    assert all(part.strip() for part in parts) or parts == [text]
