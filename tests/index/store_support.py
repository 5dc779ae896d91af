"""Articles and helpers for the tests of rag.index.store and rag.index.loading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import IndexCorrupt
from rag.index.database import connect
from rag.index.store import Store
from rag.types import Document
from tests.support import write_articles

LONG = "\n\n".join(f"Paragraph {i} is about river number {i}. It rose again." for i in range(12))


def three_articles(folder: Path) -> Path:
    """Write three articles into a folder and return it."""
    return write_articles(
        folder,
        {
            "a.txt": LONG,
            "b.md": "---\ntitle: The zebra\nauthor: Ann Lee\ndate: 2025-03-01\n---\nA zebra ran.\n",
            "sub/c.txt": "The council met. “We will see,” said the mayor.",
        },
    )


def change(index: Path, sql: str, *values: object) -> None:
    """Alter rows directly in the database of an index."""
    connection = connect(index)
    assert connection.execute(sql, values).rowcount > 0
    connection.close()


def document(store: Store, path: str) -> Document:
    """Return the article at a path."""
    return next(d for d in store.documents() if d.path == path)


def corrupt_message(index: Path, work: Callable[[], object]) -> str:
    """Check that `work` raises IndexCorrupt in the usual form, and return its message."""
    with pytest.raises(IndexCorrupt) as error:
        work()
    message = str(error.value)
    assert "\n" not in message
    assert f"rag build --rebuild --index {index}" in message
    assert error.value.path == index
    return message
