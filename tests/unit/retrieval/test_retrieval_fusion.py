"""Two rankings merged into one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import fuse
from assistant.types import ParagraphId
from tests.fakes import paragraph_id

IDS = st.builds(paragraph_id, st.sampled_from("ab"), st.integers(1, 9))
DENSE = st.dictionaries(IDS, st.floats(-1, 1))
LEXICAL = st.dictionaries(IDS, st.floats(0, 1e6))

A, B, C = (paragraph_id("doc", number) for number in (1, 2, 3))


@given(DENSE, LEXICAL, st.integers(1, 20), st.floats(0, 1))
def test_scores_lie_between_0_and_1_and_fall(
    dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float], limit: int, share: float
) -> None:
    ranked = fuse(dense, lexical, limit=limit, dense_share=share)
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-9 for score in scores)


@given(DENSE, LEXICAL, st.integers(1, 20))
def test_every_paragraph_comes_once_with_its_own_scores(
    dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float], limit: int
) -> None:
    ranked = fuse(dense, lexical, limit=limit)
    ids = [one.paragraph for one in ranked]
    assert len(ids) == len(set(ids)) == min(limit, len(dense.keys() | lexical.keys()))
    assert all(one.dense == dense.get(one.paragraph) for one in ranked)
    assert all(one.lexical == lexical.get(one.paragraph) for one in ranked)


@given(st.data(), DENSE, LEXICAL)
def test_the_order_of_the_input_does_not_matter(
    data: st.DataObject, dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float]
) -> None:
    shuffled = dict(data.draw(st.permutations(list(dense.items()))))
    assert fuse(shuffled, lexical, limit=9) == fuse(dense, lexical, limit=9)


@given(DENSE, LEXICAL, st.integers(1, 8))
def test_a_smaller_limit_gives_the_beginning(
    dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float], limit: int
) -> None:
    assert fuse(dense, lexical, limit=limit) == fuse(dense, lexical, limit=20)[:limit]


def test_first_in_both_scores_1() -> None:
    (best, _) = fuse({A: 0.8, B: 0.4}, {A: 7.0, B: 1.0}, limit=5)
    assert (best.paragraph, best.score) == (A, pytest.approx(1))


def test_each_ranking_has_its_share() -> None:
    scores = {
        one.paragraph: one.score
        for one in fuse({A: 0.8, B: 0.4}, {B: 7.0}, limit=5, dense_share=0.75)
    }
    assert scores == {A: pytest.approx(0.75), B: pytest.approx(0.75 * 0.5 + 0.25)}


def test_ties_fall_in_order_of_document_and_number() -> None:
    ids = [paragraph_id("b", 1), paragraph_id("a", 10), paragraph_id("a", 9)]
    ranked = fuse(dict.fromkeys(ids, 0.5), {}, limit=5)
    assert [one.paragraph for one in ranked] == ids[::-1]


def test_what_only_the_lexical_search_found_counts_as_the_furthest() -> None:
    ranked = {one.paragraph: one for one in fuse({A: 0.8, B: 0.2}, {C: 5.0}, limit=5)}
    assert ranked[C].score == pytest.approx(0.5 * 0.25 + 0.5)
    assert ranked[C].dense is None


def test_what_only_the_dense_search_found_has_no_lexical_share() -> None:
    ranked = {one.paragraph: one for one in fuse({A: 0.8}, {B: 5.0}, limit=5)}
    assert ranked[A].score == pytest.approx(0.5)
    assert ranked[A].lexical is None


def test_opposite_directions_count_as_nothing() -> None:
    ranked = fuse({A: -0.2, B: -0.9}, {}, limit=5)
    assert [one.score for one in ranked] == [0, 0]
    assert fuse({A: -0.2}, {B: 1.0}, limit=1)[0].paragraph == B


def test_nothing_gives_nothing() -> None:
    assert fuse({}, {}, limit=3) == []


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        fuse({A: 1.0}, {}, limit=limit)
