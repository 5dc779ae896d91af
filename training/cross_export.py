"""Exports the reader's network as ONNX, with its weights in 8 bits.

Every 64 weights in a row have a scale of their own, and so have the activations that they meet
while the model runs (the operator MatMulNBits of onnxruntime). With one scale for a column and for
a whole tensor of activations, as dynamic quantization has it, a few large activations leave the
others hardly any bits (LLM.int8(), Dettmers and others 2022): the log odds of pairs were off by .70
(standard deviation), and are now by .05, at half as much time again.
"""

from __future__ import annotations

import io
import logging
from pathlib import Path

import numpy as np

from rag.models import torch_export
from rag.models.cross_encoder import OUTPUTS, Numbers
from rag.models.reader_input import ReaderInput
from training.cross_network import CrossNetwork, collate

BLOCK = 64  # weights, and activations, with one scale
INTEGERS = 4  # the accuracy level of MatMulNBits that multiplies 8-bit integers


def write(network: CrossNetwork, whole: Path, small: Path) -> None:
    """Write a network as ONNX files in 32 and in 8 bits."""
    table = network.bert.embeddings.word_embeddings.weight.detach().numpy()
    _export(network, table, whole)
    _quantize(whole, small)


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


def _quantize(whole: Path, small: Path) -> None:
    """Write an ONNX file again with its layers' matrices in 8 bits; the heads stay as they are."""
    logging.basicConfig(level=logging.WARNING)  # or the quantizer asks for everybody's messages
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    model = onnx.load(whole)
    heads = [node.name for node in model.graph.node if not node.name.startswith("/bert/encoder/")]
    quantizer = MatMulNBitsQuantizer(
        model,
        bits=8,
        block_size=BLOCK,
        is_symmetric=True,
        accuracy_level=INTEGERS,
        nodes_to_exclude=heads,
    )
    quantizer.process()
    quantizer.model.save_model_to_file(str(small))
