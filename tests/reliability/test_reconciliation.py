"""An ingest compares files, manifest and stores; what was lost is mended without embedding."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.models.embedder import Embedder
from tests.reliability.world import (
    Content,
    Place,
    assert_same,
    cached_vectors,
    content_of,
    hashes,
    ingest_here,
    open_bot,
    own_word,
    run,
    write_document,
)


@pytest.fixture(scope="module")
def whole(indexed: Place) -> Content:
    """What the index holds while nothing is lost."""
    return content_of(indexed)


def lose_vectors(place: Place) -> None:
    """Delete rows with Chroma's own client, as another program would."""
    import chromadb

    client = chromadb.PersistentClient(str(place.generation / "chroma"))
    client.get_collection("passages").delete(ids=["report-03:1:0", "report-07:2:0"])
    client.close()


def lose_words(place: Place) -> None:
    """Delete a document with tantivy's own writer."""
    import tantivy

    index = tantivy.Index.open(str(place.generation / "lexical"))
    writer = index.writer(num_threads=1)
    writer.delete_documents_by_term("document", "report-05")
    writer.commit()
    writer.wait_merging_threads()


def lose_chroma(place: Place) -> None:
    """Delete all of Chroma's files."""
    shutil.rmtree(place.generation / "chroma")


@pytest.mark.parametrize("lose", [lose_vectors, lose_words, lose_chroma])
def test_a_store_that_lost_rows_is_mended_by_the_next_ingest(
    lose: Callable[[Place], None], place: Place, whole: Content
) -> None:
    lose(place)
    assert run("search", "bearing", "--index", place.index).failed_in_one_line(
        "assistant doctor --repair"
    )
    report = run("ingest", "--index", place.index, "--json").json
    assert (report["mended"], report["unchanged"], report["embedded"]) == (True, 30, 0)
    assert_same(content_of(place), whole)
    report = run("ingest", "--index", place.index, "--json").json
    assert (report["mended"], report["unchanged"]) == (False, 30)


def test_a_dry_run_prints_the_plan_and_writes_nothing(place: Place) -> None:
    write_document(place.corpus, 30)
    write_document(place.corpus, 1, seed=2)
    (place.corpus / "report-02.txt").unlink()
    (place.corpus / "report-03.txt").rename(place.corpus / "other-name.txt")
    before = hashes(place.index)
    done = run("ingest", "--dry-run", "--json", "--index", place.index)
    assert hashes(place.index) == before
    planned = {(file["status"], file["document"]) for file in done.json["files"]}
    assert planned == {
        ("added", "report-30"),
        ("changed", "report-01"),
        ("removed", "report-02"),
        ("renamed", "other-name"),
    }
    report = run("ingest", "--json", "--index", place.index).json
    assert {(file["status"], file["document"]) for file in report["files"]} == planned


def test_a_dry_run_without_an_index_makes_no_folder(place: Place, tmp_path: Path) -> None:
    done = run("ingest", place.corpus, "--dry-run", "--json", "--index", tmp_path / "nowhere")
    assert (done.status, done.json["added"]) == (0, 30)
    assert not (tmp_path / "nowhere").exists()


def test_a_renamed_file_is_a_rename_and_embeds_nothing(place: Place) -> None:
    (place.corpus / "report-03.txt").rename(place.corpus / "other-name.txt")
    report = run("ingest", "--json", "--index", place.index).json
    assert (report["renamed"], report["added"], report["removed"]) == (1, 0, 0)
    assert report["embedded"] == 0
    found = run("search", own_word(3) + "a", "-k", "1", "--json", "--index", place.index).json
    assert [hit["document"] for hit in found["hits"]] == ["other-name"]


def test_the_same_text_in_two_files_is_embedded_once(place: Place, embedder: Embedder) -> None:
    for name in ("one", "two"):
        shutil.copy(write_document(place.corpus, 30), place.corpus / f"{name}.txt")
    (place.corpus / "report-30.txt").unlink()
    report = ingest_here(place, embedder)
    assert (report.added, report.passages, report.embedded) == (2, 64, 2)
    assert cached_vectors(place) == 62
    with open_bot(place, embedder) as bot:
        hits = bot.search(own_word(30) + "a", k=2)
    assert {hit.paragraph.document for hit in hits} == {"one", "two"}


def test_a_lost_cache_costs_nothing_while_chroma_is_whole(place: Place, embedder: Embedder) -> None:
    (place.index / "vectors.sqlite").unlink()
    write_document(place.corpus, 30)
    report = ingest_here(place, embedder)
    assert (report.added, report.embedded, report.passages) == (1, 2, 62)


def test_a_document_that_comes_back_is_not_embedded_again(place: Place, embedder: Embedder) -> None:
    text = (place.corpus / "report-03.txt").read_bytes()
    (place.corpus / "report-03.txt").unlink()
    assert ingest_here(place, embedder).removed == 1
    (place.corpus / "report-03.txt").write_bytes(text)
    report = ingest_here(place, embedder)
    assert (report.added, report.embedded) == (1, 0)
