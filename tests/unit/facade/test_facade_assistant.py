"""The assistant as a library, end to end with the default model."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import assistant
from assistant import Answer, Assistant, Statement
from assistant.errors import (
    DamagedIndexError,
    EmptyIndexError,
    LockedIndexError,
    NotAnIndexError,
    SettingsError,
    SourceError,
    StaleIndexError,
    UnknownDocumentError,
    UsageError,
)
from assistant.models.embedder import Embedder
from assistant.storage.folder import IndexFolder
from tests.fakes import damage

ESSAY = "industrial-internet-not-a-copy"
README_QUESTION = "Why does harvesting traffic fail in the industrial Internet?"
BRIDGE = "The old bridge at Kellen was closed because rust had eaten its northern cables.\n"


@pytest.fixture(scope="module", autouse=True)
def exported(embedder: Embedder) -> None:
    """Have the model exported before any assistant asks for it."""


@pytest.fixture(scope="module")
def essay_index(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Path:
    """An index of the essay beside its source. Only for reading; copy it to change it."""
    home = tmp_path_factory.mktemp("essay")
    shutil.copytree(seeds, home / "seeds")
    with Assistant.open(index=home / "index", corpus=home / "seeds") as bot:
        bot.ingest()
    return home / "index"


@pytest.fixture(scope="module")
def essay(essay_index: Path) -> Iterator[Assistant]:
    with Assistant.open(index=essay_index) as bot:
        yield bot


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a small library of two texts."""
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "bridge.txt").write_text(BRIDGE)
    (tmp_path / "library" / "bees.md").write_text(
        "---\ntitle: On Bees\nauthor: B. Keeper\n---\n\n# Winter\n\n"
        "Bees survive the winter by clustering around their queen.\n\n"
        "A hive needs about twenty kilograms of honey until spring.\n"
    )
    return tmp_path


@pytest.fixture
def bot(home: Path) -> Iterator[Assistant]:
    with Assistant.open(index=home / "index", corpus=home / "library") as bot:
        yield bot


# The essay


def test_the_readme_s_question_cites_paragraph_2(essay: Assistant) -> None:
    answer = essay.ask(README_QUESTION)
    assert not answer.abstained
    assert 2 in {citation.paragraph for citation in answer.citations}
    assert {citation.document for citation in answer.citations} == {ESSAY}
    assert answer.confidence >= essay.settings.min_confidence


@pytest.mark.parametrize(
    "question",
    [
        README_QUESTION,
        "What does virtualization of the real economy mean?",
        "Why must platforms and centers be abandoned?",
        "What is the weather in Oslo?",
    ],
)
def test_every_quote_is_the_document_s_text_at_its_offsets(essay: Assistant, question: str) -> None:
    texts = {one.id: one for one in essay.documents()}
    answer = essay.ask(question)
    assert answer.citations
    for citation in answer.citations:
        document = texts[citation.document]
        assert document.text[citation.start : citation.end] == citation.quote
        assert (citation.title, citation.author) == (document.title, document.author)
        assert citation.sha256 == document.sha256
        assert citation.quote.split()[0] in document.text.splitlines()[citation.line - 1]


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football world cup in 1998?",
        "How do I bake sourdough bread at home?",
        "What is the capital of Australia?",
        "Which drugs lower blood pressure?",
        "asdf qwer zxcv",
        "…?",
        "x" * 9_999,
    ],
)
def test_a_question_outside_the_documents_is_not_answered(essay: Assistant, question: str) -> None:
    answer = essay.ask(question)
    assert answer.abstained
    assert answer.reason == "no_evidence"
    assert answer.statements == ()
    assert 1 <= len(answer.citations) <= 3
    assert answer.confidence < essay.settings.min_confidence


def test_the_essay_has_20_paragraphs_in_5_sections(essay: Assistant) -> None:
    paragraphs = essay.paragraphs(ESSAY)
    assert [one.number for one in paragraphs] == list(range(1, 21))
    assert len(dict.fromkeys(one.section for one in paragraphs)) == 5
    assert essay.paragraph_counts() == {ESSAY: 20}


def test_search_ranks_paragraphs(essay: Assistant) -> None:
    hits = essay.search("harvesting traffic", k=7)
    assert len(hits) == 7
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all("traffic" in hit.paragraph.text.lower() for hit in hits[:3])
    assert len(essay.search("harvesting traffic")) == 5


def test_a_stream_gives_statements_and_then_the_answer_of_ask(essay: Assistant) -> None:
    *statements, last = essay.stream(README_QUESTION)
    asked = essay.ask(README_QUESTION)
    assert isinstance(last, Answer)
    assert all(isinstance(one, Statement) for one in statements)
    assert tuple(statements) == last.statements == asked.statements
    assert (last.text, last.confidence) == (asked.text, asked.confidence)


def test_an_answer_can_be_awaited(essay: Assistant) -> None:
    answer = asyncio.run(essay.aask(README_QUESTION, k=3))
    assert answer.statements == essay.ask(README_QUESTION, k=3).statements
    assert len(answer.nearest) == 3


def test_a_follow_up_question_is_answered_with_its_history(essay: Assistant) -> None:
    alone = essay.ask("Why does it fail?")
    led = essay.ask("Why does it fail?", history=[README_QUESTION])
    assert led.question == "Why does it fail?"
    assert 2 in {citation.paragraph for citation in led.citations}
    assert led.confidence > alone.confidence


def test_threads_share_one_assistant(essay_index: Path) -> None:
    questions = [README_QUESTION, "What is substantiation of the virtual economy?"] * 12
    with Assistant.open(index=essay_index) as bot, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(bot.ask, questions))
    assert {answer.question: answer.text for answer in answers}.keys() == set(questions)
    assert len({answer.text for answer in answers}) == 2


def test_two_assistants_share_one_index(essay_index: Path) -> None:
    with Assistant.open(index=essay_index) as one:
        expected = one.ask(README_QUESTION).text
        with Assistant.open(index=essay_index) as other:
            assert other.ask(README_QUESTION).text == expected
        assert one.ask(README_QUESTION).text == expected


def test_a_closed_assistant_may_be_used_again(essay_index: Path) -> None:
    bot = Assistant.open(index=essay_index)
    first = bot.ask(README_QUESTION)
    bot.close()
    assert bot.ask(README_QUESTION).text == first.text
    bot.close()


def test_closing_while_an_answer_streams_does_not_cut_it_off(essay_index: Path) -> None:
    bot = Assistant.open(index=essay_index)
    events = bot.stream(README_QUESTION)
    next(events)
    bot.close()
    *_, last = events
    assert isinstance(last, Answer)


# Wrong calls


@pytest.mark.parametrize("question", ["", " \r\n\t", "\u3000"])
def test_an_empty_question_is_refused(essay: Assistant, question: str) -> None:
    for call in (essay.ask, essay.search, lambda text: next(essay.stream(text))):
        with pytest.raises(UsageError, match="empty"):
            call(question)


def test_a_question_longer_than_any_question_is_refused(essay: Assistant) -> None:
    with pytest.raises(UsageError, match="10,001"):
        essay.ask("x" * 10_001)


@pytest.mark.parametrize("question", ["what is \udcff this?", "\ud800"])
def test_a_question_that_is_no_valid_text_is_refused(essay: Assistant, question: str) -> None:
    with pytest.raises(UsageError):
        essay.ask(question)
    with pytest.raises(UsageError):
        essay.search(question)


@pytest.mark.parametrize("k", [0, -1, 1_001])
def test_a_number_of_paragraphs_out_of_range_is_refused(essay: Assistant, k: int) -> None:
    for call in (essay.ask, essay.search):
        with pytest.raises(UsageError, match="between 1 and 1,000"):
            call("traffic", k=k)


@pytest.mark.parametrize("name", ["nowhere", "", "\udcff", "'; DROP TABLE documents; --"])
def test_an_unknown_document_is_named(essay: Assistant, name: str) -> None:
    calls: tuple[Callable[[], object], ...] = (
        lambda: essay.ask("traffic", documents=[name]),
        lambda: essay.search("traffic", documents=[ESSAY, name]),
        lambda: essay.paragraphs(name),
        lambda: essay.origins([name]),
    )
    for call in calls:
        with pytest.raises(UnknownDocumentError) as error:
            call()
        assert repr(name) in str(error.value)


def test_unknown_settings_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="colour"):
        Assistant.open(index=tmp_path / "index", colour="red")


def test_opening_makes_nothing(tmp_path: Path) -> None:
    with Assistant.open(index=tmp_path / "index", corpus=tmp_path / "nowhere"):
        pass
    assert not (tmp_path / "index").exists()


# A library that changes


def test_the_first_question_makes_the_index(bot: Assistant) -> None:
    seen: list[tuple[int, int]] = []
    bot.progress = lambda done, total: seen.append((done, total))
    answer = bot.ask("How do bees survive the winter?")
    assert [citation.document for citation in answer.citations] == ["bees"]
    assert answer.citations[0].title == "On Bees"
    assert answer.citations[0].section == ("Winter",)
    assert seen[-1] == (3, 3)


def test_ingest_reports_what_it_did(bot: Assistant, home: Path) -> None:
    first = bot.ingest()
    assert (first.added, first.documents, first.paragraphs, first.embedded) == (2, 2, 3, 3)
    assert [(note.path, note.status) for note in first.files] == [
        ("library/bees.md", "added"),
        ("library/bridge.txt", "added"),
    ]

    second = bot.ingest()
    assert (second.unchanged, second.added, second.embedded, second.files) == (2, 0, 0, ())

    (home / "library" / "bridge.txt").write_text(BRIDGE.replace("Kellen", "Arle"))
    (home / "library" / "bees.md").rename(home / "library" / "honey.md")
    third = bot.ingest()
    assert (third.changed, third.renamed, third.removed, third.embedded) == (1, 1, 0, 1)
    assert [document.id for document in bot.documents()] == ["bridge", "honey"]

    (home / "library" / "bridge.txt").unlink()
    fourth = bot.ingest()
    assert (fourth.removed, fourth.documents, fourth.embedded) == (1, 1, 0)


def test_a_dry_run_changes_nothing(bot: Assistant, home: Path) -> None:
    report = bot.ingest(dry_run=True)
    assert report.added == 2
    assert not (home / "index" / "index.json").exists()


def test_an_open_assistant_sees_a_new_generation_on_its_next_question(
    bot: Assistant, home: Path
) -> None:
    bot.ingest()
    assert bot.ask("Why is the moon of Tarn green?").abstained
    (home / "library" / "moon.txt").write_text("The moon of Tarn is green from copper dust.\n")

    with Assistant.open(index=home / "index") as other:
        other.ingest()

    assert bot.ask("Why is the moon of Tarn green?").citations[0].document == "moon"


def test_an_answer_that_streams_is_finished_from_the_generation_it_began_with(
    bot: Assistant, home: Path
) -> None:
    bot.ingest()
    events = bot.stream("Why was the old bridge at Kellen closed?")
    first = next(events)
    with Assistant.open(index=home / "index") as other:
        other.remove("bridge")
    *_, last = events
    assert isinstance(first, Statement)
    assert isinstance(last, Answer)
    assert last.statements[0] == first
    assert bot.ask("Why was the old bridge at Kellen closed?").abstained


def test_only_the_documents_asked_for_are_used(bot: Assistant) -> None:
    question = "Why was the old bridge at Kellen closed?"
    assert not bot.ask(question).abstained
    assert bot.ask(question, documents=["bees"]).abstained
    assert {hit.paragraph.document for hit in bot.search(question, documents=["bees"])} == {"bees"}
    assert bot.search(question, documents=[]) == []


def test_a_removed_document_stays_out_and_leaves_no_byte(bot: Assistant, home: Path) -> None:
    bot.ingest()
    report = bot.remove("bridge")
    assert (report.removed, report.documents) == (1, 1)
    bot.close()
    bot.ingest()
    assert [document.id for document in bot.documents()] == ["bees"]
    bot.close()
    IndexFolder(home / "index").clean()
    for path in (home / "index").rglob("*"):
        if path.is_file():
            assert b"kellen" not in path.read_bytes().lower(), path

    bot.ingest(home / "library" / "bridge.txt")
    assert [document.id for document in bot.documents()] == ["bees", "bridge"]


def test_a_removed_source_takes_its_documents_along(bot: Assistant, home: Path) -> None:
    bot.ingest()
    (home / "more").mkdir()
    (home / "more" / "moon.txt").write_text("The moon is green.\n")
    bot.ingest(home / "more")
    assert bot.sources() == ["library", "more"]

    bot.remove("library")

    assert bot.sources() == ["more"]
    assert [document.id for document in bot.documents()] == ["moon"]


def test_the_last_document_can_be_removed_too(bot: Assistant) -> None:
    bot.ingest()
    bot.remove("library")
    assert bot.documents() == []
    with pytest.raises(EmptyIndexError, match="assistant ingest"):
        bot.ask("How do bees survive the winter?")


def test_what_is_neither_source_nor_document_cannot_be_removed(bot: Assistant) -> None:
    bot.ingest()
    with pytest.raises(UnknownDocumentError, match="nothing-like-it"):
        bot.remove("nothing-like-it")


def test_origins_say_where_documents_are_from(bot: Assistant) -> None:
    (origin,) = bot.origins(["bees"]).values()
    assert (origin.title, origin.author, origin.path) == ("On Bees", "B. Keeper", "library/bees.md")


def test_an_index_and_its_sources_may_be_moved_together(bot: Assistant, home: Path) -> None:
    bot.ingest()
    bot.close()
    moved = Path(
        shutil.copytree(home, home.with_name("moved"), ignore=shutil.ignore_patterns("work"))
    )
    with Assistant.open(index=moved / "index") as other:
        report = other.ingest()
        assert (report.unchanged, report.embedded) == (2, 0)


# What can go wrong


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    bot = Assistant.open(index=tmp_path / "index", corpus=tmp_path / "nowhere")
    with pytest.raises(SourceError, match="nowhere"):
        bot.ask("anything")


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("words")
    for call in (Assistant.documents, Assistant.ingest):
        with pytest.raises(NotAnIndexError):
            call(Assistant.open(index=tmp_path / "mine"))


def test_a_second_writer_is_turned_away_and_readers_go_on(bot: Assistant, home: Path) -> None:
    bot.ingest()
    with IndexFolder(home / "index").writing():
        with pytest.raises(LockedIndexError):
            bot.ingest()
        assert not bot.ask("How do bees survive the winter?").abstained


def test_another_model_is_told_so_and_a_rebuild_mends_it(
    bot: Assistant, home: Path, tiny: Embedder
) -> None:
    bot.ingest()
    bot.close()
    other = Assistant.open(
        index=home / "index", embedding_model=tiny.name, cache=tiny.graph.parents[2]
    )
    for call in (other.ask, other.ingest):
        with pytest.raises(StaleIndexError, match="ingest --rebuild"):
            call(*(["How do bees survive?"] if call == other.ask else []))

    report = other.ingest(rebuild=True)

    assert report.documents == 2
    assert report.embedded == report.passages > 0
    assert other.search("bees")
    other.close()


@pytest.mark.parametrize(
    "pattern", ["catalogue.sqlite", "chroma/*/data_level0.bin", "lexical/*.term", "manifest.json"]
)
def test_a_damaged_part_is_noticed_and_mended(bot: Assistant, home: Path, pattern: str) -> None:
    bot.ingest()
    expected = bot.ask("How do bees survive the winter?").text
    bot.close()
    for path in (home / "index" / "generations").glob(f"*/{pattern}"):
        path.write_bytes(b"")

    with pytest.raises(DamagedIndexError, match="doctor --repair"):
        bot.ask("How do bees survive the winter?")
    assert bot.repair()

    assert bot.ask("How do bees survive the winter?").text == expected
    assert bot.repair() == []


def test_a_damaged_embedding_cache_is_filled_again_from_chroma(bot: Assistant, home: Path) -> None:
    bot.ingest()
    damage(home / "index" / "vectors.sqlite", at=0, length=10**9)
    assert any("3 vectors" in line for line in bot.repair())
    assert bot.ingest(rebuild=True).embedded == 0


def test_the_public_names_are_all_there() -> None:
    assert all(getattr(assistant, name) for name in assistant.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        assistant.Nothing  # noqa: B018
