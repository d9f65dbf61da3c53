"""The documents in seeds/: what they promise of themselves holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from assistant.evaluation.suite_file import load_suite
from assistant.models.embedder import Embedder
from assistant.reading.discovery import find_files
from assistant.reading.reader import Reading
from assistant.text.notes import labels_at
from assistant.text.sentences import split_sentences
from assistant.types import Paragraph
from tests.fakes import reading
from tests.functional.command import ESSAY, ROOT, SEEDS, Command

#: Beside the essay.
COMPANIONS = sorted(path for path in SEEDS.glob("*.md") if path.stem != "README")
TABLE = (SEEDS / "README.md").read_text("utf-8")

KEYS = {"title", "author", "date", "language", "topics", "stance", "sources"}
MARK = re.compile(r"\[\^([\w-]+)\](?!:)")
NOTE = re.compile(r"^\[\^([\w-]+)\]: (.+), <(\S+)>\.$", re.MULTILINE)

# What has digits and is no figure: names that end in a version, and what letters make a name of
# (B2B, 5G, 4IR). Headings and footnotes are not looked at; a list has no numbers here.
NAMES = re.compile(r"\bIndustr(?:ie|y) 4\.0\b|\w*(?:[^\W\d_]\d|\d[^\W\d_])\w*")
FIGURE = re.compile(r"\d")

companions = pytest.mark.parametrize("file", COMPANIONS, ids=lambda file: file.stem)


def parts(file: Path) -> tuple[dict[str, object], str]:
    _, front, body = file.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def read(file: Path) -> Reading:
    return reading(file.stem, file.read_bytes(), suffix=file.suffix)


def has_figure(text: str) -> bool:
    """Tell whether a text gives a number, a year or a date, and not merely a name with digits."""
    return bool(FIGURE.search(NAMES.sub("", MARK.sub("", text))))


def sentences_without_a_mark(paragraph: Paragraph) -> Iterator[str]:
    labels = paragraph.labels
    for one in split_sentences(paragraph.text, labels=labels):
        if not labels_at(paragraph.text, one.start, one.end, labels):
            yield paragraph.text[one.start : one.end]


def test_there_are_the_essay_and_sixteen_companions() -> None:
    found = find_files(SEEDS, max_bytes=10**6)
    assert {file.path for file in found.files} == {ESSAY, *COMPANIONS}
    assert len(COMPANIONS) == 16
    assert found.problems == ()


def test_the_readme_is_no_document(library: Command) -> None:
    listed = library("documents", "--json").document["documents"]
    assert {one["document"] for one in listed} == {ESSAY.stem, *(one.stem for one in COMPANIONS)}


def test_the_readme_lists_the_essay() -> None:
    essay = read(ESSAY).document
    (row,) = re.findall(rf"^\| .*\]\({ESSAY.name}\) \| (.+) \|$", TABLE, re.MULTILINE)
    title, *rest = row.split(" | ")
    assert essay.title in title
    assert essay.author is not None
    assert essay.author in title
    assert rest == ["none", "none", "none"]


@companions
def test_the_readme_lists_every_companion_as_its_front_matter_has_it(file: Path) -> None:
    fields, _ = parts(file)
    (row,) = re.findall(rf"^\| .*\]\({file.name}\) \| (.+) \|$", TABLE, re.MULTILINE)
    topics = ", ".join(fields["topics"])
    assert row.split(" | ") == [fields["title"], topics, str(fields["date"]), fields["stance"]]


def test_the_readme_lists_nothing_else() -> None:
    rows = re.findall(r"^\| \[`(.+?)`\]\((.+?)\) \|", TABLE, re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(one.name for one in (ESSAY, *COMPANIONS))
    assert all(name == target for name, target in rows)


def test_the_links_of_the_readme_lead_to_files() -> None:
    targets = [one.partition("#")[0] for one in re.findall(r"\]\(([^)]+)\)", TABLE)]
    assert [one for one in targets if not (SEEDS / one).exists()] == []


@companions
def test_the_front_matter_says_what_is_needed(file: Path) -> None:
    fields, _ = parts(file)
    assert set(fields) == KEYS
    assert fields["author"] == "Editors"
    assert fields["stance"] in {"supports", "contradicts", "mixed", "context"}
    assert fields["topics"]
    assert fields["sources"]


@companions
def test_every_footnote_is_defined_once_with_its_address_and_used(file: Path) -> None:
    _, body = parts(file)
    defined = [label for label, _, _ in NOTE.findall(body)]
    assert len(defined) == len(set(defined)) == len(re.findall(r"^\[\^", body, re.MULTILINE))
    assert set(defined) == set(MARK.findall(body))


@companions
def test_the_front_matter_and_the_footnotes_name_the_same_sources(file: Path) -> None:
    fields, body = parts(file)
    named = [f"{said}, {address}" for _, said, address in NOTE.findall(body)]
    assert sorted(named) == sorted(fields["sources"])


@companions
def test_every_address_is_one_of_the_web(file: Path) -> None:
    _, body = parts(file)
    for _, _, address in NOTE.findall(body):
        found = urlsplit(address)
        assert found.scheme in {"http", "https"}, address
        assert re.fullmatch(r"[\w-]+(\.[\w-]+)+", found.netloc), address
        assert not re.search(r"[\s<>\"{}|\\^`…]", address), address


@companions
def test_every_sentence_with_a_figure_has_a_footnote(file: Path) -> None:
    bare = [
        sentence
        for paragraph in read(file).paragraphs
        for sentence in sentences_without_a_mark(paragraph)
        if has_figure(sentence)
    ]
    assert bare == []


def test_a_figure_is_told_from_a_name() -> None:
    assert has_figure("It cost 12.")
    assert has_figure("In 2016 Industrie 4.0 was new.[^a-1]")
    assert not has_figure("B2B, 5G and Industrie 4.0 are names.[^a-2017]")


@companions
def test_every_paragraph_is_embedded_whole(file: Path, embedder: Embedder) -> None:
    assert embedder.max_tokens == 256
    texts = [paragraph.plain for paragraph in read(file).paragraphs]
    assert max(embedder.count_tokens(texts)) <= embedder.max_tokens


@companions
def test_the_length_is_as_promised(file: Path) -> None:
    _, body = parts(file)
    text = MARK.sub("", re.sub(r"^\[\^.*$", "", body, flags=re.MULTILINE))
    assert 900 <= len(re.findall(r"\w[\w.,%’'-]*", text)) <= 1_600
    assert (
        max(len(paragraph.split()) for paragraph in text.split("\n\n") if "|" not in paragraph)
        <= 120
    )


def test_the_suite_asks_about_documents_that_are_there() -> None:
    known = {one.stem for one in (ESSAY, *COMPANIONS)}
    cases = load_suite(ROOT / "evals" / "suites" / "library.yaml").cases
    assert len(cases) == 184
    assert {gold.document for case in cases for gold in case.gold} <= known


def test_the_suite_of_the_essay_asks_in_the_essay_only() -> None:
    cases = load_suite(ROOT / "evals" / "suites" / "essay.yaml").cases
    assert {case.documents for case in cases} == {(ESSAY.stem,)}
