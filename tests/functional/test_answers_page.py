"""The page of answers shows what is answered today."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from assistant import Assistant
from benchmarks.answers import PAGE, load_examples, render


def test_ten_answers_good_and_bad_are_discussed() -> None:
    examples = load_examples()
    assert len(examples) == 10
    assert set(Counter(one.verdict for one in examples)) == {"good", "half", "bad"}
    assert all(len(one.discussion.split()) > 20 for one in examples)


@pytest.mark.slow
def test_the_page_is_what_is_answered(library_index: Path) -> None:
    with Assistant.open(index=library_index, model="extractive") as bot:
        assert render(load_examples(), bot) == PAGE.read_text("utf-8")
