"""What must be there."""

from __future__ import annotations

import pytest

from assistant.answering.alignment import Alignment, Source
from assistant.answering.proof.musts import Breaches, find_breaches
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
        ("Kenya’s museum was founded in 1912.", {"name"}),
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


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("The new era is an era of platforms and large centers.", True),
        ("The new era is an era of small firms.", False),
        ("The new era is not one of large centers.", False),
    ],
)
def test_a_contrast_denies_all_up_to_but(statement: str, broken: bool) -> None:
    source = "The new era is not an era of platforms and large centers, but one of small firms."
    assert ("negation" in breaches(statement, source)) == broken


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("Northern traffic is larger than southern traffic.", True),
        ("Southern traffic is larger than northern traffic.", False),
        ("Northern traffic is smaller than southern traffic.", False),
        ("Northern traffic is not huge.", False),
    ],
)
def test_comparisons_point_as_in_the_source(statement: str, broken: bool) -> None:
    source = "Compared with southern traffic, northern traffic is not huge."
    assert ("compared" in breaches(statement, source)) == broken


def test_a_comparison_needs_one_in_the_source() -> None:
    source = "Tea grows in the hills. Coffee grows in the plains."
    assert "compared" in breaches("Tea grows better than coffee.", source)
    assert "compared" not in breaches("Tea grows in more than 20 hills.", source)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("The bridge will collapse.", True),
        ("The bridge has collapsed.", True),
        ("The bridge may collapse.", False),
        ("It is possible that the bridge will collapse.", False),
    ],
)
def test_what_may_be_is_no_fact(statement: str, broken: bool) -> None:
    assert ("certainty" in breaches(statement, "The bridge may collapse.")) == broken


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("The rivers will flood the valley.", True),
        ("The rains go on.", True),
        ("If the rains go on, the rivers will flood the valley.", False),
        ("When the rains go on, the rivers will flood the valley.", False),
    ],
)
def test_a_condition_is_not_left_out(statement: str, broken: bool) -> None:
    source = "If the rains go on, the rivers will flood the valley."
    assert ("certainty" in breaches(statement, source)) == broken


def test_what_is_to_come_is_not_done() -> None:
    source = "The firm will open a plant in Lyon."
    assert "certainty" in breaches("The firm has opened a plant in Lyon.", source)
    assert "certainty" not in breaches("The firm opens a plant in Lyon.", source)


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("Floods were caused by heavy rain.", False),
        ("Heavy rain was caused by floods.", True),
        ("Floods led to heavy rain.", True),
    ],
)
def test_cause_and_effect_keep_their_sides(statement: str, broken: bool) -> None:
    assert ("cause" in breaches(statement, "Heavy rain led to floods.")) == broken


def test_a_cause_is_not_made_up() -> None:
    source = "She left the school in 2015. She teaches no more."
    assert "cause" in breaches("She left the school because the pay was low.", source)


def test_all_needs_all() -> None:
    source = "Perishable items are given away after each episode."
    assert "amount" in breaches("All items are given away after each episode.", source)
    assert "amount" not in breaches("Not all items are given away.", source)


def test_a_clause_of_which_nothing_is_there() -> None:
    source = "The new lamp saves power."
    assert "added" in breaches("The new lamp saves power and won several prizes.", source)
    assert "added" not in breaches("The new lamp saves power and energy.", source)


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("The reports show efficiency.", "The reports show inefficiency."),
        ("The origin is confirmed.", "The origin is unconfirmed."),
    ],
)
def test_a_prefix_turns_a_word_round(statement: str, source: str) -> None:
    assert "direction" in breaches(statement, source)


def test_the_order_before_a_word() -> None:
    source = "He added it to the second edition."
    assert "place" in breaches("He added it to the first edition.", source)
    assert "place" not in breaches("He added it to the second edition.", source)


def test_what_is_said_of_another_clause() -> None:
    source = "The consumer age is an age of growth, the industrial age is an age of depth."
    assert "place" in breaches("The consumer age is an age of depth.", source, known=True)
    assert "place" not in breaches("The industrial age is an age of depth.", source, known=True)
