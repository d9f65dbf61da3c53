"""What a paragraph tells, and about whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.contrasts.subjects import Subjects
from assistant.answering.contrasts.told import Told, tell
from tests.fakes import paragraph

SUBJECTS = Subjects.of("old model", "new model", [])
LED = "The old model won the early years."


def told(text: str, *, title: str = "", section: tuple[str, ...] = ()) -> list[Told]:
    return tell(replace(paragraph(text), section=section), SUBJECTS, title=title)


def about(
    text: str, *, title: str = "", section: tuple[str, ...] = ()
) -> list[tuple[str, set[int]]]:
    return [(one.text, set(one.about)) for one in told(text, title=title, section=section)]


def test_a_sentence_is_about_what_it_names() -> None:
    lost = "The new model lost them."
    assert about(f"{LED} Nobody knew it at that time. {lost}") == [(LED, {0}), (lost, {1})]


@pytest.mark.parametrize(
    "text",
    [
        "It was cheap to build and to run.",
        "They were cheap to build and to run.",
        "Such a thing was cheap to build.",
        "In such a time it was cheap to build.",
        "Therefore, traffic was cheap to harvest.",
        "Facts have proved that traffic was cheap.",
        "As a result, traffic was cheap to harvest.",
    ],
)
def test_a_sentence_that_leans_is_about_what_the_one_before_is(text: str) -> None:
    one, other = told(f"{LED} {text}")
    assert one.text == LED
    assert other.text == f"{LED} {text}"
    assert other.about == {0}
    assert other.direct < one.direct


@pytest.mark.parametrize(
    "text",
    [
        "Traffic was cheap to harvest then.",
        "It is clear that traffic was cheap.",
        "What was cheap has become dear.",
        "Is it not cheap to build and run?",
        "It won.",
    ],
)
def test_any_other_sentence_is_not(text: str) -> None:
    assert [one.text for one in told(f"{LED} {text}")] == [LED]


def test_one_that_leans_and_names_the_other_is_about_both() -> None:
    (_, other) = told(f"{LED} It was cheaper than the new model.")
    assert other.about == {0, 1}
    assert other.text.startswith(LED)
    assert other.is_shared


def test_what_leans_on_a_sentence_about_both_is_about_neither() -> None:
    both = "The old model and the new model met."
    assert [one.text for one in told(f"{both} They were cheap to build.")] == [both]


def test_unless_it_points_to_a_noun_of_one_of_them() -> None:
    both = "The year of the old model ended, and the age of the new model began."
    (_, other) = told(f"{both} In such an age traffic is dear.")
    assert other.about == {1}
    assert other.is_shared


def test_a_quote_takes_in_one_sentence_more_at_most() -> None:
    found = told(f"{LED} It was cheap to build. It was dear to run though.")
    assert [one.text for one in found] == [LED, f"{LED} It was cheap to build."]


def test_a_quote_that_begins_with_a_pronoun_takes_in_what_it_points_to() -> None:
    one, other = told(f"Nobody knew it. It was the end of the old model. {LED}")
    assert one.text == "Nobody knew it. It was the end of the old model."
    assert other.text == LED


def test_the_voice_of_what_is_taken_in_counts() -> None:
    (one,) = told("Some say that traffic pays. This was the end of the old model.")
    assert one.voice == "reported"


def test_nothing_is_carried_over_from_another_paragraph() -> None:
    assert told("It was cheap to build and to run.") == []


def test_a_heading_speaks_for_what_stands_below_it() -> None:
    text = "Traffic was cheap to harvest then."
    assert about(text, title="The old model") == [(text, {0})]
    assert about(text, section=("The old model", "Traffic")) == [(text, {0})]
    assert about(text, title="The old model and the new model") == []
    assert about(text, title="The old model railway of Little Puddle") == []
    assert about("The new model lost all its traffic.", title="The old model") == [
        ("The new model lost all its traffic.", {1})
    ]


SENTENCES = st.sampled_from(
    [LED, "It was cheap.", "The new model lost all of it.", "Such a year was dear to all.", "…",
     "Unlike the old model, the new model is dear.", "Who knows?", "They say it pays.", "产业。"]
)  # fmt: skip


@given(st.lists(SENTENCES, max_size=6).map(" ".join))
def test_what_is_told_is_a_quote_that_names_what_it_is_about(text: str) -> None:
    for one in told(text):
        assert one.text == one.paragraph.text[one.start : one.end]
        assert one.about <= one.named
        assert one.about
        for side, name in enumerate(("old model", "new model")):
            assert (name in one.text) == (side in one.named)
        assert 0 < one.direct <= 1
