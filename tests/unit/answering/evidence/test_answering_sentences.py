"""Which sentences answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.evidence.sentences import (
    BY_READER,
    BY_WORDS,
    Rule,
    Weights,
    score_sentences,
    select,
)
from assistant.types import Evidence, Hit
from tests.fakes import equal_rarity, evidence, hit, paragraph, reading

QUESTION = "Why does harvesting traffic fail?"
WEIGHTS = Weights.of(QUESTION, equal_rarity)

TEXTS = st.lists(
    st.sampled_from(
        [
            "Traffic fails.", "Harvesting fails when traffic is dear.", "Nothing at all.",
            "They fail.", "This is so.", "It harvests.", "1. One", "…", "e\u0301 👩‍🏭!", "产业。",
        ]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)  # fmt: skip


def hits_of(*texts: str) -> list[Hit]:
    """Make hits of paragraphs, the first the best."""
    return [
        hit(paragraph(text, number=number, start=1_000 * number), score=1 / number)
        for number, text in enumerate(texts, start=1)
    ]


def chosen(*texts: str) -> list[str]:
    return [one.text for one in select(score_sentences(hits_of(*texts), WEIGHTS))]


# Coverage


def test_coverage_is_the_share_of_the_question_by_rarity() -> None:
    weights = Weights(terms={"rare": 3.0, "common": 1.0})
    assert weights.coverage(["rare"]) == 0.75
    assert weights.coverage(["common", "common", "other"]) == 0.25
    assert weights.coverage([]) == 0
    assert weights.coverage(["common", "rare"]) == 1


@pytest.mark.parametrize("question", ["", "why is it", "…"])
def test_a_question_without_terms_is_covered_by_nothing(question: str) -> None:
    assert Weights.of(question, equal_rarity).coverage(["why", "it"]) == 0


# Scores


@given(st.lists(TEXTS, max_size=4))
def test_every_sentence_gets_a_score_in_range_and_its_own_place(texts: list[str]) -> None:
    hits = hits_of(*texts)
    for one in score_sentences(hits, WEIGHTS):
        assert 0 <= one.score <= 1
        start = one.start - one.paragraph.start
        assert one.paragraph.text[start : start + len(one.text)] == one.text


def test_sentences_come_in_the_order_of_hits_and_reading() -> None:
    scored = score_sentences(hits_of("One. Two.", "Three. Four."), WEIGHTS)
    assert [one.text for one in scored] == ["One.", "Two.", "Three.", "Four."]


def test_more_of_the_question_scores_higher() -> None:
    scored = score_sentences(hits_of("Traffic grows. Nothing. Harvesting traffic fails."), WEIGHTS)
    by_text = {one.text: one.score for one in scored}
    assert by_text["Harvesting traffic fails."] > by_text["Traffic grows."] > by_text["Nothing."]
    assert by_text["Nothing."] == 0


def test_a_sentence_gains_from_what_stands_before_it() -> None:
    alone, led = (
        score_sentences(hits_of(text), WEIGHTS)[-1].score
        for text in ("Nothing here. It fails.", "Harvesting traffic is dear. It fails.")
    )
    assert led > alone > 0


def test_a_better_paragraph_scores_higher() -> None:
    first, second = score_sentences(hits_of("Traffic fails.", "Traffic fails."), WEIGHTS)
    assert first.score > second.score


# Choice


def test_the_best_sentence_is_chosen_and_weak_ones_are_not() -> None:
    assert chosen("Weather is fine. Harvesting traffic fails. Rain falls.") == [
        "Harvesting traffic fails."
    ]


def test_nothing_that_covers_anything_means_nothing_is_chosen() -> None:
    assert chosen("Weather is fine.", "Rain falls.") == []
    assert chosen() == []


def test_a_sentence_that_says_the_same_is_left_out() -> None:
    assert chosen("Harvesting traffic fails.", "Harvesting\ntraffic  fails.") == [
        "Harvesting traffic fails."
    ]
    assert chosen("Traffic harvesting fails.", "Harvesting of traffic failed.") == [
        "Traffic harvesting fails."
    ]


def test_at_most_four_are_chosen() -> None:
    texts = [
        f"{word} traffic harvesting fails {word}s {word}y."
        for word in "abc def ghi jkl mno".split()
    ]
    scored = [
        evidence(paragraph(text, number=number), text, score=0.9)
        for number, text in enumerate(texts, start=1)
    ]
    assert len(select(scored)) == 4


@given(st.data(), st.lists(TEXTS, min_size=1, max_size=4))
def test_the_choice_does_not_depend_on_the_order_of_the_hits(
    data: st.DataObject, texts: list[str]
) -> None:
    hits = hits_of(*texts)
    shuffled = data.draw(st.permutations(hits))
    assert select(score_sentences(shuffled, WEIGHTS)) == select(score_sentences(hits, WEIGHTS))


def test_sentences_of_markdown_keep_the_source_s_characters() -> None:
    (found, *_) = reading(
        "quote", "> Harvesting *traffic*\n> fails in industry. So it is.\n", suffix=".md"
    ).paragraphs
    (first, *_) = score_sentences([hit(found)], WEIGHTS)
    assert isinstance(first, Evidence)
    assert "*traffic*" in first.text
    assert first.score > 0


# How far below the best


def test_a_share_of_the_score_or_of_the_odds_is_the_least() -> None:
    assert BY_WORDS.least(0.8) == 0.4
    assert Rule(close=0.5, in_odds=True).least(0.5) == pytest.approx(1 / 3)
    assert Rule(close=0.5, in_odds=True).least(0.9) == pytest.approx(9 / 11)


@given(st.floats(0, 1))
def test_the_best_always_stands_and_nothing_need_be_better(best: float) -> None:
    for rule in (BY_WORDS, BY_READER):
        assert 0 <= rule.least(best) <= best


def test_by_odds_a_sure_sentence_has_none_of_another_paragraph_beside_it() -> None:
    one, other = paragraph("Alpha beta."), paragraph("Gamma delta.", number=2)
    scored = [evidence(one, "Alpha beta.", score=0.99), evidence(other, "Gamma delta.", score=0.8)]
    assert [piece.text for piece in select(scored, BY_READER)] == ["Alpha beta."]
    assert len(select(scored, BY_WORDS)) == 2


@pytest.mark.parametrize(
    ("second", "third", "chosen"),
    [(0.02, 0.02, 2), (0.08, 0.06, 3), (0.005, 0.004, 1)],
    ids=["two are not beside the point", "three are not", "one is all there is"],
)
def test_by_odds_the_best_paragraph_gives_what_may_belong_to_the_answer(
    second: float, third: float, chosen: int
) -> None:
    one = paragraph("Alpha beta. Gamma delta. Epsilon zeta.")
    scored = [
        evidence(one, "Alpha beta.", score=0.99),
        evidence(one, "Gamma delta.", score=second),
        evidence(one, "Epsilon zeta.", score=third),
    ]
    assert select(scored, BY_READER) == scored[:chosen]


def test_what_a_document_says_of_itself_answers_only_where_nothing_else_does() -> None:
    one = paragraph("The document covers alpha. Alpha is beta.")
    itself = evidence(one, "The document covers alpha.", score=0.9)
    scored = [itself, evidence(one, "Alpha is beta.", score=0.5)]
    assert [piece.text for piece in select(scored)] == ["Alpha is beta."]
    assert select([itself]) == [itself]
