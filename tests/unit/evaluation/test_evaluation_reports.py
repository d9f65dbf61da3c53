"""Reports for other programs: JUnit, GitHub, a page for a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.gate import DropRule, Gate
from assistant.evaluation.records import Place
from assistant.evaluation.report import Report, cited_places
from assistant.evaluation.reports import charts, github, html, junit
from assistant.evaluation.uncertainty import Estimate
from tests.unit.evaluation.world import (
    answer,
    case,
    citation,
    outcomes,
    paragraph,
    report,
    results,
    right,
    statement,
)

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\u202e&]]>'
CASES = [
    case(1, critical=True),
    case(2, question=f"Why {HOSTILE}?", notes=HOSTILE, tags=("odd | one",)),
    case(3),
    case(4, answerable=False),
]


def broken(one):
    if one.id == "yes-1":
        return answer()
    if one.id == "yes-2":
        hostile = replace(citation(2, quote=HOSTILE), section=(HOSTILE,))
        return answer(statement(2, text=HOSTILE, citations=(hostile,)))
    return right(one)


def whole() -> Report:
    some = outcomes(CASES, broken)
    some[2] = replace(some[2], response=None, error="ValueError: a\x00b & <c>", scores={})
    gate = Gate(drop=DropRule(metrics=("passed",)))
    judged = report(CASES, some, gate=gate, baseline=results(outcomes(CASES, right)))
    sources = {place: paragraph(place.paragraph).text for place in cited_places(some)}
    return replace(judged, sources=sources)


@pytest.fixture(scope="module")
def judged() -> Report:
    return whole()


# JUnit

#: What the schema that Jenkins and most others use asks of each element: attributes and children.
ALLOWED = {
    "testsuites": (set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        {"testcase", "system-err"},
    ),
    "testcase": ({"classname", "name", "time"}, {"failure", "error"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "system-err": (set(), set()),
}


def test_junit_is_well_formed_and_has_only_what_the_schema_knows(judged: Report) -> None:
    root = ElementTree.fromstring(junit.document(judged))
    for element in root.iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= children
    (suite,) = root
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "4",
        "failures": "2",
        "errors": "1",
    }
    assert len(suite.findall("testcase")) == 4
    assert float(suite.get("time")) == pytest.approx(
        sum(float(one.get("time")) for one in suite.findall("testcase"))
    )


def test_junit_tells_a_wrong_answer_from_a_crash_and_from_the_gate(judged: Report) -> None:
    root = ElementTree.fromstring(junit.document(judged))
    first, second, third, fourth = root.iter("testcase")
    assert first.find("failure").get("message").startswith("abstained, though")
    assert HOSTILE in second.find("failure").text
    assert third.find("error").attrib == {"type": "ValueError", "message": "a\ufffdb & <c>"}
    assert list(fourth) == []
    assert "critical case: yes-1" in root.find("testsuite/system-err").text


@given(st.text(max_size=50))
def test_any_text_makes_well_formed_xml(text: str) -> None:
    one = replace(outcomes(CASES[:1])[0], failures=(text,), question=text)
    ElementTree.fromstring(junit.document(report(CASES, [one])))


# GitHub


def test_annotations_stand_on_the_suite_s_lines_and_stay_one_line(judged: Report) -> None:
    lines = github.commands(judged).splitlines()
    assert lines[0].startswith(
        "::error file=evals/suites/bees.yaml,line=2,title=yes-2::invented quote: "
    )
    assert any(
        line.startswith("::error") and "title=yes-1::critical case" in line for line in lines
    )
    assert all(re.match(r"::(error|warning) file=", line) for line in lines)


def test_a_question_cannot_add_a_command_of_its_own() -> None:
    from assistant.evaluation.gate import Breach

    one = report(CASES, outcomes(CASES))
    one = replace(one, breaches=(Breach(guard="x", text="a\n::set-env name=A::b", case="c,d:e"),))
    (line,) = github.commands(one).splitlines()
    assert line.startswith("::error file=evals/suites/bees.yaml,line=1,title=c%2Cd%3Ae::x: a ::set")


def test_a_broken_case_is_a_warning_unless_the_gate_names_it() -> None:
    cases = [case(1), case(2)]
    one = report(cases, outcomes(cases, lambda _: answer()), gate=Gate(),
                 baseline=results(outcomes(cases, right)))  # fmt: skip
    assert [line.partition(" ")[0] for line in github.commands(one).splitlines()] == [
        "::warning",
        "::warning",
    ]


def test_the_step_summary_is_a_table_that_documents_cannot_break(judged: Report) -> None:
    text = github.summary(judged)
    assert text.startswith("## bees: 1 of 4 passed\n\n**Gate failed**\n")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) in {4, 6} for row in rows), rows
    assert "<script" not in text


# The page


class _Page(HTMLParser):
    """Collects elements, their attributes and the text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {"style": "", "script": ""}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data) -> None:
        if self._open in self.inside:
            self.inside[self._open] += data

    def handle_endtag(self, tag) -> None:
        self._open = ""


def test_the_page_s_policy_names_its_own_style_and_script_and_nothing_else(judged: Report) -> None:
    page = _Page(html.page(judged))
    (policy,) = [
        attrs["content"]
        for tag, attrs in page.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    hashes = {
        name: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in page.inside.items()
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; "
        f"script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    )


def test_the_page_has_nothing_to_fetch_and_no_handler(judged: Report) -> None:
    page = _Page(html.page(judged))
    assert [tag for tag, _ in page.elements].count("script") == 1
    for tag, attrs in page.elements:
        assert tag not in {"img", "link", "iframe", "object", "embed", "base", "form", "use"}
        assert not [name for name in attrs if name.startswith("on") or name in {"src", "style"}]
        assert (attrs.get("href") or "#").startswith("#")
    assert "@import" not in page.inside["style"]
    assert "url(" not in page.inside["style"]


def test_the_page_shows_directions_that_hide_as_what_they_are(judged: Report) -> None:
    page = html.page(judged)
    assert "\u202e" not in page
    assert "&lt;202E&gt;" in page


def test_each_statement_stands_beside_its_paragraph_with_the_quote_marked() -> None:
    cases = [case(1)]
    said = answer(statement(1, text="thing 1", citations=(replace(
        citation(1, quote="do thing 1"), start=paragraph(1).start + 20),)))  # fmt: skip
    some = outcomes(cases, lambda _: said)
    one = replace(
        report(cases, some),
        sources={Place(document="bees", paragraph=1): paragraph(1).text},
    )
    assert some[0].response.claims[0].quotes[0].intact
    assert '<p>Fact 1 is that bees <mark class="">do thing 1</mark>.</p>' in html.page(one)


def test_the_page_shows_figures_tags_gate_flips_and_what_was_expected(judged: Report) -> None:
    page = html.page(judged)
    for words in (
        "Gate failed",
        "Key facts said",
        "odd | one",
        "Coverage against risk",
        "Rank of the first gold paragraph",
        "Seconds for an answer",
        "Against the baseline",
        "Baseline said:",
        "not in the document",
        "It abstained.",
        "do thing 1 or thing 1 is done",
        "ValueError: a&lt;00&gt;b &amp; &lt;c&gt;",
    ):
        assert words in page, words


def test_a_run_in_which_all_crashed_has_a_page(judged: Report) -> None:
    some = [replace(one, response=None, error="X: y", scores={}) for one in outcomes(CASES)]
    assert "0 of 4 passed" in html.page(report(CASES, some))


def test_a_track_stays_inside_whatever_its_figure() -> None:
    drawn = charts.track(Estimate(value=1.0, low=0.4, high=1.0, cases=3), 0.5)
    assert 'x="40.00"' in drawn
    assert 'width="60.00"' in drawn
    assert 'class="base" x1="50.00"' in drawn


def test_ranks_count_the_first_gold_paragraph_of_each_case() -> None:
    def late(one):
        said = right(one)
        if one.id == "yes-1":
            return replace(said, nearest=said.nearest[2:5])
        return replace(said, nearest=(said.nearest[-1], *said.nearest[:-1]))

    bars = charts.rank_bars(report(CASES, outcomes(CASES, late)))
    assert [(bar.label, bar.count) for bar in bars if bar.count] == [("2", 2), ("none", 1)]
