"""An essay and the evidence, side by side."""

from __future__ import annotations

import pytest

from assistant.answering.contrasts.comparer import ContrastRequest
from assistant.answering.contrasts.sides import SideComparer, find_sides, headings
from assistant.types import Contrast, DocumentId, Hit, Traits
from tests.fakes import equal_rarity, hit, origin, reading


def traits(name: str, author: str, stance: str = "") -> Traits:
    return Traits(
        id=DocumentId(name), author=author, date=None, metadata={"stance": stance} if stance else {}
    )


LIBRARY = [
    traits("essay", "Meng Yonghui"),
    traits("freight", "Editors", "contradicts"),
    traits("retail", "Ada Lovelace", "mixed"),
]


@pytest.mark.parametrize("second", ["the evidence", "Evidence", "the other documents", "others"])
@pytest.mark.parametrize("first", ["the essay", "Meng Yonghui", "the author"])
def test_names_of_documents_are_sides(first: str, second: str) -> None:
    assert find_sides(first, second, LIBRARY) == (["essay"], ["freight", "retail"])
    assert find_sides(second, first, LIBRARY) == (["freight", "retail"], ["essay"])


def test_two_authors_are_sides() -> None:
    assert find_sides("Ada Lovelace", "the essay", LIBRARY) == (["retail"], ["essay"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("consumer Internet", "industrial Internet"),
        ("the essay", "platforms"),
        ("the essay's platforms", "the evidence"),
        ("the evidence", "the others"),
        ("the essay", "Meng Yonghui"),
    ],
)
def test_other_subjects_are_things(first: str, second: str) -> None:
    assert find_sides(first, second, LIBRARY) is None


ESSAY = reading("essay", "Title\n\nTraffic is small. Some people say that traffic is king.")
FREIGHT = reading(
    "freight", "Title\n\nThe essay argues that traffic is small. Traffic of lorries is large."
)


def compare(*dimensions: str, found: tuple[str, ...] = ()) -> Contrast:
    shelf = {one.document.id: one.paragraphs for one in (ESSAY, FREIGHT)}

    def retrieve(words: str, documents: object) -> list[Hit]:
        return [hit(one) for id_ in shelf if id_ in documents for one in shelf[id_]]

    comparer = SideComparer(
        sides=([DocumentId("essay")], [DocumentId("freight")]),
        retrieve=retrieve,
        rarity=equal_rarity,
        origins=origin,
    )
    asked = ContrastRequest(subjects=("the essay", "the evidence"), dimensions=dimensions)
    return comparer.compare(asked, found=found, started=0.0)


def test_each_side_speaks_for_itself() -> None:
    (row,) = compare("traffic").rows
    ours, theirs = ({one.statement.text: one.voice for one in cell.remarks} for cell in row.cells)
    assert ours == {
        "Traffic is small.": "own",
        "Some people say that traffic is king.": "reported",
    }
    assert theirs == {"Traffic of lorries is large.": "own"}


def test_a_quote_is_where_it_says() -> None:
    for citation in compare("traffic").citations:
        document = {"essay": ESSAY, "freight": FREIGHT}[citation.document].document
        assert document.text[citation.start : citation.end] == citation.quote


def test_a_dimension_that_is_asked_for_has_a_row_and_one_that_is_found_may_have_none() -> None:
    assert [row.dimension for row in compare("snow").rows] == ["snow"]
    assert [row.dimension for row in compare(found=("snow", "traffic")).rows] == ["traffic"]


def test_headings_are_given_once_and_innermost() -> None:
    assert headings(iter([(), ("A",), ("A", "B"), ("A", "B"), ("C",)])) == ("A", "B", "C")
