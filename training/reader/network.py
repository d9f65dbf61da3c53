"""The reader's network: one pass reads a question and a passage, and judges every sentence.

all-MiniLM-L6-v2 (6 layers, width 384) with three linear heads: on the first token whether the
passage answers, and whether it supports, refutes or leaves open a claim; on every word piece
whether it belongs to a sentence that answers. A sentence's judgement is pooled from its pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from assistant.models.files import DEFAULT_MODEL, locate
from assistant.models.pieces import MOST, MOST_SENTENCE, Window, join, opening
from training.reader.rows import LABELS, Row

if TYPE_CHECKING:
    from transformers import PreTrainedModel


class Reader(nn.Module):
    """Token states of the encoder to three judgements, as logits."""

    def __init__(self, *, dropout: float = 0.0) -> None:
        """Load the encoder.

        Args:
            dropout: Share of the states that training leaves out.
        """
        super().__init__()
        folder = str(locate(DEFAULT_MODEL).folder)
        self.encoder: PreTrainedModel = AutoModel.from_pretrained(
            folder,
            # On a processor the fused attention is the slower one, and it cannot be exported.
            attn_implementation="sdpa" if place().type == "cuda" else "eager",
            dtype=torch.float32,
            add_pooling_layer=False,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
        )
        width: int = self.encoder.config.hidden_size
        self.passage = nn.Linear(width, 1)
        self.piece = nn.Linear(width, 1)
        self.claim = nn.Linear(width, len(LABELS))

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Judge a batch of shape (rows, pieces).

        Returns:
            Logits of shapes (rows,) for the passage, (rows, pieces) for the word pieces, and
            (rows, 3) for the claim.
        """
        states = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        first = states[:, 0]
        return self.passage(first)[:, 0], self.piece(states)[:, :, 0], self.claim(first)


def pool_spans(pieces: Tensor, spans: Sequence[tuple[int, int, int]]) -> Tensor:
    """Give sentences' logits from those of their pieces: between their mean and their largest.

    Args:
        pieces: Logits of shape (rows, pieces).
        spans:  Each sentence's row, first piece, and the place behind its last.
    """
    rows = torch.tensor([row for row, start, end in spans for _ in range(start, end)])
    at = torch.tensor([place for _, start, end in spans for place in range(start, end)])
    sizes = torch.tensor([end - start for _, start, end in spans])
    owner = torch.repeat_interleave(torch.arange(len(spans)), sizes).to(pieces.device)
    values = pieces[rows.to(pieces.device), at.to(pieces.device)]
    largest = values.new_full((len(spans),), -torch.inf).scatter_reduce(
        0, owner, values.detach(), "amax"
    )
    sums = values.new_zeros(len(spans)).index_add(0, owner, (values - largest[owner]).exp())
    return largest + (sums / sizes.to(pieces.device)).log()


@cache
def place() -> torch.device:
    """Where the network runs: on a graphics card, if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def load_tokenizer() -> Tokenizer:
    """Load the encoder's tokenizer, neither cutting nor padding."""
    tokenizer = Tokenizer.from_file(str(locate(DEFAULT_MODEL).folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def encode(rows: Sequence[Row], tokenizer: Tokenizer) -> list[Window]:
    """Encode rows; sentences that do not fit are left out, those that answer last."""
    texts = [text for row in rows for text in (row.query, row.title, *row.sentences)]
    pieces = iter([one.ids for one in tokenizer.encode_batch_fast(texts, add_special_tokens=False)])
    return [
        _window(row, next(pieces), next(pieces), [next(pieces) for _ in row.sentences])
        for row in rows
    ]


def _window(row: Row, query: list[int], title: list[int], passage: list[list[int]]) -> Window:
    room = MOST - 1 - len(opening(query, title)[0])
    lengths = [min(len(one), MOST_SENTENCE) + 1 for one in passage]
    return join(query, title, passage, _fitting(row, lengths, room))


def _fitting(row: Row, lengths: list[int], room: int) -> list[int]:
    """Give the run of sentences that fits: from the start, or so that the first answer is in."""
    start = 0
    first = min(row.answers, default=0)
    while start < first and sum(lengths[start : first + 1]) > room:
        start += 1
    kept: list[int] = []
    for place in range(start, len(lengths)):
        if lengths[place] > room and kept:
            break
        kept.append(place)
        room -= lengths[place]
    return kept


def collate(batch: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor]:
    """Pad a batch: ids, types and mask of shape (rows, pieces), where the network runs."""
    longest = max(len(one.ids) for one in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        types[row, : len(one.ids)] = torch.tensor(one.types)
        mask[row, : len(one.ids)] = 1
    return ids.to(place()), types.to(place()), mask.to(place())


def load_reader(path: Path, *, dropout: float = 0.0) -> Reader:
    """Load what `train` saved; `dropout` is that of `Reader`."""
    reader = Reader(dropout=dropout)
    state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    reader.load_state_dict(state)
    return reader.to(place()).eval()
