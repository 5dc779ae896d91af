"""rag.errors: one tree of classes, and messages that say what to do."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from rag import errors
from rag.errors import (
    CorpusError,
    IndexCorrupt,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    IndexStoreError,
    RagError,
)

CLASSES = [
    c for _, c in inspect.getmembers(errors, inspect.isclass) if c.__module__ == "rag.errors"
]


@pytest.mark.parametrize("error", CLASSES)
def test_one_tree(error: type[Exception]) -> None:
    """Every error is a RagError, so a shell that catches RagError catches all of them."""
    assert issubclass(error, RagError)


def test_the_docstring_draws_the_tree() -> None:
    """The tree in the module's docstring has every class, under its parent."""
    lines = (errors.__doc__ or "").splitlines()
    drawn = {line.lstrip("│├└─ ").split(" ")[0]: line for line in lines}
    for error in CLASSES:
        assert error.__name__ in drawn
        assert drawn[error.__name__].startswith(("│  ├─", "│  └─")) == (
            error.__mro__[1] is IndexStoreError
        )


@pytest.mark.parametrize("error", [CorpusError, IndexStoreError, IndexCorrupt, IndexLocked])
def test_the_path_is_a_path(error: type[CorpusError] | type[IndexStoreError]) -> None:
    """The folder or file of an error is available as a path, and the message is unchanged."""
    raised = error("what happened", "some/folder")
    assert raised.path == Path("some/folder")
    assert str(raised) == "what happened"


def test_a_missing_index_names_the_build_command() -> None:
    """The message is one line with the command that builds the index."""
    raised = IndexMissing(Path("x/index"))
    assert "rag build FOLDER --index x/index" in str(raised)
    assert "\n" not in str(raised)
    assert raised.path == Path("x/index")


def test_a_mismatch_carries_both_values() -> None:
    """The expected and the found value are attributes of the error."""
    raised = IndexMismatch("m", "index", expected="a", found="b")
    assert (raised.expected, raised.found, raised.path) == ("a", "b", Path("index"))
