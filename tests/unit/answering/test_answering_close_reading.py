"""What the reader says of paragraphs and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.close_reading import Readings, read_closely
from assistant.answering.evidence import Weights, score_sentences
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


def test_a_paragraph_that_answers_comes_first() -> None:
    found = read(Reader("dear"))
    assert [one.paragraph.number for one in found.hits] == [2, 1, 3]
    assert found.answers[HITS[1].paragraph.id] == 0.9


def test_sentences_keep_their_order_and_get_the_reader_s_scores() -> None:
    found = read(Reader("dear"))
    assert [(one.text, one.score) for one in found.scored] == [
        ("Traffic fails.", 0.1),
        ("Or not.", 0.1),
        ("It is dear.", 0.9),
        ("Prices rose.", 0.1),
        ("Rain fell.", 0.1),
    ]


def test_what_there_is_no_time_for_stands_behind_and_is_no_evidence() -> None:
    found = read(Reader("Rain", most=2))
    assert [one.paragraph.number for one in found.hits][-1] == 3
    assert found.scored[-1].score == 0
    assert HITS[2].paragraph.id not in found.answers


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
    assert [one.score for one in found.scored if "must" in one.text] == [0.9]
    assert found.scored[0].score == 0


def test_a_sentence_longer_than_the_limit_is_read_alone() -> None:
    reader = Reader("x")
    read(reader, [hit(paragraph(f"{'word ' * 400}. Traffic fails."))])
    ((_, sentences),) = reader.given
    assert len(sentences) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8))
def test_no_paragraph_is_lost_and_scores_fall_from_first_to_last(
    scores: list[tuple[float, float]],
) -> None:
    searched = sorted((score for score, _ in scores), reverse=True)
    hits = [
        hit(paragraph("Traffic fails.", number=number, start=100 * number), score=score)
        for number, score in enumerate(searched, start=1)
    ]

    def reader(_: str, passages: Sequence[object]) -> list[CloseReading]:
        return [CloseReading(answers=answers, sentences=(answers,)) for _, answers in scores[:5]]

    found = read_closely(
        QUESTION, hits, score_sentences(hits, WEIGHTS), titles=lambda _: "", read=reader
    )
    assert sorted(one.paragraph.number for one in found.hits) == list(range(1, len(hits) + 1))
    order = [one.score for one in found.hits]
    assert order == sorted(order, reverse=True)
    assert all(0 <= score <= 1 for score in order)
