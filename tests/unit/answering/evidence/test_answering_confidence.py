"""How likely the paragraphs answer the question."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.evidence.confidence import Signals, confidence, measure
from assistant.answering.evidence.sentences import Weights
from assistant.types import Hit
from tests.fakes import equal_rarity, evidence, hit, paragraph

SHARES = st.floats(0, 1)
SIGNALS = st.builds(
    Signals,
    nearest=st.floats(-1, 1),
    lead=st.floats(0, 2),
    paragraph=SHARES,
    sentence=SHARES,
    together=SHARES,
    agreement=st.sampled_from([0.0, 1.0]),
)

WEIGHTS = Weights.of("harvesting traffic fails", equal_rarity)
TEXTS = ["Harvesting traffic fails.", "Traffic grows.", "Weather is fine."]


def hits(*scores: tuple[float | None, float | None]) -> list[Hit]:
    return [
        hit(paragraph(TEXTS[place % 3], number=place + 1), dense=dense, lexical=lexical)
        for place, (dense, lexical) in enumerate(scores)
    ]


@given(SIGNALS)
def test_confidence_is_a_probability(signals: Signals) -> None:
    assert 0 < confidence(signals) < 1


@given(SIGNALS, st.floats(-1, 1))
def test_a_nearer_paragraph_never_lowers_confidence(signals: Signals, other: float) -> None:
    near, far = sorted([signals.nearest, other], reverse=True)
    assert confidence(replace(signals, nearest=near)) >= confidence(replace(signals, nearest=far))


def test_no_signal_at_all_means_little_confidence() -> None:
    assert confidence(Signals(0, 0, 0, 0, 0, 0)) < 0.1
    assert confidence(Signals(0.8, 0.3, 1, 1, 1, 1)) > 0.8


def test_without_hits_every_signal_is_nothing() -> None:
    assert measure([], [], WEIGHTS) == Signals(0, 0, 0, 0, 0, 0)


def test_nearest_and_lead_come_from_the_five_nearest() -> None:
    some = hits((0.2, None), (0.8, None), (0.4, None), (0.4, None), (0.2, None), (-0.9, None))
    signals = measure(some, [], WEIGHTS)
    assert signals.nearest == 0.8
    assert abs(signals.lead - 0.4) < 1e-9


def test_hits_that_are_not_among_the_nearest_do_not_count_as_near() -> None:
    signals = measure(hits((None, 3.0), (0.5, None)), [], WEIGHTS)
    assert (signals.nearest, signals.lead) == (0.5, 0)


def test_both_searches_agree_only_on_the_same_paragraph() -> None:
    assert measure(hits((0.9, 5.0), (0.1, 1.0)), [], WEIGHTS).agreement == 1
    assert measure(hits((0.9, 1.0), (0.1, 5.0)), [], WEIGHTS).agreement == 0
    assert measure(hits((0.9, None)), [], WEIGHTS).agreement == 0
    assert measure(hits((None, None)), [], WEIGHTS).agreement == 0


def test_coverage_of_paragraph_sentence_and_all_sentences() -> None:
    some = hits((0.5, 1.0), (0.4, 1.0))
    chosen = [
        evidence(paragraph("Traffic grows."), "Traffic grows."),
        evidence(paragraph("Harvesting goes on."), "Harvesting goes on."),
    ]
    signals = measure(some, chosen, WEIGHTS)
    assert signals.paragraph == 1
    assert abs(signals.sentence - 1 / 3) < 1e-9
    assert abs(signals.together - 2 / 3) < 1e-9
