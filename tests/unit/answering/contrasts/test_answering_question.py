"""Which questions ask for a contrast, and for which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.contrasts.question import contrast_of
from assistant.text.tokens import terms, words

SQUAD = Path(__file__).parents[5] / "shared" / "data" / "squad2-tune.json"

FORMS = [
    "How does {} differ from {}?",
    "How do {} and {} differ",
    "In what way does {} differ from {}?",
    "how is {} different from {}?",
    "How are {} and {} different?",
    "Compare {} with {}.",
    "compare {} to {}",
    "Compare and contrast {} and {}",
    "What is the difference between {} and {}?",
    "What's the main difference between {} and {}?",
    "What are the key differences between {} and {}?",
    "Which are the differences between {} and {}",
    "What differences are there between {} and {}?",
    "Explain the difference between {} and {}.",
    "difference between {} and {}",
    "What distinguishes {} from {}?",
    "What sets {} apart from {}?",
    "How does {} compare to {}?",
    "{} versus {}",
    "{} vs. {}",
]
NAMES = st.sampled_from(
    [
        "consumer Internet",
        "industrial Internet",
        "B-end traffic",
        "e-commerce",
        "互联网",
        "the 1990s",
    ]
)


@pytest.mark.parametrize("form", FORMS)
def test_the_known_forms(form: str) -> None:
    asked = contrast_of(form.format("the consumer Internet", "the industrial Internet"))
    assert asked
    assert asked.subjects == ("consumer Internet", "industrial Internet")
    assert asked.dimensions == ()


@pytest.mark.parametrize(
    ("ending", "dimensions"),
    [
        (" on traffic", ("traffic",)),
        (" in terms of traffic", ("traffic",)),
        (" with regard to the platform", ("platform",)),
        (", when it comes to traffic", ("traffic",)),
        (" on traffic, platforms and the real economy", ("traffic", "platforms", "real economy")),
        (" on traffic and on traffic", ("traffic", "on traffic")),
        (" in harvesting traffic", ("harvesting traffic",)),
    ],
)
def test_dimensions_come_last(ending: str, dimensions: tuple[str, ...]) -> None:
    asked = contrast_of(f"How does the consumer Internet differ from the old one{ending}?")
    assert asked
    assert asked.subjects == ("consumer Internet", "old one")
    assert asked.dimensions == dimensions


def test_what_both_subjects_hold_is_the_dimension() -> None:
    asked = contrast_of(
        "How does traffic in the consumer Internet differ from traffic in the industrial Internet?"
    )
    assert asked
    assert asked.subjects == ("consumer Internet", "industrial Internet")
    assert asked.dimensions == ("traffic",)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "Why does the industrial Internet differ from the consumer Internet?",
        "How does it differ from the consumer Internet?",
        "Compare the two models.",
        "Compare them with these",
        "What is the difference between research and development and marketing?",
        "How does harvesting traffic differ from what we need?",
        "How does the author compare the platform to a cage?",
        "How do prices compare to last year?",
        "How do the platforms differ?",
        "What is the difference?",
        "compare the Internet with the internet",
        "Did Roe versus Wade change the law?",
        "Who won? France versus Germany",
        "Compare essays on trade with essays on war",
        "Is there a difference between the platform and the center?",
        "versus",
        "the versus a",
        "compare " + "very " * 8 + "long names with short names",
        "x vs y " * 100,
    ],
)
def test_other_questions(question: str) -> None:
    assert contrast_of(question) is None


@given(st.sampled_from(FORMS), NAMES, NAMES)
def test_subjects_come_back_in_their_order(form: str, first: str, second: str) -> None:
    asked = contrast_of(form.format(first, second))
    if terms(first) == terms(second):
        assert asked is None
    else:
        assert asked
        assert [terms(one) for one in asked.subjects] == [terms(first), terms(second)]


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                "compare with and how does differ from vs on in the a X Y , ? ! the".split()
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_what_it_gives_can_be_compared(question: str) -> None:
    if asked := contrast_of(question):
        first, second = asked.subjects
        assert terms(first) != terms(second)
        for name in (*asked.subjects, *asked.dimensions):
            assert terms(name)
            assert name == name.strip()
        assert set(words(first)) <= set(words(question))
        assert len(words(first)) <= 6


@pytest.mark.skipif(not SQUAD.exists(), reason="the development data is not on this machine")
def test_it_takes_hardly_any_question_for_what_it_is_not() -> None:
    content = json.loads(SQUAD.read_text("utf-8"))
    articles = content["data"] if isinstance(content, dict) else content
    questions = [
        one["question"]
        for article in articles
        for paragraph in article["paragraphs"]
        for one in paragraph["qas"]
    ]
    taken = [question for question in questions if contrast_of(question)]
    assert len(questions) > 2_000
    assert taken == ["How did france differ from Britain in managing its colonies?"]
