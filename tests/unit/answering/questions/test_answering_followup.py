"""Questions that lean on the conversation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.questions.followup import standalone

BEFORE = ["What is the consumer Internet?", "Why does harvesting traffic fail?"]


@pytest.mark.parametrize(
    "question",
    [
        "Why?",
        "And in industry?",
        "What about the virtual economy and the real economy?",
        "Who says that it fails in every industry?",
        "Do they harvest traffic from players?",
        "Industry?",
        "how so",
    ],
)
def test_a_question_that_points_back_gets_the_last_one_before_it(question: str) -> None:
    assert standalone(question, BEFORE) == f"{BEFORE[-1]} {question}"


@pytest.mark.parametrize(
    "question",
    [
        "What distinguishes the industrial Internet from the consumer Internet?",
        "How do platforms harvest traffic?",
        "Why do platforms harvest traffic?",
        "Which items does the essay list?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, BEFORE) == question


@given(st.text(st.characters()))
def test_without_a_conversation_every_question_is_left_as_it_is(question: str) -> None:
    assert standalone(question, []) == question


@given(st.text(st.characters()))
def test_the_question_itself_is_always_kept(question: str) -> None:
    assert standalone(question, BEFORE).endswith(question)
