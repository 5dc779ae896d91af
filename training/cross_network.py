"""The network of the reader in PyTorch: its outputs and its loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from rag.models.reader_input import ReaderInput
from training.pair_file import UNKNOWN, Pairs

LENGTH_STEP = 16  # pairs are padded to multiples: oneDNN compiles kernels for each length
LIST_WEIGHT = 0.5  # of the loss of a question's order, relative to that of relevance
SPAN_WEIGHT = 1.0  # likewise, of the answer's words
UNSUPPORTED_WEIGHT = 0.3  # likewise, of the question's words
EXCLUDED = -1e4  # the score of a piece that cannot be part of an answer
MINI_LM = {
    "num_hidden_layers": 12,
    "hidden_size": 384,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
}


class CrossNetwork(nn.Module):
    """BERT with a score of the pair, and scores of pieces: start, end, unsupported."""

    def __init__(self, shape: Mapping[str, Any] = MINI_LM, attention: str = "eager") -> None:
        super().__init__()
        config = BertConfig(**shape)
        config._attn_implementation = attention  # "eager" has the faster gradient on processors
        self.bert = BertModel(config)
        self.classifier = nn.Linear(config.hidden_size, 1)
        self.pieces = nn.Linear(config.hidden_size, 3)
        nn.init.normal_(self.pieces.weight, std=0.02)
        nn.init.zeros_(self.pieces.bias)
        self.eval()
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


@dataclass(frozen=True, slots=True)
class Batch:
    """Labelled pairs on a device: the arguments of the network, and what is expected.

    `right` and `group` have the shape (pairs,), `span` (pairs, 2); `sentence`, where a piece of an
    answer may stand, and `unsupported` have the shape (pairs, length).
    """

    inputs: dict[str, torch.Tensor]
    right: torch.Tensor
    group: torch.Tensor
    span: torch.Tensor
    sentence: torch.Tensor
    unsupported: torch.Tensor


class PairsOnDevice:
    """Pairs whose tokens and labels are kept on a device, from which batches are cut."""

    def __init__(self, pairs: Pairs, device: str) -> None:
        def moved(values: NDArray[Any]) -> torch.Tensor:
            return torch.from_numpy(values.astype(np.int32)).to(device)

        self._pairs, self._device = pairs, device
        self._ids, self._labels = moved(pairs.ids), moved(pairs.unsupported)
        self._lengths, self._asked, self._first = map(
            moved, (pairs.lengths, pairs.asked, pairs.first)
        )
        self._starts = torch.cumsum(self._lengths.long(), 0) - self._lengths
        self._label_starts = torch.cumsum(self._asked.long(), 0) - self._asked
        self._right, self._group = moved(pairs.right), moved(pairs.group)
        self._span = torch.stack([moved(pairs.start), moved(pairs.end)], 1).long()

    def batch(self, rows: NDArray[np.int64]) -> Batch:
        """Return the pairs of some rows, padded to one length."""
        longest = int(self._pairs.lengths[rows].max())
        places = torch.arange(longest + -longest % LENGTH_STEP, device=self._device)
        chosen = torch.from_numpy(rows).to(self._device)
        lengths, first = self._lengths[chosen, None], self._first[chosen, None]
        asked = self._asked[chosen, None]
        held = places < lengths
        at = torch.where(held, self._starts[chosen, None] + places, 0)
        in_question = (places >= 1) & (places <= asked)
        label_at = torch.where(in_question, self._label_starts[chosen, None] + places - 1, 0)
        sentence = (places >= first) & (places < lengths - 1)
        return Batch(
            inputs={
                "input_ids": torch.where(held, self._ids[at], 0).long(),
                "token_type_ids": ((places >= first) & held).long(),
                "attention_mask": held.long(),
            },
            right=self._right[chosen].float(),
            group=self._group[chosen],
            span=self._span[chosen],
            sentence=sentence | (places == 0),
            unsupported=torch.where(in_question, self._labels[label_at], UNKNOWN),
        )


def loss(network: CrossNetwork, batch: Batch, list_weight: float = LIST_WEIGHT) -> torch.Tensor:
    """Return the loss of labelled pairs, the weighted sum of the outputs' losses."""
    device = batch.right.device.type
    with torch.autocast(device, dtype=torch.bfloat16):
        odds, pieces = network(**batch.inputs)
    odds, pieces = odds.float(), pieces.float()
    total = functional.binary_cross_entropy_with_logits(odds, batch.right)
    total = total + list_weight * _order_loss(odds, batch)
    total = total + SPAN_WEIGHT * _span_loss(pieces[..., :2], batch)
    return total + UNSUPPORTED_WEIGHT * _unsupported_loss(pieces[..., 2], batch)


def _order_loss(odds: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return the cross-entropy of the right pair among those of its question.

    It is the localized contrastive estimation of Gao, Dai and Callan (2021), whose candidates are
    the hard ones that the first stage finds. Questions without a right pair have no part in it.
    """
    _, number = torch.unique(batch.group, return_inverse=True)
    groups = int(number.max()) + 1
    right = batch.right > 0
    whole = _log_sum(odds, number, groups)
    own = _log_sum(odds.masked_fill(~right, EXCLUDED), number, groups)
    counted = torch.zeros(groups, device=odds.device).index_add(0, number, batch.right) > 0
    return ((whole - own) * counted).sum() / counted.sum().clamp(min=1)


def _log_sum(odds: torch.Tensor, number: torch.Tensor, groups: int) -> torch.Tensor:
    """Return the logarithm of each group's sum of exponentials, shape (groups,)."""
    largest = torch.full((groups,), -torch.inf, device=odds.device)
    largest = largest.scatter_reduce(0, number, odds.detach(), "amax")
    shifted = torch.exp(odds - largest[number])
    return torch.zeros(groups, device=odds.device).index_add(0, number, shifted).log() + largest


def _span_loss(scores: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return the cross-entropy of start and end over [CLS] and the pieces of the sentence."""
    scores = scores.masked_fill(~batch.sentence.unsqueeze(-1), EXCLUDED)
    losses = functional.cross_entropy(
        scores.transpose(1, 2).flatten(0, 1),
        batch.span.flatten(),
        ignore_index=UNKNOWN,
        reduction="sum",
    )
    return losses / (batch.span != UNKNOWN).sum().clamp(min=1)


def _unsupported_loss(scores: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Return the mean over pairs of the cross-entropy of the question's pieces."""
    known = batch.unsupported != UNKNOWN
    losses = functional.binary_cross_entropy_with_logits(
        scores, batch.unsupported.clamp(min=0).float(), reduction="none"
    )
    pieces = known.sum(1)
    means = (losses * known).sum(1) / pieces.clamp(min=1)
    return means.sum() / (pieces > 0).sum().clamp(min=1)
