"""Public formats, each from a few lines of its own; and the development data where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import SuiteError
from assistant.evaluation.importers.kinds import benchmark_kind, load_benchmark
from assistant.evaluation.importers.passages import Benchmark

DATA = Path(__file__).parents[4] / "shared" / "data"


def lines(path: Path, *entries: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in entries))
    return path


def check(benchmark: Benchmark) -> None:
    """Every gold paragraph is a passage that begins so."""
    for case in benchmark.suite.cases:
        for gold in case.gold:
            assert gold.paragraph == 1
            assert benchmark.documents[gold.document].startswith(gold.starts)
    assert all("\n" not in text for text in benchmark.documents.values())


def test_clapnq_has_long_answers_and_questions_without_one(tmp_path: Path) -> None:
    passage = {"title": "Bee Keeping", "text": "Bees sleep.\nThey do.", "sentences": []}
    path = lines(
        tmp_path / "dev.jsonl",
        {
            "id": "7",
            "input": "do bees sleep",
            "passages": [passage],
            "output": [{"answer": "They do."}, {"answer": "Yes ."}, {"answer": ""}],
        },
        {"id": "8", "input": "who", "passages": [passage], "output": [{"answer": ""}]},
    )
    read = load_benchmark("clapnq", path)
    first, second = read.suite.cases
    assert read.documents == {"bee-keeping-1": "Bees sleep. They do."}
    assert first.references == ("They do.", "Yes .")
    assert (first.answerable, second.answerable, second.gold) == (True, False, ())
    assert first.group == second.group == "Bee Keeping"
    assert (read.suite.name, second.line) == ("clapnq-dev", 2)
    check(read)


def test_squad_s_answers_are_one_fact_in_several_spellings(tmp_path: Path) -> None:
    def question(id_: str, *answers: str, impossible: bool = False) -> dict[str, object]:
        said = [{"text": one, "answer_start": 0} for one in answers]
        return {"id": id_, "question": "When?", "answers": said, "is_impossible": impossible}

    path = tmp_path / "squad.json"
    paragraph = {
        "context": "In 1973 it began.",
        "qas": [question("a", "1973", "In 1973", "1973"), question("b", impossible=True)],
    }
    path.write_text(json.dumps({"data": [{"title": "Oil", "paragraphs": [paragraph]}]}))
    read = load_benchmark("squad", path)
    first, second = read.suite.cases
    assert [[one.text for one in fact] for fact in first.facts] == [["1973", "In 1973"]]
    assert (second.answerable, second.gold, second.facts) == (False, (), ())
    assert first.group == second.group == "Oil"
    check(read)


def test_wice_s_claims_are_put_as_questions(tmp_path: Path) -> None:
    def entry(claim: str, label: str, *evidence: str) -> dict[str, object]:
        return {
            "label": label,
            "claim": claim,
            "evidence": list(evidence),
            "meta": {"id": "x", "claim_title": "Bees"},
        }

    path = lines(
        tmp_path / "wice.jsonl",
        entry("They sleep.", "supported", "Bees", "sleep at night."),
        entry("They sleep.", "supported", "Also by day."),
        entry("They drive.", "not_supported", "Bees fly."),
        entry("They sing.", "partially_supported", "They hum."),
    )
    read = load_benchmark("wice", path)
    sleep, drive, sing = read.suite.cases
    assert [gold.document for gold in sleep.gold] == ["bees-1", "bees-2"]
    assert read.documents["bees-1"] == "Bees sleep at night."
    assert (drive.answerable, drive.gold) == (False, ())
    assert (sing.answerable, sing.gold[0].grade, sing.tags) == (True, 1, ("partially_supported",))
    check(read)


def test_beir_joins_titles_and_takes_the_judgements_of_the_test_split(tmp_path: Path) -> None:
    lines(
        tmp_path / "corpus.jsonl",
        {"_id": "d1", "title": "Bees", "text": "sleep."},
        {"_id": "d2", "title": "", "text": "Wasps do not."},
        {"_id": "d3", "title": "", "text": ""},
    )
    lines(tmp_path / "queries.jsonl", {"_id": "q1", "text": "sleep?"}, {"_id": "q2", "text": "?"})
    (tmp_path / "qrels").mkdir()
    head = "query-id\tcorpus-id\tscore\n"
    (tmp_path / "qrels" / "dev.tsv").write_text(head)
    (tmp_path / "qrels" / "test.tsv").write_text(
        f"{head}q1\td1\t3\nq1\td2\t1\nq1\td3\t1\nq2\td1\t0\n"
    )
    read = load_benchmark("beir", tmp_path)
    (case,) = read.suite.cases
    assert [(gold.document, gold.grade) for gold in case.gold] == [("d1-1", 2), ("d2-2", 1)]
    assert read.documents["d1-1"] == "Bees sleep."
    check(read)


def test_plain_lines_need_only_a_question_and_what_answers_it(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "mine.jsonl",
        {"question": "Why?", "passages": ["Because it is so."], "answers": ["It is so."]},
        {"question": "Who?", "passages": ["Nobody knows."], "answerable": False},
    )
    read = load_benchmark("jsonl", path)
    why, who = read.suite.cases
    assert (why.id, why.references, why.gold[0].document) == ("1", ("It is so.",), "passage-1")
    assert (who.answerable, who.gold) == (False, ())
    assert set(read.documents.values()) == {"Because it is so.", "Nobody knows."}
    check(read)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("clapnq", '{"id": "1"}\n', ":1: the field 'input' must be a text"),
        ("clapnq", '{"id": "1", "input": "q", "output": 3}\n', "'output' must be a list"),
        ("clapnq", "[]\n", ":1: an object with named fields"),
        ("clapnq", "{\n", ":1: not valid JSON"),
        ("squad", "{}", "holds no question"),
        ("squad", '{"data": [3]}', "an object with named fields"),
        ("wice", '{"claim": "c", "label": "maybe", "evidence": []}\n', "the label 'maybe'"),
        ("wice", '{"claim": "c", "label": "supported", "evidence": "e"}\n', "list of texts"),
        ("jsonl", '{"question": "q", "answers": []}\n{"question": "q"}\n', "holds no question"),
        ("jsonl", '{"question": "q", "answerable": true}\n', "needs `answers` or `passages`"),
        ("jsonl", '{"question": "q", "answerable": "yes"}\n', "must be true or false"),
        ("jsonl", "", "holds no question"),
        (
            "jsonl",
            '{"id": "a", "question": "q", "passages": ["x"], "answers": ["x"]}\n' * 2,
            ":2: the id 'a' is also in line 1",
        ),
    ],
)
def test_a_file_of_another_kind_is_named_with_its_line(
    tmp_path: Path, kind: str, content: str, words: str
) -> None:
    path = tmp_path / "data"
    path.write_text(content)
    with pytest.raises(SuiteError) as caught:
        load_benchmark(kind, path)
    assert str(caught.value).startswith(str(path))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("qrels", "words"),
    [(None, "has no qrels"), ("h\nq1 d1 1\n", "parted by tabs"), ("h\nq1\td9\t1\n", "'d9'")],
)
def test_a_broken_beir_folder_is_named(tmp_path: Path, qrels: str | None, words: str) -> None:
    lines(tmp_path / "corpus.jsonl", {"_id": "d1", "text": "x"})
    lines(tmp_path / "queries.jsonl", {"_id": "q1", "text": "x"})
    if qrels:
        (tmp_path / "qrels").mkdir()
        (tmp_path / "qrels" / "test.tsv").write_text(qrels)
    with pytest.raises(SuiteError, match=words):
        load_benchmark("beir", tmp_path)


def test_a_missing_benchmark_is_named(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no such file"):
        load_benchmark("clapnq", tmp_path / "absent.jsonl")


def test_a_benchmark_is_told_from_a_path() -> None:
    assert benchmark_kind("squad:a:b.json") == ("squad", Path("a:b.json"))
    assert benchmark_kind("evals/suites/essay.yaml") is None
    assert benchmark_kind("C:/suite.yaml") is None


@pytest.mark.parametrize(
    ("kind", "name", "cases"),
    [
        ("clapnq", "clapnq-tune.jsonl", 200),
        ("squad", "squad2-tune.json", 2917),
        ("wice", "wice-claims-tune.jsonl", 349),
    ],
)
def test_the_development_data_are_read(kind: str, name: str, cases: int) -> None:
    if not (DATA / name).is_file():
        pytest.skip(f"the development data are not here: {DATA / name}")
    read = load_benchmark(kind, DATA / name)
    assert len(read.suite.cases) == cases
    check(read)
