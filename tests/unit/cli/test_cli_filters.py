"""What `/filter` of a chat does."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.chatting.filters import changed, offers
from assistant.errors import UsageError
from assistant.facade.scope import Scope
from assistant.types import DocumentId, Traits

NARROW = Scope(documents=["a"], topics=["x"], since="2020", stances=["mixed"])


@pytest.mark.parametrize(
    ("argument", "scope"),
    [
        ("", Scope()),
        ("topic retail", Scope(topics=("retail",))),
        ("TOPIC real economy,  retail ,", Scope(topics=("real economy", "retail"))),
        ("since 2020-05", Scope(since="2020-05")),
        ("stance supports, mixed", Scope(stances=("supports", "mixed"))),
        ("document ge-predix", Scope(documents=("ge-predix",))),
        ("off", Scope()),
        ("topic off", Scope()),
    ],
)
def test_each_kind_is_set(argument: str, scope: Scope) -> None:
    assert changed(Scope(), argument) == scope


def test_a_kind_takes_the_place_of_what_it_was_and_leaves_the_others() -> None:
    assert changed(NARROW, "topic y") == Scope(
        documents=["a"], topics=("y",), since="2020", stances=["mixed"]
    )
    for kind, name, nothing in (
        ("document", "documents", None),
        ("topic", "topics", ()),
        ("since", "since", None),
        ("stance", "stances", ()),
    ):
        left = changed(NARROW, f"{kind} off")
        assert left.where == NARROW.where | {name: nothing}
    assert changed(NARROW, "") == NARROW
    assert changed(NARROW, " OFF ".strip()) == Scope()


@pytest.mark.parametrize(
    ("argument", "complaint"),
    [
        ("topic", "/filter topic needs more, for example: /filter topic retail"),
        ("since ,", "/filter since needs more, for example: /filter since 2020"),
        ("since soon", "'soon' is no date; write YYYY, YYYY-MM or YYYY-MM-DD, as in 2020-05"),
        ("since 2020, 2021", "'2020, 2021' is no date; write "),
        (
            "retail",
            "there is no filter 'retail'; choose by topic, since, stance or document, "
            "for example: /filter since 2020",
        ),
        ("off topic", "there is no filter 'off'; "),
    ],
)
def test_what_cannot_be_a_filter_is_said_in_one_line(argument: str, complaint: str) -> None:
    with pytest.raises(UsageError) as caught:
        changed(NARROW, argument)
    assert str(caught.value).startswith(complaint)


@given(st.text())
def test_any_argument_is_a_scope_or_refused(argument: str) -> None:
    with contextlib.suppress(UsageError):
        assert isinstance(changed(NARROW, argument.strip()), Scope)


def test_what_there_is_is_offered_with_the_number_of_documents() -> None:
    listed = [
        Traits(id=DocumentId("a"), date=None, metadata={"topics": "x, y", "stance": "mixed"}),
        Traits(id=DocumentId("b"), date=None, metadata={"topics": "X"}),
    ]
    assert offers(listed, {"a": "A title"}) == {
        "topic": {"x": "2 documents", "y": "1 document"},
        "since": {},
        "stance": {"mixed": "1 document"},
        "document": {"a": "A title"},
    }
