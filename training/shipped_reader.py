"""The weights of the reader that ships, so that a fit can go on from them.

They are read from its ONNX file, where `training/cross_export.py` keeps matrices in 8 bits, and the
rows with outliers beside them in 32; what the rounding adds stays in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch

from rag.errors import EmbedderError
from training.reader_base import rescaled


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
        name.replace(".most.", "."): value
        for name, value in stored.items()
        if name.startswith(("bert.", "classifier.", "pieces."))
        and name.endswith((".weight", ".bias"))
    }
    table = (stored[name] for name in ("table", "table_zero", "table_scale"))
    weights["bert.embeddings.word_embeddings.weight"] = rescaled(*table)
    for node in graph.node:
        matrix = node.input[1] if len(node.input) > 1 else ""
        if node.op_type == "MatMulInteger":
            base = matrix.removesuffix("_quantized")
            parts = (stored[f"{base}_{part}"] for part in ("quantized", "zero_point", "scale"))
            weights[_name(node)] = rescaled(*parts).T
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in stored:
            channels = _channels(graph, node.input[0])
            weights[_name(node)][:, channels] = stored[node.input[1]].T
    return {n: torch.from_numpy(np.array(value, np.float32)) for n, value in weights.items()}


def _name(node: Any) -> str:
    """Return the name of the weight that a node multiplies by."""
    layers = [part for part in node.name.split("/")[1:-1] if part not in ("most", "outliers")]
    return ".".join([*layers, "weight"])


def _channels(graph: Any, gathered: str) -> Any:
    """Return the numbers of the channels that a tensor was gathered from."""
    gather = next(node for node in graph.node if gathered in node.output)
    constant = next(node for node in graph.node if gather.input[1] in node.output)
    return onnx.numpy_helper.to_array(constant.attribute[0].t)
