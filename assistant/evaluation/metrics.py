"""The figures by which answers are judged: names, directions, definitions.

Every one but the cost is a sum over the cases divided by another (`Ratio`), so that intervals,
tests and tags treat all alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["answers", "citations", "abstention", "retrieval", "cost"]

#: Which values are good ones.
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure.

    Attributes:
        name:    As in result files and gates.
        title:   As people read it.
        group:   What it is about.
        better:  Which values are good ones.
        meaning: What it is, in a sentence.
        is_share: Whether it lies in [0, 1].
    """

    name: str
    title: str
    group: Group
    better: Better = "higher"
    meaning: str
    is_share: bool = True


_ALL: Final = (
    Metric(
        name="passed",
        title="Cases passed",
        group="answers",
        meaning="Share of cases with nothing wrong: every key fact said, nothing forbidden said, "
        "no quote invented, and an abstention exactly where the documents do not answer.",
    ),
    Metric(
        name="fact_recall",
        title="Key facts said",
        group="answers",
        meaning="Share of a case's key facts that the answer says, averaged over answerable "
        "cases; an abstention says none.",
    ),
    Metric(
        name="forbidden",
        title="Forbidden claims",
        group="answers",
        better="lower",
        meaning="Share of the cases with forbidden claims whose answer makes one.",
    ),
    Metric(
        name="rouge_l",
        title="ROUGE-L",
        group="answers",
        meaning="Longest common subsequence of words with the best reference, as an F-measure "
        "(Lin 2004), averaged over answerable cases; an abstention scores 0.",
    ),
    Metric(
        name="token_f1",
        title="Token F1",
        group="answers",
        meaning="Words shared with the best reference, as an F-measure without articles "
        "(SQuAD, Rajpurkar et al. 2016), averaged over answerable cases; an abstention scores 0.",
    ),
    Metric(
        name="judged",
        title="Judged right",
        group="answers",
        meaning="What a language model that compares answers with references says: 1 for right, "
        "0.5 for partly, 0 for wrong, averaged over answered cases with references.",
    ),
    Metric(
        name="length",
        title="Length in characters",
        group="answers",
        better="neither",
        is_share=False,
        meaning="Characters of an answer, averaged over the cases that were answered.",
    ),
    Metric(
        name="citation_precision",
        title="Citation precision",
        group="citations",
        meaning="Share of an answer's citations that quote a gold paragraph word for word, "
        "averaged over answered cases with gold paragraphs (after ALCE, Gao et al. 2023).",
    ),
    Metric(
        name="citation_recall",
        title="Citation recall",
        group="citations",
        meaning="Share of an answer's statements with such a citation, averaged alike.",
    ),
    Metric(
        name="quote_validity",
        title="Quotes intact",
        group="citations",
        meaning="Share of all statements whose quotes are character for character in their "
        "documents, and that are in their quotes if they pass for quotes; must be 1.",
    ),
    Metric(
        name="supported",
        title="Statements supported",
        group="citations",
        meaning="Share of an answer's statements, those withheld included, that the answerer "
        "itself found borne out, averaged over answered cases.",
    ),
    Metric(
        name="abstention_precision",
        title="Abstention precision",
        group="abstention",
        meaning="Share of the abstentions that were right: the documents do not answer.",
    ),
    Metric(
        name="abstention_recall",
        title="Abstention recall",
        group="abstention",
        meaning="Share of the unanswerable cases on which it abstained.",
    ),
    Metric(
        name="abstention_f1",
        title="Abstention F1",
        group="abstention",
        meaning="Harmonic mean of the two.",
    ),
    Metric(
        name="recall@5",
        title="Recall at 5",
        group="retrieval",
        meaning="Share of a case's gold paragraphs among the first 5 found, averaged over "
        "answerable cases with gold paragraphs.",
    ),
    Metric(
        name="recall@10",
        title="Recall at 10",
        group="retrieval",
        meaning="The same for the first 10.",
    ),
    Metric(
        name="mrr@10",
        title="Reciprocal rank",
        group="retrieval",
        meaning="1 over the rank of the first gold paragraph, 0 if it is not among the first 10, "
        "averaged alike (Voorhees 1999).",
    ),
    Metric(
        name="ndcg@10",
        title="nDCG at 10",
        group="retrieval",
        meaning="Grades of the first 10, each divided by the logarithm of its rank, over the "
        "best order's, averaged alike (Järvelin and Kekäläinen 2002).",
    ),
)

#: All metrics by name, in the order in which they are shown.
METRICS: Final = {metric.name: metric for metric in _ALL}
