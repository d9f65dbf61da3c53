"""Where paragraphs contradict each other on what is asked."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.conflicts.conflict import Conflict, find_conflict
from assistant.types import Evidence
from tests.fakes import evidence, paragraph

_PAIRS = Path(__file__).parents[4] / "benchmarks" / "conflicts.tsv"

MINE = "When did the Halden mine close?"
CLOSED = "The Halden mine closed in March 1962 after a flood."
LATER = "After forty years of work, the Halden mine closed in June 1964."


def sentences(*texts: str) -> list[Evidence]:
    """Make each text a paragraph of its own, the best first."""
    return [
        evidence(paragraph(text, document=f"doc-{place}"), text, score=1 - place / 100)
        for place, text in enumerate(texts)
    ]


def values(conflict: Conflict | None) -> list[str]:
    """List the values of the sides."""
    return [side.value for side in conflict.sides] if conflict else []


def test_two_dates_told_in_different_words_contradict_each_other() -> None:
    found = find_conflict(MINE, sentences(CLOSED, LATER))
    assert values(found) == ["March 1962", "June 1964"]
    assert found is not None
    assert [side.evidence[0].text for side in found.sides] == [CLOSED, LATER]


def test_a_copy_with_another_place_contradicts() -> None:
    one = "The treaty was signed in Tampa, Florida, on a rainy day."
    other = "The treaty was signed in Glendale, Arizona, on a rainy day."
    found = find_conflict("Where was the treaty signed?", sentences(one, other))
    assert values(found) == ["Tampa, Florida", "Glendale, Arizona"]


def test_yes_stands_against_no() -> None:
    yes, no = "The Tern drone can fly at night.", "The Tern drone cannot fly at night."
    assert values(find_conflict("Can the Tern drone fly at night?", sentences(yes, no))) == [
        "yes",
        "no",
    ]


def test_a_side_holds_all_who_say_so_and_the_best_side_comes_first() -> None:
    again = "In 1964 the Halden mine closed, and the village with it: in June 1964."
    found = find_conflict(MINE, sentences(LATER, CLOSED, again))
    assert values(found) == ["June 1964", "March 1962"]
    assert found is not None
    assert [len(side.evidence) for side in found.sides] == [2, 1]


def test_three_values_make_three_sides() -> None:
    third = "The Halden mine closed in May 1971."
    assert values(find_conflict(MINE, sentences(CLOSED, LATER, third))) == [
        "March 1962",
        "June 1964",
        "May 1971",
    ]


def test_a_side_is_called_as_its_best_sentence_calls_it() -> None:
    year, day = "The Halden mine closed in 1962.", "The Halden mine closed on 4 March 1962."
    assert values(find_conflict(MINE, sentences(year, LATER, day))) == ["1962", "June 1964"]


def test_one_paragraph_does_not_contradict_itself() -> None:
    whole = paragraph(f"{CLOSED} {LATER}")
    assert find_conflict(MINE, [evidence(whole, CLOSED), evidence(whole, LATER)]) is None


def test_a_paragraph_that_tells_both_values_reports_the_disagreement() -> None:
    whole = paragraph(f"{CLOSED} Some records say 1964.", document="records")
    assert find_conflict(MINE, [evidence(whole, CLOSED), *sentences(LATER)]) is None


def test_what_scores_far_below_the_best_takes_no_side() -> None:
    one, other = sentences(CLOSED, LATER)
    assert find_conflict(MINE, [one, other]) is not None
    low = evidence(other.paragraph, LATER, score=0.1)
    assert find_conflict(MINE, [one, low]) is None


def test_only_the_relation_of_the_scores_counts() -> None:
    small = [
        evidence(one.paragraph, one.text, score=one.score / 50) for one in sentences(CLOSED, LATER)
    ]
    assert values(find_conflict(MINE, small)) == ["March 1962", "June 1964"]


@pytest.mark.parametrize("question", ["", "?", "Why?", "close", "何时关闭？"])
def test_a_question_that_says_little_finds_nothing(question: str) -> None:
    assert find_conflict(question, sentences(CLOSED, LATER)) is None


def test_nothing_contradicts_nothing() -> None:
    assert find_conflict(MINE, []) is None


def _pairs() -> list[dict[str, str]]:
    with _PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(
    "pair", [one for one in _pairs() if one["verdict"] == "agree"], ids=lambda one: one["kind"]
)
def test_what_can_both_be_true_is_no_conflict(pair: dict[str, str]) -> None:
    assert values(find_conflict(pair["question"], sentences(pair["one"], pair["other"]))) == []
    assert values(find_conflict(pair["question"], sentences(pair["other"], pair["one"]))) == []


def test_most_pairs_that_contradict_each_other_are_seen() -> None:
    pairs = [one for one in _pairs() if one["verdict"] == "conflict"]
    seen = [
        find_conflict(one["question"], sentences(one["one"], one["other"])) is not None
        for one in pairs
    ]
    assert len(pairs) == 90
    assert sum(seen) >= 0.88 * len(pairs)


_WORDS = """
    the of in by is was not Ghent Anna Weil mine closed 1962 1,200 km May % , . “ – 中国 o'
""".split()


@given(
    question=st.lists(st.sampled_from(["when", "who", "how", "many", "where", *_WORDS])),
    texts=st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=14), max_size=6),
)
def test_any_words_give_sides_of_different_paragraphs(
    question: list[str], texts: list[list[str]]
) -> None:
    found = find_conflict(" ".join(question), sentences(*map(" ".join, texts)))
    if found:
        assert len(found.sides) >= 2
        assert len({side.value for side in found.sides}) == len(found.sides)
        told = [one.paragraph.id for side in found.sides for one in side.evidence]
        assert len(told) == len(set(told))
        best = [side.evidence[0].score for side in found.sides]
        assert best == sorted(best, reverse=True)


@given(st.randoms(use_true_random=False))
def test_what_is_beside_the_question_changes_nothing(rng: random.Random) -> None:
    other = "The village has a school, two shops and a post office."
    texts = [CLOSED, LATER, other, "Coal was cheap then.", "Anna Weil lives in Ghent."]
    rng.shuffle(texts)
    assert set(values(find_conflict(MINE, sentences(*texts)))) == {"March 1962", "June 1964"}
