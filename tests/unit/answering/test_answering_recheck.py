"""Saved citations against today's texts."""

from __future__ import annotations

import pytest

from assistant.answering.recheck import SavedCitation, is_backed, recheck

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


def test_a_statement_must_be_in_one_of_its_quotes() -> None:
    assert is_backed("It fails.", ["Other.", "It  fails."])
    assert not is_backed("It fails always.", ["It fails."])
    assert not is_backed("It fails.", [])
