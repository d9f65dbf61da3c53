"""What speaks for a paragraph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.alignment import Alignment, Source
from assistant.answering.proof.signals import Signals, cover, make_up, measure, probability
from assistant.text.sentences import split_sentences
from assistant.text.wording import read_words

SHARES = st.floats(0, 1)
SIGNALS = st.builds(
    Signals,
    quoted=SHARES,
    clause=SHARES,
    number=st.sampled_from([0.0, 1.0]),
    names=st.floats(0, 3),
    likeness=SHARES,
)


def align(statement: str, text: str) -> Alignment:
    return Alignment(read_words(statement), Source(split_sentences(text), heading="Acme Ltd"))


@given(SIGNALS, st.booleans())
def test_it_is_a_probability(signals: Signals, embedded: bool) -> None:
    assert 0 < probability(signals, embedded=embedded) < 1


@given(SIGNALS, SHARES, st.booleans())
def test_more_words_found_never_lower_it(signals: Signals, other: float, embedded: bool) -> None:
    low, high = sorted([signals.quoted, other])
    assert probability(replace(signals, quoted=high), embedded=embedded) >= probability(
        replace(signals, quoted=low), embedded=embedded
    )


def test_everything_there_and_nothing_there() -> None:
    assert probability(Signals(1, 1, 0, 0, 1), embedded=True) > 0.9
    assert probability(Signals(0, 0, 1, 1, 0), embedded=True) < 0.05


def test_numbers_and_names_that_are_nowhere_are_counted() -> None:
    found = measure(align("In 2019 the Acme met Anna Jones", "Acme met nobody."), range(1))
    assert found.number == 1
    assert found.names == pytest.approx(np.log1p(2))


def test_the_worst_clause_counts() -> None:
    text = "Players harvest traffic. It rained."
    assert measure(align("Players harvest traffic", text), range(1)).clause == 1
    both = measure(align("Players harvest traffic, and the moon is green", text), range(1))
    assert both.clause == 0
    assert 0 < both.quoted < 1


def test_coverage_counts_only_the_given_sentences() -> None:
    alignment = align("traffic rained", "Traffic grows. It rained.")
    indices = range(len(alignment.claim))
    assert cover(alignment, indices, (0, 1)) == 1
    assert 0 < cover(alignment, indices, (0,)) < 1
    assert cover(alignment, (), (0,)) == 0


def test_a_vector_is_made_up_of_its_parts() -> None:
    one, two, far = np.eye(3, dtype=np.float32)
    both = (one + two) / np.float32(np.sqrt(2))
    assert make_up(both, np.stack([one, two, far])) == pytest.approx(1, abs=1e-6)
    assert make_up(both, np.stack([one, far])) == pytest.approx(0.5, abs=1e-6)
    assert make_up(one, np.stack([two, far])) == pytest.approx(0, abs=1e-6)
