"""The best paragraphs ranked anew by a model that scores pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.rerank import DEPTH, rerank
from assistant.types import Hit, Paragraph, Passage
from tests.fakes import hit, paragraph

QUESTION = "Who harvests traffic?"

GRADES = st.one_of(
    st.sampled_from([-1.0, 0.0, 2.5]), st.floats(width=32, allow_nan=False, allow_infinity=False)
)
SHARES = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))


def whole(paragraphs: Sequence[Paragraph]) -> list[list[Passage]]:
    """Take each paragraph for one passage."""
    return [[Passage(paragraph=one.id, window=0, text=one.plain)] for one in paragraphs]


def by_line(paragraphs: Sequence[Paragraph]) -> list[list[Passage]]:
    """Take each line for a passage."""
    return [
        [
            Passage(paragraph=one.id, window=window, text=text)
            for window, text in enumerate(one.plain.splitlines())
        ]
        for one in paragraphs
    ]


class Scores:
    """A model that gives each text the score it was told, and remembers what it read."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        self.scores = scores
        self.read: list[tuple[str, str]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.read += pairs
        return [self.scores[text] for _, text in pairs]


@st.composite
def searches(draw: st.DrawFn) -> tuple[list[Hit], Scores]:
    """A search's hits with other documents' numbers mixed, and a model's scores for them."""
    shares = sorted(draw(st.lists(SHARES, max_size=DEPTH + 6)), reverse=True)
    places = draw(st.permutations(range(len(shares))))
    hits = [
        hit(paragraph(f"text {place}", document="ab"[place % 2], number=place), score=share)
        for place, share in zip(places, shares, strict=True)
    ]
    return hits, Scores({one.paragraph.plain: draw(GRADES) for one in hits})


@given(searches())
def test_the_first_are_sorted_by_the_model_and_the_others_stay(
    search: tuple[list[Hit], Scores],
) -> None:
    hits, model = search
    ranked = rerank(QUESTION, hits, score=model, cut=whole)
    expected = sorted(
        (one.paragraph for one in hits[:DEPTH]),
        key=lambda one: (-model.scores[one.plain], one.document, one.number),
    )
    assert [one.paragraph for one in ranked[:DEPTH]] == expected
    assert ranked[DEPTH:] == hits[DEPTH:]


@given(searches())
def test_scores_fall_and_stay_in_their_range(search: tuple[list[Hit], Scores]) -> None:
    hits, model = search
    scores = [one.score for one in rerank(QUESTION, hits, score=model, cut=whole)]
    places = [one.score for one in hits[:DEPTH]]
    assert scores == sorted(scores, reverse=True)
    assert all(
        places[-1] <= score <= place for score, place in zip(scores[:DEPTH], places, strict=True)
    )


@given(st.data(), searches())
def test_the_fused_order_of_the_first_does_not_matter(
    data: st.DataObject, search: tuple[list[Hit], Scores]
) -> None:
    hits, model = search
    shuffled = [*data.draw(st.permutations(hits[:DEPTH])), *hits[DEPTH:]]
    ranked = rerank(QUESTION, hits, score=model, cut=whole)
    again = rerank(QUESTION, shuffled, score=model, cut=whole)
    assert again == ranked


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([8.0, 7.0, 6.0, 0.0, -2.0], [1.0, 0.8, 0.6, 0.6, 0.6]),
        ([8.0, 7.9, 0.0, 0.0, -90.0], [1.0, 0.9, 0.6, 0.6, 0.6]),
        ([8.0, 8.0, 8.0, 8.0, -2.0], [1.0, 0.9, 0.8, 0.7, 0.6]),
        ([0.9, 0.5, 0.1, 0.1, 0.0], [1.0, 0.8, 0.6, 0.6, 0.6]),
    ],
    ids=["a gap", "far below", "no difference", "a scale of its own"],
)
def test_a_place_keeps_its_score_or_gets_less(grades: list[float], expected: list[float]) -> None:
    hits = [hit(paragraph(f"{at}", number=at), score=1 - at / 10) for at in range(len(grades))]
    model = Scores({f"{at}": grade for at, grade in enumerate(grades)})
    ranked = rerank(QUESTION, hits, score=model, cut=whole)
    assert [one.paragraph for one in ranked] == [one.paragraph for one in hits]
    assert [one.score for one in ranked] == pytest.approx(expected)


def test_where_the_model_scores_alike_the_order_is_that_of_document_and_number() -> None:
    places = [("b", 1), ("a", 10), ("a", 9)]
    hits = [hit(paragraph("same", document=name, number=number)) for name, number in places]
    ranked = rerank(QUESTION, hits, score=Scores({"same": 3.0}), cut=whole)
    assert [(one.paragraph.document, one.paragraph.number) for one in ranked] == places[::-1]


def test_what_the_searches_found_stays_with_its_paragraph() -> None:
    hits = [
        hit(paragraph("a", number=1), score=1.0, dense=0.7, lexical=None),
        hit(paragraph("b", number=2), score=0.5, dense=None, lexical=3.0),
    ]
    ranked = rerank(QUESTION, hits, score=Scores({"a": 0.0, "b": 1.0}), cut=whole)
    assert [(one.dense, one.lexical) for one in ranked] == [(None, 3.0), (0.7, None)]


def test_a_paragraph_is_as_good_as_its_best_passage() -> None:
    hits = [
        hit(paragraph("fair", number=1), score=1.0),
        hit(paragraph("poor\ngood\npoor", number=2), score=0.5),
    ]
    model = Scores({"fair": 1.0, "poor": -5.0, "good": 2.0})
    ranked = rerank(QUESTION, hits, score=model, cut=by_line)
    assert [one.paragraph.number for one in ranked] == [2, 1]
    assert model.read == [(QUESTION, text) for text in ("fair", "poor", "good", "poor")]


def test_of_many_passages_those_with_the_words_of_the_question_are_read() -> None:
    lines = [*(f"line {at}" for at in range(40)), "Platforms harvest traffic.", "Cheap traffic."]
    model = Scores(dict.fromkeys(lines, 0.0))
    rerank(QUESTION, [hit(paragraph("\n".join(lines)))], score=model, cut=by_line)
    assert [text for _, text in model.read] == [
        "Platforms harvest traffic.",
        "Cheap traffic.",
        "line 0",
        "line 1",
    ]


def test_no_more_than_the_first_are_read() -> None:
    hits = [hit(paragraph(f"text {at}", number=at), score=1 - at / 1000) for at in range(300)]
    model = Scores({one.paragraph.plain: 0.0 for one in hits})
    rerank(QUESTION, hits, score=model, cut=whole)
    assert [text for _, text in model.read] == [one.paragraph.plain for one in hits[:DEPTH]]


def test_nothing_gives_nothing() -> None:
    model = Scores({})
    assert rerank(QUESTION, [], score=model, cut=whole) == []
    assert model.read == []
