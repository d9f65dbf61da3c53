"""Word pieces as the reader reads them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.models.pieces import CLS, MOST, MOST_QUERY, MOST_SENTENCE, SEP, Window, cut, join

PIECES = st.lists(st.integers(1_000, 30_000), max_size=300)


def test_a_window_is_the_question_the_title_and_marked_sentences() -> None:
    window = join([7, 8], [9], [[11, 12], [13]], [0, 1])
    assert window.ids == [CLS, 7, 8, SEP, 9, CLS, 11, 12, CLS, 13, SEP]
    assert window.types == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1]
    assert window.spans == [(5, 8), (8, 10)]
    assert window.sentences == [0, 1]


def test_a_short_passage_is_one_window() -> None:
    assert [one.sentences for one in cut([7], [], [[11], [12], [13]])] == [[0, 1, 2]]


def test_a_long_passage_is_cut_between_sentences() -> None:
    windows = cut([7], [9], [[11] * 100] * 5)
    assert [one.sentences for one in windows] == [[0, 1], [2, 3], [4]]


def test_a_passage_without_sentences_has_no_window() -> None:
    assert cut([7], [9], []) == []


@given(PIECES, PIECES, st.lists(PIECES, max_size=8))
def test_every_sentence_is_in_one_window_and_no_window_is_too_long(
    query: list[int], title: list[int], passage: list[list[int]]
) -> None:
    windows = cut(query, title, passage)
    assert [place for one in windows for place in one.sentences] == list(range(len(passage)))
    for one in windows:
        check(one, query, passage)


def check(window: Window, query: list[int], passage: list[list[int]]) -> None:
    assert len(window.ids) == len(window.types) <= MOST
    assert window.ids[1 : 1 + len(query[:MOST_QUERY])] == query[:MOST_QUERY]
    assert window.ids[-1] == SEP
    for (start, end), place in zip(window.spans, window.sentences, strict=True):
        assert window.ids[start:end] == [CLS, *passage[place][:MOST_SENTENCE]]
        assert end < len(window.ids)
