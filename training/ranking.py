"""Fit the weights of `assistant/retrieval/order.py` on the development data, and print them.

    python -m training.ranking ../shared/data

The paragraphs of SQuAD 2.0 and CLAP NQ lie in one index. Of the first 20 that the fusion finds for
a question, one was the question written for: the weights, none below 0, are those that make it the
most likely choice (a conditional logit), with both data sets weighing the same. Figures are from
eight-fold cross-validation, folds split by SQuAD article and CLAP NQ question. Same data, same
figures: nothing is random.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.retrieval.closeness import Closeness
from assistant.retrieval.fusion import fuse
from assistant.retrieval.order import DEPTH
from benchmarks.figures import say
from benchmarks.fusion import Found, numbered, read, search

#: What a weight costs: half its square, times this.
PENALTY: Final = 1e-4
FOLDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The paragraphs found for a question.

    Attributes:
        signs:   Shape (paragraphs, signs), in the order of the fusion.
        right:   Row of the right one; None if it is not among them.
        origin:  The data set.
        article: Must not be torn apart.
    """

    signs: NDArray[np.float64]
    right: int | None
    origin: str
    article: str


def choice(found: Found) -> Choice:
    """Measure the signs of the first paragraphs."""
    ranked = fuse(found.dense, found.lexical, limit=DEPTH)
    ids = [one.paragraph for one in ranked]
    gold = numbered(found.question.gold)
    return Choice(
        signs=np.array(
            [
                (one.near, *astuple(found.wording.closeness(found.texts[one.paragraph])))
                for one in ranked
            ]
        ),
        right=ids.index(gold) if gold in ids else None,
        origin=found.question.origin,
        article=found.question.article,
    )


def fit(choices: list[Choice]) -> NDArray[np.float64]:
    """Give the weights that make the right paragraphs most likely."""
    some = [one for one in choices if one.right is not None]
    sizes = {name: sum(one.origin == name for one in some) for name in {o.origin for o in some}}
    weights = np.array([1 / sizes[one.origin] / len(sizes) for one in some])
    right = np.array([one.right for one in some])
    signs = np.zeros((len(some), DEPTH, len(some[0].signs[0])))
    missing = np.zeros((len(some), DEPTH))
    for row, one in enumerate(some):
        signs[row, : len(one.signs)] = one.signs
        missing[row, len(one.signs) :] = -1e9
    rows = np.arange(len(some))

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = signs @ values + missing
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        gaps = signs[rows, right] - (chances[:, :, None] * signs).sum(axis=1)
        unlikely = -(weights * np.log(chances[rows, right])).sum()
        return unlikely + PENALTY * values @ values / 2, PENALTY * values - weights @ gaps

    start = np.ones(signs.shape[2])
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return np.asarray(fitted.x / fitted.x.sum())


def place(one: Choice, weights: NDArray[np.float64]) -> float:
    """Give the right paragraph's place from 1; infinite if it is not there."""
    if one.right is None:
        return np.inf
    scores = one.signs @ weights
    return 1 + int((scores > scores[one.right]).sum())


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="Folder with the development data.")
    choices = [choice(one) for one in search(*read(parser.parse_args().data))]
    say(f"{len(choices)} questions")
    articles: dict[str, dict[str, int]] = {}
    for one in choices:
        seen = articles.setdefault(one.origin, {})
        seen.setdefault(one.article, len(seen) % FOLDS)
    folds = np.array([articles[one.origin][one.article] for one in choices])
    places = np.zeros(len(choices))
    for fold in range(FOLDS):
        weights = fit([one for one, at in zip(choices, folds, strict=True) if at != fold])
        for row in np.flatnonzero(folds == fold):
            places[row] = place(choices[row], weights)
    origins = np.array([one.origin for one in choices])
    for name in sorted(articles):
        here = places[origins == name]
        gains = np.where(here <= 10, 1 / np.log2(here + 1), 0)
        print(
            f"{name}: recall@1 {(here == 1).mean():.3f}, recall@5 {(here <= 5).mean():.3f}, "
            f"nDCG@10 {gains.mean():.3f}"
        )
    names = ["dense", *(field.name for field in fields(Closeness))]
    for name, value in zip(names, fit(choices), strict=True):
        print(f"{name} {value:.3f}")


if __name__ == "__main__":
    main()
