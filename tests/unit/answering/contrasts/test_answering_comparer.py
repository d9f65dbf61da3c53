"""Two subjects side by side: the essay by a close reading, anything else by what must hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.contrasts.comparer import Comparer, ContrastRequest
from assistant.types import Contrast, Hit
from tests.unit.answering.shelf import (
    CONSUMER,
    ESSAY,
    INDUSTRIAL,
    Shelf,
    essay_shelf,
    quotes,
    shelf_of,
)

ON = ("traffic", "platforms", "online and offline", "virtual and real economy")

# From reading the essay: the beginnings of all sentences that say something about the one subject
# on the dimension, and those without which the cell would miss the point.
CLOSE_READING = {
    ("traffic", CONSUMER): (
        ["Therefore, if we simply apply", "As a result, what we see is that players"],
        ["As a result, what we see is that players"],
    ),
    ("traffic", INDUSTRIAL): (
        [
            "No longer blindly expanding", "In the past, players thought",
            "They tried to achieve the purpose", "Facts have proved that compared",
            "Therefore, if we simply apply", "Finding a new way of development",
            "It will be found that such",
        ],
        ["Finding a new way of development"],
    ),
    ("platforms", CONSUMER): (
        [
            "This is the key to the rapid", "When the development of the consumer",
            "The key to ensuring the sustainable", "From this point of view, the key",
        ],
        ["From this point of view, the key"],
    ),
    ("platforms", INDUSTRIAL): (
        [
            "No longer blindly expanding", "It is foreseeable that how to",
            "The era of industrial Internet is not", "In such a new era, if we use",
            "In order to find a new development model for the", "It will be found that such",
            "The key to ensuring the sustainable", "When such a development continues",
            "After such a stage of development", "When the gap between online",
        ],
        ["The era of industrial Internet is not"],
    ),
    ("online and offline", CONSUMER): (
        [
            "After experiencing the baptism", "When the information is asymmetric",
            "When the development of the consumer", "Once, online “economies”",
            "The online “economy” business model",
        ],
        ["After experiencing the baptism"],
    ),
    ("online and offline", INDUSTRIAL): (
        [
            "In order to change the development model", "When we find the correct way",
            "Finding ways and means of integrating", "Online and offline can be",
            "In addition, when the digital", "When the gap between online",
        ],
        ["Finding ways and means of integrating"],
    ),
    ("virtual and real economy", CONSUMER): (
        [
            "If we regard the era of consumer", "The so-called “feedback”",
            "In essence, in the era of consumer", "When we realize the substantiation",
        ],
        ["In essence, in the era of consumer"],
    ),
    ("virtual and real economy", INDUSTRIAL): (
        [
            "If we regard the era of consumer", "In such an era, what we will see",
            "Therefore, if we want to find", "Therefore, it is not comprehensive",
            "Different from using “feedback”", "After such a stage of development",
            "The so-called virtualization", "What it presents more",
            "The model has truly entered", "When the gap between online",
        ],
        ["Therefore, if we want to find"],
    ),
}  # fmt: skip

SENTENCES = st.sampled_from(
    [
        "Cats hunt mice in the barn.", "Dogs guard the barn at night.",
        "Cats and dogs share the barn in winter.", "They sleep in the warm barn.",
        "Such animals are dear to the farmer.", "Some people say that cats ruin the barn.",
        "The barn was built of oak and stone.", "Unlike dogs, cats hunt alone at night.",
        "Do cats hunt at night in the barn?", "As a result, the mice left the barn.",
        "This does not hold water at all.", "So\u00a0dogs  hunt in the\nbarn, too.", "…", "Cats.",
    ]
)  # fmt: skip
TEXTS = st.lists(
    st.lists(st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5).map(
        "\n\n".join
    ),
    min_size=1,
    max_size=2,
)


@pytest.fixture(scope="module")
def essay() -> Shelf:
    return essay_shelf()


@pytest.fixture(scope="module")
def asked(essay: Shelf) -> Contrast:
    return essay.compare(CONSUMER, INDUSTRIAL, *ON)


@pytest.fixture(scope="module")
def found(essay: Shelf) -> Contrast:
    return essay.compare(CONSUMER, INDUSTRIAL)


# The essay


@pytest.mark.parametrize(("dimension", "subject"), CLOSE_READING)
def test_a_cell_holds_what_a_close_reading_allows(
    asked: Contrast, dimension: str, subject: str
) -> None:
    allowed, wanted = CLOSE_READING[dimension, subject]
    cell = quotes(asked)[dimension][(CONSUMER, INDUSTRIAL).index(subject)]

    assert [quote for quote in cell if not any(start in quote for start in allowed)] == []
    for start in wanted:
        assert any(quote.startswith(start) for quote in cell), cell


def test_a_sentence_that_speaks_of_both_is_marked(asked: Contrast) -> None:
    for row in asked.rows:
        for cell in row.cells:
            for remark in cell.remarks:
                folded = remark.statement.text.casefold()
                both = "consumer internet" in folded and "industrial internet" in folded
                assert remark.shared == both


def test_the_view_that_the_author_rejects_stands_in_no_cell(
    asked: Contrast, found: Contrast
) -> None:
    for contrast in (asked, found):
        for row in contrast.rows:
            for cell in row.cells:
                assert all(remark.voice == "own" for remark in cell.remarks)
        assert not any("They believe" in one.quote for one in contrast.citations)


def test_a_rejected_view_that_is_asked_for_is_marked(essay: Shelf) -> None:
    contrast = essay.compare("players in the virtual economy", INDUSTRIAL, "resource advantages")
    (remark,) = contrast.rows[0].cells[0].remarks
    assert "They believe that players in the virtual economy" in remark.statement.text
    assert remark.voice == "rejected"


def test_it_is_rejected_although_the_paragraph_that_says_so_was_not_retrieved(
    essay: Shelf,
) -> None:
    contrast = essay.compare(
        "players in the virtual economy", INDUSTRIAL, "resource advantages", k=1
    )
    assert contrast.rows[0].cells[0].remarks[0].voice == "rejected"


def test_the_essay_s_own_topics_are_found(found: Contrast) -> None:
    dimensions = [row.dimension for row in found.rows]
    assert {"platform and center", "online and offline", "virtual and real economy", "traffic"} <= (
        set(dimensions)
    )
    assert len(dimensions) <= 6


def test_no_found_row_has_an_empty_cell_or_twice_the_same(found: Contrast) -> None:
    for first, second in quotes(found).values():
        assert first
        assert second
        assert first != second


def test_other_topics_are_found_in_another_essay() -> None:
    text = ESSAY.read_text("utf-8")
    for word, other in (
        ("traffic", "glimmer"), ("platforms", "gantries"), ("platform", "gantry"),
        ("centers", "turrets"), ("center", "turret"), ("online", "upstream"),
        ("offline", "downstream"),
    ):  # fmt: skip
        text = text.replace(word, other).replace(word.capitalize(), other.capitalize())
    rows = shelf_of(text).compare(CONSUMER, INDUSTRIAL).rows
    assert {"gantry and turret", "upstream and downstream", "glimmer"} <= {
        row.dimension for row in rows
    }


def test_names_are_found_in_any_capitals_and_with_an_article(essay: Shelf) -> None:
    one = essay.compare("the CONSUMER internet", "the industrial internet", "traffic")
    other = essay.compare(CONSUMER, INDUSTRIAL, "traffic")
    assert quotes(one) == quotes(other)


def test_the_order_of_the_subjects_is_the_order_of_the_cells(essay: Shelf) -> None:
    there = quotes(essay.compare(CONSUMER, INDUSTRIAL, "online and offline"))
    back = quotes(essay.compare(INDUSTRIAL, CONSUMER, "online and offline"))
    first, second = there["online and offline"]
    assert back["online and offline"] == (second, first)


# What is not there


def test_what_the_documents_never_mention_gets_an_empty_column(essay: Shelf) -> None:
    contrast = essay.compare("quantum Internet", INDUSTRIAL, "traffic")
    assert contrast.unmentioned == ("quantum Internet",)
    first, second = quotes(contrast)["traffic"]
    assert first == []
    assert second


def test_without_dimensions_the_one_that_is_mentioned_gives_them(essay: Shelf) -> None:
    contrast = essay.compare("quantum Internet", INDUSTRIAL)
    assert len(contrast.rows) > 1
    assert all(not row.cells[0].remarks and row.cells[1].remarks for row in contrast.rows)


def test_a_dimension_without_a_word_in_the_documents_gives_empty_cells(essay: Shelf) -> None:
    contrast = essay.compare(CONSUMER, INDUSTRIAL, "lasagne")
    assert quotes(contrast) == {"lasagne": ([], [])}
    assert contrast.citations == ()
    assert contrast.unmentioned == ()


def test_two_strangers_give_one_empty_row(essay: Shelf) -> None:
    contrast = essay.compare("lasagne", "ravioli")
    assert quotes(contrast) == {"": ([], [])}
    assert contrast.unmentioned == ("lasagne", "ravioli")


def test_where_nothing_is_common_the_row_is_about_them_in_general() -> None:
    contrast = shelf_of(
        "A title\n\nFerrets burrow under old walls.\n\nHerons wade through shallow ponds.\n"
    ).compare("ferrets", "herons")
    assert quotes(contrast) == {
        "": (["Ferrets burrow under old walls."], ["Herons wade through shallow ponds."])
    }


def test_documents_are_compared_with_each_other() -> None:
    contrast = shelf_of(
        "# Ferrets\n\nThe animals eat eggs and small rodents.\n",
        "# Herons\n\nThe birds eat fish and frogs all day.\n",
        suffix=".md",
    ).compare("ferret", "heron", "eat")
    assert quotes(contrast) == {
        "eat": (
            ["The animals eat eggs and small rodents."],
            ["The birds eat fish and frogs all day."],
        )
    }


# What holds for any text


@given(TEXTS)
def test_every_quote_is_at_its_place_and_names_its_subject(texts: list[str]) -> None:
    shelf = shelf_of(*texts)
    for on in ((), ("barn", "night")):
        contrast = shelf.compare("cats", "dogs", *on)
        for one in contrast.citations:
            document = shelf.documents[one.document]
            assert document.text[one.start : one.end] == one.quote
        for row in contrast.rows:
            for subject, cell in zip(("cat", "dog"), row.cells, strict=True):
                for remark in cell.remarks:
                    (citation,) = remark.statement.citations
                    assert subject in citation.quote.casefold()
                    assert remark.statement.text == " ".join(citation.quote.split())


@given(TEXTS)
def test_citations_are_numbered_in_order_of_appearance(texts: list[str]) -> None:
    contrast = shelf_of(*texts).compare("cats", "dogs")
    shown = [
        remark.statement.citations[0]
        for row in contrast.rows
        for cell in row.cells
        for remark in cell.remarks
    ]
    assert tuple(dict.fromkeys(shown)) == contrast.citations
    assert [one.number for one in contrast.citations] == [*range(1, len(contrast.citations) + 1)]


@given(st.data(), TEXTS)
def test_the_table_does_not_depend_on_the_order_of_the_hits(
    data: st.DataObject, texts: list[str]
) -> None:
    shelf = shelf_of(*texts)

    def shuffled(question: str, limit: int) -> list[Hit]:
        return data.draw(st.permutations(shelf.retrieve(question, limit)))

    comparer = Comparer(
        retrieve=shuffled, find=shelf.find, rarity=shelf.rarity, origins=shelf.origin
    )
    request = ContrastRequest(subjects=("cats", "dogs"))
    one = comparer.compare(request, k=100, started=0.0)
    other = shelf.compare("cats", "dogs", k=100)
    assert replace(one, seconds=0) == replace(other, seconds=0)
