"""A contrast from an index, as a library gives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.errors import EmptyIndexError, UnknownDocumentError, UsageError
from assistant.facade.compare import compare
from assistant.facade.scope import Scope
from assistant.models.embedder import Embedder

CANALS = """# Canals

Canals carry coal at a low price. Their price per ton fell every year.

Some people say that canals are slow. This is wrong.
"""
RAILWAYS = """# Railways

Railways carry coal at a high price. The railways carry people too.
"""


@pytest.fixture(scope="module", autouse=True)
def exported(embedder: Embedder) -> None:
    """Have the model exported before any assistant asks for it."""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("transport")
    (home / "library").mkdir()
    (home / "library" / "canals.md").write_text(CANALS)
    (home / "library" / "railways.md").write_text(RAILWAYS)
    with Assistant.open(index=home / "index", corpus=home / "library") as bot:
        yield bot


def test_two_documents_are_compared(bot: Assistant) -> None:
    made = compare(bot.keeper, "canals", "railways", on=["price"])

    (row,) = made.rows
    texts = {document.id: document.text for document in bot.documents()}
    for one in made.citations:
        assert texts[one.document][one.start : one.end] == one.quote
    assert [remark.statement.citations[0].document for remark in row.cells[0].remarks] == ["canals"]
    assert [remark.statement.text for remark in row.cells[1].remarks] == [
        "Railways carry coal at a high price."
    ]
    assert made.seconds > 0


def test_only_the_given_documents_are_looked_in(bot: Assistant) -> None:
    made = compare(
        bot.keeper, "canals", "railways", on=["price"], scope=Scope(documents=["canals"])
    )

    assert made.unmentioned == ("railways",)
    assert {one.document for one in made.citations} == {"canals"}


def test_a_rejected_view_is_marked_though_its_paragraph_alone_was_retrieved(
    bot: Assistant,
) -> None:
    made = compare(bot.keeper, "canals", "railways", on=["slow"], k=1)

    (remark,) = made.rows[0].cells[0].remarks
    assert remark.voice == "rejected"


def test_names_are_given_back_on_one_line(bot: Assistant) -> None:
    made = compare(bot.keeper, " canals\n", "the \t railways", on=[" price\n per ton "])

    assert made.subjects == ("canals", "the railways")
    assert [row.dimension for row in made.rows] == ["price per ton"]


def test_what_cannot_be_compared_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with Assistant.open(index=tmp_path / "index", corpus=tmp_path / "nowhere") as bot:
        for first, second, on in (
            ("canals", "the Canals", ()),
            ("", "railways", ()),
            ("canals", "\ud800", ()),
            ("canals", "railways", [""]),
        ):
            with pytest.raises(UsageError):
                compare(bot.keeper, first, second, on=on)
    assert not (tmp_path / "index").exists()


def test_bounds(bot: Assistant) -> None:
    with pytest.raises(UsageError, match="1001"):
        compare(bot.keeper, "canals", "railways", k=1001)
    with pytest.raises(UnknownDocumentError, match="novel"):
        compare(bot.keeper, "canals", "railways", scope=Scope(documents=["canals", "novel"]))


def test_an_index_without_documents_says_so(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "canals.md").write_text(CANALS)
    with Assistant.open(index=tmp_path / "index", corpus=tmp_path / "library") as bot:
        bot.ingest()
        bot.remove("canals")
        with pytest.raises(EmptyIndexError, match="assistant ingest"):
            compare(bot.keeper, "canals", "railways")
