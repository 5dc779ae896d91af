"""Runs ONNX models with onnxruntime, by default each call on the thread that makes it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy.typing as npt

from rag.errors import EmbedderError

Array = npt.NDArray[Any]
DATA_SUFFIX = ".data"  # of the file beside a model's that holds its weights


class OnnxModel:
    """A model in memory; safe to use from several threads, which run it side by side."""

    def __init__(self, model: Path | bytes, threads: int = 1) -> None:
        """Load a file, whose weights are mapped into memory, or the bytes of one.

        Each call runs on so many threads, which wait without spinning.

        Raises EmbedderError if it cannot be loaded.
        """
        onnxruntime = _runtime()
        try:
            self._session = onnxruntime.InferenceSession(
                model if isinstance(model, bytes) else str(model),
                _options(threads),
                providers=["CPUExecutionProvider"],
            )
        except Exception as error:  # onnxruntime's errors have no common root below Exception
            place = "" if isinstance(model, bytes) else f": delete {model.parent} and try again"
            raise EmbedderError(
                f"cannot load a prepared model ({_reason(error)}){place}"
            ) from error
        self.inputs = tuple(node.name for node in self._session.get_inputs())
        self.metadata: dict[str, str] = self._session.get_modelmeta().custom_metadata_map

    def run(self, outputs: Sequence[str], arrays: Mapping[str, Array]) -> list[npt.NDArray[Any]]:
        """Return the named outputs; of `arrays`, those that the model takes are given to it."""
        feed = {name: arrays[name] for name in self.inputs}
        results: list[npt.NDArray[Any]] = self._session.run(list(outputs), feed)
        return results


def save(model: bytes, path: Path) -> None:
    """Write a model to `path`, and its weights beside it, so that they can be mapped into memory.

    Constants are folded. All operators stay those of the ONNX standard, whatever the processor.
    Raises OSError if it cannot be written in full.
    """
    onnxruntime = _runtime()
    options = _options()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    prefix = "session.optimized_model_external_initializers"
    options.add_session_config_entry(f"{prefix}_file_name", path.name + DATA_SUFFIX)
    options.add_session_config_entry(f"{prefix}_min_size_in_bytes", "1024")
    try:
        onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        OnnxModel(path)  # a disk that is full may have been met without an error
    except Exception as error:  # onnxruntime's own, or an EmbedderError
        raise OSError(f"cannot write {path}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _runtime() -> Any:
    """Return onnxruntime, which would otherwise report how it is used.

    Its builds for Linux read the variable when they are imported, and start a thread without it;
    those for Windows obey the call.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime


def _options(threads: int = 1) -> Any:
    options = _runtime().SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only
    return options
