"""The catalogue of documents, paragraphs and passages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import DamagedIndexError, UnknownDocumentError
from assistant.storage.catalogue import Catalogue, Counts, FileRecord, PassageRef
from assistant.storage.vectors import VectorKey
from assistant.types import Document, DocumentId, Note, Origin, Paragraph, Traits
from tests.fakes import damage, paragraph, paragraph_id

IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1).map(DocumentId)
# A decoded file has neither NUL, by which binary files are told, nor lone surrogates.
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
MAYBE = st.none() | ANY_TEXT
OFFSETS = st.integers(0, 2**40)

DOCUMENTS = st.builds(
    Document,
    id=IDS,
    title=ANY_TEXT,
    author=MAYBE,
    date=MAYBE,
    source=MAYBE,
    format=st.sampled_from(["text", "markdown"]),
    path=ANY_TEXT,
    encoding=ANY_TEXT,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    text=ANY_TEXT,
    metadata=st.dictionaries(ANY_TEXT, ANY_TEXT),
)


def paragraphs_of(document: DocumentId) -> st.SearchStrategy[list[Paragraph]]:
    one = st.builds(
        Paragraph,
        document=st.just(document),
        number=st.integers(1, 10**6),
        section=st.lists(ANY_TEXT).map(tuple),
        text=ANY_TEXT,
        start=OFFSETS,
        line=OFFSETS,
        plain=ANY_TEXT,
        page=st.none() | st.integers(1, 10**6),
        notes=st.lists(st.builds(Note, label=ANY_TEXT, source=ANY_TEXT), max_size=2).map(tuple),
    )
    return st.lists(one, unique_by=lambda some: some.number, max_size=5)


@contextmanager
def written(path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(path, writable=True)
    try:
        catalogue.begin()
        yield catalogue
        catalogue.commit()
    finally:
        catalogue.close()


@contextmanager
def read_back(path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(path)
    try:
        yield catalogue
    finally:
        catalogue.close()


def document(name: str, text: str = "text") -> Document:
    return Document(
        id=DocumentId(name), title=name.title(), author="A. Writer", date="2023", source=None,
        format="text", path=f"{name}.txt", encoding="utf-8", sha256="0" * 64, text=text,
    )  # fmt: skip


def key(number: int) -> VectorKey:
    return VectorKey(number.to_bytes(32, "big"))


@settings(max_examples=40)
@given(st.data(), DOCUMENTS, ANY_TEXT)
def test_every_field_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, given: Document, root: str
) -> None:
    path = tmp_path_factory.mktemp("catalogue") / "c.sqlite"
    paragraphs = data.draw(paragraphs_of(given.id))
    with written(path) as catalogue:
        catalogue.add_document(given, root=root)
        for one in paragraphs:
            catalogue.add_paragraph(one, [(0, key(one.number))])

    with read_back(path) as catalogue:
        assert catalogue.documents() == [given]
        assert catalogue.document(given.id) == given
        assert catalogue.origin(given.id) == Origin(
            title=given.title, author=given.author, path=given.path, sha256=given.sha256
        )
        assert catalogue.files() == [
            FileRecord(document=given.id, path=given.path, root=root, sha256=given.sha256)
        ]
        in_order = sorted(paragraphs, key=lambda one: one.number)
        assert catalogue.paragraphs_of(given.id) == in_order
        assert list(catalogue.iter_paragraphs()) == in_order
        asked = [one.id for one in reversed(in_order)]
        assert catalogue.paragraphs(asked) == in_order[::-1]
        catalogue.check()


@given(IDS, st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_passage_s_name_reads_back(name: DocumentId, number: int, window: int) -> None:
    ref = PassageRef(paragraph=paragraph_id(name, number), window=window)
    assert PassageRef.parse(str(ref)) == ref


def test_lists_are_in_order_of_document_number_and_window(tmp_path: Path) -> None:
    with written(tmp_path / "c") as catalogue:
        for name in ("b", "a"):
            catalogue.add_document(document(name), root=".")
            for number in (2, 10, 1):
                one = paragraph("p", document=name, number=number)
                catalogue.add_paragraph(one, [(1, key(1)), (0, key(number))])

    with read_back(tmp_path / "c") as catalogue:
        assert [one.id for one in catalogue.documents()] == ["a", "b"]
        assert [(one.document, one.number) for one in catalogue.iter_paragraphs()] == [
            ("a", 1), ("a", 2), ("a", 10), ("b", 1), ("b", 2), ("b", 10),
        ]  # fmt: skip
        assert [str(ref) for ref, _ in catalogue.iter_passages(DocumentId("b"))] == [
            "b:1:0", "b:1:1", "b:2:0", "b:2:1", "b:10:0", "b:10:1",
        ]  # fmt: skip
        assert catalogue.paragraph_counts() == {"a": 3, "b": 3}
        assert catalogue.counts() == Counts(documents=2, paragraphs=6, passages=12)


def test_passages_keep_their_vector_keys(tmp_path: Path) -> None:
    with written(tmp_path / "c") as catalogue:
        catalogue.add_document(document("a"), root=".")
        catalogue.add_paragraph(paragraph("p", document="a"), [(0, key(5)), (1, key(6))])
    with read_back(tmp_path / "c") as catalogue:
        assert [value for _, value in catalogue.iter_passages()] == [key(5), key(6)]


def test_unknown_things_are_told_apart_from_damage(tmp_path: Path) -> None:
    with written(tmp_path / "c") as catalogue:
        catalogue.add_document(document("a"), root=".")
    with read_back(tmp_path / "c") as catalogue:
        assert catalogue.document(DocumentId("b")) is None
        assert catalogue.paragraphs_of(DocumentId("b")) == []
        assert catalogue.paragraphs([paragraph_id("a", 1)]) == []
        with pytest.raises(UnknownDocumentError, match="'b'"):
            catalogue.origin(DocumentId("b"))


def test_a_name_that_is_no_valid_text_is_unknown(tmp_path: Path) -> None:
    with written(tmp_path / "c"):
        pass
    with read_back(tmp_path / "c") as catalogue, pytest.raises(UnknownDocumentError):
        catalogue.origin(DocumentId("\udcff"))


def test_no_byte_of_a_removed_text_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c"
    secret = "Zaphod’s secret 产业 plan. "
    with written(path) as catalogue:
        for name, text in (("kept", "Nothing to hide. "), ("gone", secret)):
            catalogue.add_document(document(name, text * 400), root=".")
            for number in range(1, 40):
                one = paragraph(text * 9, document=name, number=number)
                catalogue.add_paragraph(one, [(0, key(number))])
    assert secret.encode() in path.read_bytes()
    before = path.stat().st_size

    catalogue = Catalogue(path, writable=True)
    catalogue.remove_document(DocumentId("gone"))
    catalogue.compact()
    catalogue.close()

    content = path.read_bytes()
    assert len(content) < 0.7 * before
    assert b"Zaphod" not in content
    assert "产业".encode() not in content
    assert b"gone" not in content
    assert b"Nothing to hide" in content
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("c")] == ["c"]
    with read_back(path) as catalogue:
        assert catalogue.counts() == Counts(documents=1, paragraphs=39, passages=39)


def test_what_was_not_committed_is_not_there(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c", writable=True)
    catalogue.begin()
    catalogue.add_document(document("a"), root=".")
    catalogue.close()
    with read_back(tmp_path / "c") as catalogue:
        assert catalogue.files() == []


def test_reading_leaves_the_file_and_its_folder_alone(tmp_path: Path) -> None:
    folder = tmp_path / "only"
    folder.mkdir()
    with written(folder / "c") as catalogue:
        catalogue.add_document(document("a"), root=".")
    before = (folder / "c").read_bytes()
    with read_back(folder / "c") as catalogue:
        catalogue.documents()
        assert [path.name for path in folder.iterdir()] == ["c"]
    assert (folder / "c").read_bytes() == before


def test_a_missing_catalogue_is_damage_and_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match=r"doctor --repair"):
        Catalogue(tmp_path / "c")
    assert not (tmp_path / "c").exists()


@pytest.mark.parametrize("content", [b"", b"x" * 5_000])
def test_another_file_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c").write_bytes(content)
    with pytest.raises(DamagedIndexError):
        Catalogue(tmp_path / "c")


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_check_notices_a_damaged_page(tmp_path: Path, at: float) -> None:
    path = tmp_path / "c"
    with written(path) as catalogue:
        for n in range(300):
            catalogue.add_document(document(f"d{n}", "words " * 100), root=".")
            one = paragraph("words " * 100, document=f"d{n}")
            catalogue.add_paragraph(one, [(0, key(n))])
    damage(path, at=at, length=20_000)
    with pytest.raises(DamagedIndexError), read_back(path) as catalogue:
        catalogue.check()


def test_traits_are_those_of_the_documents_by_id(tmp_path: Path) -> None:
    with written(tmp_path / "c.sqlite") as catalogue:
        catalogue.add_document(document("b"), root="r")
        catalogue.add_document(replace(document("a"), metadata={"topics": "x, y"}), root="r")
    with read_back(tmp_path / "c.sqlite") as catalogue:
        assert catalogue.traits() == [
            Traits(id=one.id, author=one.author, date=one.date, metadata=one.metadata)
            for one in catalogue.documents()
        ]
        assert [one.topics for one in catalogue.traits()] == [("x", "y"), ()]
