"""Small cross-encoders, made when a test needs one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def save_cross_encoder(folder: Path, tiny_model: Path, labels: Sequence[str] = ("score",)) -> Path:
    """Save a cross-encoder with random weights on the body of a small model."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.manual_seed(7)
    body = tiny_model / "0_Transformer" if (tiny_model / "0_Transformer").is_dir() else tiny_model
    head = AutoModelForSequenceClassification.from_pretrained(
        body, num_labels=len(labels), id2label=dict(enumerate(labels))
    )
    head.classifier.weight.data.normal_()  # so that texts get scores that lie apart
    head.save_pretrained(folder)
    AutoTokenizer.from_pretrained(body).save_pretrained(folder)
    assert CrossEncoder(str(folder), device="cpu").num_labels == len(labels)
    return folder


def by_relevance(folder: Path, question: str, texts: Sequence[str]) -> list[str]:
    """Put texts in the order in which the cross-encoder itself ranks them, best first."""
    from sentence_transformers import CrossEncoder

    ranked = CrossEncoder(str(folder), device="cpu").rank(question, list(texts))
    assert len({one["score"] for one in ranked}) == len(texts)
    return [texts[int(one["corpus_id"])] for one in ranked]
