"""From a question to ranked paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.retrieval.retriever import retrieve
from assistant.storage.generation import Generation
from assistant.types import DocumentId, Hit
from tests.fakes import FakeEmbedder, build, opened, reading

LIBRARY = {
    "platforms": "Platforms harvest traffic.\n\nConsumers buy goods online.\n\nTraffic is cheap.",
    "factories": "Factories build machines.\n\nMachines need care.\n\n"
    + "A machine of a factory hums all day long in its hall. " * 40,
    "中文": "产业互联网不是消费互联网的复制。\n\n平台收割流量。",
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    home = tmp_path_factory.mktemp("retriever")
    readings = [reading(name, text) for name, text in LIBRARY.items()]
    build(home / "g", readings, cache=home / "v", embedder=FakeEmbedder())
    with opened(home / "g") as generation:
        yield generation


def search(generation: Generation, question: str, **options: object) -> list[Hit]:
    return retrieve(
        question,
        generation=generation,
        embed=FakeEmbedder().embed_query,
        **{"limit": 5, **options},
    )


def places(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.paragraph.document, hit.paragraph.number) for hit in hits]


def test_the_paragraph_with_the_words_comes_first(generation: Generation) -> None:
    hits = search(generation, "Who harvests traffic on platforms?")
    assert places(hits)[0] == ("platforms", 1)
    assert hits[0].paragraph.text == "Platforms harvest traffic."


def test_chinese_is_found(generation: Generation) -> None:
    assert places(search(generation, "产业互联网"))[0] == ("中文", 1)


def test_a_paragraph_of_many_windows_comes_once(generation: Generation) -> None:
    hits = search(generation, "a machine hums in the hall of a factory", limit=50)
    assert places(hits)[0] == ("factories", 3)
    assert len(places(hits)) == len(set(places(hits)))


def test_a_paragraph_has_the_cosine_of_its_nearest_window(generation: Generation) -> None:
    (hit, *_) = search(generation, "a machine hums in the hall of a factory")
    near = generation.dense.query(
        FakeEmbedder().embed_query("a machine hums in the hall of a factory"), limit=50
    )
    windows = [score for ref, score in near if ref.paragraph == hit.paragraph.id]
    assert len(windows) > 1
    assert hit.dense == max(windows)


def test_scores_fall(generation: Generation) -> None:
    scores = [hit.score for hit in search(generation, "traffic and machines", limit=50)]
    assert scores == sorted(scores, reverse=True)


def test_only_the_documents_asked_for_are_searched(generation: Generation) -> None:
    some = search(generation, "traffic machines", documents=[DocumentId("factories")], limit=9)
    assert {document for document, _ in places(some)} == {"factories"}
    assert search(generation, "traffic", documents=[]) == []


def test_a_question_without_words_ranks_by_nearness_alone(generation: Generation) -> None:
    hits = search(generation, "…", limit=3)
    assert len(hits) == 3
    assert all(hit.lexical is None for hit in hits)


def test_the_limit_is_kept(generation: Generation) -> None:
    assert len(search(generation, "traffic", limit=2)) == 2
    assert len(search(generation, "traffic", limit=500)) == 8
    with pytest.raises(ValueError, match="at least 1"):
        search(generation, "traffic", limit=0)
