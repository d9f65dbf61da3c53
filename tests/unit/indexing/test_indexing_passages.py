"""Paragraphs cut into passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.indexing.passages import cut
from assistant.models.embedder import Embedder
from tests.fakes import FakeEmbedder, paragraph

LIMIT = 24
COUNT = FakeEmbedder().count_tokens

SENTENCE = "The industrial Internet is not a copy of the consumer Internet."

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("ab 。. \n\u00a0产业互联网é\u0301"),
    ),
    max_size=600,
)


def passages(text: str, *, limit: int = LIMIT) -> list[str]:
    (some,) = cut([paragraph(text)], count=COUNT, limit=limit)
    assert [one.window for one in some] == list(range(len(some)))
    return [one.text for one in some]


def without_overlap(texts: list[str]) -> str:
    """Join windows, leaving out of each what the one before ended with; without white space."""
    whole = ""
    for text in texts:
        bare = "".join(text.split())
        shared = next(n for n in range(len(bare), -1, -1) if whole.endswith(bare[:n]))
        whole += bare[shared:]
    return whole


@pytest.mark.parametrize("text", ["Short.", SENTENCE, "产业互联网。", "…", "👩‍🏭"])
def test_a_paragraph_that_fits_is_one_passage_as_it_is(text: str) -> None:
    assert passages(text) == [text]


def test_a_paragraph_of_exactly_the_limit_is_one_passage() -> None:
    text = " ".join(["word"] * (LIMIT - 2))
    assert COUNT([text]) == [LIMIT]
    assert passages(text) == [text]


def test_windows_are_whole_sentences_and_share_one() -> None:
    sentences = [f"Sentence number {n} has some words of its own." for n in range(8)]
    windows = passages(" ".join(sentences))
    assert len(windows) > 2
    for before, after in pairwise(windows):
        shared = next(one for one in sentences if after.startswith(one))
        assert before.endswith(shared)
    assert all(any(one in window for window in windows) for one in sentences)


# Signs of one word piece and more must all fit: hence at least four beside the special ones.
@given(TEXTS)
@example("x" * 5_000)
@example("。" * 500)
@example("a " * 2_000)
def test_no_passage_is_over_the_limit(text: str) -> None:
    assert all(size <= LIMIT for size in COUNT(passages(text)))


@given(st.lists(st.integers(0, 999), min_size=1, max_size=400), st.sampled_from([" ", ". ", "\n"]))
def test_windows_cover_every_word_in_order(numbers: list[int], between: str) -> None:
    # Numbered words, so that no two look alike and a repetition is told from an overlap.
    words = [f"w{place}x{number}" for place, number in enumerate(numbers)]
    windows = passages(between.join(words))
    assert without_overlap(windows) == "".join(between.strip().join(words).split())


@given(TEXTS)
def test_no_sign_is_lost(text: str) -> None:
    kept = "".join("".join(passages(text)).split())
    assert set("".join(text.split())) == set(kept)


def test_a_line_of_a_megabyte_is_cut_without_counting_it_whole() -> None:
    longest = 0

    def count(texts: list[str]) -> list[int]:
        nonlocal longest
        longest = max([longest, *map(len, texts)])
        return COUNT(texts)

    text = "word " * 200_000
    (some,) = cut([paragraph(text)], count=count, limit=64)

    assert longest < 10_000
    assert sum(one.text.count("word") for one in some) >= 200_000
    assert max(COUNT([one.text for one in some])) <= 64


def test_a_word_longer_than_the_limit_is_cut_too() -> None:
    text = "x" * 4_000
    assert "".join(passages(text)).count("x") >= len(text)


def test_chinese_is_cut_at_its_own_sentences() -> None:
    text = "产业互联网不是消费互联网的复制。" * 20
    windows = passages(text)
    assert len(windows) > 5
    assert max(COUNT(windows)) <= LIMIT
    assert all(window.endswith("。") for window in windows)


def test_paragraphs_keep_their_order_and_names() -> None:
    long = " ".join([SENTENCE] * 9)
    some = [paragraph(text, number=n) for n, text in enumerate(["one", long, "two", long], start=1)]
    results = cut(some, count=COUNT, limit=LIMIT)
    assert [{one.paragraph.number for one in result} for result in results] == [{1}, {2}, {3}, {4}]
    assert [one.text for one in results[1]] == [one.text for one in results[3]]


def test_nothing_gives_nothing() -> None:
    assert cut([], count=COUNT, limit=LIMIT) == []


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 60,
        "产业互联网不是消费互联网的复制。" * 60,
        "👩‍🏭" * 400,
        "Ünïcödé" * 300,
        "x" * 3_000,
    ],
)
def test_the_default_model_reads_every_passage_whole(embedder: Embedder, text: str) -> None:
    limit = embedder.max_tokens
    (some,) = cut([paragraph(text)], count=embedder.count_tokens, limit=limit)
    assert max(embedder.count_tokens([one.text for one in some])) <= limit
