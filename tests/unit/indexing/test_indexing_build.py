"""Generations built from others, and from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import DamagedIndexError
from assistant.indexing.build import Base, Builder
from assistant.reading.reader import Reading
from assistant.storage.faults import find_faults
from assistant.storage.manifest import Manifest
from assistant.storage.vectors import VectorCache
from tests.fakes import RECIPE, FakeEmbedder, FakeMeter, build, opened, reading

QUESTIONS = ("traffic of platforms", "factories and machines", "document number 3")


def documents(*names: str) -> list[Reading]:
    return [
        reading(
            name,
            f"Document {name} tells of traffic and platforms.\n\n"
            + f"Machine {name} stands in a factory. " * 30
            + f"\n\nSame words in every document.\n\nOnly {name * 3} here.",
        )
        for name in names
    ]


class Workshop:
    """Builds one generation after the other with one cache."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.embedder = FakeEmbedder()
        self._numbers = count()

    def build(
        self, readings: Sequence[Reading], *, base: Base | None = None, drop: Sequence[str] = ()
    ) -> Base:
        folder = self.home / f"generation-{next(self._numbers)}"
        manifest = build(
            folder,
            readings,
            cache=self.home / "vectors.sqlite",
            embedder=self.embedder,
            base=base,
            drop=drop,
        )
        return Base(folder=folder, manifest=manifest)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def content(base: Base) -> dict[str, object]:
    """Read all that a generation holds and answers, but for how it is stored."""
    embedder = FakeEmbedder()
    with opened(base.folder) as generation:
        refs, vectors = generation.dense.vectors(sorted(generation.dense.refs()))
        rows = {ref: row.round(5).tolist() for ref, row in zip(refs, vectors, strict=True)}
        return {
            "documents": generation.catalogue.documents(),
            "files": generation.catalogue.files(),
            "paragraphs": list(generation.catalogue.iter_paragraphs()),
            "passages": list(generation.catalogue.iter_passages()),
            "vectors": rows,
            "dense": [
                {ref: round(score, 4) for ref, score in generation.dense.query(vector, limit=500)}
                for vector in map(embedder.embed_query, QUESTIONS)
            ],
            "lexical": [
                {id_: round(score, 3) for id_, score in generation.lexical.search(q, limit=500)}
                for q in QUESTIONS
            ],
            "counts": [
                getattr(generation.manifest, name)
                for name in ("documents", "paragraphs", "passages", "sources")
            ],
            "dimensions": generation.manifest.documents and generation.manifest.dimensions,
        }


def check_whole(base: Base) -> None:
    assert find_faults(base.folder, base.manifest, deep=True) == []


def test_a_build_holds_what_was_added(workshop: Workshop) -> None:
    base = workshop.build(documents("a", "b"))
    check_whole(base)
    with opened(base.folder) as generation:
        assert [file.document for file in generation.catalogue.files()] == ["a", "b"]
        assert generation.catalogue.documents() == [one.document for one in documents("a", "b")]
        assert generation.lexical.count() == base.manifest.paragraphs == 8
        assert generation.dense.count() == base.manifest.passages > 8
        assert {ref for ref, _ in generation.catalogue.iter_passages()} == generation.dense.refs()
    assert base.manifest.dimensions == workshop.embedder.dimensions


def test_adding_to_a_base_is_as_building_all(workshop: Workshop) -> None:
    grown = workshop.build(documents("c"), base=workshop.build(documents("a", "b")))
    check_whole(grown)
    assert content(grown) == content(workshop.build(documents("a", "b", "c")))


def test_dropping_from_a_base_is_as_building_the_rest(workshop: Workshop) -> None:
    shrunk = workshop.build([], base=workshop.build(documents("a", "b", "c")), drop=["b"])
    check_whole(shrunk)
    assert content(shrunk) == content(workshop.build(documents("a", "c")))


def test_a_changed_document_is_replaced(workshop: Workshop) -> None:
    base = workshop.build(documents("a", "b"))
    changed = reading("b", "Entirely new words.\n\nAnd more of them.")
    after = workshop.build([changed], base=base, drop=["b"])
    check_whole(after)
    assert content(after) == content(workshop.build([*documents("a"), changed]))


@settings(max_examples=4)
@given(steps=st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=3))
def test_any_way_to_the_same_documents_gives_the_same_content(
    tmp_path_factory: pytest.TempPathFactory, steps: list[set[str]]
) -> None:
    workshop = Workshop(tmp_path_factory.mktemp("workshop"))
    base, held = None, set[str]()
    for wanted in steps:
        base = workshop.build(
            documents(*sorted(wanted - held)), base=base, drop=sorted(held - wanted)
        )
        held = wanted
        check_whole(base)
    assert base is not None
    assert content(base) == content(workshop.build(documents(*sorted(held))))


def test_the_base_is_left_as_it_was(workshop: Workshop) -> None:
    base = workshop.build(documents("a", "b"))
    before = content(base)
    workshop.build(documents("c"), base=base, drop=["a"])
    assert content(base) == before
    check_whole(base)


def test_nothing_is_embedded_twice(workshop: Workshop) -> None:
    base = workshop.build(documents("a", "b"))
    workshop.build(documents("c"), base=base, drop=["a"])
    workshop.build(documents("a", "b", "c"))
    assert len(workshop.embedder.embedded) == len(set(workshop.embedder.embedded))
    assert "Same words in every document." in workshop.embedder.embedded


def test_a_rebuild_with_cached_vectors_embeds_nothing(workshop: Workshop) -> None:
    workshop.build(documents("a", "b"))
    embedded = len(workshop.embedder.embedded)
    workshop.build(documents("a", "b"))
    assert len(workshop.embedder.embedded) == embedded


@pytest.mark.parametrize("part", ["dense", "lexical"])
def test_a_broken_part_of_the_base_is_made_anew(workshop: Workshop, part: str) -> None:
    base = workshop.build(documents("a", "b"))
    shutil.rmtree(base.folder / {"dense": "chroma", "lexical": "lexical"}[part])
    embedded = len(workshop.embedder.embedded)

    mended = workshop.build([], base=replace(base, **{part: False}))

    check_whole(mended)
    assert content(mended) == content(workshop.build(documents("a", "b")))
    assert len(workshop.embedder.embedded) == embedded


def test_vectors_that_the_cache_lost_are_embedded_again(workshop: Workshop) -> None:
    base = workshop.build(documents("a", "b"))
    expected = content(base)
    first = list(workshop.embedder.embedded)
    (workshop.home / "vectors.sqlite").unlink()

    mended = workshop.build([], base=replace(base, dense=False))

    assert content(mended) == expected
    assert sorted(workshop.embedder.embedded) == sorted(first * 2)


def test_a_lost_vector_is_no_loss_while_chroma_is_whole(workshop: Workshop) -> None:
    base = workshop.build(documents("a"))
    (workshop.home / "vectors.sqlite").unlink()
    grown = workshop.build(documents("b"), base=base)
    assert grown.manifest.documents == 2
    check_whole(grown)


def test_the_graph_is_made_anew_once_much_of_it_is_dead(workshop: Workshop) -> None:
    names = [chr(ord("a") + n) for n in range(10)]
    base = workshop.build(documents(*names))
    a_tenth = workshop.build([], base=base, drop=names[:1])
    assert a_tenth.manifest.dead > 0
    most = workshop.build([], base=a_tenth, drop=names[1:8])
    assert most.manifest.dead == 0
    check_whole(most)


def test_no_byte_of_a_dropped_text_stays_in_the_generation(workshop: Workshop) -> None:
    base = workshop.build(
        [*documents(*"abcdefgh"), reading("x", "Zaphod hides the heart of gold.")]
    )
    after = workshop.build([], base=base, drop=["x"])
    assert after.manifest.dead > 0
    for path in after.folder.rglob("*"):
        if path.is_file():
            stored = path.read_bytes().lower()
            assert b"zaphod" not in stored, path


def begin(workshop: Workshop, cache: VectorCache, meter: FakeMeter) -> Builder:
    (workshop.home / "next").mkdir()
    return Builder(
        workshop.home / "next",
        recipe=RECIPE,
        embedder=workshop.embedder,
        cache=cache,
        base=None,
        meter=meter,
    )


def test_progress_counts_every_paragraph(workshop: Workshop) -> None:
    meter = FakeMeter()
    long = reading("long", "\n\n".join(f"Paragraph {n}." for n in range(600)))
    with VectorCache(workshop.home / "v") as cache:
        builder = begin(workshop, cache, meter)
        for one in (long, *documents("a", "b")):
            builder.add(one.document, one.paragraphs, root="r")
        builder.finish(sources=["r"], excluded=[])
    assert sum(meter.done) == 608
    assert len(meter.done) > 1


def test_memory_is_bounded_by_embedding_in_batches(workshop: Workshop) -> None:
    sizes: list[int] = []

    class Watching(FakeEmbedder):
        def embed_documents(self, texts: Sequence[str], *, expected: int) -> np.ndarray:
            sizes.append(len(texts))
            return super().embed_documents(texts, expected=expected)

    workshop.embedder = Watching()
    workshop.build([reading("long", "\n\n".join(f"Paragraph {n}." for n in range(700)))])
    assert sum(sizes) == 700
    assert max(sizes) <= 256


def test_a_build_that_was_not_finished_leaves_only_vectors(workshop: Workshop) -> None:
    long = reading("long", "\n\n".join(f"Paragraph {n}." for n in range(600)))
    with VectorCache(workshop.home / "vectors.sqlite") as cache:
        builder = begin(workshop, cache, FakeMeter())
        builder.add(long.document, long.paragraphs, root="r")
        builder.close()
        assert cache.count() == len(workshop.embedder.embedded) > 0
    assert not (workshop.home / "next/manifest.json").exists()

    workshop.build([long])
    assert len(workshop.embedder.embedded) == len(set(workshop.embedder.embedded)) == 600


def test_a_model_that_gives_too_few_vectors_is_noticed(workshop: Workshop) -> None:
    class Forgetful(FakeEmbedder):
        def embed_documents(self, texts: Sequence[str], *, expected: int) -> np.ndarray:
            return super().embed_documents(texts, expected=expected)[:-1]

    workshop.embedder = Forgetful()
    with pytest.raises((ValueError, DamagedIndexError)):
        workshop.build(documents("a"))


def test_an_empty_generation_is_whole(workshop: Workshop) -> None:
    base = workshop.build(documents("a"))
    empty = workshop.build([], base=base, drop=["a"])
    check_whole(empty)
    assert isinstance(empty.manifest, Manifest)
    assert (empty.manifest.documents, empty.manifest.passages) == (0, 0)
    again = workshop.build(documents("a"), base=empty)
    assert content(again) == content(base)
