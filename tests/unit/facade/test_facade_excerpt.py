"""A quote is found again where it stands today."""

from __future__ import annotations

from dataclasses import replace

from assistant.facade.excerpt import find_excerpt
from tests.conversations import citation
from tests.fakes import paragraph

TEXTS = ["It begins.", "They say: traffic is not huge. It ends.", "Traffic is huge."]


def paragraphs(texts: list[str]) -> list[object]:
    made, start = [], 0
    for number, text in enumerate(texts, start=1):
        made.append(paragraph(text, document="essay", number=number, start=start))
        start += len(text) + 1
    return made


def find(quote: str, *, start: int, number: int = 2, texts: list[str] = TEXTS):  # type: ignore[no-untyped-def]
    cited = replace(citation(quote, start=start), paragraph=number)
    return find_excerpt(cited, paragraphs(texts))  # type: ignore[arg-type]


def test_the_paragraph_comes_with_its_neighbours() -> None:
    found = find("traffic is not huge.", start=21)
    assert found.paragraph.number == 2
    assert found.paragraph.text[found.start : found.end] == "traffic is not huge."
    assert (found.before.number, found.after.number) == (1, 3)


def test_the_first_and_the_last_have_one_neighbour() -> None:
    assert find("It begins.", start=0, number=1).before is None
    assert find("Traffic is huge.", start=51, number=3).after is None


def test_a_quote_that_moved_is_found_in_its_new_place() -> None:
    found = find("traffic is not huge.", start=21, texts=["New.", *TEXTS])
    assert found.paragraph.number == 3
    assert found.paragraph.text[found.start : found.end] == "traffic is not huge."


def test_its_own_paragraph_comes_before_others_with_the_same_words() -> None:
    found = find("Same.", start=500, number=3, texts=["Same.", "Other.", "Same."])
    assert found.paragraph.number == 3


def test_a_quote_that_is_gone_is_not_found() -> None:
    assert find("traffic is tiny.", start=21) is None
    assert find("traffic is not huge.", start=21, texts=[]) is None
