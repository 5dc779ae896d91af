"""Shared by all tests: no network, one real model and index per session, the list of slow tests."""

from __future__ import annotations

import os
import tempfile

from tests.paths import ROOT, SAMPLE

# Set before huggingface_hub and gradio are imported, which read them on import.
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

TESTS = ROOT / "tests"

# Models are exported by this code, once a session, and a user's own cache is left alone.
_exports = tempfile.TemporaryDirectory(prefix="rag-exports-", ignore_cleanup_errors=True)
os.environ["RAG_CACHE"] = _exports.name

# `pytest -m "not slow"` leaves these out: about a tenth of the tests, most of the time.
SLOW_FOLDERS = ("acceptance", "browser", "cluster", "faults")
SLOW_FIXTURES = {"address", "open_address", "browser"}  # they start `rag serve` or a browser
# Files, and single tests of other files, that take two seconds or more, or dozens of cases of one
# (`pytest --durations=80`).
SLOW = {
    "english/test_dates.py::test_any_string_gives_a_date_or_none",
    "engine/test_conversation.py::test_what_no_article_says_is_refused_amid_another_topic",
    "engine/test_engine.py",
    "engine/test_watching.py",
    "evaluate/test_calibrate_command.py",
    "evaluate/test_command.py",
    "evaluate/test_questions_command.py",
    "index/test_store.py::test_a_damaged_page_gives_no_wrong_results",
    "index/test_sync.py::test_after_any_edits_an_index_equals_a_fresh_one",
    "models/test_encoder.py",
    "segment/test_passages.py::test_long_strings_are_never_counted_whole",
    "segment/test_sentences.py::test_time_is_linear",
    "segment/test_tokens.py::test_merges_follow_the_definition",
    "shells/test_cli.py",
    "shells/test_speakers_command.py",
    "ui/test_freed_memory.py",
    "ui/test_server.py",
}

if TYPE_CHECKING:  # imported inside the fixtures, so that tests without a model load no model
    from rag.engine import Engine
    from rag.index.embedding import Embedder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests, so that no test file has to."""
    for item in items:
        if is_slow(item):
            item.add_marker("slow")


def is_slow(item: pytest.Item) -> bool:
    """Return whether a test is slow by its folder, its fixtures, its file or its name."""
    if not item.path.is_relative_to(TESTS):
        return False  # a doctest
    file = item.path.relative_to(TESTS).as_posix()
    name = item.name.partition("[")[0]
    return (
        file.startswith(tuple(f"{folder}/" for folder in SLOW_FOLDERS))
        or not SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or not SLOW.isdisjoint((file, f"{file}::{name}"))
    )


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The default model, loaded once."""
    from rag.models.encoder import load_embedder

    return load_embedder()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles, built once with the default model; tests only read it."""
    from rag import engine
    from rag.config import BuildConfig

    folder = tmp_path_factory.mktemp("sample") / "index"
    # The dtype is fixed: scores just above a threshold must not depend on the processor.
    engine.build(SAMPLE, folder, config=BuildConfig(dtype="float32"))
    return folder


@pytest.fixture(scope="session")
def engine(sample_index: Path) -> Engine:
    """The index of the sample articles, open."""
    from rag.engine import open_index

    return open_index(sample_index)
