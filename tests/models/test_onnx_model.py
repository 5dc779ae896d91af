"""rag.models.onnx_model: running a model, and files that are none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.errors import EmbedderError
from rag.models.onnx_model import OnnxModel, save
from rag.models.torch_export import export


@pytest.fixture(scope="module")
def doubling() -> bytes:
    """A model that adds a number to itself."""

    class Double(torch.nn.Module):
        def forward(self, numbers: torch.Tensor) -> torch.Tensor:
            return numbers + numbers

    return export(Double(), (torch.zeros((1, 2), dtype=torch.long),), ["numbers"], ["sums"])


def test_texts_of_any_number_and_length(doubling: bytes) -> None:
    """Both axes of an argument may have any size; what the model does not take is left out."""
    model = OnnxModel(doubling)
    assert model.inputs == ("numbers",)
    for shape in ((1, 1), (3, 7)):
        numbers = np.arange(shape[0] * shape[1]).reshape(shape)
        (sums,) = model.run(["sums"], {"numbers": numbers, "attention_mask": numbers})
        np.testing.assert_array_equal(sums, 2 * numbers)


def test_a_saved_model_gives_the_same(doubling: bytes, tmp_path: Path) -> None:
    """A file runs as the bytes that it was written from."""
    save(doubling, tmp_path / "model.onnx")
    (sums,) = OnnxModel(tmp_path / "model.onnx").run(["sums"], {"numbers": np.array([[4, 5]])})
    assert sums.tolist() == [[8, 10]]


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x08\x07"])
def test_what_is_no_model_is_one_line(tmp_path: Path, content: bytes) -> None:
    """The message says which folder to delete."""
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    with pytest.raises(EmbedderError, match="cannot load a prepared model") as error:
        OnnxModel(path)
    assert f"delete {tmp_path}" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_written_is_an_os_error(doubling: bytes, tmp_path: Path) -> None:
    """Whatever onnxruntime raises, it is an OSError."""
    with pytest.raises(OSError, match="cannot write"):
        save(doubling, tmp_path / "no" / "such" / "folder" / "model.onnx")


TIMES = """
import sys, time
from pathlib import Path
import numpy as np
from rag.models.onnx_model import OnnxModel
model = OnnxModel(Path(sys.argv[1]))
numbers = np.ones((64, 4_000), dtype=np.int64)
process, thread = time.process_time(), time.thread_time()
while time.thread_time() < thread + 0.5:
    model.run(["sums"], {"numbers": numbers})
print(time.process_time() - process, time.thread_time() - thread)
"""


def test_no_other_thread_works_or_spins(doubling: bytes, tmp_path: Path) -> None:
    """A call runs on the thread that makes it: all processor time of the process is its own."""
    save(doubling, tmp_path / "model.onnx")
    command = [sys.executable, "-c", TIMES, str(tmp_path / "model.onnx")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    process, thread = map(float, done.stdout.split())
    assert process <= 1.1 * thread


def test_the_runtime_sends_no_reports() -> None:
    """No thread that would report how onnxruntime is used runs after its import."""
    program = (
        "import os; from rag.models import onnx_model; onnx_model._runtime();"
        "print(len(os.listdir('/proc/self/task')))"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("ORT_DISABLE_TELEMETRY", None)
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "1"
