"""What all tests share: no network, and one real model and index for the whole session."""

from __future__ import annotations

import os

from tests.paths import SAMPLE

# Before anything reads them: huggingface_hub and gradio do so when they are imported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui_server import address as address  # fixtures, for all tests of the page
from tests.ui_server import browser as browser
from tests.ui_server import open_address as open_address
from tests.ui_server import page as page
from tests.ui_server import page_corpus as page_corpus
from tests.ui_server import page_index as page_index

if TYPE_CHECKING:  # at run time inside the fixtures, so that tests without a model load none
    from rag.engine import Engine
    from rag.index.embedding import Embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default model, loaded once."""
    from rag.models.encoder import load_embedder

    return load_embedder()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles, built once with the default model. Not to be changed."""
    from rag import engine
    from rag.config import BuildConfig

    folder = tmp_path_factory.mktemp("sample") / "index"
    # The dtype is fixed: what is just above a threshold must not depend on the processor.
    engine.build(SAMPLE, folder, config=BuildConfig(dtype="float32"))
    return folder


@pytest.fixture(scope="session")
def engine(sample_index: Path) -> Engine:
    """The index of the sample articles, open."""
    from rag.engine import open_index

    return open_index(sample_index)
