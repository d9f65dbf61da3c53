"""The lexical index."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import DamagedIndexError
from assistant.storage.lexical import LexicalIndex, LexicalWriter
from assistant.types import DocumentId, Paragraph
from tests.fakes import paragraph, paragraph_id

TEXTS = (
    "Traffic is harvested by platforms of the consumer Internet.",
    "Traffic, traffic and more traffic.",
    "A factory makes machines.",
    "产业互联网不是消费互联网的复制。",
    "The factory of the industrial Internet.",
)


def write(folder: Path, paragraphs: Sequence[Paragraph]) -> None:
    writer = LexicalWriter(folder)
    writer.add(paragraphs)
    writer.commit()


def numbered(texts: Sequence[str], *, document: str = "doc") -> list[Paragraph]:
    return [
        paragraph(text, document=document, number=number)
        for number, text in enumerate(texts, start=1)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    write(folder, [*numbered(TEXTS), *numbered(TEXTS[:2], document="other")])
    return folder


def found(index: LexicalIndex, question: str, **options: object) -> list[tuple[str, int]]:
    hits = index.search(question, **{"limit": 10, **options})
    return [(id_.document, id_.number) for id_, _ in hits]


def test_more_frequent_and_rarer_words_rank_higher(folder: Path) -> None:
    hits = LexicalIndex(folder).search("traffic", limit=10)
    assert [id_ for id_, _ in hits] == [
        paragraph_id("doc", 2),
        paragraph_id("other", 2),
        paragraph_id("doc", 1),
        paragraph_id("other", 1),
    ]
    scores = [score for _, score in hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_word_forms_and_case_do_not_matter(folder: Path) -> None:
    index = LexicalIndex(folder)
    assert found(index, "HARVESTING") == found(index, "harvested") == [("doc", 1), ("other", 1)]


def test_chinese_is_found_by_part_of_a_word(folder: Path) -> None:
    assert found(LexicalIndex(folder), "互联网") == [("doc", 4)]


def test_the_limit_keeps_the_best(folder: Path) -> None:
    assert found(LexicalIndex(folder), "traffic", limit=1) == [("doc", 2)]


def test_only_the_documents_asked_for_are_searched(folder: Path) -> None:
    index = LexicalIndex(folder)
    everywhere = dict(index.search("traffic platforms", limit=10))
    inside = dict(index.search("traffic platforms", limit=10, documents=[DocumentId("other")]))
    assert {id_.document for id_ in inside} == {"other"}
    assert inside == {id_: pytest.approx(everywhere[id_]) for id_ in inside}
    assert found(index, "traffic", documents=[]) == []
    assert found(index, "traffic", documents=[DocumentId("unknown")]) == []


@pytest.mark.parametrize("question", ["", " \n", "…?!", "the of and", "unheardof", "👩‍🏭"])
def test_a_question_without_known_words_finds_nothing(folder: Path, question: str) -> None:
    assert found(LexicalIndex(folder), question) == []


@pytest.mark.parametrize(
    "question",
    [
        "traffic AND NOT platforms",
        '"traffic" -platforms',
        "document:other traffic",
        "terms:traffic^9",
        "traffic* OR [a TO z]",
        "(traffic",
        "traffic\\",
        "traffic ~2 /x/",
    ],
)
def test_nothing_in_a_question_is_an_operator(folder: Path, question: str) -> None:
    assert {("doc", 1), ("doc", 2), ("other", 1), ("other", 2)} <= set(
        found(LexicalIndex(folder), question)
    )


@given(st.text(st.characters(), max_size=60))
def test_any_question_can_be_asked(folder: Path, question: str) -> None:
    hits = LexicalIndex(folder).search(question, limit=3)
    assert len(hits) <= 3
    assert all(score > 0 for _, score in hits)


def test_rarer_terms_weigh_more_and_none_weighs_less_than_nothing(folder: Path) -> None:
    rarity = LexicalIndex(folder).rarity(["traffic", "machin", "neverseen"])
    assert 0 < rarity["traffic"] < rarity["machin"] < rarity["neverseen"]


def test_what_is_added_later_is_found_after_the_commit(tmp_path: Path) -> None:
    write(tmp_path / "i", numbered(TEXTS[:1]))
    before = LexicalIndex(tmp_path / "i")
    write(tmp_path / "i", numbered(["Newly added traffic."], document="late"))

    assert before.count() == 1
    after = LexicalIndex(tmp_path / "i")
    assert after.count() == 2
    assert found(after, "newly") == [("late", 1)]


def test_an_index_of_nothing_answers_with_nothing(tmp_path: Path) -> None:
    write(tmp_path / "i", [])
    index = LexicalIndex(tmp_path / "i")
    assert (index.count(), found(index, "traffic")) == (0, [])


def test_very_long_words_and_texts_are_taken(tmp_path: Path) -> None:
    write(tmp_path / "i", numbered(["x" * 100_000, "word " * 200_000]))
    index = LexicalIndex(tmp_path / "i")
    assert index.count() == 2
    assert found(index, "words") == [("doc", 2)]


def test_a_missing_index_is_damage(tmp_path: Path) -> None:
    with pytest.raises(DamagedIndexError, match=r"doctor --repair"):
        LexicalIndex(tmp_path / "nowhere")


def segment_files() -> list[str]:
    return ["idx", "term", "store", "fieldnorm", "fast", "pos"]


@pytest.mark.parametrize("suffix", segment_files())
@pytest.mark.parametrize("kind", ["truncated", "empty", "missing", "garbage"])
def test_a_broken_segment_is_damage_or_does_no_harm(
    tmp_path: Path, folder: Path, suffix: str, kind: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    whole = found(LexicalIndex(copy), "traffic")
    for path in copy.glob(f"*.{suffix}"):
        _break(path, kind)

    # Whether a broken file is needed for this question is tantivy's own business; another answer,
    # a crash or a foreign exception is not.
    try:
        hits = found(LexicalIndex(copy), "traffic")
    except DamagedIndexError:
        return
    assert hits == whole


@pytest.mark.parametrize("kind", ["truncated", "empty", "missing", "garbage"])
def test_a_broken_list_of_segments_is_damage(tmp_path: Path, folder: Path, kind: str) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    _break(copy / "meta.json", kind)
    with pytest.raises(DamagedIndexError):
        LexicalIndex(copy)


@pytest.mark.parametrize("suffix", ["idx", "term", "store"])
def test_a_truncated_segment_is_never_taken_for_whole(
    tmp_path: Path, folder: Path, suffix: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (path,) = copy.glob(f"*.{suffix}")
    _break(path, "truncated")
    with pytest.raises(DamagedIndexError):
        LexicalIndex(copy).search("traffic", limit=5)


def _break(path: Path, kind: str) -> None:
    """Damage a file; its old content stays for whoever has it mapped, since that could crash."""
    content = path.read_bytes()
    path.unlink()
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif kind == "garbage":
        path.write_bytes(bytes(byte ^ 0xA5 for byte in content))
