"""Which value a sentence gives for what is asked."""

from __future__ import annotations

import pytest

from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.given import find_given
from tests.unit.answering.accounts import account


def given(question: str, text: str) -> str | None:
    found = find_given(Ask.of(question), account(text))
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("When was the Halden mine closed?", "The Halden mine, closed in 1962, is wet.", "1962"),
        ("When was Ada Lund born?", "Ada Lund (born 4 May 1940) went home in 1962.", "4 May 1940"),
        ("How many seats has the Orbis?", "The Orbis has 20 seats in 4 rows.", "20"),
        ("How tall is the Varn tower?", "The Varn tower is 148 metres tall.", "148 metres"),
        ("What share of the votes did Ek win?", "Ek won 12 % of the votes in May.", "12 %"),
        ("Who founded the Holm Choir?", "The Holm Choir was founded by Ada Lund.", "Ada Lund"),
        ("Who founded the Holm Choir?", "In May, Ada Lund founded the Holm Choir.", "Ada Lund"),
        ("Who is the mayor of Holm?", "The mayor of Holm is Bo Ek.", "Bo Ek"),
        ("Who is the mayor of Holm?", "Holm's mayor, Bo Ek, went to Ghent.", "Bo Ek"),
        ("What is the capital of Verania?", "Solmar is the capital of Verania.", "Solmar"),
        ("Where was Ada Lund born?", "Ada Lund was born in Bergen, Norway.", "Bergen, Norway"),
        ("Where was the show held?", "Ghent is the city in which the show was held.", "Ghent"),
    ],
)
def test_the_value_that_answers(question: str, text: str, value: str) -> None:
    assert given(question, text) == value


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was the Halden mine closed?", "The Halden mine was dug in 1921."),
        ("When was the Halden mine closed?", "The Halden mine was closed until 1962."),
        ("When was the Halden mine closed?", "The Halden mine closed in 1962 and closed in 1964."),
        ("When was the Halden mine closed?", "The Halden mine was perhaps closed in 1962."),
        ("When was Larkspur released?", "The music of Larkspur was released in 1962."),
        ("How many seats has the Orbis?", "Of these, the Orbis has 20 seats."),
        ("How many seats has the Orbis?", "The Orbis has 20 more seats."),
        ("How many lamps has the Orbis?", "The Orbis has 20 of the lamps."),
        ("How many stars has the Holm flag?", "The Holm flag, a 15-star flag, has stars."),
        ("How tall is the Varn tower?", "The Varn tower is 20 metres wide."),
        ("How tall is the Varn tower?", "The Varn tower cost $2 million."),
        ("Who founded the Holm Choir?", "The Holm Choir was founded by the Norwegian singer."),
        ("Who founded the Holm Choir?", "Ada Lund Founded The Holm Choir."),
        ("Who is the director of Larkspur?", "Bo Ek, a director of plays, hated Larkspur."),
        ("Who is the director of Larkspur?", "Ek hired the director of Bryn for Larkspur."),
        ("Who played for Holm?", "Ada Lund played for Holm."),
        ("Where was Ada Lund born?", "Ada Lund, who was born poor, lives in Oslo."),
        ("Where was the show held?", "The show was held by the Ghent tram."),
        ("Why?", "Because of Bo Ek."),
    ],
)
def test_what_is_not_plain(question: str, text: str) -> None:
    assert given(question, text) is None
