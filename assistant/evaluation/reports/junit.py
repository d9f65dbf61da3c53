"""JUnit XML, as CI servers read it."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

from assistant.evaluation.records import Outcome
from assistant.evaluation.report import Report

# XML 1.0 has no place for these, not even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(report: Report) -> str:
    """Write a run as one test suite with a test case for each case and repeat.

    A wrong answer is a failure and a crash an error. What breaks the gate is told in the suite's
    `system-err`.
    """
    root = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=_clean(report.suite.name),
        tests=str(len(report.outcomes)),
        failures=str(report.summary.failed),
        errors=str(report.summary.errors),
        skipped="0",
        time=_seconds(sum(one.seconds for one in report.outcomes)),
    )
    for one in report.outcomes:
        _add(suite, one, suite_name=report.suite.name)
    if report.breaches:
        lines = (
            f"{one.guard}: {f'{one.case}: ' if one.case else ''}{one.text}"
            for one in report.breaches
        )
        ElementTree.SubElement(suite, "system-err").text = _clean("\n".join(lines))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _add(suite: ElementTree.Element, one: Outcome, *, suite_name: str) -> None:
    name = one.case if one.repeat == 1 else f"{one.case} ({one.repeat})"
    case = ElementTree.SubElement(
        suite,
        "testcase",
        classname=_clean(suite_name),
        name=_clean(name),
        time=_seconds(one.seconds),
    )
    if one.error is not None:
        kind, _, message = one.error.partition(": ")
        ElementTree.SubElement(case, "error", type=_clean(kind), message=_clean(message))
    elif one.failures:
        failure = ElementTree.SubElement(
            case, "failure", type="wrong answer", message=_clean(one.failures[0])
        )
        said = one.response.text if one.response else ""
        lines = [f"question: {one.question}", f"answer: {said or '(abstained)'}", *one.failures]
        failure.text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _seconds(value: float) -> str:
    return f"{value:.3f}"
