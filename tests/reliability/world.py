"""A small library of documents, real commands on it, and what an index of it really holds."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.facade.assistant import Assistant
from assistant.models.embedder import Embedder
from assistant.storage.catalogue import Catalogue
from assistant.storage.dense import DenseIndex
from assistant.storage.folder import IndexFolder
from assistant.storage.generation import CATALOGUE, CHROMA, LEXICAL
from assistant.storage.lexical import LexicalIndex
from assistant.storage.vectors import VectorCache

ROOT = Path(__file__).parents[2]

#: A command that takes longer than this hangs.
TIMEOUT_S = 120.0

_PR_CAPBSET_DROP = 24

QUESTIONS = (
    "Which supplier delivers the turbine bearing?",
    "How does the operator check the pressure valve?",
    "What is written in the maintenance contract?",
)

_WORDS = """
    factory machine sensor network pump valve operator maintenance contract pressure bearing turbine
    platform supplier shift quality welding motor logistics warehouse delivers checks replaces
    measures orders repairs stores cools heats inspects
""".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder with sources and, beside them, their index."""

    home: Path

    @property
    def corpus(self) -> Path:
        """The sources."""
        return self.home / "corpus"

    @property
    def index(self) -> Path:
        """The index."""
        return self.home / "index"

    @property
    def generation(self) -> Path:
        """The current generation."""
        folder = IndexFolder(self.index)
        return folder.generations / str(folder.current())

    def copy(self, home: Path) -> Place:
        """Copy the sources and the index to a folder that is not there yet."""
        shutil.copytree(self.home, home)
        return Place(home=home)


def write_corpus(folder: Path, *, documents: int = 30, seed: int = 1) -> None:
    """Write short documents, each with words that no other has."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        write_document(folder, number, seed=seed)


def write_document(folder: Path, number: int, *, seed: int = 1) -> Path:
    """Write one document of two paragraphs that only this seed gives."""
    chosen = random.Random(f"{seed}/{number}")
    paragraphs = [
        " ".join(["The", *chosen.choices(_WORDS, k=12), f"in {own_word(number, seed)}{part}."])
        for part in "ab"
    ]
    path = folder / f"report-{number:02}.txt"
    path.write_text("\n\n".join(paragraphs) + "\n", "utf-8")
    return path


def own_word(number: int, seed: int = 1) -> str:
    """Name the plant that only one document speaks of."""
    code = int(hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()[:10], 16)
    letters = "".join(chr(ord("a") + code // 26**place % 26) for place in range(8))
    return f"Werk{letters}"


def open_bot(place: Place, embedder: Embedder, **settings: float) -> Assistant:
    """Open an index in this process with a model that is already loaded."""
    bot = Assistant.open(index=place.index, corpus=place.corpus, **settings)
    bot.keeper.embedder = embedder
    return bot


def ingest_here(place: Place, embedder: Embedder) -> Any:
    """Ingest the sources in this process."""
    with open_bot(place, embedder) as bot:
        return bot.ingest(place.corpus)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)

    def failed_in_one_line(self, *parts: str, status: int = 3) -> bool:
        """Tell whether it failed as it should: one line, no traceback, with all `parts` in it."""
        lines = self.err.splitlines()
        return (
            self.status == status
            and self.out == ""
            and len(lines) == 1
            and lines[0].startswith("assistant: ")
            and all(part in lines[0] for part in parts)
        )


def start(
    *arguments: object, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen[str]:
    """Start a real `assistant` command."""
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), **(env or {})},
        **options,
    )


def finish(process: subprocess.Popen[str]) -> Done:
    """Wait for a command; one that hangs is killed and fails the test."""
    try:
        out, err = process.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Done(status=process.returncode, out=out, err=err)


def run(*arguments: object, **options: Any) -> Done:
    """Run a real `assistant` command to its end."""
    return finish(start(*arguments, **options))


def run_many(commands: Sequence[Sequence[object]], *, models: bool, cache: Path) -> list[Done]:
    """Run commands one after the other in a real process of their own, which must survive them.

    Args:
        commands: The arguments of each.
        models:   Whether embedding models may be used; without, `cache` must hold none.
        cache:    For exported models.
    """
    paths = [str(ROOT), *([] if models else [str(Path(__file__).parent / "without_models")])]
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("many_commands.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), "PYTHONPATH": os.pathsep.join(paths), "ASSISTANT_CACHE": str(cache)},
    )
    lines = [json.dumps([str(argument) for argument in command]) for command in commands]
    try:
        out, err = process.communicate("\n".join(lines), timeout=TIMEOUT_S + 15 * len(commands))
    finally:
        process.kill()
    ended = [Done(**json.loads(line)) for line in out.splitlines()]
    assert process.returncode == 0, (process.returncode, commands[len(ended) :][:1], err)
    return ended


def without_privileges() -> None:
    """Make what this process starts an ordinary user's, so that permissions hold for root too.

    For `preexec_fn`. Root without capabilities may still read what belongs to root, such as the
    interpreter.
    """
    libc = ctypes.CDLL(None)
    for capability in range(64):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def environment() -> dict[str, str]:
    """Give what subprocesses need to find this checkout, from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}


def wait_for(condition: Callable[[], bool], *, timeout_s: float = TIMEOUT_S) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that an index holds, read from its parts one by one."""

    documents: Sequence[Any]
    paragraphs: Sequence[Any]
    passages: Mapping[str, bytes]
    vectors: Mapping[str, Any]
    words: Sequence[Any]


def content_of(place: Place) -> Content:
    """Read all parts of the current generation."""
    generation = place.generation
    catalogue = Catalogue(generation / CATALOGUE)
    with closing(catalogue):
        documents = catalogue.documents()
        paragraphs = list(catalogue.iter_paragraphs())
        passages = {str(ref): bytes(key) for ref, key in catalogue.iter_passages()}
    dense = DenseIndex(generation / CHROMA)
    with closing(dense):
        refs, vectors = dense.vectors(sorted(dense.refs()))
    lexical = LexicalIndex(generation / LEXICAL)
    words = [
        [
            (f"{id_.document}:{id_.number}", round(score, 3))
            for id_, score in lexical.search(question, limit=20)
        ]
        for question in (*QUESTIONS, *(f"{own_word(number)}a" for number in range(30)))
    ]
    return Content(
        documents=documents,
        paragraphs=paragraphs,
        passages=passages,
        vectors={str(ref): vector for ref, vector in zip(refs, vectors, strict=True)},
        words=words,
    )


def assert_same(found: Content, wanted: Content) -> None:
    """Compare two indexes part by part; vectors may differ by rounding."""
    import numpy as np

    assert found.documents == wanted.documents
    assert found.paragraphs == wanted.paragraphs
    assert found.passages == wanted.passages
    assert found.vectors.keys() == wanted.vectors.keys() == wanted.passages.keys()
    assert found.words == wanted.words
    for ref, vector in wanted.vectors.items():
        assert np.allclose(found.vectors[ref], vector, atol=1e-5), ref


def cached_vectors(place: Place) -> int:
    """Count the vectors in the embedding cache, which a killed process may have left at any point.

    Opened for writing, as the next ingest does: SQLite undoes half a transaction first.
    """
    path = IndexFolder(place.index).vectors
    if not path.exists():
        return 0
    with VectorCache(path) as cache:
        return cache.count()


def hashes(folder: Path) -> dict[str, str]:
    """Hash every file below a folder, and name every folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }


def answers(bot: Assistant) -> list[list[tuple[str, float]]]:
    """Ask all questions; returns the ranked paragraphs."""
    return [
        [
            (f"{hit.paragraph.document}:{hit.paragraph.number}", round(hit.score, 4))
            for hit in bot.search(question, k=5)
        ]
        for question in QUESTIONS
    ]


def rows(database: Path, query: str) -> list[Any]:
    """Read rows of an SQLite file."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()
