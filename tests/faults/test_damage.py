"""Damaged files of an index: a sample of `benchmarks/faults.py`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import IndexCorrupt
from rag.index.database import connect
from rag.index.store import Store
from tests.faults.damage import check_bytes, check_whole, names, tiny_index
from tests.faults.inject import Zygote, zygote
from tests.faults.read import everything

IN_DATABASE, IN_OTHERS = 200, 2  # bytes changed here; `python -m benchmarks.faults` changes all


@pytest.fixture(scope="module")
def forking() -> Iterator[Zygote]:
    """The process that forks a child for each file, so that a crash is detected."""
    with zygote(None) as started:
        yield started


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A tiny index."""
    return tiny_index(tmp_path)


def test_a_changed_byte_changes_no_answer(forking: Zygote, index: Path) -> None:
    """After any changed byte a RagError is raised, or the contents are unchanged."""
    counts: Counter[str] = Counter()
    for name in names(index):
        size = (index / name).stat().st_size
        some = IN_DATABASE if name == "rag.sqlite" else IN_OTHERS
        places = random.Random(name).sample(range(size), min(some, size))
        counts += check_bytes(forking, index, name, places, seed=len(name))
    assert counts["refused"] > 0 and counts["same"] > 0
    assert counts.total() >= IN_DATABASE


def test_a_missing_or_exchanged_file_changes_no_answer(forking: Zygote, index: Path) -> None:
    """A truncated, emptied, deleted or exchanged file is refused or rebuilt, never used."""
    counts = {name: check_whole(forking, index, name, seed=1) for name in names(index)}
    assert counts["rag.sqlite"]["refused"] > 20
    assert all(c["refused"] == 0 for name, c in counts.items() if name != "rag.sqlite")


ROWS = {
    "title": "UPDATE documents SET title = 'Other' WHERE title IS NOT NULL",
    "author": "UPDATE documents SET author = NULL WHERE author IS NOT NULL",
    "length": "UPDATE documents SET length = length + 1",
    "place": "UPDATE places SET path = 'a.txt' WHERE path = 'gone.md'",
    "one of two places": "DELETE FROM places WHERE path = 'copy.txt'",
    "all places": "DELETE FROM places WHERE path = 'a.txt'",
    "passage of another": "UPDATE passages SET document = 3 - document WHERE document < 3",
    "lost passage": "DELETE FROM passages WHERE passage_id = 1",
    "order": "UPDATE passages SET digest = zeroblob(32)",
    "speaker": "UPDATE attributions SET speaker = 'Nobody' WHERE speaker IS NOT NULL",
    "corpus": "UPDATE meta SET value = '/' WHERE key = 'corpus'",
    "reason": "UPDATE skipped SET reason = 'is large'",
    "file": "UPDATE files SET sha256 = 'x'",
    "table": "ALTER TABLE skipped ADD COLUMN more",
}


@pytest.mark.parametrize("sql", ROWS.values(), ids=ROWS)
def test_an_altered_row_is_refused(index: Path, sql: str) -> None:
    """Any alteration of a row is detected when the row is read."""
    with closing(connect(index)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(sql)
    with pytest.raises(IndexCorrupt, match="--rebuild"), closing(Store(index)) as store:
        everything(store)
