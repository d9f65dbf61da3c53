"""Fit the judge of support on the development part of WiCE, and print how good it is.

    python -m training.support ../shared/data

A claim's evidence is one paragraph. Measures the signals of `assistant.answering.proof.signals` and
fits one logistic regression with the embedding model and one without. AUROC and the table of
thresholds are from ten-fold cross-validation, folds split by the article that a claim stands in, so
that no claim is judged by coefficients that saw its article. Same data, same figures: nothing is
random.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.answering.proof.signals import Signals
from assistant.models.embedder import Embedder
from assistant.models.files import DEFAULT_MODEL
from assistant.settings import load
from benchmarks.figures import say
from benchmarks.wice import (
    WICE,
    Measured,
    measure_claims,
    out_of_fold,
    read_claims,
    regression,
    remembering,
)


def print_fit(measured: Measured, columns: list[int]) -> None:
    """Print coefficients for unscaled signals, and figures out of fold."""
    names = [field.name for field in fields(Signals)]
    table = measured.signals[:, columns]
    scaler, model = (step for _, step in regression().fit(table, measured.supported).steps)
    weights = model.coef_[0] / scaler.scale_
    print(f"intercept {model.intercept_[0] - weights @ scaler.mean_:.3f}")
    for column, weight in zip(columns, weights, strict=True):
        print(f"{names[column]} {weight:.3f}")
    scores = out_of_fold(measured, columns)
    print(f"AUROC out of fold {roc_auc_score(measured.supported, scores):.3f}")
    for threshold in (0.4, 0.5, 0.6, 0.7):
        passed = scores >= threshold
        print(
            f"from {threshold}: {passed.mean():.3f} of all pass, "
            f"{measured.supported[passed].mean():.3f} of them supported, "
            f"{passed[measured.supported].mean():.3f} of the supported pass"
        )
    for low in np.arange(0, 1, 0.2):
        here = (scores >= low) & (scores < low + 0.2)
        if here.any():
            print(
                f"scores from {low:.1f}: {here.sum()} claims, mean score "
                f"{scores[here].mean():.2f}, supported {measured.supported[here].mean():.2f}"
            )


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="Folder with the development data.")
    claims = read_claims(parser.parse_args().data / WICE)
    embedder = Embedder(DEFAULT_MODEL, cache=load({}).settings.cache, notify=say)
    measured = measure_claims(
        claims,
        remembering(lambda texts: embedder.embed_documents(texts, expected=len(texts))),
    )
    print(f"{len(claims)} claims, {len(set(measured.articles))} articles\n\nwith embeddings")
    print_fit(measured, [0, 1, 2, 3, 4])
    print("\nwithout")
    print_fit(measured, [0, 1, 2, 3])


if __name__ == "__main__":
    main()
