"""Judge one answer: what is wrong with it, and what it adds to each metric."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.evaluation.case import Case, fold_words
from assistant.evaluation.overlap import rouge_l, token_f1
from assistant.evaluation.ranking import rank_scores
from assistant.evaluation.records import DIGITS, Outcome, Ratio, Response
from assistant.evaluation.verdict import cites_rightly, find_failures, says


def judge(case: Case, response: Response, *, repeat: int, seconds: float) -> Outcome:
    """Judge an answer to a case."""
    failures = tuple(find_failures(case, response))
    return Outcome(
        case=case.id,
        repeat=repeat,
        sha256=case.sha256,
        question=case.question,
        answerable=case.answerable,
        critical=case.critical,
        tags=case.tags,
        cluster=case.group,
        response=response,
        error=None,
        failures=failures,
        scores=dict(_scores(case, response, passed=not failures)),
        seconds=seconds,
    )


def crash(case: Case, error: Exception, *, repeat: int, seconds: float) -> Outcome:
    """Note that a case crashed: that is neither right nor wrong, and no metric counts it."""
    return Outcome(
        case=case.id,
        repeat=repeat,
        sha256=case.sha256,
        question=case.question,
        answerable=case.answerable,
        critical=case.critical,
        tags=case.tags,
        cluster=case.group,
        response=None,
        error=fold_words(f"{type(error).__name__}: {error}"),
        failures=(),
        seconds=seconds,
    )


def _scores(case: Case, response: Response, *, passed: bool) -> Iterator[tuple[str, Ratio]]:
    yield "passed", _one(passed)
    if case.forbidden:
        yield "forbidden", _one(any(claim.is_in(response.text) for claim in case.forbidden))
    if case.answerable:
        yield from _answer_scores(case, response)
    if response.claims:
        yield from _citation_scores(case, response)
    yield from _abstention_scores(case, response)
    if case.answerable and case.gold:
        for name, value in rank_scores(case.gold, response.ranking).items():
            yield name, Ratio(value, 1)


def _answer_scores(case: Case, response: Response) -> Iterator[tuple[str, Ratio]]:
    text = response.text
    if case.facts:
        yield "fact_recall", _mean([says(text, fact) for fact in case.facts])
    if case.references:
        yield "rouge_l", Ratio(rouge_l(text, case.references) if text else 0.0, 1)
        yield "token_f1", Ratio(token_f1(text, case.references) if text else 0.0, 1)


def _citation_scores(case: Case, response: Response) -> Iterator[tuple[str, Ratio]]:
    """Score the citations of an answer.

    ALCE (arXiv 2305.14627) asks a model of entailment whether the cited passages bear a statement
    out. Without a model, the gold paragraphs stand in for it: a citation is right if it quotes a
    gold paragraph of either grade, and its quote is there character for character. Precision is
    the share of right citations; recall the share of statements with a right citation, as ALCE's
    is the share of statements that are borne out. Both are averaged per answer first, then over
    the answers. A paragraph that answers and is not labelled counts against the answer.
    """
    claims = response.claims
    yield "length", Ratio(len(response.text), 1)
    yield "quote_validity", Ratio(sum(not one.is_invented for one in claims), len(claims))
    borne_out = sum(one.support != "unsupported" for one in claims)
    yield "supported", Ratio(round(borne_out / (len(claims) + len(response.withheld)), DIGITS), 1)
    if not (case.answerable and case.gold):
        return
    right = [cites_rightly(case, claim) for claim in claims]
    cited = [one for some in right for one in some]
    yield "citation_precision", _mean(cited) if cited else Ratio(0, 1)
    yield "citation_recall", _mean([any(some) for some in right])


def _abstention_scores(case: Case, response: Response) -> Iterator[tuple[str, Ratio]]:
    unanswerable, abstained = float(not case.answerable), float(response.abstained)
    right = unanswerable * abstained
    yield "abstention_precision", Ratio(right, abstained)
    yield "abstention_recall", Ratio(right, unanswerable)
    yield "abstention_f1", Ratio(2 * right, abstained + unanswerable)


def _one(holds: bool) -> Ratio:
    return Ratio(float(holds), 1)


def _mean(holds: list[bool]) -> Ratio:
    return Ratio(round(sum(holds) / len(holds), DIGITS), 1)
