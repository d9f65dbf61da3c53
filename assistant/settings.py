"""What a user may change, and where each value came from.

Strongest first: the call or option, `ASSISTANT_*` variables, `assistant.toml` or
`[tool.assistant]` in `pyproject.toml` (found from the working directory upwards), defaults.
"""

from __future__ import annotations

import contextlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, get_args

from assistant.errors import SettingsError

_PREFIX: Final = "ASSISTANT_"
_PROJECT: Final = "industrial-internet-assistant"
#: Variables that begin like settings and are none: `ASSISTANT_DEBUG` shows tracebacks.
_SWITCHES: Final = frozenset({"debug"})
_PATHS: Final = ("index", "corpus", "cache", "prompts", "sessions", "cassette")
#: Masked wherever settings are shown.
SECRETS: Final = frozenset({"api_key"})

#: Least and most of each number; whole where they are.
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "k": (1, 1_000),
    "wrong_in_100": (0.0, 100.0),
    "max_file_mb": (0.000_001, 1_000_000.0),
    "timeout_s": (0.1, 86_400.0),
    "retries": (0, 100),
    "context_tokens": (100, 10_000_000),
    "answer_tokens": (16, 1_000_000),
}

CassetteMode = Literal["cache", "record", "replay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings.

    Attributes:
        index:           Folder of the index.
        corpus:          Folder that an index without sources takes on the first question.
        cache:           Folder for what can be made again, such as the exported model.
        embedding_model: all-MiniLM-L6-v2, a folder, or a name on the hub.
        reader:          Reads question and paragraphs together: `packed` (comes with the package),
                         `none`, or an ONNX file made by training/reader.
        reranker:        A sentence-transformers `CrossEncoder` with one label, by name or folder,
                         that ranks the best 20 paragraphs anew; none by default.
        k:               Paragraphs that an answer is drawn from, 1 to 1,000.
        wrong_in_100:    How many of 100 answers may be wrong that are as doubtful as the most
                         doubtful one given; where the chance of being wrong is larger, the
                         assistant abstains.
        max_file_mb:     Larger files are not read, in 10^6 bytes.
        model:           Who writes answers: `auto`, `extractive`, `gguf:PATH` or `provider:name`.
        base_url:        Where an OpenAI-compatible server listens, for `openai:` models.
        api_key:         Key for `base_url`; providers' own keys are in their own variables.
        entailment:      A sentence-transformers `CrossEncoder`, by name or folder, or `packed` for
                         the reader, that judges statements; without one, rules and embeddings do.
        timeout_s:       Seconds that a language model may take for one answer.
        retries:         Times that a request is sent again after a rate limit or a server's error.
        context_tokens:  Most word pieces of paragraphs in a prompt; what is over is left out whole.
        answer_tokens:   Most tokens that a language model may write.
        prompts:         Folder whose prompts replace those of the same name that come with it.
        sessions:        File in which chats are kept.
        cassette:        File in which a language model's replies are kept; none by default.
        cassette_mode:   `cache` asks the model for what is not there, `record` always asks and
                         adds, `replay` never asks.
    """

    index: Path
    corpus: Path
    cache: Path
    embedding_model: str = "all-MiniLM-L6-v2"
    reranker: str | None = None
    reader: str = "packed"
    k: int = 8
    wrong_in_100: float = 50.0
    max_file_mb: float = 32.0
    model: str = "auto"
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    entailment: str | None = None
    timeout_s: float = 120.0
    retries: int = 2
    context_tokens: int = 3_000
    answer_tokens: int = 600
    prompts: Path | None = None
    sessions: Path
    cassette: Path | None = None
    cassette_mode: CassetteMode = "cache"

    @property
    def min_confidence(self) -> float:
        """Least confidence, in [0, 1], of an answer."""
        return 1 - self.wrong_in_100 / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Settings, where each came from, and variables that look like settings but are none."""

    settings: Settings
    origins: Mapping[str, str]
    strangers: tuple[str, ...]


def load(overrides: Mapping[str, object], *, start: Path | None = None) -> Loaded:
    """Gather the settings.

    Args:
        overrides: From the call or the command line; None means not given.
        start:     Where to look for a settings file; the working directory by default.

    Raises:
        SettingsError: if a setting is unknown or its value has no meaning.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    here = start or Path.cwd()
    names = tuple(Settings.__dataclass_fields__)
    variables = {
        key.removeprefix(_PREFIX).lower(): value
        for key, value in os.environ.items()
        if key.startswith(_PREFIX)
    }
    known = {name: variables[name] for name in variables if name in names}
    given = {name: value for name, value in overrides.items() if value is not None}
    layers: list[tuple[str, Mapping[str, object]]] = [
        ("default", _defaults(here)),
        *_file_layer(here),
        ("environment", known),
        ("call", given),
    ]
    for origin, layer in layers:
        for name, value in layer.items():
            if name not in names:
                raise SettingsError(
                    f"unknown setting {name!r} in {origin}; known are {', '.join(names)}"
                )
            origins[name] = f"{_PREFIX}{name.upper()}" if origin == "environment" else origin
            values[name] = _checked(name, value, origins[name])
    strangers = tuple(
        sorted(f"{_PREFIX}{name.upper()}" for name in variables.keys() - known.keys() - _SWITCHES)
    )
    return Loaded(settings=Settings(**values), origins=origins, strangers=strangers)  # type: ignore[arg-type]


def checkout(start: Path) -> Path | None:
    """Find the checkout of this project that `start` is in, if any."""
    for folder in (start, *start.parents):
        if (folder / "seeds").is_dir() and (folder / "pyproject.toml").is_file():
            project = _toml(folder / "pyproject.toml").get("project", {})
            return folder if project.get("name") == _PROJECT else None
    return None


def _defaults(here: Path) -> dict[str, object]:
    from platformdirs import user_cache_path, user_data_path

    root = checkout(here)
    data = user_data_path(_PROJECT)
    return {
        "index": root / "index" if root else data / "index",
        "corpus": root / "seeds" if root else packed("seeds"),
        "cache": user_cache_path(_PROJECT),
        "sessions": data / "sessions.sqlite",
        **{
            name: one.default
            for name, one in Settings.__dataclass_fields__.items()
            if one.default is not MISSING
        },
    }


def packed(name: str) -> Path:
    """Locate a data folder: inside an installed package, or in the checkout it was linked from."""
    folder = Path(str(files("assistant"))) / name
    return folder if folder.is_dir() else folder.parent.parent / name


def _file_layer(here: Path) -> list[tuple[str, Mapping[str, object]]]:
    """Read the nearest settings file; its relative paths count from its folder."""
    for folder in (here, *here.parents):
        own, project = folder / "assistant.toml", folder / "pyproject.toml"
        if own.is_file():
            path, content = own, _toml(own)
        elif project.is_file() and (table := _toml(project).get("tool", {}).get("assistant")):
            path, content = project, table
        else:
            continue
        return [
            (str(path), {name: _anchored(name, value, folder) for name, value in content.items()})
        ]
    return []


def _anchored(name: str, value: object, folder: Path) -> object:
    if name in _PATHS and isinstance(value, str):
        return folder / Path(value).expanduser()
    return value


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error


def _checked(name: str, value: object, origin: str) -> object:
    """Bring a value into the setting's type and range."""
    if value is None:  # a default that says there is none
        return None
    try:
        return _convert(name, value)
    except (TypeError, ValueError) as error:
        shown = "***" if name in SECRETS else repr(value)
        raise SettingsError(f"the setting {name} from {origin} is {shown}; {error}") from error


def _convert(name: str, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float | os.PathLike):
        raise TypeError("it must be text or a number")
    text = str(value).strip()
    if name in _RANGES:
        return _within(text, *_RANGES[name])
    if not text:
        raise ValueError("it must not be empty")
    if name == "cassette_mode" and text not in get_args(CassetteMode):
        raise ValueError(f"it must be one of {', '.join(get_args(CassetteMode))}")
    return Path(text).expanduser().absolute() if name in _PATHS else text


def _within(text: str, least: float, most: float) -> float:
    whole = isinstance(least, int)
    with contextlib.suppress(ValueError):
        number = int(text) if whole else float(text)
        if least <= number <= most:
            return number
    kind = "whole number" if whole else "number"
    lowest = f"{least:f}".rstrip("0").rstrip(".")
    raise ValueError(f"it must be a {kind} between {lowest} and {most:,.15g}")
