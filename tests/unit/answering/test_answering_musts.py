"""What must be there."""

from __future__ import annotations

import pytest

from assistant.answering.alignment import Alignment, Source
from assistant.answering.musts import Breaches, find_breaches
from assistant.text.sentences import split_sentences
from assistant.text.wording import read_words


def breaches(statement: str, source: str, *, heading: str = "", known: bool = False) -> set[str]:
    """Name the musts that a statement breaks."""
    read = Source(split_sentences(source), heading=heading)
    pairs = read.pairs if known else frozenset()
    found = find_breaches(
        Alignment(read_words(statement), read), known=pairs, authors={"meng", "yonghui"}
    )
    return {name for name in Breaches.__slots__ if getattr(found, name)}


ACME = "George Smith founded Acme in Lyon in 1912. Anna Jones bought the firm in 1955."


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("Smith founded Acme in 1912.", set()),
        ("Smith founded Acme in 1913.", {"number"}),
        ("George Smith founded Acme in Lyon in 1955.", {"place"}),
        ("George Brown founded Acme in Lyon.", {"name"}),
        ("In Lyon George Jones founded Acme.", {"place"}),
        ("Kenya was founded in 1912.", {"name"}),
        ("Anna Jones founded Acme in Lyon in 1912.", {"place"}),
        ("In 1912 Siemens founded the firm.", {"name"}),
        ("George Smith founded Acme in Paris in 1912.", {"name"}),
    ],
)
def test_numbers_and_names(statement: str, broken: set[str]) -> None:
    assert broken <= breaches(statement, ACME)
    assert bool(broken) == bool(breaches(statement, ACME))


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Sales were 3,500,000.", "Sales were 3.5 million."),
        ("The share is 40 percent.", "The share is 40 %."),
        ("It earned five billion dollars.", "It earned $5bn."),
        ("The BLM owns it.", "The Bureau of Land Management owns it."),
        ("The United States agreed to it.", "The US agreed to it."),
        ("An Australian bank failed.", "In Australia a bank failed."),
    ],
)
def test_other_spellings_break_nothing(statement: str, source: str) -> None:
    assert breaches(statement, source) == set()


def test_units_must_agree() -> None:
    assert breaches("It weighs 40 tonnes.", "It weighs 40 kg.") == {"number"}


def test_a_name_above_the_paragraph_is_known() -> None:
    assert breaches("Acme was founded in Lyon.", "It was founded in Lyon.", heading="Acme") == set()


@pytest.mark.parametrize(
    ("statement", "source", "broken"),
    [
        ("B-end traffic is huge.", "B-end traffic is not huge.", True),
        ("B-end traffic is not huge.", "B-end traffic is huge.", True),
        ("B-end traffic isn't huge.", "B-end traffic is not huge.", False),
        ("The boundary will be clear.", "The boundary will no longer be clear.", True),
        ("The boundary is not clear.", "The boundary will no longer be clear.", False),
        ("Platforms never harvest traffic.", "Platforms harvest traffic.", True),
        ("It is not only clear but short.", "It is clear and short.", False),
        ("Players see the shadow.", "Players see the light, not the shadow.", True),
    ],
)
def test_negation(statement: str, source: str, broken: bool) -> None:
    assert ("negation" in breaches(statement, source)) == broken


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Traffic will rise next year.", "Traffic will fall next year."),
        ("Revenue exceeds the costs of the firm.", "Revenue is below the costs of the firm."),
        ("The law passed before the war.", "The law passed after the war."),
        ("The firm has more stores than its rival.", "The firm has fewer stores than its rival."),
        ("Online prices decreased sharply.", "Online prices increased sharply."),
    ],
)
def test_direction(statement: str, source: str) -> None:
    assert "direction" in breaches(statement, source)
    assert breaches(source, source) == set()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("All players fail.", True),
        ("Most players fail.", True),
        ("Some players fail.", False),
        ("Few players fail.", True),
    ],
)
def test_amounts(statement: str, broken: bool) -> None:
    assert ("amount" in breaches(statement, "Some players fail.")) == broken


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("Siemens supplies motors to Bosch.", False),
        ("Bosch supplies motors to Siemens.", True),
    ],
)
def test_roles_of_names(statement: str, broken: bool) -> None:
    source = "Siemens supplies motors to Bosch."
    assert ("role" in breaches(statement, source)) == broken


def test_roles_of_words_with_one_head() -> None:
    source = "The virtual economy empowers the real economy."
    assert "role" in breaches("The real economy empowers the virtual economy.", source)
    assert breaches("The virtual economy empowers the real economy.", source) == set()


def test_a_usual_pair_in_the_place_of_another_one() -> None:
    source = "The era of the industrial Internet has come. The consumer Internet harvests traffic."
    assert "place" in breaches("The era of the consumer Internet has come.", source, known=True)


VIEWS = (
    "Some people call it feedback to the real economy. "
    "They need to feed back the real economy. The author believes that both have their roles."
)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("Some people call it feedback.", False),
        ("The author calls it feedback.", True),
        ("Meng Yonghui calls it feedback.", True),
        ("It is feedback to the real economy.", True),
        ("In the author’s view, players need to feed back the real economy.", True),
        ("The author believes that both have their roles.", False),
        ("Both have their roles.", False),
        ("Critics believe that both have their roles.", True),
    ],
)
def test_views_stay_with_those_who_hold_them(statement: str, broken: bool) -> None:
    assert ("holder" in breaches(statement, VIEWS)) == broken
