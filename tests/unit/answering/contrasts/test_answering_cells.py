"""Which sentences stand in a cell."""

from __future__ import annotations

import pytest

from assistant.answering.contrasts.cells import Chooser
from assistant.answering.contrasts.subjects import Side, Subjects
from assistant.answering.contrasts.told import Told, tell
from assistant.answering.evidence.sentences import Weights
from tests.fakes import equal_rarity, paragraph

SUBJECTS = Subjects.of("old model", "new model", [])


def told(*texts: str) -> list[Told]:
    """Read paragraphs."""
    return [
        one
        for number, text in enumerate(texts, start=1)
        for one in tell(paragraph(text, number=number, start=1_000 * number), SUBJECTS, title="")
    ]


def chosen(
    *texts: str, side: Side = 0, on: str = "traffic", above: tuple[str, ...] = (), **scores: float
) -> list[str]:
    some = told(*texts)
    chooser = Chooser(
        weights=Weights.of(on, equal_rarity),
        scores={one.paragraph.id: scores.get(f"p{one.paragraph.number}", 1.0) for one in some},
        above=[one for one in some if one.text in above],
    )
    return [one.text for one in chooser.choose(some, side)]


def test_a_cell_holds_what_is_about_its_subject_and_dimension() -> None:
    texts = (
        "The old model harvests traffic.",
        "The new model despises traffic.",
        "The old model is old and grey.",
    )
    assert chosen(*texts) == [texts[0]]
    assert chosen(*texts, side=1) == [texts[1]]
    assert chosen(*texts, on="lasagne") == []


def test_without_a_dimension_all_that_is_about_the_subject_counts() -> None:
    assert chosen("The old model is old and grey.", on="") == ["The old model is old and grey."]


def test_at_most_two_and_never_the_same_twice() -> None:
    texts = [
        f"The old model turns traffic into {word}." for word in ("gold", "gold", "silver", "tin")
    ]
    found = chosen(*texts, on="traffic")
    assert len(found) == len(set(found)) == 1
    others = ["The old model lives on traffic alone.", "All traffic pays for the old model."]
    assert len(chosen(*texts, *others)) == 2


@pytest.mark.parametrize(
    "worse",
    [
        "The old model lives on cheap B-side business traffic it collects wherever people meet, "
        "talk, eat, drink, buy, sell, love, hate, laugh, weep, wait, sleep, wake up, work, play, "
        "sing, dance, read, write, travel and come home again from where they went before.",
        "In the past, traffic fed the old model.",
        "Unlike the new model, wood and traffic feed an old model.",
        "Some say that traffic, not wood, feeds an old model.",
        "The house of Mr Smith, full of traffic, is an old model.",
    ],
)
def test_a_short_sentence_of_the_document_s_own_that_begins_with_its_subject_stands_first(
    worse: str,
) -> None:
    better = "The old model lives on traffic."
    assert chosen(worse, better)[0] == better
    assert chosen(better, worse)[0] == better


def test_a_sentence_that_makes_a_point_stands_first() -> None:
    better, worse = (f"The {word} of the old model is traffic." for word in ("key", "shape"))
    assert chosen(worse, better)[0] == better


def test_a_better_paragraph_and_a_fresh_sentence_come_first() -> None:
    one, other = "The old model lives on traffic.", "The old model eats traffic daily, and wood."
    assert chosen(one, other, p1=0.2)[0] == other
    assert chosen(one, other, p2=0.2)[0] == one
    assert chosen(one, other, above=(one,))[0] == other


def test_what_is_nearer_to_the_other_subject_counts_less() -> None:
    both = "The old model is dead, but the new model lives on traffic."
    own = "The grey sheds of the old model, empty or not, had some traffic."
    assert chosen(both, own)[0] == own
    assert chosen(both, own, side=1) == [both]


def test_a_reported_view_stands_where_nothing_else_does() -> None:
    reported = "Some say that the old model lives on traffic."
    assert chosen(reported) == [reported]
    assert chosen(reported, "The old model lives on traffic.") == [
        "The old model lives on traffic."
    ]
