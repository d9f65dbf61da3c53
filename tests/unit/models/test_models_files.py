"""Where a model's files are, and their fingerprint."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.files import DEFAULT_MODEL, ModelFiles, fingerprint, locate
from assistant.models.onnx import load_tokenizer


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder that looks like a model; there is nothing to load in it."""
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    for name in ("modules.json", "tokenizer.json", "config.json", "1_Pooling/config.json"):
        (folder / name).write_text("{}")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def write(folder: Path, name: str, **content: object) -> None:
    (folder / name).write_text(json.dumps(content))


@pytest.mark.parametrize("name", [DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"])
def test_the_default_model_is_always_there(name: str) -> None:
    files = locate(name)
    assert (files.folder / "model.safetensors").is_file()
    assert files.max_tokens == 256
    assert (files.query_prompt, files.document_prompt) == ("", "")


@pytest.mark.parametrize(
    "name", ["no-such-model", "some/where", "a b", "/nowhere/at/all", "a/b/c", "two\nlines", "…"]
)
def test_an_unknown_name_is_an_error_of_one_line(name: str) -> None:
    with pytest.raises(ModelError) as error:
        locate(name)
    assert repr(name) in str(error.value)
    assert DEFAULT_MODEL in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("missing", ["tokenizer.json", "modules.json"])
def test_a_folder_without_a_needed_file_is_an_error_of_one_line(model: Path, missing: str) -> None:
    (model / missing).unlink()
    with pytest.raises(ModelError) as error:
        locate(str(model))
    assert f"has no {missing}" in str(error.value)
    assert "embedding_model" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_configuration_that_is_no_json_is_an_error_of_one_line(model: Path) -> None:
    (model / "sentence_bert_config.json").write_text("{\n\n")
    with pytest.raises(ModelError) as error:
        locate(str(model))
    assert "sentence_bert_config.json" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_tokenizer_that_cannot_be_read_is_an_error_of_one_line(model: Path) -> None:
    with pytest.raises(ModelError) as error:
        load_tokenizer(locate(str(model)))
    assert "tokenizer.json cannot be read" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_may_be_given_from_the_home_folder(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(model.parent))
    assert locate("~/model").folder == model.resolve()


@pytest.mark.parametrize(
    ("sentence", "tokenizer", "positions", "expected"),
    [
        (128, 512, 512, 128),
        (None, 384, 512, 384),
        (512, 256, None, 256),
        (None, None, None, 256),
        (None, 10**30, 512, 512),  # what a tokenizer says that knows no limit
    ],
)
def test_the_least_limit_that_is_named_holds(
    model: Path,
    sentence: int | None,
    tokenizer: int | None,
    positions: int | None,
    expected: int,
) -> None:
    write(model, "sentence_bert_config.json", max_seq_length=sentence)
    write(model, "tokenizer_config.json", model_max_length=tokenizer)
    write(model, "config.json", max_position_embeddings=positions)
    assert locate(str(model)).max_tokens == expected


@pytest.mark.parametrize("key", ["document", "passage"])
def test_prompts_come_from_the_model_s_configuration(model: Path, key: str) -> None:
    write(model, "config_sentence_transformers.json", prompts={"query": "q: ", key: "p: "})
    files = locate(str(model))
    assert (files.query_prompt, files.document_prompt) == ("q: ", "p: ")


# The fingerprint


def test_copies_have_the_same_fingerprint(model: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model, tmp_path / "elsewhere"))
    one, other = (
        fingerprint(locate(str(folder)), cache=tmp_path / folder.name / "cache")
        for folder in (model, copy)
    )
    assert one == other


@pytest.mark.parametrize(
    "name", ["model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json"]
)
def test_every_file_that_decides_a_vector_counts(model: Path, tmp_path: Path, name: str) -> None:
    before = fingerprint(locate(str(model)), cache=tmp_path / "cache")
    (model / name).write_bytes((model / name).read_bytes() + b" ")
    assert fingerprint(locate(str(model)), cache=tmp_path / "cache") != before


def test_a_change_of_the_same_size_counts(model: Path, tmp_path: Path) -> None:
    before = fingerprint(locate(str(model)), cache=tmp_path / "cache")
    weights = model / "model.safetensors"
    weights.write_bytes(b"WEIGHTS")
    os.utime(weights, ns=(1, 1))
    assert fingerprint(locate(str(model)), cache=tmp_path / "cache") != before


def test_a_read_me_does_not_count(model: Path, tmp_path: Path) -> None:
    before = fingerprint(locate(str(model)), cache=tmp_path / "cache")
    (model / "README.md").write_text("new")
    assert fingerprint(locate(str(model)), cache=tmp_path / "cache") == before


def test_the_fingerprint_needs_no_cache(model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert fingerprint(locate(str(model)), cache=tmp_path / "file") == fingerprint(
        locate(str(model)), cache=tmp_path / "cache"
    )


def test_other_weights_under_the_default_model_s_name_are_refused(
    model: Path, tmp_path: Path
) -> None:
    files = ModelFiles(name=DEFAULT_MODEL, folder=model, max_tokens=256)
    with pytest.raises(ModelError) as error:
        fingerprint(files, cache=tmp_path / "cache")
    assert "not the published ones" in str(error.value)
    assert "pip install" in str(error.value)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "cache" / "fingerprints").exists()
