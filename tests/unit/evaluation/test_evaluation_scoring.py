"""Each metric on answers whose score can be worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evaluation.case import Gold, Pattern
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.overlap import rouge_l, token_f1
from assistant.evaluation.ranking import gold_ranks, rank_scores
from assistant.evaluation.records import Place, Ratio, respond
from assistant.evaluation.scoring import judge
from assistant.evaluation.verdict import find_failures
from tests.unit.evaluation.world import answer, case, citation, response, right, statement


def scores(one, seen) -> dict[str, Ratio]:
    return dict(judge(one, seen, repeat=1, seconds=0).scores)


def test_a_right_answer_gets_full_marks_everywhere() -> None:
    found = scores(case(1), response(statement(1), statement(2), nearest=range(1, 11)))
    wanted = {name for name, metric in METRICS.items() if metric.better == "higher"}
    assert {name: found[name] for name in wanted if found.get(name, Ratio(0, 0)).bottom} == {
        name: Ratio(found[name].bottom, found[name].bottom)
        for name in wanted
        if name in found and found[name].bottom
    }
    assert found["forbidden"] == Ratio(0, 1)
    assert found["abstention_recall"].bottom == found["abstention_precision"].bottom == 0


def test_every_score_is_a_known_metric_that_applies() -> None:
    for one in (case(1), case(2, answerable=False), case(3, facts=(), gold=(), references=("x",))):
        for seen in (response(), response(statement(1))):
            assert scores(one, seen).keys() <= METRICS.keys()


def test_key_facts_count_in_any_spelling_and_by_regular_expression() -> None:
    one = case(1)
    assert scores(one, response(statement(1)))["fact_recall"] == Ratio(0.5, 1)
    other = statement(1, text="Thing 1 is done, and FACT 2 too.", support="supported")
    assert scores(one, response(other))["fact_recall"] == Ratio(1, 1)
    assert scores(one, response())["fact_recall"] == Ratio(0, 1)


def test_a_fact_may_go_across_statements() -> None:
    one = case(1, facts=((Pattern(text="thing 1. Fact 2"),),))
    assert scores(one, response(statement(1), statement(2)))["fact_recall"] == Ratio(1, 1)


def test_forbidden_claims_are_seen_in_answerable_and_unanswerable_cases() -> None:
    wrong = statement(1, text="Wasps do it.", support="supported")
    for one in (case(1), case(1, answerable=False, forbidden=(Pattern(text="wasps"),))):
        assert scores(one, response(wrong))["forbidden"] == Ratio(1, 1)
        assert any("wasps" in line for line in find_failures(one, response(wrong)))


def test_citations_are_right_if_they_quote_a_gold_paragraph() -> None:
    found = scores(case(1), response(statement(1), statement(9)))
    assert found["citation_precision"] == Ratio(0.5, 1)
    assert found["citation_recall"] == Ratio(0.5, 1)
    both = statement(1, citations=(citation(1), citation(9)))
    found = scores(case(1), response(both))
    assert (found["citation_precision"], found["citation_recall"]) == (Ratio(0.5, 1), Ratio(1, 1))


def test_a_citation_with_a_broken_quote_is_not_right_and_is_invented() -> None:
    broken = statement(1, citations=(citation(1, quote="Fact 1 is that bees do thing 2."),))
    found = scores(case(1), response(broken))
    assert found["citation_recall"] == Ratio(0, 1)
    assert found["quote_validity"] == Ratio(0, 1)
    assert any("not in its document" in line for line in find_failures(case(1), response(broken)))


@pytest.mark.parametrize(
    ("text", "support", "valid"),
    [
        ("Fact 1 is that bees do thing 1.", "quoted", True),
        ("Fact 1 is that bees do not do thing 1.", "quoted", False),
        ("Bees do thing one.", "supported", True),
    ],
)
def test_what_passes_for_a_quote_must_be_in_its_quote(text: str, support: str, valid: bool) -> None:
    seen = response(statement(1, text=text, support=support))
    assert scores(case(1), seen)["quote_validity"] == Ratio(float(valid), 1)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("Fact 1 rose; fact 2 fell.", True),
        ("Fact 1 rose; fact 2 fell", True),
        ("Fact 1 rose; fact 3 fell.", False),
        ("Fact 1 fell.", False),
    ],
)
def test_marks_of_footnotes_within_a_quote_do_not_count(text: str, valid: bool) -> None:
    source = "Fact 1 rose;[^a-1] fact 2 fell [^2]."
    said = statement(1, text=text, citations=(citation(1, quote=source),))
    start = said.citations[0].start
    seen = respond(answer(said), (), lambda _: " " * start + source)
    assert seen.claims[0].is_invented is not valid


def test_a_quote_from_a_document_that_does_not_exist_is_invented() -> None:
    from dataclasses import replace

    gone = replace(citation(1), document="wasps")
    assert response(statement(1, citations=(gone,))).claims[0].is_invented


def test_withheld_statements_count_as_not_supported() -> None:
    said = statement(3, support="unsupported", citations=())
    found = scores(case(1), response(statement(1), withheld=(said,)))
    assert found["supported"] == Ratio(0.5, 1)


def test_abstention_counts_precision_recall_and_f1() -> None:
    def counts(answerable: bool, abstained: bool) -> list[Ratio]:
        seen = response() if abstained else response(statement(1))
        found = scores(case(1, answerable=answerable), seen)
        return [found[f"abstention_{name}"] for name in ("precision", "recall", "f1")]

    assert counts(False, True) == [Ratio(1, 1), Ratio(1, 1), Ratio(2, 2)]
    assert counts(True, True) == [Ratio(0, 1), Ratio(0, 0), Ratio(0, 1)]
    assert counts(False, False) == [Ratio(0, 0), Ratio(0, 1), Ratio(0, 1)]
    assert counts(True, False) == [Ratio(0, 0), Ratio(0, 0), Ratio(0, 0)]


def test_what_is_wrong_is_said_in_words() -> None:
    assert list(find_failures(case(1), response())) == [
        "abstained, though it can be answered from bees:1, bees:2"
    ]
    (line,) = find_failures(case(1, answerable=False), response(statement(1)))
    assert line == (
        "answered, though the documents do not answer it: “Fact 1 is that bees do thing 1.”"
    )
    assert list(find_failures(case(1), response(statement(1)))) == ["does not say: /fact 2\\b/"]
    assert list(find_failures(case(1, facts=()), response(statement(9)))) == [
        "cites none of the paragraphs that answer it"
    ]


def gold(number: int, grade: int = 2) -> Gold:
    return Gold(document="d", paragraph=number, starts="x", grade=grade)


def places(*numbers: int) -> list[Place]:
    return [Place(document="d", paragraph=number) for number in numbers]


def test_ranking_metrics_match_the_textbook() -> None:
    found = rank_scores([gold(1), gold(2, grade=1)], places(7, 1, 8, 9, 3, 2))
    best = 2 + 1 / math.log2(3)
    gained = 2 / math.log2(3) + 1 / math.log2(7)
    assert found == {
        "recall@5": 0.5,
        "recall@10": 1.0,
        "mrr@10": 0.5,
        "ndcg@10": pytest.approx(gained / best, abs=1e-4),
    }


def test_what_is_found_below_ten_or_not_at_all_counts_nothing() -> None:
    assert set(rank_scores([gold(1)], []).values()) == {0.0}
    assert set(rank_scores([gold(50)], places(*range(1, 12), 50)).values()) == {0.0}
    assert gold_ranks([gold(3), gold(9)], places(1, 3)) == [2, None]


@given(st.permutations(list(range(1, 13))), st.integers(1, 12))
def test_a_gold_paragraph_found_earlier_never_scores_lower(order: list[int], wanted: int) -> None:
    place = order.index(wanted)
    if place == 0:
        return
    earlier = order.copy()
    earlier[place - 1], earlier[place] = earlier[place], earlier[place - 1]
    before, after = (rank_scores([gold(wanted)], places(*one)) for one in (order, earlier))
    assert all(after[name] >= before[name] for name in before)


def test_overlap_takes_the_best_reference() -> None:
    assert rouge_l("the cat sat", ["a dog ran", "the cat sat"]) == 1.0
    assert rouge_l("cat the", ["the cat"]) == 0.5
    assert token_f1("The cat, sat!", ["a cat sat", "dogs"]) == 1.0
    assert token_f1("cat cat", ["cat"]) == pytest.approx(2 / 3, abs=1e-4)
    assert token_f1("", ["cat"]) == 0.0


@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_overlap_is_a_share_and_full_with_itself(text: str, reference: str) -> None:
    assert 0 <= token_f1(text, [reference]) <= 1
    assert 0 <= rouge_l(text, [reference]) <= 1
    assert token_f1(reference, [reference]) == 1


def test_the_right_answerer_passes_every_case() -> None:
    for number in range(1, 41):
        for one in (case(number), case(number, answerable=False)):
            said = right(one)
            from assistant.evaluation.records import respond
            from tests.unit.evaluation.world import texts

            assert not list(find_failures(one, respond(said, said.nearest, texts)))
