"""The network of the tagger in PyTorch: its layers, its loss, and its export."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from rag.models import torch_export
from rag.models.speech_spans import LINKS, TAGS, Integers, Numbers
from rag.models.tagger import LINK_SIZE, TRANSITIONS
from training.speech_windows import IGNORED, Window, link_masks

LENGTH_STEP = 32  # windows are padded to multiples: oneDNN compiles kernels for each length
LINK_WEIGHT = 0.3  # of the loss of each link, relative to that of the tags


class Network(nn.Module):
    """BERT over word embeddings, with a linear layer for tags and one for the vectors of links."""

    def __init__(self, folder: Path, layers: int) -> None:
        """Take the default model's first `layers`.

        Its word embeddings never learn: the tagger shares them with the default model.
        """
        super().__init__()
        self.bert = load_bert(folder)  # without dropout, which doubles the time of a step
        self.bert.encoder.layer = self.bert.encoder.layer[:layers]
        self.bert.requires_grad_(True)
        self.bert.embeddings.word_embeddings.requires_grad_(False)
        size = self.bert.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.tags = nn.Linear(size, TAGS)
        self.links = nn.Linear(size, len(LINKS) * 2 * LINK_SIZE)
        nn.init.normal_(self.links.weight, std=0.02)

    def forward(
        self, words: torch.Tensor, mask: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return log probabilities (windows, length, TAGS) and link vectors (windows, length, …).

        `words` are word embeddings, (windows, length, dimension); `mask` is 0 for padding.
        """
        if mask is None:  # BERT would add a mask of zeros, which is slow
            states = self.bert.encoder(self.bert.embeddings(inputs_embeds=words)).last_hidden_state
        else:
            states = self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state
        states = self.dropout(states)
        return functional.log_softmax(self.tags(states).float(), -1), self.links(states)

    def train(self, mode: bool = True) -> Self:
        """Switch dropout on or off, but never that of BERT's layers."""
        super().train(mode)
        self.bert.train(False)
        return self

    def words(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the word embeddings of ids."""
        found: torch.Tensor = self.bert.embeddings.word_embeddings(ids)
        return found


def collate(ids: Sequence[Integers], cls: int, sep: int) -> tuple[Integers, Integers]:
    """Return ids with [CLS] and [SEP], and their mask, padded: both (windows, length)."""
    longest = max(len(some) for some in ids) + 2
    shape = len(ids), longest + -longest % LENGTH_STEP
    inputs, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, some in enumerate(ids):
        inputs[row, : len(some) + 2] = [cls, *some, sep]
        mask[row, : len(some) + 2] = 1
    return inputs, mask


def loss(network: Network, batch: Sequence[Window], special: tuple[int, int]) -> torch.Tensor:
    """Return the loss of windows: cross-entropy of tags, and of what each word is linked to.

    A word may be linked to any of the words of its counterpart: the loss is the negative logarithm
    of the probability that it is linked to one of them.
    """
    inputs, mask = (torch.from_numpy(a) for a in collate([w.ids for w in batch], *special))
    length = inputs.shape[1]
    expected = np.full(tuple(inputs.shape), IGNORED)
    for row, window in enumerate(batch):
        expected[row, 1 : 1 + len(window.tags)] = window.tags
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, links = network(network.words(inputs), mask)
    total = functional.nll_loss(
        tags.flatten(0, 1), torch.from_numpy(expected).flatten(), ignore_index=IGNORED
    )
    vectors = links.float().unflatten(-1, (len(LINKS), 2, LINK_SIZE))
    padding = mask.eq(0).unsqueeze(1)
    for number, wanted in enumerate(torch.from_numpy(link_masks(batch, length))):
        scores = vectors[:, :, number, 0] @ vectors[:, :, number, 1].transpose(1, 2)
        scores = functional.log_softmax(scores.masked_fill(padding, -torch.inf), -1)
        rows = wanted.any(-1)
        if rows.any():
            chosen = scores[rows].masked_fill(~wanted[rows], -torch.inf)
            total = total - LINK_WEIGHT * torch.logsumexp(chosen, -1).mean()
    return total


def export(network: Network, path: Path) -> None:
    """Write a network as an ONNX file with the input `words`, the outputs `tags` and `links`."""
    network.train(False)
    # PyTorch's fused attention is exported with checks for rows without any finite score.
    network.bert.config._attn_implementation = "eager"
    example = (torch.zeros(2, 64, network.bert.config.hidden_size),)
    path.write_bytes(torch_export.export(network, example, ["words"], ["tags", "links"]))


def add_transitions(path: Path, transitions: Numbers) -> None:
    """Write into an ONNX file how the tags of neighbouring words go together."""
    import onnx

    model = onnx.load(path)
    onnx.helper.set_model_props(model, {TRANSITIONS: json.dumps(transitions.round(4).tolist())})
    onnx.save(model, path)


def quantize(path: Path, output: Path) -> None:
    """Write an ONNX file's matrices in 8 bits, each column with its own scale.

    Values have 7 bits, so that processors without VNNI, whose 16-bit sums overflow, give the same
    results.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(path, output, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)


def load_bert(folder: Path) -> BertModel:
    """Load the BERT in a model's folder, without its pooler: float32, no dropout, no gradients."""
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa", local_files_only=True)
    bert = BertModel(config, add_pooling_layer=False)
    # `from_pretrained` draws a progress bar and warns of the pooler that is left out.
    saved = load_file(folder / "model.safetensors")
    bert.load_state_dict({name: saved[name] for name in bert.state_dict()})
    bert.eval()  # type: ignore[no-untyped-call]
    bert.requires_grad_(False)
    return bert
