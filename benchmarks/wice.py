"""WiCE's claims with their evidence, and what the judge of support makes of them out of fold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answering.proof.support import BREACHED, CAP, Embed, Judge
from assistant.text.normalise import fold_space
from assistant.text.sentences import split_sentences
from assistant.text.tokens import terms
from assistant.types import DocumentId, Paragraph

WICE: Final = "wice-claims-tune.jsonl"

_FOLDS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim of WiCE with one chunk of its evidence.

    Attributes:
        text:      The claim.
        evidence:  The chunk, a sentence in each block.
        supported: Whether all of it is supported.
        article:   The article it stands in; folds are split by it.
    """

    text: str
    evidence: Paragraph
    supported: bool
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured of all claims.

    Attributes:
        signals:   Shape (claims, signals), as in `assistant.answering.proof.signals.Signals`.
        breached:  Whether something that must be there is otherwise, shape (claims,).
        coverage:  Share of the claim's terms that are in the evidence, shape (claims,).
        best_sentence: The same for the best of its sentences, shape (claims,).
        nearest:   Largest cosine of the claim and a sentence, shape (claims,).
        supported: Shape (claims,).
        articles:  Shape (claims,).
    """

    signals: NDArray[np.float64]
    breached: NDArray[np.bool_]
    coverage: NDArray[np.float64]
    best_sentence: NDArray[np.float64]
    nearest: NDArray[np.float64]
    supported: NDArray[np.bool_]
    articles: NDArray[np.str_]


def read_claims(path: Path) -> list[Claim]:
    """Read the claims."""
    claims: list[Claim] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        row = json.loads(line)
        text = "\n\n".join(row["evidence"])
        evidence = Paragraph(
            document=DocumentId("wice"), number=number, section=(), text=text, start=0, line=1,
            plain=text,
        )  # fmt: skip
        claims.append(
            Claim(
                text=row["claim"],
                evidence=evidence,
                supported=row["label"] == "supported",
                article=row["meta"]["claim_title"],
            )
        )
    return claims


def remembering(embed: Embed) -> Embed:
    """Embed no text twice."""
    known: dict[str, NDArray[np.float32]] = {}

    def look_up(texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, embed(new), strict=True))
        return np.stack([known[text] for text in texts])

    return look_up


def measure_claims(claims: Sequence[Claim], embed: Embed) -> Measured:
    """Measure all claims."""
    signals: list[tuple[float, ...]] = []
    breached: list[bool] = []
    coverage: list[float] = []
    best_sentence: list[float] = []
    nearest: list[float] = []
    for claim in claims:
        weighing = Judge([claim.evidence], embed=embed).weigh(claim.text, claim.evidence)
        signals.append(astuple(weighing.signals))
        breached.append(weighing.breaches.any)
        sentences = [fold_space(one.text) for one in split_sentences(claim.evidence.text)]
        coverage.append(_share(claim.text, claim.evidence.text))
        best_sentence.append(max(_share(claim.text, sentence) for sentence in sentences))
        nearest.append(float((embed(sentences) @ embed([fold_space(claim.text)])[0]).max()))
    return Measured(
        signals=np.array(signals),
        breached=np.array(breached),
        coverage=np.array(coverage),
        best_sentence=np.array(best_sentence),
        nearest=np.array(nearest),
        supported=np.array([claim.supported for claim in claims]),
        articles=np.array([claim.article for claim in claims]),
    )


def _share(claim: str, text: str) -> float:
    said = set(terms(claim))
    return len(said & set(terms(text))) / max(1, len(said))


def out_of_fold(measured: Measured, columns: Sequence[int]) -> NDArray[np.float64]:
    """Score each claim by a regression fitted to the claims of other articles, as the judge does.

    Args:
        measured: Of all claims.
        columns:  The signals that are used.
    """
    table = measured.signals[:, columns]
    predicted = np.zeros(len(table))
    folds = GroupKFold(_FOLDS).split(table, groups=measured.articles)
    for train, test in folds:
        model = regression().fit(table[train], measured.supported[train])
        predicted[test] = model.predict_proba(table[test])[:, 1]
    return np.where(measured.breached, np.minimum(BREACHED * predicted, CAP), predicted)


def regression() -> Pipeline:
    """Make the regression that is fitted; signals are scaled so that all are held back alike."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1_000))
