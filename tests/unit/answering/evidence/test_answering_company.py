"""What a chosen sentence cannot be quoted without."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.evidence.company import with_company
from assistant.answering.evidence.sentences import Weights, score_sentences, select
from assistant.types import Evidence, Paragraph, ParagraphId
from tests.fakes import equal_rarity, evidence, hit, paragraph

WEIGHTS = Weights.of("Why does harvesting traffic fail?", equal_rarity)

TEXTS = st.lists(
    st.sampled_from(
        ["Traffic fails.", "Harvesting fails when traffic is dear.", "Nothing.", "They fail.",
         "Some people call it harvesting.", "The author does not think so."]
    ),
    min_size=1,
    max_size=8,
).map(" ".join)  # fmt: skip


def no_paragraph(_: ParagraphId) -> Paragraph | None:
    return None


def chosen_of(scored: list[Evidence]) -> list[Evidence]:
    return with_company(select(scored), scored, no_paragraph)


def test_sentences_stand_together_by_paragraph_the_best_first() -> None:
    one = paragraph("Alpha one. Beta two. Gamma three.", number=1)
    two = paragraph("Delta four. Epsilon five.", number=2, start=100)
    scored = [
        evidence(one, "Alpha one.", score=0.8),
        evidence(one, "Beta two.", score=0.0),
        evidence(one, "Gamma three.", score=0.7),
        evidence(two, "Delta four.", score=0.9),
        evidence(two, "Epsilon five.", score=0.75),
    ]
    assert [piece.text for piece in chosen_of(scored)] == [
        "Delta four.", "Epsilon five.", "Alpha one.", "Gamma three.",
    ]  # fmt: skip


def test_a_sentence_that_leans_on_the_one_before_brings_it_along() -> None:
    some = paragraph("Platforms grew. They harvested. This fails.", number=1)
    scored = [
        evidence(some, "Platforms grew.", score=0),
        evidence(some, "They harvested.", score=0),
        evidence(some, "This fails.", score=1),
    ]
    assert [one.text for one in chosen_of(scored)] == [
        "Platforms grew.", "They harvested.", "This fails.",
    ]  # fmt: skip


def test_nothing_is_brought_along_from_another_paragraph() -> None:
    first, second = paragraph("Platforms grew.", number=1), paragraph("This fails.", number=2)
    scored = [evidence(first, "Platforms grew.", score=0), evidence(second, "This fails.")]
    assert [one.text for one in chosen_of(scored)] == ["This fails."]


@given(st.lists(TEXTS, max_size=4))
def test_no_sentence_is_chosen_twice_and_paragraphs_stay_together(texts: list[str]) -> None:
    hits = [
        hit(paragraph(text, number=number, start=1_000 * number), score=1 / number)
        for number, text in enumerate(texts, start=1)
    ]
    some = chosen_of(score_sentences(hits, WEIGHTS))
    places = [(one.paragraph.number, one.start) for one in some]
    assert len(places) == len(set(places))
    numbers = [number for number, _ in places]
    runs = [
        number for place, number in enumerate(numbers) if [number] != numbers[place - 1 : place]
    ]
    assert len(runs) == len(set(runs))
    for number in runs:
        starts = [start for other, start in places if other == number]
        assert starts == sorted(starts)


# Views that are reported and rejected

REPORT = "Some people call it “feedback”. They ask for more."


def told(text: str, *, number: int = 1) -> list[Evidence]:
    """Score the first sentence alone."""
    found = paragraph(text, number=number)
    scored = score_sentences([hit(found)], WEIGHTS)
    return [replace(one, score=float(not place)) for place, one in enumerate(scored)]


def test_a_view_that_is_rejected_comes_with_its_rejection() -> None:
    scored = told(f"{REPORT} The author does not think so. Rain falls.")
    assert [one.text for one in chosen_of(scored)] == [
        "Some people call it “feedback”.",
        "The author does not think so.",
    ]


def test_the_rejection_may_stand_in_the_paragraph_behind() -> None:
    behind = paragraph("In this regard, the author does not think so. Rain falls.", number=2)
    scored = told(REPORT)
    found = with_company(select(scored), scored, {behind.id: behind}.get)
    assert [(one.paragraph.number, one.text) for one in found] == [
        (1, "Some people call it “feedback”."),
        (2, "In this regard, the author does not think so."),
    ]


def test_a_view_that_nobody_rejects_stands_alone() -> None:
    behind = paragraph("Rain falls.", number=2)
    scored = told(REPORT)
    found = with_company(select(scored), scored, {behind.id: behind}.get)
    assert [one.text for one in found] == ["Some people call it “feedback”."]


def test_the_author_s_own_claim_needs_no_company() -> None:
    scored = told("The platform fails. Some say it works. The author does not think so.")
    assert [one.text for one in chosen_of(scored)] == ["The platform fails."]
