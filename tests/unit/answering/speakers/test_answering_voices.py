"""Whose view a sentence gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.speakers.voices import ends_reported, voices
from assistant.text.sentences import split_sentences
from tests.unit.answering.shelf import essay_shelf


@pytest.mark.parametrize(
    "text",
    [
        "Some people call it “feedback” to the real economy.",
        "Critics argue that traffic is not enough.",
        "Many other scholars have long believed that it is.",
        "Although it is dear, some say that it pays.",
        "It is often said that traffic is king.",
        "It has been argued that platforms win.",
        "According to some experts, traffic is king.",
        "In their view, platforms win.",
        "They believe that players have gained resources.",
    ],
)
def test_reported_views(text: str) -> None:
    assert voices([text]) == ["reported"]


@pytest.mark.parametrize(
    "text",
    [
        "The author believes that both have their own functions.",
        "We believe that traffic fails.",
        "I think so.",
        "In the past, players thought about the Internet based on traffic.",
        "According to such a logic, we can conclude that it fails.",
        "According to the census, it had 600,000 inhabitants.",
        "They vote according to the party line.",
        "They harvest traffic.",
        "The so-called virtualization represents changes.",
        "Many platforms grew.",
        "",
    ],
)
def test_the_document_s_own_views(text: str) -> None:
    assert voices([text]) == ["own"]


def test_a_reported_view_goes_on_while_they_go_on() -> None:
    assert voices(
        ["Some say that traffic pays.", "They need more of it.", "Traffic is dear.", "They pay."]
    ) == ["reported", "reported", "own", "own"]


@pytest.mark.parametrize(
    "answer",
    [
        "In this regard, the author does not think so.",
        "We do not agree.",
        "We don’t fully agree with that.",
        "I disagree.",
        "This view is simply wrong.",
        "This is not the case.",
        "Such a reading is a mistake.",
        "I cannot accept this.",
    ],
)
def test_a_view_is_rejected_by_what_follows_it(answer: str) -> None:
    view = ["Some say that traffic pays.", "They need more of it."]
    assert voices([*view, answer]) == ["rejected", "rejected", "own"]
    assert voices(view, answer) == ["rejected", "rejected"]


@pytest.mark.parametrize("answer", ["This is so.", "We agree.", "It does not rain.", ""])
def test_and_by_nothing_else(answer: str) -> None:
    assert voices(["Some say that traffic pays."], answer) == ["reported"]


def test_a_rejection_reaches_no_earlier_view() -> None:
    assert voices(["Some say A.", "Rain falls.", "Some say B.", "This is wrong."]) == [
        "reported", "own", "rejected", "own",
    ]  # fmt: skip


def test_in_the_essay_only_the_view_of_paragraph_14_is_not_the_author_s() -> None:
    paragraphs = list(essay_shelf().paragraphs.values())
    found = {}
    for one, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        sentences = [sentence.text for sentence in split_sentences(one.text)]
        behind = split_sentences(following.text)[0].text if following else ""
        for place, voice in enumerate(voices(sentences, behind), start=1):
            if voice != "own":
                found[one.number, place] = voice
    assert found == {(14, 3): "rejected", (14, 4): "rejected", (14, 5): "rejected"}


def test_a_paragraph_may_end_with_a_view_that_the_next_one_rejects() -> None:
    assert ends_reported(["Rain falls.", "Some say that it pays."])
    assert not ends_reported(["Some say that it pays.", "Rain falls."])
    assert not ends_reported([])


@given(st.lists(st.text(max_size=80), max_size=5), st.text(max_size=80))
def test_each_sentence_has_one_voice(sentences: list[str], behind: str) -> None:
    assert len(voices(sentences, behind)) == len(sentences)
