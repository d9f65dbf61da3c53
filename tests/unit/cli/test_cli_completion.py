"""What Tab offers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.chatting.completion import suggest, wants_suggestions

DOCUMENTS = {"essay": "On bridges", "report-2024": "Annual report", "rules": "House rules"}
SOURCES = {number: f"paragraph {number}" for number in range(1, 13)}
FILTERS = {
    "topic": {"Honey": "2 documents", "insects": "1 document"},
    "since": {},
    "stance": {"mixed": "1 document"},
    "document": DOCUMENTS,
}


def offered(before: str) -> list[str]:
    return [
        one.text for one in suggest(before, documents=DOCUMENTS, sources=SOURCES, filters=FILTERS)
    ]


def test_a_slash_offers_the_commands() -> None:
    assert offered("/s") == ["/sources", "/save"]
    assert len(offered("/")) == 11
    assert offered("/x") == []


def test_an_at_sign_in_front_offers_documents_by_id_and_title() -> None:
    assert offered("@r") == ["@essay", "@report-2024", "@rules"]
    assert offered("@rep") == ["@report-2024"]
    assert offered("@house") == ["@rules"]
    assert offered("@essay @ann") == ["@report-2024"]
    assert offered("Who wrote @es") == []


def test_open_offers_the_numbers_of_sources() -> None:
    assert offered("/open 1") == ["1", "10", "11", "12"]
    assert offered("/open ") == [str(number) for number in SOURCES]


@pytest.mark.parametrize("before", ["", "Why", "Why /s", "mail@house", "and @es"])
def test_questions_are_left_in_peace(before: str) -> None:
    assert not wants_suggestions(before)
    assert offered(before) == []


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("/f", ["/filter"]),
        ("/filter ", ["topic", "since", "stance", "document", "off"]),
        ("/filter s", ["since", "stance"]),
        ("/filter topic ", ["Honey", "insects"]),
        ("/filter topic ho", ["Honey"]),
        ("/filter topic Honey, in", ["insects"]),
        ("/filter Stance M", ["mixed"]),
        ("/filter document r", ["report-2024", "rules"]),
        ("/filter since 2", []),
        ("/filter colour r", []),
    ],
)
def test_filter_offers_kinds_and_what_there_is_of_them(before: str, expected: list[str]) -> None:
    assert wants_suggestions(before)
    assert offered(before) == expected


@given(st.text() | st.text().map("/filter {}".format) | st.text().map("/filter topic {}".format))
def test_every_offer_replaces_what_was_typed_for_it(before: str) -> None:
    for one in suggest(before, documents=DOCUMENTS, sources=SOURCES, filters=FILTERS):
        assert 0 <= one.replace <= len(before)
