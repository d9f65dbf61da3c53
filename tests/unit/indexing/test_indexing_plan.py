"""The sync plan."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.indexing.plan import Plan, Rename, make_plan
from assistant.storage.catalogue import FileRecord
from assistant.types import DocumentId

# Few of each, so that ids, paths and contents collide often.
RECORDS = st.builds(
    FileRecord,
    document=st.sampled_from("abcdef").map(DocumentId),
    path=st.sampled_from(["p", "q", "r"]),
    root=st.sampled_from(["here", "there"]),
    sha256=st.sampled_from(["1", "2", "3"]),
)
FILES = st.lists(RECORDS, unique_by=lambda record: record.document, max_size=6)


def record(document: str, *, path: str = "p", root: str = "here", sha256: str = "1") -> FileRecord:
    return FileRecord(document=DocumentId(document), path=path, root=root, sha256=sha256)


def apply(plan: Plan, known: Iterable[FileRecord]) -> list[FileRecord]:
    """Do what a builder does: drop, then add."""
    kept = [file for file in known if file.document not in plan.to_drop]
    return sorted([*kept, *plan.to_read], key=lambda file: file.document)


def by_id(files: Iterable[FileRecord]) -> list[FileRecord]:
    return sorted(files, key=lambda file: file.document)


@given(FILES, FILES)
def test_carrying_out_a_plan_gives_what_was_found(
    found: list[FileRecord], known: list[FileRecord]
) -> None:
    assert apply(make_plan(found, known), known) == by_id(found)


@given(FILES, FILES)
def test_every_file_found_lands_in_exactly_one_list(
    found: list[FileRecord], known: list[FileRecord]
) -> None:
    plan = make_plan(found, known)
    renamed = [rename.after for rename in plan.renamed]
    assert by_id([*plan.added, *plan.changed, *renamed, *plan.unchanged]) == by_id(found)


@given(FILES, FILES)
def test_every_file_known_lands_in_exactly_one_list(
    found: list[FileRecord], known: list[FileRecord]
) -> None:
    plan = make_plan(found, known)
    ids = [file.document for file in (*plan.changed, *plan.removed, *plan.unchanged)]
    renamed = [rename.before.document for rename in plan.renamed]
    assert sorted([*ids, *renamed]) == sorted(file.document for file in known)


@given(FILES, FILES)
def test_each_list_holds_what_its_name_says(
    found: list[FileRecord], known: list[FileRecord]
) -> None:
    plan = make_plan(found, known)
    now = {file.document: file for file in found}
    then = {file.document: file for file in known}
    assert all(file.document not in then for file in plan.added)
    assert all(file.document not in now for file in plan.removed)
    assert all(file.sha256 != then[file.document].sha256 for file in plan.changed)
    assert all(then[file.document] == file for file in plan.unchanged)
    for rename in plan.renamed:
        assert rename.before.sha256 == rename.after.sha256
        assert rename.before != rename.after
        assert then[rename.before.document] == rename.before
    left_over = {file.sha256 for file in plan.added} & {file.sha256 for file in plan.removed}
    assert not left_over


@given(FILES)
def test_planning_again_after_carrying_out_finds_nothing_to_do(files: list[FileRecord]) -> None:
    plan = make_plan(files, files)
    assert plan.is_empty
    assert plan.to_read == ()
    assert plan.to_drop == ()
    assert plan.unchanged == tuple(by_id(files))


@given(st.data(), FILES, FILES)
def test_the_order_of_files_does_not_matter(
    data: st.DataObject, found: list[FileRecord], known: list[FileRecord]
) -> None:
    plan = make_plan(found, known)
    shuffled = make_plan(data.draw(st.permutations(found)), data.draw(st.permutations(known)))
    assert shuffled == plan


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (record("a"), "unchanged"),
        (record("a", sha256="2"), "changed"),
        (record("a", sha256="2", root="there"), "changed"),
        (record("a", path="q"), "renamed"),
        (record("a", root="there"), "renamed"),
        (record("b", path="q"), "renamed"),
    ],
)
def test_what_became_of_one_file(after: FileRecord, kind: str) -> None:
    plan = make_plan([after], [record("a")])
    expected = (Rename(before=record("a"), after=after),) if kind == "renamed" else (after,)
    assert getattr(plan, kind) == expected


def test_copies_with_the_same_bytes_are_paired_one_to_one() -> None:
    plan = make_plan([record("c"), record("d"), record("e")], [record("a"), record("b")])
    pairs = [(rename.before.document, rename.after.document) for rename in plan.renamed]
    assert pairs == [("a", "c"), ("b", "d")]
    assert [file.document for file in plan.added] == ["e"]
