"""Whose view a sentence reports."""

from __future__ import annotations

import pytest

from assistant.answering.speakers.holders import (
    find_holder,
    goes_on,
    is_agreement,
    is_naming,
    opening,
)
from assistant.text.wording import read_words


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("Some people call it feedback.", "others"),
        ("They believe that players need it.", "others"),
        ("Critics, above all, argue for it.", "plain"),  # the comma hides them: not guessed
        ("According to critics, it failed.", "others"),
        ("The author, however, does not think so.", "plain"),
        ("In this regard, the author does not think so.", "author"),
        ("In the author’s view, it failed.", "author"),
        ("According to the essay, it failed.", "author"),
        ("Meng holds that it failed.", "author"),
        ("The author is more willing to wait.", "author"),
        ("It failed in 2019.", "plain"),
        ("Anna Jones says that it failed.", "plain"),
        ("", "plain"),
    ],
)
def test_holders(sentence: str, holder: str) -> None:
    assert find_holder(read_words(sentence), authors={"meng"}) == holder


def test_the_last_holder_before_a_word_counts() -> None:
    words = read_words("People think it is a song, I believe some of us are human.")
    assert find_holder(words) == "others"
    assert find_holder(words, until=len(words)) == "plain"


def test_they_need_goes_on_with_a_view_and_they_tried_does_not() -> None:
    assert goes_on(read_words("They need to feed it back."))
    assert not goes_on(read_words("They tried to harvest."))
    assert not goes_on(read_words("They"))


def test_agreeing_and_naming() -> None:
    assert is_agreement(read_words("The author agrees."))
    assert not is_agreement(read_words("The author says so."))
    assert is_naming(read_words("The author calls it feedback."))


@pytest.mark.parametrize(
    ("sentence", "count"),
    [("The author believes in it.", 3), ("According to Meng, it failed.", 4), ("It failed.", 0)],
)
def test_the_opening_names_the_holder(sentence: str, count: int) -> None:
    assert opening(read_words(sentence)) == count
