"""Sentences and their offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.sentences import split_sentences

STOPS = [". ", "? ", "!", "…", ". .", "产业。", "1.", "e.g. ", "Dr. "]
SPACES = ["\n", "\r\n", "\n\n", "\t", "\u00a0", "\u3000"]
PIECES = st.sampled_from(
    [*STOPS, *SPACES, "Word", " word", " (", ")", "“", "”", "é", "e\u0301", "👩\u200d🏭"]
)


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("It grew", ["It grew"]),
        ("It grew. Then it fell!", ["It grew.", "Then it fell!"]),
        ("It grew. . Then it fell!", ["It grew. .", "Then it fell!"]),
        ("It grew.\u00a0 Then it fell?", ["It grew.", "Then it fell?"]),
        ("Dr. Lee wrote it. It sold.", ["Dr. Lee wrote it.", "It sold."]),
    ],
)
def test_split_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
def test_sentences_stand_at_their_offsets_with_only_space_between(text: str) -> None:
    end = 0
    for sentence in split_sentences(text):
        assert text[end : sentence.start].strip() == ""
        end = sentence.start + len(sentence.text)
        assert sentence.text == text[sentence.start : end] == sentence.text.strip() != ""
    assert text[end:].strip() == ""
