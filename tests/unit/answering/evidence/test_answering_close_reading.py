"""What the reader says of paragraphs and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.evidence.close_reading import Readings, in_order, read_closely
from assistant.answering.evidence.sentences import Weights, score_sentences
from assistant.types import CloseReading, Hit
from tests.fakes import equal_rarity, hit, paragraph

QUESTION = "Why does traffic fail?"
WEIGHTS = Weights.of(QUESTION, equal_rarity)
HITS = [
    hit(paragraph("Traffic fails. Or not.", number=1), score=1.0),
    hit(paragraph("It is dear. Prices rose.", number=2, start=100), score=0.9),
    hit(paragraph("Rain fell.", number=3, start=200), score=0.8),
]


class Reader:
    """Believes the passages that hold a word, as many as it has time for."""

    def __init__(self, word: str, *, most: int = 100) -> None:
        self.word, self.most = word, most
        self.given: list[tuple[str, Sequence[str]]] = []

    def __call__(
        self, question: str, passages: Sequence[tuple[str, Sequence[str]]]
    ) -> list[CloseReading]:
        self.given = list(passages)
        return [
            CloseReading(
                answers=0.9 if any(self.word in text for text in sentences) else 0.1,
                sentences=tuple(0.9 if self.word in text else 0.1 for text in sentences),
            )
            for _, sentences in passages[: self.most]
        ]


def read(reader: Reader, hits: Sequence[Hit] = HITS) -> Readings:
    return read_closely(
        QUESTION,
        hits,
        score_sentences(hits, WEIGHTS),
        titles=lambda one: f"About {one.paragraph.number}",
        read=reader,
    )


def test_the_sentence_that_answers_scores_most_and_the_order_stays() -> None:
    found = read(Reader("dear"))
    assert [one.text for one in found.scored] == [
        "Traffic fails.", "Or not.", "It is dear.", "Prices rose.", "Rain fell.",
    ]  # fmt: skip
    assert max(found.scored, key=lambda one: one.score).text == "It is dear."
    assert found.answers == {
        hit.paragraph.id: answers for hit, answers in zip(HITS, (0.1, 0.9, 0.1), strict=True)
    }
    assert found.spoken == 0.9


def test_of_sentences_that_the_reader_takes_for_equal_words_decide() -> None:
    found = read(Reader("x"), HITS[:1])
    fails, other = found.scored
    assert fails.score > other.score > 0


def test_a_better_paragraph_lends_its_sentences_weight() -> None:
    same = [
        hit(paragraph("Traffic fails.", number=number, start=100 * number), score=score)
        for number, score in enumerate((0.6, 0.5), start=1)
    ]
    high, low = (one.score for one in read(Reader("fails"), same).scored)
    assert low < high


def test_only_how_far_paragraphs_stand_apart_counts() -> None:
    near, far = (
        [
            one.score
            for one in read(
                Reader("dear"), [replace(one, score=share * one.score) for one in HITS]
            ).scored
        ]
        for share in (1.0, 0.5)
    )
    assert near == pytest.approx(far)


def test_what_there_is_no_time_for_is_no_evidence() -> None:
    found = read(Reader("Rain", most=2))
    assert found.scored[-1].score == 0
    assert HITS[2].paragraph.id not in found.answers


def test_of_paragraphs_that_are_about_as_near_one_that_answers_comes_first() -> None:
    ordered = in_order(HITS, read(Reader("dear", most=2)))
    assert [one.paragraph.number for one in ordered] == [2, 1, 3]
    assert [one.score for one in ordered] == [1.0, 0.9, 0.8], "a place keeps its score"


def test_a_paragraph_that_was_not_read_passes_one_that_does_not_answer() -> None:
    first, second = HITS[0], hit(HITS[1].paragraph, score=0.95)
    for chance, order in ((0.001, [second, first]), (0.5, [first, second])):
        readings = Readings(scored=[], answers={first.paragraph.id: chance}, spoken=chance)
        ordered = in_order([first, second], readings)
        assert [one.paragraph for one in ordered] == [one.paragraph for one in order]


def test_a_paragraph_that_is_much_nearer_stays_before_one_that_answers() -> None:
    far = [HITS[0], hit(HITS[1].paragraph, score=0.3)]
    assert in_order(far, read(Reader("dear"), far)) == far


def test_the_reader_sees_titles_and_whole_sentences() -> None:
    reader = Reader("x")
    read(reader)
    assert reader.given[0] == ("About 1", ["Traffic fails.", "Or not."])


def test_of_a_long_paragraph_the_run_that_shares_most_with_the_question_is_read() -> None:
    filler = " ".join(f"Sentence number {number} has nothing to tell." for number in range(60))
    text = f"{filler} Traffic must fail. {filler}"
    reader = Reader("must")
    found = read(reader, [hit(paragraph(text))])
    ((_, sentences),) = reader.given
    assert "Traffic must fail." in sentences
    assert 1 < sum(len(one.split()) for one in sentences) <= 180
    assert max(found.scored, key=lambda one: one.score).text == "Traffic must fail."
    assert found.scored[0].score == 0


def test_a_sentence_longer_than_the_limit_is_read_alone() -> None:
    reader = Reader("x")
    read(reader, [hit(paragraph(f"{'word ' * 400}. Traffic fails."))])
    ((_, sentences),) = reader.given
    assert len(sentences) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8))
def test_scores_lie_between_0_and_1(scores: list[tuple[float, float]]) -> None:
    hits = [
        hit(paragraph("Traffic fails.", number=number, start=100 * number), score=score)
        for number, (score, _) in enumerate(scores, start=1)
    ]

    def reader(_: str, passages: Sequence[object]) -> list[CloseReading]:
        return [CloseReading(answers=answers, sentences=(answers,)) for _, answers in scores]

    found = read_closely(
        QUESTION, hits, score_sentences(hits, WEIGHTS), titles=lambda _: "", read=reader
    )
    assert len(found.scored) == len(hits)
    assert all(0 <= one.score <= 1 for one in found.scored)
    assert found.spoken == max(answers for _, answers in scores)
