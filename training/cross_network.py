"""The network of the reader in PyTorch: its outputs, its loss, and its export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from rag.models.reader_input import ReaderInput

LENGTH_STEP = 16  # pairs are padded to multiples: oneDNN compiles kernels for each length
SPAN_WEIGHT = 1.0  # of the loss of the answer's words, relative to that of relevance
UNSUPPORTED_WEIGHT = 0.3  # likewise, of the question's words
UNKNOWN = -1  # the label of what no loss is computed for
MINI_LM = {
    "num_hidden_layers": 12,
    "hidden_size": 384,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair with what the reader is to say of it.

    `start` and `end` are the places of the first and last piece of the answer, 0 where the sentence
    does not answer, UNKNOWN where no words are marked. `unsupported` has a label for each of the
    question's pieces, or is None if nobody knows.
    """

    pair: ReaderInput
    right: bool
    start: int
    end: int
    unsupported: Sequence[int] | None


class CrossNetwork(nn.Module):
    """BERT with a score of the pair, and scores of pieces: start, end, unsupported."""

    def __init__(self, shape: Mapping[str, Any] = MINI_LM) -> None:
        super().__init__()
        config = BertConfig(**shape)
        config._attn_implementation = "eager"  # on processors its gradient is the faster one
        self.bert = BertModel(config)
        self.classifier = nn.Linear(config.hidden_size, 1)
        self.pieces = nn.Linear(config.hidden_size, 3)
        nn.init.normal_(self.pieces.weight, std=0.02)
        nn.init.zeros_(self.pieces.bias)
        self.eval()  # dropout doubles the time of a step: it stays off in training, too
        # The tables learn little from rare words, and are the larger part of the weights.
        self.bert.embeddings.requires_grad_(False)

    def forward(
        self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return log odds, shape (pairs,), and scores of pieces, shape (pairs, length, 3)."""
        states = self.bert(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        )
        return self.classifier(states.pooler_output).squeeze(-1), self.pieces(
            states.last_hidden_state
        )


def collate(pairs: Sequence[ReaderInput]) -> dict[str, torch.Tensor]:
    """Return pairs as the arguments of the network, each of shape (pairs, length)."""
    longest = max(len(pair.ids) for pair in pairs)
    shape = len(pairs), longest + -longest % LENGTH_STEP
    names = ("input_ids", "token_type_ids", "attention_mask")
    batch = {name: torch.zeros(shape, dtype=torch.long) for name in names}
    for row, pair in enumerate(pairs):
        length = len(pair.ids)
        batch["input_ids"][row, :length] = torch.tensor(pair.ids)
        batch["token_type_ids"][row, :length] = torch.tensor(pair.types)
        batch["attention_mask"][row, :length] = 1
    return batch


def loss(network: CrossNetwork, batch: Sequence[Labelled]) -> torch.Tensor:
    """Return the loss of labelled pairs, a mean over pairs of the three outputs' losses."""
    inputs = collate([one.pair for one in batch])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        odds, pieces = network(**inputs)
    odds, pieces = odds.float(), pieces.float()
    right = torch.tensor([float(one.right) for one in batch])
    total = functional.binary_cross_entropy_with_logits(odds, right)
    total = total + SPAN_WEIGHT * _span_loss(pieces[..., :2], batch)
    return total + UNSUPPORTED_WEIGHT * _unsupported_loss(pieces[..., 2], batch)


def _span_loss(scores: torch.Tensor, batch: Sequence[Labelled]) -> torch.Tensor:
    """Return the cross-entropy of start and end over [CLS] and the pieces of the sentence."""
    allowed = torch.zeros(scores.shape[:2], dtype=torch.bool)
    for row, one in enumerate(batch):
        allowed[row, [0, *(piece.place for piece in one.pair.sentence)]] = True
    scores = scores.masked_fill(~allowed.unsqueeze(-1), -1e4)
    expected = torch.tensor([[one.start, one.end] for one in batch])
    if not (expected != UNKNOWN).any():
        return scores.sum() * 0
    return functional.cross_entropy(
        scores.transpose(1, 2).flatten(0, 1), expected.flatten(), ignore_index=UNKNOWN
    )


def _unsupported_loss(scores: torch.Tensor, batch: Sequence[Labelled]) -> torch.Tensor:
    """Return the mean over pairs of the cross-entropy of the question's pieces."""
    losses = []
    for row, one in enumerate(batch):
        labels = torch.tensor(one.unsupported or [], dtype=torch.float32)
        known = labels != UNKNOWN
        if known.any():
            own = scores[row, 1 : 1 + len(labels)]
            losses.append(functional.binary_cross_entropy_with_logits(own[known], labels[known]))
    return torch.stack(losses).mean() if losses else scores.sum() * 0
