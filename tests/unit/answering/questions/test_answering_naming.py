"""Which documents a question names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.questions.naming import find_named
from assistant.types import DocumentId, Traits


def traits(name: str, author: str | None = None, stance: str | None = None) -> Traits:
    metadata = {"stance": stance} if stance else {}
    return Traits(id=DocumentId(name), author=author, date=None, metadata=metadata)


ESSAY = traits("essay", "Meng Yonghui")
LIBRARY = [ESSAY, traits("freight", "Editors", "contradicts"), traits("retail", "Editors", "mixed")]


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("The essay says that traffic is small. Is it?", "that traffic is small. Is it?"),
        ("As Meng Yonghui holds, platforms lead nowhere?", "platforms lead nowhere?"),
        ("Do platforms fade, as the essay foresees?", "Do platforms fade?"),
        ("Is traffic small according to the author?", "Is traffic small?"),
        ("Does Yonghui's advice on platforms help?", "advice on platforms help?"),
        ("Platform Revolution against the essay.", "Platform Revolution."),
    ],
)
def test_the_essay_is_named_by_its_author_or_as_what_the_others_stand_to(
    question: str, bare: str
) -> None:
    found = find_named(question, LIBRARY)
    assert found
    assert found.documents == {"essay"}
    assert found.question == bare


@pytest.mark.parametrize(
    "question",
    [
        "Is traffic small?",
        "What do the editors think?",  # a role, not a name
        "Who wrote about yonghui?",  # a name has a capital letter
        "Is this an essayistic question?",
    ],
)
def test_other_questions_name_nothing(question: str) -> None:
    assert find_named(question, LIBRARY) is None


def test_nothing_is_named_where_all_documents_would_be() -> None:
    assert find_named("What does the essay say?", [ESSAY]) is None
    assert find_named("What does Meng Yonghui say?", [ESSAY, traits("two", "Meng Yonghui")]) is None


def test_without_stances_only_an_author_is_a_name() -> None:
    notes = [traits("one", "Ada Lovelace"), traits("two", "Grace Hopper")]
    assert find_named("What does the essay say?", notes) is None
    found = find_named("What does Lovelace say of engines, and Hopper of compilers?", notes)
    assert found is None  # both, so all
    found = find_named("What does Lovelace say of engines?", notes)
    assert found
    assert found.documents == {"one"}


def test_a_question_that_is_only_a_name_stays_as_it_is() -> None:
    found = find_named("Meng Yonghui", LIBRARY)
    assert found
    assert found.question == "Meng Yonghui"


@given(st.text(max_size=60))
def test_any_question_can_be_looked_through(question: str) -> None:
    found = find_named(question, LIBRARY)
    assert found is None or found.question
