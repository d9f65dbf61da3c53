"""Which model embeds what, and what happens when one cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.models import sentence_transformer
from assistant.models.embedder import Embedder
from assistant.models.onnx import GRAPH_NAME, OnnxEncoder
from assistant.models.sentence_transformer import TorchEncoder

#: Embeds once and says which of the libraries that take seconds to import came along.
SCRIPT = """
import sys
from pathlib import Path
from assistant.models.embedder import Embedder
name, cache, expected = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
model = Embedder(name, cache=cache, notify=sys.exit)
model.count_tokens(["a question"])
if expected:
    model.embed_documents(["a passage", "another"], expected=expected)
else:
    model.embed_query("a question")
print(*sorted({"torch", "transformers", "sentence_transformers"} & sys.modules.keys()))
"""


def imported_by(model: Embedder, cache: Path, expected: int) -> list[str]:
    command = [sys.executable, "-c", SCRIPT, model.name, str(cache), str(expected)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("expected", [0, 1, 256])
def test_a_question_or_few_passages_import_no_torch(
    embedder: Embedder, cache: Path, expected: int
) -> None:
    assert imported_by(embedder, cache, expected) == []


@pytest.mark.parametrize(("expected", "is_many"), [(0, False), (256, False), (257, True)])
def test_many_passages_go_through_sentence_transformers(
    tiny: Embedder, expected: int, is_many: bool
) -> None:
    fresh = Embedder(tiny.name, cache=tiny.graph.parents[2], notify=pytest.fail)
    fresh.embed_documents(["a passage"], expected=expected)
    assert ("_torch" in vars(fresh)) == is_many
    assert ("_onnx" in vars(fresh)) != is_many


def test_opening_loads_nothing(tmp_path: Path) -> None:
    Embedder("no such model", cache=tmp_path / "cache", notify=pytest.fail)
    assert not (tmp_path / "cache").exists()


def test_threads_get_the_same_vectors(tiny: Embedder) -> None:
    texts = [f"question {n}" for n in range(40)]
    expected = [tiny.embed_query(text) for text in texts]
    fresh = Embedder(tiny.name, cache=tiny.graph.parents[2], notify=pytest.fail)
    results: dict[str, np.ndarray] = {}

    def work(text: str) -> None:
        results[text] = fresh.embed_query(text)

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(
        results[text] @ vector >= 0.9999 for text, vector in zip(texts, expected, strict=True)
    )


# The export


def traced_before(model: Embedder) -> Callable[[object, Path], None]:
    """Copy a finished export instead of tracing again, which takes seconds."""

    def trace(_: object, graph: Path) -> None:
        shutil.copytree(model.graph.parent, graph.parent, dirs_exist_ok=True)

    return trace


def test_an_export_leaves_nothing_but_the_finished_model(tiny: Embedder) -> None:
    assert [path.name for path in tiny.graph.parent.parent.iterdir()] == [tiny.fingerprint]
    assert tiny.graph.is_file()


def test_a_second_export_leaves_the_first_alone(
    tiny: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentence_transformer, "_trace", traced_before(tiny))
    before = {path: path.stat().st_mtime_ns for path in tiny.graph.parent.iterdir()}
    TorchEncoder(tiny.files).export(tiny.graph.parent)
    assert {path: path.stat().st_mtime_ns for path in tiny.graph.parent.iterdir()} == before
    assert [path.name for path in tiny.graph.parent.parent.iterdir()] == [tiny.fingerprint]


def test_an_export_that_fails_half_way_leaves_nothing(
    tiny: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(_: object, graph: Path) -> None:
        graph.write_bytes(b"half a graph")
        raise ModelError("the tracer gave up")

    monkeypatch.setattr(sentence_transformer, "_trace", half)
    with pytest.raises(ModelError, match="gave up"):
        TorchEncoder(tiny.files).export(tmp_path / "onnx" / "model")
    assert list((tmp_path / "onnx").iterdir()) == []


def test_an_export_with_other_vectors_is_refused(
    tiny: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentence_transformer, "_trace", traced_before(tiny))

    def other(_: object, texts: list[str]) -> np.ndarray:
        return np.eye(len(texts), 32, dtype=np.float32)

    monkeypatch.setattr(sentence_transformer, "_encode", other)
    with pytest.raises(ModelError, match="other vectors"):
        TorchEncoder(tiny.files).export(tmp_path / "onnx" / "model")
    assert list((tmp_path / "onnx").iterdir()) == []


def test_a_cache_that_is_a_file_falls_back_and_says_so_once(tiny: Embedder, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    notices: list[str] = []
    model = Embedder(tiny.name, cache=tmp_path / "cache", notify=notices.append)

    vectors = [model.embed_query(text) for text in ("one question", "another")]

    assert vectors[0] @ tiny.embed_query("one question") >= 0.999
    assert vectors[1] @ tiny.embed_query("another") >= 0.999
    assert len(notices) == 1
    assert "sentence-transformers" in notices[0]
    assert "\n" not in notices[0]
    assert model.fingerprint == tiny.fingerprint


def test_a_damaged_export_is_made_again(tiny: Embedder, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.copytree(tiny.graph.parents[2], cache)
    damaged = Embedder(tiny.name, cache=cache, notify=pytest.fail)
    damaged.graph.write_bytes(b"not a graph")
    vector = damaged.embed_query("a question")
    assert vector == pytest.approx(tiny.embed_query("a question"), abs=1e-6)
    assert damaged.graph.read_bytes() != b"not a graph"


def test_a_graph_that_is_none_is_a_model_error(tiny: Embedder, tmp_path: Path) -> None:
    (tmp_path / GRAPH_NAME).write_bytes(b"garbage")
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxEncoder(tmp_path / GRAPH_NAME, tiny.files)


@pytest.mark.parametrize("expected", [1, 10_000])
def test_damaged_weights_are_a_model_error_of_one_line(
    tiny_model: Path, tmp_path: Path, expected: int
) -> None:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    (copy / "model.safetensors").write_bytes(b"garbage")
    model = Embedder(str(copy), cache=tmp_path / "cache", notify=lambda _: None)
    with pytest.raises(ModelError) as error:
        model.embed_documents(["a passage"], expected=expected)
    assert str(copy) in str(error.value)
    assert "\n" not in str(error.value)


def test_prompts_count_as_word_pieces(tiny_model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    (copy / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "q: ", "document": "d: "}}'
    )
    plain, prompted = (
        Embedder(str(folder), cache=tmp_path / "cache", notify=pytest.fail)
        for folder in (tiny_model, copy)
    )
    assert prompted.count_tokens(["a"])[0] == plain.count_tokens(["d: a"])[0]
    assert prompted.fingerprint != plain.fingerprint
