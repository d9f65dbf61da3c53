"""What the default model, any other model and the fake have in common."""

from __future__ import annotations

import random

import numpy as np
import pytest

from assistant.models.embedder import Embedder
from assistant.models.onnx import OnnxEncoder
from tests.fakes import FakeEmbedder

TEXTS = [
    "Platforms harvest traffic.",
    "Factories build machines.",
    "",
    " \t\r\n",
    "👩‍🏭🚀",
    "产业互联网不是消费互联网的复制。",
    "e\u0301 é ﬁ “quoted” — dash…",
    "word " * 2_000,
    "Every sentence here differs a little, number by number. " * 90,
    "x" * 5_000,
    "\x00\x01 control",
]

NOUNS = "platform traffic factory machine consumer industry economy center essay player".split()
VERBS = "harvests builds leaves transforms connects abandons integrates deepens".split()


def two_hundred_texts() -> list[str]:
    """Make English of one sentence to five, and all the odd texts above."""
    draw = random.Random(20)
    made = [
        " ".join(
            f"The {draw.choice(NOUNS)} {draw.choice(VERBS)} the {draw.choice(NOUNS)}."
            for _ in range(draw.choice([1, 1, 1, 2, 2, 3, 5]))
        )
        for _ in range(200 - len(TEXTS))
    ]
    return [*TEXTS, *made]


@pytest.fixture(params=["default", "tiny", "fake"])
def model(request: pytest.FixtureRequest) -> Embedder | FakeEmbedder:
    names = {"default": "embedder", "tiny": "tiny", "fake": "fake"}
    return request.getfixturevalue(names[request.param])


def embed(model: Embedder | FakeEmbedder, texts: list[str]) -> np.ndarray:
    return model.embed_documents(texts, expected=len(texts))


def test_vectors_have_one_shape_and_length_1(model: Embedder | FakeEmbedder) -> None:
    vectors = embed(model, TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), model.embed_query("question").shape[0])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_a_text_s_vector_depends_on_it_alone(model: Embedder | FakeEmbedder) -> None:
    together = embed(model, TEXTS)
    backwards = embed(model, TEXTS[::-1])[::-1]
    alone = np.concatenate([embed(model, [text]) for text in TEXTS])
    assert (together * backwards).sum(axis=1).min() >= 0.9999
    assert (together * alone).sum(axis=1).min() >= 0.9999


def test_a_text_is_nearest_to_itself(model: Embedder | FakeEmbedder) -> None:
    vectors = embed(model, TEXTS[:2])
    question = model.embed_query(TEXTS[0])
    assert vectors[0] @ question >= 0.9999
    assert vectors[0] @ question > vectors[1] @ question


def test_word_pieces_are_counted_text_by_text(model: Embedder | FakeEmbedder) -> None:
    counts = model.count_tokens(["", "a", "a b", "a b " * 1_000])
    assert counts == sorted(counts)
    assert len(set(counts)) == 4
    assert counts[1] == counts[0] + 1
    assert counts[3] >= 2_000
    assert model.count_tokens([]) == []


@pytest.mark.parametrize("name", ["embedder", "tiny"])
def test_onnx_runtime_gives_the_vectors_of_sentence_transformers(
    request: pytest.FixtureRequest, name: str
) -> None:
    from sentence_transformers import SentenceTransformer

    model: Embedder = request.getfixturevalue(name)
    texts = two_hundred_texts()
    original = SentenceTransformer(str(model.files.folder), device="cpu", local_files_only=True)
    expected = original.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    vectors = OnnxEncoder(model.graph, model.files).encode(texts)

    assert len(texts) == 200
    assert (vectors * expected).sum(axis=1).min() >= 0.9999
    assert vectors.shape == expected.shape


@pytest.mark.parametrize("name", ["embedder", "tiny"])
def test_few_and_many_passages_get_the_same_vectors(
    request: pytest.FixtureRequest, name: str
) -> None:
    model: Embedder = request.getfixturevalue(name)
    texts = two_hundred_texts()[:40]
    few = model.embed_documents(texts, expected=len(texts))
    many = model.embed_documents(texts, expected=100_000)
    assert not np.array_equal(few, many)  # or they came from one and the same model
    assert (few * many).sum(axis=1).min() >= 0.999
