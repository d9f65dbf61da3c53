"""Documents chosen by id, topic, date and stance."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Assistant
from assistant.errors import EmptyScopeError, UnknownDocumentError, UsageError
from assistant.facade.scope import Scope, choose, tally
from assistant.models.embedder import Embedder
from assistant.text.dates import first_day
from assistant.types import DocumentId, Traits


def traits(name: str, *, date: str | None = None, **metadata: str) -> Traits:
    return Traits(id=DocumentId(name), date=date, metadata=metadata)


LISTED = [
    traits("ants", date="2019", topics="insects, Social  life", stance="mixed"),
    traits("bees", date="May 2021", topics="insects, honey", stance="supports"),
    traits("cats", date="2021-05-02", Tags="pets"),
    traits("dogs", date="some day"),
]


def chosen(**where: Any) -> str:
    return " ".join(one.id for one in choose(Scope(**where), LISTED))


# Which documents


def test_a_document_must_have_all_that_is_asked() -> None:
    assert chosen() == "ants bees cats dogs"
    assert chosen(topics=["insects"]) == "ants bees"
    assert chosen(topics=["honey", "pets"]) == "bees cats"
    assert chosen(stances=["mixed", "supports"]) == "ants bees"
    assert chosen(topics=["insects"], since="2020", stances=["supports"]) == "bees"
    assert chosen(documents=["cats", "ants"], topics=["insects"]) == "ants"
    assert chosen(documents=[]) == ""


def test_case_and_white_space_do_not_matter() -> None:
    assert chosen(topics=[" social\tLIFE "], stances=["MIXED"]) == "ants"


@pytest.mark.parametrize(
    ("since", "left"),
    [
        ("2019", "ants bees cats"),
        ("2019-01-01", "ants bees cats"),
        ("2019-01-02", "bees cats"),
        ("2021-05", "bees cats"),
        ("2021-05-02", "cats"),
    ],
)
def test_a_document_dated_to_a_month_or_year_counts_from_its_first_day(
    since: str, left: str
) -> None:
    assert chosen(since=since) == left


@given(st.dates(), st.lists(st.dates(), min_size=1, max_size=9))
def test_since_keeps_what_is_as_late(since: date, days: list[date]) -> None:
    listed = [traits(str(number), date=str(day)) for number, day in enumerate(days)]
    late = [one for one in listed if one.date and one.date >= str(since)]
    if late:
        assert choose(Scope(since=str(since)), listed) == late
    else:
        with pytest.raises(EmptyScopeError, match=f"the latest is of {max(days)}$"):
            choose(Scope(since=str(since)), listed)


@given(
    st.lists(st.sampled_from(["insects", "honey", "pets"])),
    st.none() | st.sampled_from(["2019", "2021"]),
    st.lists(st.sampled_from(["mixed", "supports"])),
    st.none() | st.lists(st.sampled_from(["ants", "bees", "cats", "dogs"])),
)
def test_more_conditions_never_leave_more(
    topics: list[str], since: str | None, stances: list[str], documents: list[str] | None
) -> None:
    scope = Scope(documents=documents, topics=topics, since=since, stances=stances)
    try:
        left = choose(scope, LISTED)
    except EmptyScopeError:
        return
    assert bool(left) or documents == []
    for one in left:
        assert documents is None or one.id in documents
        assert not topics or set(topics) & set(one.topics)
        assert not stances or one.stance in stances
        assert since is None or str(first_day(one.date or "")) >= since


# What a document says of itself


def test_topics_are_the_front_matter_s_or_its_tags() -> None:
    assert traits("a", topics="x,  y z ,, x").topics == ("x", "y z")
    assert traits("a", TAGS="x").topics == ("x",)
    assert traits("a", topics="x", tags="y").topics == ("x",)
    assert traits("a").topics == ()
    assert traits("a", Stance=" so\n so ").stance == "so so"
    assert traits("a", stance=" ").stance is None


def test_names_are_counted_whatever_their_spelling() -> None:
    assert tally([["Honey", "honey"], ["ants"], ["HONEY"]]) == {"ants": 1, "Honey": 2}


def test_a_scope_is_written_as_a_filter() -> None:
    scope = Scope(documents=["a", "b"], topics=["x", "y"], since="2020", stances=["mixed"])
    assert str(scope) == "document a or b · topic x or y · since 2020 · stance mixed"
    assert Scope(**scope.where) == scope
    assert not scope.is_all
    assert Scope().is_all
    assert not Scope(documents=[]).is_all


# Mistakes


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (
            {"topics": ["insects", "insect"]},
            "no document has the topic 'insect'; topics: honey, insects, pets, Social life",
        ),
        ({"stances": ["pro"]}, "no document has the stance 'pro'; stances: mixed, supports"),
        ({"stances": [""]}, "no document has the stance ''; stances: mixed, supports"),
        ({"since": "2022"}, "no document is dated 2022 or later; the latest is of 2021-05-02"),
        (
            {"topics": ["pets"], "stances": ["mixed"], "documents": ["cats"]},
            "no document has all of this: document cats, topic pets, stance mixed; "
            "leave something out",
        ),
    ],
)
def test_what_no_document_has_is_said_with_what_there_is(
    where: dict[str, Any], message: str
) -> None:
    with pytest.raises(EmptyScopeError) as caught:
        chosen(**where)
    assert str(caught.value) == message


def test_where_there_is_nothing_to_choose_by_that_is_said() -> None:
    bare = [traits("a", date="soon")]
    with pytest.raises(EmptyScopeError, match=r"^no document has a topic; .*front matter"):
        choose(Scope(topics=["x"]), bare)
    with pytest.raises(EmptyScopeError, match=r"^no document has a date that can be read"):
        choose(Scope(since="2020"), bare)


def test_a_long_list_is_cut() -> None:
    many = [traits(str(number), topics=f"t{number:03}") for number in range(100)]
    with pytest.raises(EmptyScopeError, match=r"t038, t039 and 60 more$"):
        choose(Scope(topics=["x"]), many)


def test_an_unknown_document_is_named() -> None:
    with pytest.raises(UnknownDocumentError, match="no document 'eels'; see: assistant documents"):
        chosen(documents=["ants", "eels"], topics=["insects"])


@pytest.mark.parametrize("since", ["", "soon", "2020-1", "2020-02-30", "May 2020"])
def test_a_date_that_is_none_is_refused_before_anything_is_looked_up(since: str) -> None:
    with pytest.raises(UsageError, match="is no date; write YYYY, YYYY-MM or YYYY-MM-DD"):
        Scope(since=since)


# An index


LIBRARY = {
    "bees.md": "---\ndate: 2021-05-02\ntopics: [insects, Honey]\nstance: supports\n---\n"
    "Bees feed on honey in winter, because no flower gives nectar then.\n",
    "ants.md": "---\ndate: 2018\ntopics: insects\nstance: contradicts\n---\n"
    "Ants feed on stores of seeds in winter, because the ground is frozen.\n",
    "bears.txt": "Bears sleep in winter, because there is little to feed on.\n",
}
QUESTION = "What do they feed on in winter?"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("winter")
    (home / "library").mkdir()
    for name, text in LIBRARY.items():
        (home / "library" / name).write_text(text)
    with Assistant.open(index=home / "index", corpus=home / "library") as bot:
        yield bot


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ({"topics": ["honey"]}, {"bees"}),
        ({"topics": ["insects"]}, {"ants", "bees"}),
        ({"since": "2020"}, {"bees"}),
        ({"stances": ["Contradicts"]}, {"ants"}),
        ({"documents": ["ants", "bears"], "topics": ["insects"]}, {"ants"}),
        ({"since": "2018", "stances": ["contradicts", "supports"]}, {"ants", "bees"}),
    ],
)
def test_questions_are_put_to_the_chosen_documents(
    bot: Assistant, where: Any, left: set[str]
) -> None:
    assert {hit.paragraph.document for hit in bot.search(QUESTION, k=9, **where)} == left
    assert {one.id for one in bot.documents(**where)} == left
    assert {one.id for one in bot.traits(**where)} == left
    answer = bot.ask(QUESTION, **where)
    assert {hit.paragraph.document for hit in answer.nearest} == left
    assert asyncio.run(bot.aask(QUESTION, **where)).text == answer.text
    *_, last = bot.stream(QUESTION, **where)
    assert isinstance(last, Answer)
    assert last.text == answer.text
    assert bot.conversation(**where).ask(QUESTION).text == answer.text
    found = bot.as_retriever(k=9, **where).invoke(QUESTION)
    assert {one.metadata["document"] for one in found} == left
    found = bot.as_retriever(k=9).invoke(QUESTION, **where)
    assert {one.metadata["document"] for one in found} == left
    assert bot.as_runnable().invoke({"question": QUESTION, **where}).text == answer.text
    assert bot.as_runnable().bind(**where).invoke(QUESTION).text == answer.text


def test_contrasts_are_made_from_the_chosen_documents(bot: Assistant) -> None:
    made = bot.compare("bees", "ants", on=["winter"], topics=["honey"])
    assert made.unmentioned == ("ants",)
    assert {one.document for one in made.citations} == {"bees"}
    question = "How do bees differ from ants?"
    assert bot.contrast(question) is not None
    assert bot.contrast(question, stances=["supports"]) is None


def test_a_scope_of_a_conversation_may_change_and_a_question_may_have_its_own(
    bot: Assistant,
) -> None:
    talk = bot.conversation(topics=["honey"])

    def looked_in(**where: Any) -> set[str]:
        return {hit.paragraph.document for hit in talk.ask(QUESTION, **where).nearest}

    assert looked_in() == {"bees"}
    assert looked_in(documents=["bears"]) == {"bears"}
    assert looked_in(documents=None) == {"bees"}
    talk.scope = Scope(stances=["contradicts"])
    assert looked_in() == {"ants"}


@pytest.mark.parametrize(
    "call",
    [
        lambda bot, where: bot.search(QUESTION, **where),
        lambda bot, where: bot.ask(QUESTION, **where),
        lambda bot, where: list(bot.stream(QUESTION, **where)),
        lambda bot, where: bot.compare("bees", "ants", **where),
        lambda bot, where: bot.contrast("How do bees differ from ants?", **where),
        lambda bot, where: bot.documents(**where),
        lambda bot, where: bot.traits(**where),
        lambda bot, where: bot.conversation(**where).ask(QUESTION),
        lambda bot, where: bot.as_retriever(**where).invoke(QUESTION),
    ],
)
def test_mistakes_are_told_alike_everywhere(bot: Assistant, call: Any) -> None:
    with pytest.raises(EmptyScopeError, match="no document has the topic 'eels'"):
        call(bot, {"topics": ["eels"]})
    with pytest.raises(UsageError, match="'soon' is no date"):
        call(bot, {"since": "soon"})
    with pytest.raises(TypeError, match="topic"):
        call(bot, {"topic": "insects"})
