"""The weights of the reader that ships, so that a fit can go on from them.

They are read from its ONNX file, where `training/cross_export.py` keeps matrices in 8 bits; what
the rounding adds stays in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from rag.errors import EmbedderError
from training.reader_base import rescaled

ZERO = np.uint8(128)  # what a weight of zero is stored as


def load_shipped(path: Path) -> dict[str, torch.Tensor]:
    """Return the weights in an ONNX file of the reader, in float32, as `CrossNetwork` names them.

    Raises EmbedderError if the file cannot be read.
    """
    try:
        onnx.checker.check_model(path)
        graph = onnx.load(path).graph
    except (OSError, onnx.checker.ValidationError) as error:
        raise EmbedderError(f"cannot read the reader in {path}: {error}") from error
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {
        name: value
        for name, value in stored.items()
        if name.startswith(("bert.", "classifier.", "pieces."))
    }
    table = (stored[name] for name in ("table", "table_zero", "table_scale"))
    weights["bert.embeddings.word_embeddings.weight"] = rescaled(*table)
    for node in graph.node:
        if node.op_type == "MatMulNBits":
            values, scales = (stored[name] for name in node.input[1:])
            size = next(one.i for one in node.attribute if one.name == "K")
            rows = rescaled(values, ZERO, scales[..., None]).reshape(len(values), -1)
            weights[_name(node)] = rows[:, :size]
        elif node.op_type == "MatMul" and node.input[1] in stored:  # the head of the pieces
            weights[_name(node)] = stored[node.input[1]].T
    return {n: torch.from_numpy(np.array(value, np.float32)) for n, value in weights.items()}


def _name(node: Any) -> str:
    """Return the name of the weight that a node multiplies by."""
    return ".".join([*node.name.split("/")[1:-1], "weight"])
