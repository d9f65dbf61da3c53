"""`assistant eval` as its users meet it: figures, gates, files, and everything that goes wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.functional.command import (
    ESCAPES,
    ESSAY_ID,
    PATIENCE_S,
    ROOT,
    Command,
    visible_lines,
    widest,
)
from tests.functional.test_json_output import check

SUITE = f"""\
name: small
description: Three questions.
cases:
  - id: harvesting-traffic-why
    question: Why does harvesting traffic fail in the industrial Internet?
    tags: [why]
    answerable: true
    critical: true
    gold:
      - {{document: {ESSAY_ID}, paragraph: 2, starts: "In the past, players thought"}}
    facts:
      - [B-end traffic is not huge]
  - id: lasagne
    question: How long should lasagne stay in the oven?
    tags: [outside]
    answerable: false
    critical: true
  - id: two-economies
    question: Which two economies took shape in the consumer Internet era?
    tags: [lookup]
    answerable: true
    gold:
      - {{document: {ESSAY_ID}, paragraph: 4, starts: "After experiencing"}}
    facts:
      - [never said like this]
"""

GATE = '[floors]\nquote_validity = 1.0\n[drop]\nmetrics = ["passed", "recall@5"]\n'


@pytest.fixture
def small(essay: Command) -> Command:
    """The command in a folder with a suite of three cases and a gate."""
    suites = essay.cwd / "evals" / "suites"
    suites.mkdir(parents=True)
    (suites / "small.yaml").write_text(SUITE)
    (essay.cwd / "evals" / "gates.toml").write_text(GATE)
    return essay


RUN = ("eval", "run", "evals/suites/small.yaml")
GATED = (*RUN, "--gate", "evals/gates.toml")


def edit(command: Command, old: str, new: str) -> None:
    path = command.cwd / "evals" / "suites" / "small.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def results(command: Command) -> list[dict[str, object]]:
    lines = (command.cwd / "evals" / "reports" / "small.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines[1:]]


def test_a_run_prints_its_figures_and_keeps_its_results(small: Command) -> None:
    done = small(*RUN)

    assert (done.status, done.err) == (0, "")
    assert "3 cases: 2 passed, 1 failed" in done.out
    assert "two-economies: does not say: “never said like this”" in done.out
    assert [one["case"] for one in results(small)] == [
        "harvesting-traffic-why",
        "lasagne",
        "two-economies",
    ]


def test_a_terminal_shows_how_far_it_is_and_lines_that_fit(small: Command) -> None:
    status, written = small.in_terminal(*RUN)
    assert status == 0
    assert re.search(r"\d of 3 cases, \d passed", ESCAPES.sub("", written))
    shown = visible_lines(written.rpartition("\x1b[2K")[2])
    assert shown[0] == "small · extractive"
    assert widest(shown) <= 80


def test_json_is_the_only_output_and_fits_its_schema(small: Command) -> None:
    done = small(*GATED, "--update-baseline", "--json")
    assert (done.status, done.complaint) == (
        0,
        "assistant: this run is the baseline now: evals/baselines/small.jsonl",
    )
    check(done.document, "evaluation")
    again = small(*GATED, "--json")
    assert (again.status, again.err) == (0, "")
    check(again.document, "evaluation")
    assert again.document["gate"] == {"passed": True, "breaches": []}
    assert again.document["passed"] == 2

    compared = small.without_index()(
        "eval", "compare", "evals/baselines/small.jsonl", "evals/reports/small.jsonl", "--json"
    )
    assert compared.status == 0, compared.err
    check(compared.document, "comparison")
    assert compared.document["flips"] == []


def test_two_runs_differ_in_their_times_only(small: Command) -> None:
    small = small.afresh()  # each hashes strings in its own way

    def without_times(*more: str) -> list[dict[str, object]]:
        assert small(*RUN, *more).status == 0
        return [{**one, "seconds": None} for one in results(small)]

    assert without_times("--workers", "1") == without_times("--workers", "3")


def test_a_failed_gate_exits_with_1_and_says_why(small: Command) -> None:
    assert small(*GATED, "--update-baseline").status == 0
    baseline = small.cwd / "evals" / "baselines" / "small.jsonl"
    before = baseline.read_bytes()
    # The same case, but judged by what the answer does not say.
    edit(small, "B-end traffic is not huge", "B-end traffic is huge")
    assert small(*GATED).status == 0, "an edited case is not compared"
    edit(small, "B-end traffic is huge", "B-end traffic is not huge")

    done = small(*GATED, ASSISTANT_WRONG_IN_100="100")

    assert done.status == 1
    assert "gate failed" in done.out
    assert "must refuse: lasagne: answers what must be refused" in done.out
    assert "not the same options: wrong_in_100 50.0 → wrong_in_100 100.0" in done.out
    assert baseline.read_bytes() == before


def test_cases_are_chosen_by_tag_id_and_number(small: Command) -> None:
    def ran(*more: str) -> list[object]:
        done = small(*RUN, *more)
        assert done.status == 0, done.err
        return [one["case"] for one in results(small)]

    assert ran("--tag", "why", "--tag", "lookup") == ["harvesting-traffic-why", "two-economies"]
    assert ran("--case", "lasagne") == ["lasagne"]
    assert ran("--limit", "1") == ["harvesting-traffic-why"]
    assert len(ran("--repeat", "2")) == 6
    assert ran("--fail-fast", "--workers", "1", "--tag", "lookup")


def test_junit_html_and_github_are_written(small: Command) -> None:
    assert small(*GATED, "--update-baseline").status == 0
    summary = small.cwd / "summary.md"
    done = small(
        *GATED, "--junit", "out/junit.xml", "--html", "out/report.html",
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary), ASSISTANT_WRONG_IN_100="100",
    )  # fmt: skip

    assert done.status == 1
    root = ElementTree.parse(small.cwd / "out" / "junit.xml").getroot()
    assert len(list(root.iter("testcase"))) == 3
    assert "<mark" in (small.cwd / "out" / "report.html").read_text()
    assert "::error file=evals/suites/small.yaml,line=13,title=lasagne::must refuse" in done.err
    assert "**Gate failed**" in summary.read_text()


def test_an_estimate_asks_nothing(small: Command) -> None:
    done = small(*RUN, "--estimate", "--json")
    assert done.status == 0, done.err
    check(done.document, "estimate")
    assert done.document["calls"] == 0
    assert not (small.cwd / "evals" / "reports").exists()


def test_a_benchmark_gets_an_index_of_its_own(assistant: Command) -> None:
    path = assistant.cwd / "bees.jsonl"
    entry = {
        "question": "How do bees survive the winter?",
        "passages": ["Bees survive the winter by clustering around their queen."],
        "answers": ["They cluster around their queen."],
    }
    path.write_text(json.dumps(entry) + "\n")

    done = assistant("eval", "run", "jsonl:bees.jsonl", "--json")

    assert done.status == 0, done.err
    assert done.document["suite"] == "jsonl-bees"
    assert done.document["passed"] == 1
    assert not assistant.index.exists()


# Bad input: one line, exit status 3 or 2, nothing lost


def complaint(command: Command, *args: str, status: int = 3) -> str:
    done = command(*args)
    assert (done.status, done.out) == (status, ""), done
    return done.complaint


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("tags: [why]", "tags: [why", 7, "not valid YAML"),
        ("id: lasagne", "id: two-economies", 18, "is also in line 13"),
        ("paragraph: 2", "paragraph: 99", 4, f"{ESSAY_ID}:99 does not exist"),
        ("paragraph: 2", "paragraph: 3", 4, "begins “Finding a new way"),
        (f"document: {ESSAY_ID}, paragraph: 4", "document: bees, paragraph: 4", 18, "'bees'"),
    ],
)
def test_a_wrong_suite_stops_before_anything_is_asked(
    small: Command, old: str, new: str, line: int, words: str
) -> None:
    edit(small, old, new)
    said = complaint(small, *RUN)
    assert said.startswith(f"assistant: evals/suites/small.yaml:{line}: ")
    assert words in said
    assert not (small.cwd / "evals" / "reports" / "small.jsonl").exists()


def test_an_empty_suite_is_refused(small: Command) -> None:
    (small.cwd / "evals" / "suites" / "small.yaml").write_text("name: small\ncases: []\n")
    assert "no cases" in complaint(small, *RUN)


def test_a_missing_baseline_says_how_to_make_one(small: Command) -> None:
    said = complaint(small, *GATED)
    assert "no baseline evals/baselines/small.jsonl" in said
    assert said.endswith("--update-baseline")


def test_a_damaged_baseline_is_named_and_left_alone(small: Command) -> None:
    assert small(*GATED, "--update-baseline").status == 0
    path = small.cwd / "evals" / "baselines" / "small.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    before = path.read_bytes()
    assert "small.jsonl:4: the results are damaged" in complaint(small, *GATED)
    assert path.read_bytes() == before


def test_a_missing_gate_and_missing_results_are_named(small: Command) -> None:
    assert "no such file" in complaint(small, *RUN, "--gate", "nowhere.toml")
    bare = small.without_index()
    assert "no such file" in complaint(bare, "eval", "compare", "a.jsonl", "b.jsonl")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--record", "a", "--replay", "b"), "exclude each other"),
        (("--gate", "evals/gates.toml", "--limit", "1"), "whole suites"),
        (("--update-baseline", "--tag", "why"), "whole suites"),
        (("--tag", "nothing"), "its tags are lookup, outside, why"),
        (("--case", "nothing"), "no case 'nothing'"),
        (("--workers", "0"), "'--workers'"),
    ],
)
def test_contradictions_are_wrong_usage(small: Command, args: tuple[str, ...], words: str) -> None:
    assert words in complaint(small, *RUN, *args, status=2)


def many(command: Command, number: int) -> Path:
    """Write a suite that takes a while."""
    head, _, _ = SUITE.partition("  - id:")
    cases = "".join(
        f"  - {{id: q-{at}, question: What about traffic and {at}?, answerable: false}}\n"
        for at in range(number)
    )
    path = command.cwd / "evals" / "suites" / "many.yaml"
    path.write_text(head.replace("small", "many") + cases)
    return command.cwd / "evals" / "reports" / "many.jsonl.part"


def stop(command: Command, part: Path, how: signal.Signals) -> subprocess.Popen[bytes]:
    """Start a run, and stop it as soon as it has done some cases."""
    run = command.popen(
        "eval", "run", "evals/suites/many.yaml", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + PATIENCE_S
    while not (part.exists() and part.read_bytes().count(b"\n") > 5):
        assert run.poll() is None, run.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(run.pid, how)
    run.wait(PATIENCE_S)
    return run


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_run_goes_on_where_it_was(small: Command, how: signal.Signals) -> None:
    part = many(small, 60)
    run = stop(small, part, how)
    said = run.stderr.read().decode()
    run.stdout.close()
    run.stderr.close()
    if how == signal.SIGINT:
        assert run.returncode == 130
        assert said.splitlines() == [
            "assistant: interrupted; what was done is in evals/reports/many.jsonl.part, and the "
            "same command goes on there"
        ]
    kept = part.read_bytes().rpartition(b"\n")[0].count(b"\n")
    assert 5 <= kept < 60

    done = small("eval", "run", "evals/suites/many.yaml", "--json")

    assert f"stopped: {kept} results are there" in done.complaint
    assert done.document["cases"] == 60
    assert not part.exists()


def test_without_the_extra_it_says_what_to_install(small: Command) -> None:
    hidden = small.cwd / "hidden"
    hidden.mkdir()
    # As if one package were not installed.
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'scipy' else find(name, *more)\n"
    )
    done = replace(small, env={**small.env, "PYTHONPATH": f"{hidden}:{ROOT}"})(*RUN)
    assert done.status == 3
    assert done.complaint.endswith("pip install 'industrial-internet-assistant[eval]'")


def test_help_is_quick_and_loads_nothing_heavy(small: Command) -> None:
    from tests.functional.command import packages

    loaded = packages(small.without_index().imports("eval", "run", "--help"))
    assert not loaded & {"scipy", "numpy", "ir_measures", "jinja2", "yaml", "torch"}
