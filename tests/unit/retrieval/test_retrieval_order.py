"""The first paragraphs put in order by their wording."""

from __future__ import annotations

from dataclasses import astuple
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.closeness import Closeness, Wording
from assistant.retrieval.fusion import Ranked, fuse
from assistant.retrieval.order import BLEND, DEPTH, in_order
from assistant.types import ParagraphId
from tests.fakes import equal_rarity, paragraph_id

IDS = st.builds(paragraph_id, st.sampled_from("ab"), st.integers(1, 30))
DENSE = st.dictionaries(IDS, st.floats(-1, 1, width=16), max_size=40)
LEXICAL = st.dictionaries(IDS, st.floats(0, 50, width=16), max_size=40)
TEXTS = st.lists(st.sampled_from(["castle", "river", "the", "in 1074"]), max_size=8).map(" ".join)

WORDING = Wording("When was the castle by the river built?", equal_rarity)
A, B = (paragraph_id("doc", number) for number in (1, 2))


def fused(dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float]) -> list[Ranked]:
    return fuse(dense, lexical, limit=100)


@given(DENSE, LEXICAL, st.lists(TEXTS, min_size=1))
def test_no_paragraph_is_lost_and_scores_fall_between_1_and_0(
    dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float], some: list[str]
) -> None:
    before = fused(dense, lexical)
    # What the lexical search finds has a word of the question.
    texts = {one.paragraph: f"castle {some[n % len(some)]}" for n, one in enumerate(before)}
    after = in_order(before, texts, WORDING)
    assert {one.paragraph for one in after} == dense.keys() | lexical.keys()
    assert all(1 >= one.score >= 0 for one in after)
    assert after == sorted(after, key=lambda one: (-one.score, one.paragraph))
    assert all(
        (one.dense, one.lexical) == (dense.get(id_), lexical.get(id_))
        for one in after
        for id_ in [one.paragraph]
    )


@given(DENSE, LEXICAL, TEXTS, st.integers(DEPTH, 60))
def test_the_first_do_not_depend_on_how_many_are_wanted(
    dense: dict[ParagraphId, float], lexical: dict[ParagraphId, float], text: str, limit: int
) -> None:
    before = fused(dense, lexical)
    texts = dict.fromkeys((one.paragraph for one in before), f"castle {text}")
    some = in_order(before[:limit], texts, WORDING)
    assert some == in_order(before, texts, WORDING)[:limit]


def test_the_weights_make_up_1() -> None:
    assert BLEND.dense + sum(astuple(BLEND.read)) == pytest.approx(1)
    assert min(BLEND.dense, *astuple(BLEND.read)) > 0


def test_near_and_with_all_of_the_wording_scores_1() -> None:
    question = "When in 1074 was the castle built?"
    wording = Wording(question, equal_rarity)
    (one,) = in_order(fused({A: 0.3}, {}), {A: question}, wording)
    assert one.score == pytest.approx(1)


@pytest.mark.parametrize("sign", ["terms", "near", "words", "pairs", "triples"])
def test_each_sign_raises_a_paragraph(sign: str) -> None:
    nothing = Closeness(*(0.0,) * 5)
    with_sign = Closeness(**{name: float(name == sign) for name in Closeness.__slots__})
    assert BLEND.score(0.5, with_sign) > BLEND.score(0.5, nothing)


def test_words_that_stand_together_beat_words_that_do_not() -> None:
    texts = {A: "A river. " + "More of it. " * 20 + "A castle.", B: "The castle by the river."}
    before = fused({A: 0.5, B: 0.5}, {A: 2.0, B: 1.9})
    assert [one.paragraph for one in before] == [A, B]
    assert [one.paragraph for one in in_order(before, texts, WORDING)] == [B, A]


def test_what_is_not_read_stays_behind_in_its_order() -> None:
    ids = [paragraph_id("doc", number) for number in range(DEPTH + 3)]
    before = fused({id_: 0.9 - id_.number / 100 for id_ in ids}, {})
    after = in_order(before, {ids[-1]: "The castle by the river was built in 1074."}, WORDING)
    assert [one.paragraph for one in after] == ids
    scores = [one.score for one in after]
    assert all(high > low > 0 for high, low in pairwise(scores))
