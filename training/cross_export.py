"""Exports the reader's network as ONNX, with its weights in 8 bits.

Two things keep the small model near the whole one. In the second matrices of the feed-forward
layers a few weights, and the activations that they meet, are thirty times as large as the others,
which would be left with hardly any bits, as a column of weights and a tensor of activations have
one scale each: the rows with such weights stay in 32 bits (LLM.int8(), Dettmers and others 2022).
And what rounding adds to the output on average is taken off the biases (bias correction, Nagel and
others 2019).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from rag.models import torch_export
from rag.models.cross_encoder import OUTPUTS, Numbers
from rag.models.reader_input import ReaderInput
from training.cross_network import CrossNetwork, collate

OUTLIERS = 16  # rows of a matrix, of 1,536
LEVELS = 64  # steps from zero to the largest weight of a column: 7 bits


class Split(nn.Module):
    """A linear layer in two parts: some channels of its input, and the others."""

    def __init__(self, linear: nn.Linear, channels: torch.Tensor) -> None:
        super().__init__()
        self.kept = nn.Parameter(torch.ones(linear.in_features), requires_grad=False)
        self.kept[channels] = 0
        self.channels = channels
        self.most = nn.Linear(linear.in_features, linear.out_features)
        self.most.weight = nn.Parameter(linear.weight.detach() * self.kept)
        self.most.bias = linear.bias
        self.outliers = nn.Linear(len(channels), linear.out_features, bias=False)
        self.outliers.weight = nn.Parameter(linear.weight.detach()[:, channels].clone())

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Return what the linear layer gives, but for rounding."""
        most: torch.Tensor = self.most(values * self.kept)
        few: torch.Tensor = self.outliers(values[..., self.channels])
        return most + few


def split_outliers(network: CrossNetwork) -> None:
    """Split the second matrices of the feed-forward layers by their largest weights."""
    for layer in network.bert.encoder.layer:
        output: Any = layer.output
        largest = output.dense.weight.detach().abs().amax(0)
        output.dense = Split(output.dense, largest.topk(OUTLIERS).indices.clone())


def correct_biases(network: CrossNetwork, pairs: Sequence[ReaderInput]) -> None:
    """Take off the biases what rounding the weights adds to the outputs of pairs on average."""
    linear = [m for m in network.bert.encoder.modules() if isinstance(m, nn.Linear)]
    matrices = [m for m in linear if m.bias is not None]  # those of outliers have none
    sums = [torch.zeros(matrix.in_features) for matrix in matrices]

    def adding(number: int) -> Any:
        def hook(_: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            sums[number] += inputs[0][0].sum(0)

        return hook

    hooks = [m.register_forward_pre_hook(adding(n)) for n, m in enumerate(matrices)]
    with torch.no_grad():
        for pair in pairs:
            network(
                torch.tensor([pair.ids]),
                torch.tensor([pair.types]),
                torch.ones((1, len(pair.ids)), dtype=torch.long),
            )
        pieces = sum(len(pair.ids) for pair in pairs)
        for matrix, total, hook in zip(matrices, sums, hooks, strict=True):
            hook.remove()
            scale = matrix.weight.abs().amax(1, keepdim=True).clamp(min=1e-9) / LEVELS
            added = torch.round(matrix.weight / scale) * scale - matrix.weight
            matrix.bias.sub_(added @ (total / pieces))


def write(network: CrossNetwork, pairs: Sequence[ReaderInput], whole: Path, small: Path) -> None:
    """Write a network as ONNX files in 32 and in 8 bits; pairs show what rounding adds.

    The network cannot learn any more afterwards.
    """
    split_outliers(network)
    table = network.bert.embeddings.word_embeddings.weight.detach().numpy().copy()
    _export(network, table, whole)
    correct_biases(network, pairs)
    _export(network, table, small)
    _quantize(small)


def _export(network: CrossNetwork, table: Numbers, path: Path) -> None:
    example = collate([ReaderInput([0] * size, [0] * size, [], []) for size in (9, 33)])
    model = torch_export.export(network, tuple(example.values()), list(example), list(OUTPUTS))
    path.write_bytes(with_small_table(model, table))


def with_small_table(model: bytes, table: Numbers) -> bytes:
    """Return a model whose table of embeddings is stored as (value / scale) + zero, in 8 bits.

    The table of the published model is already of this form, so nothing is lost.
    """
    import onnx

    loaded = onnx.load(io.BytesIO(model))
    graph = loaded.graph
    large = [t for t in graph.initializer if list(t.dims) == list(table.shape)]
    gather = next(n for n in graph.node if n.op_type == "Gather" and n.input[0] == large[0].name)
    cast = next(n for n in graph.node if n.op_type == "Cast" and n.input[0] == gather.output[0])
    scale = np.float32((table.max() - table.min()) / 255)
    zero = np.uint8(round(float(-table.min() / scale)))
    stored = np.clip(np.rint(table / scale) + float(zero), 0, 255).astype(np.uint8)
    constants = {"table": stored, "table_scale": scale, "table_zero": zero}
    graph.initializer.remove(large[0])
    graph.initializer.extend(
        onnx.numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()
    )
    gather.input[0] = "table"
    inputs = [gather.output[0], "table_scale", "table_zero"]
    cast.CopyFrom(onnx.helper.make_node("DequantizeLinear", inputs, list(cast.output)))
    written: bytes = loaded.SerializeToString()
    return written


def _quantize(path: Path) -> None:
    """Store an ONNX file's matrices in 8 bits, each column with its own scale.

    Values have 7 bits, so that processors without VNNI, whose 16-bit sums overflow, give the same
    results. The heads and the matrices of outliers, which are small, stay as they are.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    nodes = onnx.load(path).graph.node
    quantize_dynamic(
        path,
        path,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[node.name for node in nodes if "/outliers/" in node.name],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )
