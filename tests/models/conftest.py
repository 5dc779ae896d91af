"""Shared by the tests of encoders: the default model, in both ways to run it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from rag.index.embedding import Embedder
from rag.models.encoder import ExportedEmbedder, load_embedder
from rag.models.model_files import DEFAULT_MODEL, default_folder
from rag.models.torch_encoder import load_model
from tests.models.encoder_support import in_torch

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@pytest.fixture(scope="session")
def oracle() -> SentenceTransformer:
    """The default model in sentence_transformers and float32."""
    return load_model(default_folder(), DEFAULT_MODEL, torch.float32)


@pytest.fixture(scope="session", params=["onnx", "torch"])
def exact(request: pytest.FixtureRequest) -> Embedder:
    """The default model in float32, where vectors can be compared closely, in both ways."""
    if request.param == "torch":
        return in_torch("float32")
    loaded = load_embedder(dtype="float32")
    assert isinstance(loaded, ExportedEmbedder)
    return loaded
