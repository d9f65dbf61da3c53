"""On what two subjects can be compared, found in a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.contrasts.dimensions import find_dimensions
from assistant.answering.contrasts.subjects import Subjects
from assistant.answering.contrasts.told import tell
from tests.unit.answering.shelf import Shelf, shelf_of

CATS = """A title

The diet of cats is meat. Cats hunt by night, and the diet is their own affair.

The diet of dogs is mixed. Dogs eat what is there, and the diet is their master's affair.

The fur of cats is soft. The fur of dogs is rough. The price of gold is high.
"""


def dimensions(shelf: Shelf, first: str, second: str) -> list[str]:
    paragraphs = list(shelf.paragraphs.values())
    subjects = Subjects.of(first, second, [one.plain for one in paragraphs])
    told = [one for paragraph in paragraphs for one in tell(paragraph, subjects, title="")]
    return find_dimensions(told, subjects, paragraphs, shelf.rarity)


def test_what_is_said_of_both_is_a_dimension() -> None:
    assert {*dimensions(shelf_of(CATS), "cats", "dogs")[:2]} == {"diet", "fur"}


def test_what_is_said_of_neither_or_one_is_not() -> None:
    found = dimensions(
        shelf_of(CATS + "\nThe claws of cats are sharp, like the claws of cats.\n"), "cats", "dogs"
    )
    assert not {"gold", "price", "claws"} & set(found)


def test_the_subjects_are_no_dimensions() -> None:
    found = dimensions(shelf_of(CATS), "diet of cats", "diet of dogs")
    assert not {"diet", "cats", "dogs"} & set(found)


def test_pairs_are_named_together() -> None:
    text = "A title\n\n" + "\n\n".join(
        f"The {side} model joins the virtual economy and the real economy in its {word} part."
        for side in ("old", "new")
        for word in ("first", "second")
    )
    assert dimensions(shelf_of(text), "old model", "new model")[0] == "virtual and real economy"


def test_a_word_of_a_heading_counts_more() -> None:
    body = "\n\n".join(
        f"The {side} model has a plan for the harbour. Its wood is in the {side} model."
        for side in ("old", "new")
    )

    def text(heading: str) -> str:
        return f"# Title\n\n## {heading}\n\n{body}\n"

    for heading in ("plan", "harbour"):
        shelf = shelf_of(text(heading), suffix=".md")
        assert dimensions(shelf, "old model", "new model")[0] == heading


def test_nothing_in_common_gives_none() -> None:
    assert dimensions(shelf_of("A title\n\nCats purr.\n\nDogs bark.\n"), "cats", "dogs") == []
    assert dimensions(shelf_of("A title\n\nNothing here.\n"), "cats", "dogs") == []


WORDS = st.sampled_from(
    "the of and cats dogs diet fur barn old new Quebec eat is in a , . price 产业 to it".split()
)


@given(st.lists(st.lists(WORDS, min_size=3, max_size=12).map(" ".join), min_size=1, max_size=8))
def test_they_are_few_differ_and_stand_in_the_text(sentences: list[str]) -> None:
    text = "A title\n\n" + "\n\n".join(f"{sentence}." for sentence in sentences)
    found = dimensions(shelf_of(text), "cats", "dogs")
    assert len(found) == len(set(found)) <= 12
    for one in found:
        for word in one.split():
            assert word.casefold() in text.casefold()
    assert found == dimensions(shelf_of(text), "cats", "dogs")
