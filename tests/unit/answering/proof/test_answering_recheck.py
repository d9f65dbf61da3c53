"""Saved citations against today's texts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.proof.recheck import SavedCitation, is_backed, recheck, with_sources
from assistant.types import Reference

TEXT = "Title\n\nTraffic is scarce. It fails.\n"


def saved(quote: str, start: int, *, path: str = "a.txt") -> SavedCitation:
    return SavedCitation(number=1, path=path, quote=quote, start=start)


def test_a_quote_in_its_place_is_intact() -> None:
    found = recheck(saved("It fails.", 26), {"a.txt": TEXT})
    assert (found.verdict, found.path, found.start, found.line) == ("intact", "a.txt", 26, 3)


def test_a_quote_elsewhere_in_its_file_has_moved() -> None:
    found = recheck(saved("It fails.", 3), {"a.txt": TEXT})
    assert (found.verdict, found.start, found.line) == ("moved", 26, 3)


def test_a_quote_in_another_file_has_moved_there() -> None:
    found = recheck(saved("It fails.", 26), {"a.txt": "", "b.txt": TEXT})
    assert (found.verdict, found.path, found.line) == ("moved", "b.txt", 3)


@pytest.mark.parametrize("quote", ["", "It never fails.", "it fails."])
def test_a_quote_that_stands_nowhere_is_stale(quote: str) -> None:
    found = recheck(saved(quote, 26), {"a.txt": TEXT})
    assert (found.verdict, found.path, found.line) == ("stale", "a.txt", None)


def test_an_offset_before_the_text_is_no_place() -> None:
    start = 26 - len(TEXT)
    assert TEXT[start : start + len("It fails.")] == "It fails."
    assert recheck(saved("It fails.", start), {"a.txt": TEXT}).verdict == "moved"


def source(publisher: str, year: int | None = 2017, *, title: str = "A") -> Reference:
    return Reference(
        text=f"{publisher}, “{title}”, {year}, https://a.b",
        publisher=publisher,
        year=year,
        url="https://a.b",
    )


@pytest.mark.parametrize(
    ("then", "today", "note"),
    [
        (None, [source("Reuters")], None),
        ([source("Reuters")], [source("Reuters", title="B")], None),
        ([], [], None),
        (
            [source("Reuters")],
            [source("CFO.com")],
            "its footnotes name CFO.com (2017) today, not Reuters (2017)",
        ),
        (
            [source("Reuters")],
            [source("Reuters", 2018)],
            "its footnotes name Reuters (2018) today, not Reuters (2017)",
        ),
        ([source("Reuters")], [], "its footnotes name no source today, not Reuters (2017)"),
        ([], [source("Reuters")], "its footnotes name Reuters (2017) today, not no source"),
    ],
)
def test_a_quote_on_another_source_is_stale(
    then: list[Reference] | None, today: list[Reference], note: str | None
) -> None:
    one = replace(saved("It fails.", 26), sources=None if then is None else tuple(then))
    found = with_sources(recheck(one, {"a.txt": TEXT}), one, today)
    assert found.verdict == ("stale" if note else "intact")
    assert found.note == note
    assert found.line == 3


def test_what_stands_nowhere_needs_no_source() -> None:
    one = replace(saved("Never.", 26), sources=(source("Reuters"),))
    assert with_sources(recheck(one, {"a.txt": TEXT}), one, []).note is None


def test_marks_of_footnotes_are_no_words() -> None:
    assert is_backed("It fails badly.", ["It fails[^1] badly."])
    assert is_backed("It fails[^x] badly.", ["It fails[^x] badly."])


def test_a_statement_must_be_in_one_of_its_quotes() -> None:
    assert is_backed("It fails.", ["Other.", "It  fails."])
    assert not is_backed("It fails always.", ["It fails."])
    assert not is_backed("It fails.", [])
