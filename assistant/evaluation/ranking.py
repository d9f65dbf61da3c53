"""How early the paragraphs that answer a question are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.evaluation.case import Gold
from assistant.evaluation.records import DIGITS, Place

#: Paragraphs that a ranking must go down to.
DEPTH: Final = 10


def rank_scores(gold: Sequence[Gold], ranking: Sequence[Place]) -> Mapping[str, float]:
    """Score one question's ranking with `ir-measures` (MacAvaney et al. 2022).

    Args:
        gold:    The paragraphs that answer it, graded; at least one.
        ranking: Paragraphs found, best first; ten or more, unless there are no more.

    Returns:
        `recall@5`, `recall@10`, `mrr@10` and `ndcg@10`, each in [0, 1]. nDCG takes the grade as
        the gain, like trec_eval; the others count any grade as relevant.
    """
    from ir_measures import RR, R, ScoredDoc, calc_aggregate, nDCG
    from ir_measures import Qrel as Judgement

    names = {"recall@5": R @ 5, "recall@10": R @ 10, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10}
    judged = [Judgement("", _key(one.document, one.paragraph), one.grade) for one in gold]
    # Falling scores, so that the order given is the order judged.
    found = [
        ScoredDoc("", _key(place.document, place.paragraph), float(len(ranking) - at))
        for at, place in enumerate(dict.fromkeys(ranking))
    ]
    measured = calc_aggregate(list(names.values()), judged, found) if found else {}
    return {name: round(measured.get(of, 0.0), DIGITS) for name, of in names.items()}


def gold_ranks(gold: Sequence[Gold], ranking: Sequence[Place]) -> list[int | None]:
    """Give the rank of each gold paragraph, from 1; None if it was not found."""
    ranks = {(place.document, place.paragraph): at for at, place in enumerate(ranking, start=1)}
    return [ranks.get((one.document, one.paragraph)) for one in gold]


def _key(document: str, paragraph: int) -> str:
    return f"{document}:{paragraph}"
