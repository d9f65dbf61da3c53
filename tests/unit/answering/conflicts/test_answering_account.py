"""A candidate sentence as words and values."""

from __future__ import annotations

from tests.unit.answering.accounts import account


def test_words_and_values() -> None:
    one = account("Ada Lund wrote it in 1931.")
    assert one.texts == {"ada", "lund", "wrote", "it", "in", "1931", "."}
    assert one.stems == {"ada", "lund", "wrote", "1931"}
    assert [value.text for value in one.values] == ["Ada Lund", "1931"]


def test_a_stem_stands_where_one_of_its_forms_does() -> None:
    one = account("It was written in Austria and written again by an Austrian.")
    assert one.places("write") == [2, 6]
    assert one.places("austria") == [4, 10]
    assert one.places("it") == []


def test_what_stands_beside_it_in_the_paragraph() -> None:
    one = account("It closed in 1962.", beside="Some say 1964, others Anna Weil.")
    assert one.is_beside("1964")
    assert one.is_beside("anna weil")
    assert not one.is_beside("196")
    assert not one.is_beside("Weil Anna")
