"""What a question asks for."""

from __future__ import annotations

import pytest

from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.values import find_values
from assistant.text.wording import read_words


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("When did the bridge open?", "date"),
        ("In what year was it built?", "date"),
        ("What is the release date of Skyharbor?", "date"),
        ("How many lamps are there?", "number"),
        ("How tall is it?", "number"),
        ("What was the revenue of Tollgate in 2020?", "number"),
        ("What share of the votes did it win?", "number"),
        ("Who painted it?", "person"),
        ("Where was it signed?", "place"),
        ("Which city hosted it?", "place"),
        ("Halcyon summit 1998 location", "place"),
        ("Is the road open?", "yes"),
        ("Was he aboard when the ship sank?", "yes"),
        ("Why did it fail?", "open"),
        ("What is the capital of Verania?", "open"),
    ],
)
def test_sorts(question: str, sort: str) -> None:
    assert Ask.of(question).sort == sort


@pytest.mark.parametrize(
    ("question", "lists"),
    [
        ("Which cities have a tram?", True),
        ("What are the reasons?", True),
        ("Who were the founders?", True),
        ("Where can I find mushrooms?", True),
        ("What languages are spoken there?", True),
        ("Which city has a tram?", False),
        ("What was the price?", False),
        ("Who founded it?", False),
        ("Which class is it?", False),
    ],
)
def test_questions_with_several_answers(question: str, lists: bool) -> None:
    assert Ask.of(question).lists is lists


@pytest.mark.parametrize(
    ("question", "once", "role"),
    [
        ("Who wrote the report?", True, False),
        ("Who is the mayor of Ostrand?", True, True),
        ("What is the official language of Ostravia?", True, True),
        ("Who won the 2018 prize?", True, False),
        ("Who won medals in 2018?", False, False),
        ("Who played in the band?", False, False),
    ],
)
def test_questions_with_one_answer(question: str, once: bool, role: bool) -> None:
    ask = Ask.of(question)
    assert (ask.once, ask.role) == (once, role)


def test_what_an_answer_speaks_of() -> None:
    ask = Ask.of("How many people live in Brenmouth?")
    assert (ask.stems, ask.counted) == (("live", "brenmouth"), "peopl")
    assert Ask.of("Which company makes the Kestrel engine?").stems == ("make", "kestrel", "engin")
    assert Ask.of("How long is the canal?").measure == "long"


def test_missing_counts_what_is_not_there_in_any_form() -> None:
    ask = Ask.of("Who wrote the salt report?")
    assert ask.missing({"written", "salt", "report"}) == 0
    assert ask.missing({"salt"}) == 2


def test_a_question_names_its_own_values() -> None:
    ask = Ask.of("When did Ada Lund win 12 prizes in 1931?")
    text = "Ada Lund won 12 prizes, Bo Ek took 13, in 1931 and 1932."
    names = {one.text: ask.names(one) for one in find_values(text, read_words(text))}
    assert names == {
        "Ada Lund": True, "12": True, "Bo Ek": False, "13": False, "1931": True, "1932": False,
    }  # fmt: skip


def test_a_value_is_wanted_where_its_sort_is_asked_for() -> None:
    text = "Ada Lund won 12 prizes in 1931."
    name, number, date = find_values(text, read_words(text))
    assert [Ask.of("Who won?").wants(one) for one in (name, number, date)] == [True, False, False]
    assert [Ask.of("When?").wants(one) for one in (name, number, date)] == [False, False, True]
    assert all(Ask.of("What happened?").wants(one) for one in (name, number, date))


def test_a_name_is_shown_without_what_the_question_has() -> None:
    ask = Ask.of("Who is the CEO of Tollgate?")
    assert ask.without_title("Tollgate CEO Ada Lund") == "Ada Lund"
    assert ask.without_title("Tollgate") == "Tollgate"
