"""Of a removed document no byte of text stays below the index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.models.embedder import Embedder
from tests.reliability.world import Place, ingest_here, open_bot, run

SECRET = """Geheimnisverrat in the Hydraulikspeicher

The Zahnradgetriebe of Obersteigerwald broke on Sonnabendmorgen, and Kranführerin Würzelbauer
replaced Kegelradritzel and Drehmomentstütze before the Wochenschicht.

Nobody but Qualitätsbeauftragter Lindenschmidt knows the Rahmenvertrag, 企業機密保持契約書.
"""


def distinctive_words() -> set[str]:
    """List the words of eight letters and more, as written and in small letters."""
    words = {word for word in re.findall(r"[^\W\d_]+", SECRET) if len(word) >= 8}
    return words | {word.lower() for word in words}


def traces(index: Path) -> list[tuple[str, str]]:
    """Find the words in any file, by content or by name."""
    found = []
    for path in index.rglob("*"):
        content = path.name.encode() + (path.read_bytes() if path.is_file() else b"")
        found += [
            (path.name, word)
            for word in distinctive_words()
            for encoding in ("utf-8", "utf-16-le", "utf-16-be")
            if word.encode(encoding) in content
        ]
    return found


@pytest.fixture
def with_secret(place: Place, embedder: Embedder) -> Place:
    """An index that holds a secret among other documents, and has been asked about it."""
    (place.corpus / "secret.txt").write_text(SECRET, "utf-8")
    ingest_here(place, embedder)
    assert traces(place.index), "the words would be found if they were there"
    with open_bot(place, embedder) as bot:
        assert bot.search("Zahnradgetriebe", k=1)[0].paragraph.document == "secret"
    return place


def test_no_text_stays_after_removing_a_document(with_secret: Place) -> None:
    done = run("remove", "secret", "--index", with_secret.index)
    assert done.status == 0, done
    assert traces(with_secret.index) == []
    assert (with_secret.corpus / "secret.txt").read_text("utf-8") == SECRET


def test_no_text_stays_after_deleting_a_file(with_secret: Place) -> None:
    (with_secret.corpus / "secret.txt").unlink()
    assert run("ingest", "--index", with_secret.index).status == 0
    assert traces(with_secret.index) == []


def test_no_text_stays_of_a_file_that_was_rewritten(with_secret: Place) -> None:
    (with_secret.corpus / "secret.txt").write_text("Nothing to see here.\n", "utf-8")
    assert run("ingest", "--index", with_secret.index).status == 0
    assert traces(with_secret.index) == []


def test_no_text_stays_after_removing_a_source(with_secret: Place, embedder: Embedder) -> None:
    other = with_secret.home / "other.txt"
    other.write_text("The quick brown fox.\n", "utf-8")
    with open_bot(with_secret, embedder) as bot:
        bot.ingest(other)
    assert run("remove", "corpus", "--index", with_secret.index).status == 0
    assert traces(with_secret.index) == []


def test_no_text_stays_when_a_reader_held_the_old_generation(
    with_secret: Place, embedder: Embedder
) -> None:
    with open_bot(with_secret, embedder) as bot:
        bot.documents()
        assert run("remove", "secret", "--index", with_secret.index).status == 0
        assert traces(with_secret.index), "the reader still has it"
        bot.documents()
        assert traces(with_secret.index) == []
