"""Silence while libraries load models, and nothing of it afterwards."""

from __future__ import annotations

import logging
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from assistant.models.quiet import first_line, quiet


def make_noise() -> None:
    sys.stdout.write("a bar")
    sys.stderr.write("a notice")
    logging.getLogger("library").warning("a warning")
    warnings.warn("another", stacklevel=1)


def test_nothing_is_written_inside_and_all_is_afterwards(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with quiet():
        make_noise()
    assert capsys.readouterr() == ("", "")
    assert caplog.messages == []

    with pytest.warns(UserWarning, match="another"):
        make_noise()
    assert capsys.readouterr() == ("a bar", "a notice")
    assert caplog.messages == ["a warning"]


def test_two_threads_leave_the_streams_as_they_were() -> None:
    before = sys.stdout, sys.stderr, logging.root.manager.disable
    first_in, second_in, first_out = Event(), Event(), Event()

    def first() -> None:
        with quiet():
            first_in.set()
            second_in.wait(0.5)  # in vain, since the second waits for its turn
        first_out.set()

    def second() -> None:
        first_in.wait()
        with quiet():
            second_in.set()
            first_out.wait()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(first), threads.submit(second)]:
            done.result()
    assert (sys.stdout, sys.stderr, logging.root.manager.disable) == before


@pytest.mark.parametrize(
    ("error", "line"),
    [(OSError("one\ntwo"), "one"), (OSError(" \n"), "OSError"), (KeyError("x"), "'x'")],
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert first_line(error) == line
