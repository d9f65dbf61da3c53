"""Where a statement's words stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.alignment import Alignment, Source
from assistant.text.sentences import split_sentences
from assistant.text.wording import read_words

TEXT = "Smith (a baker) founded Acme in 1912. Jones bought Acme in 1955. Australian firms grew."


def align(statement: str, text: str = TEXT) -> Alignment:
    return Alignment(read_words(statement), Source(split_sentences(text), heading="Acme"))


def test_words_are_found_by_stem_number_and_family() -> None:
    alignment = align("firm founding 1,955 Australia")
    assert [len(places) for places in alignment.places] == [1, 1, 1, 1]


def test_names_have_no_loose_family() -> None:
    assert align("the vulgaria of it and Vulgaria", "A vulgar word.").places[-1] == []


def test_a_place_among_the_same_words_fits_best() -> None:
    alignment = align("Jones bought Acme")
    acme = len(alignment.claim) - 1
    (fit, place), others = alignment.best(acme), alignment.places[acme]
    assert place is not None
    assert place[0] == 1
    assert fit == max(alignment.fit(acme, other) for other in others)
    assert fit <= alignment.weight(acme)


def test_what_stands_in_brackets_is_an_aside() -> None:
    source = Source(split_sentences(TEXT))
    [baker] = source.find(read_words("baker")[0])
    [bought] = source.find(read_words("bought")[0])
    assert source.is_aside(baker)
    assert not source.is_aside(bought)


def test_initials_of_names_side_by_side() -> None:
    source = Source(split_sentences("The Bureau of Land Management grew."))
    assert {"blm", "lm"} <= source.initials


@given(st.text(max_size=80), st.text(max_size=120))
def test_a_fit_never_exceeds_the_weight(statement: str, text: str) -> None:
    alignment = align(statement, text)
    for index, places in enumerate(alignment.places):
        for place in places:
            assert 0 <= alignment.fit(index, place) <= alignment.weight(index) + 1e-9
