"""training.shipped_reader: weights come back from the ONNX file that they were written to."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from rag.errors import EmbedderError
from rag.models.reader_input import ReaderInput
from training.cross_export import write
from training.cross_network import CrossNetwork, collate
from training.shipped_reader import load_shipped

TINY = {
    "num_hidden_layers": 1,
    "hidden_size": 32,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}
PAIRS = [
    ReaderInput([101, 7 + n, 102, 9, 10 + n, 102], [0, 0, 0, 1, 1, 1], [], []) for n in range(4)
]


def test_the_weights_are_those_that_were_written(tmp_path: Path) -> None:
    """But for what 8 bits take away; the network scores pairs as before."""
    torch.manual_seed(0)
    network = CrossNetwork(TINY)
    with torch.no_grad():  # weights that are equal are written once
        for weight in network.parameters():
            weight.add_(torch.rand_like(weight) / 100)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    expected = network(**collate(PAIRS))[0].detach()
    small = tmp_path / "small.onnx"
    write(network, tmp_path / "whole.onnx", small)
    weights = load_shipped(small)
    again = CrossNetwork(TINY)
    again.load_state_dict(weights)
    for name, value in weights.items():
        assert torch.allclose(value, before[name], atol=0.02), name
    assert torch.allclose(again(**collate(PAIRS))[0], expected, atol=0.05)


@pytest.mark.parametrize("content", [None, b"no model"])
def test_another_file_is_refused_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    """A missing file, and one that holds no model."""
    path = tmp_path / "reader.onnx"
    if content:
        path.write_bytes(content)
    with pytest.raises(EmbedderError, match="cannot read the reader"):
        load_shipped(path)
