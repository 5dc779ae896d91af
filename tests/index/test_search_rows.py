"""rag.index.search_rows: every visible passage, checked, ordered by content."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.index.database import DATABASE
from rag.index.search_rows import read_passage_texts, read_passage_vectors, widened
from tests.support import build_small, hash_vector, write_articles

DIMENSION = len(hash_vector("any"))
ARTICLES: dict[str, str | None] = {
    f"{name}.txt": f"The {name} stands near the river." for name in ("zebra", "alpha", "school")
}


def texts(index: Path) -> list[str]:
    """Return the texts of an index in the order of the search indexes."""
    with closing(sqlite3.connect(index / DATABASE)) as connection:
        return [text for _, text in read_passage_texts(connection, DIMENSION)]


def change(index: Path, sql: str) -> None:
    """Alter rows directly in the database."""
    with closing(sqlite3.connect(index / DATABASE)) as connection, connection:
        assert connection.execute(sql).rowcount > 0


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A small index of three articles."""
    build_small(write_articles(tmp_path / "in", ARTICLES), tmp_path / "index")
    return tmp_path / "index"


def test_the_order_does_not_depend_on_insertion(tmp_path: Path, index: Path) -> None:
    """An index that grew article by article has the order of one built at once."""
    for name in reversed(ARTICLES):
        write_articles(tmp_path / "slow", {name: ARTICLES[name]})
        build_small(tmp_path / "slow", tmp_path / "grown")
    assert texts(tmp_path / "grown") == texts(index)
    assert sorted(texts(index)) == sorted(text for text in ARTICLES.values() if text)


def test_vectors_belong_to_the_texts(index: Path) -> None:
    """Vectors are in the order of the texts; each is the vector of the whole passage."""
    with closing(sqlite3.connect(index / DATABASE)) as connection:
        ids, vectors = read_passage_vectors(connection, DIMENSION)
        rows = list(read_passage_texts(connection, DIMENSION))
    assert ids.tolist() == [passage_id for passage_id, _ in rows]
    assert np.abs(vectors - np.stack([hash_vector(text) for _, text in rows])).max() < 1e-3


def test_every_finite_half_is_widened_as_numpy_does() -> None:
    """All 63,488 finite float16 numbers, subnormal ones and -0 too, have the bits of `astype`."""
    halves = np.arange(2**16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)]
    assert len(halves) == 63_488
    assert widened(halves.tobytes()).tobytes() == halves.astype(np.float32).tobytes()
    assert widened(b"").shape == (0,)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE passages SET text = replace(text, 'river', 'road') WHERE text LIKE '%zebra%'",
        "UPDATE passages SET vectors = x'00' || substr(vectors, 2) WHERE text LIKE '%zebra%'",
        "UPDATE passages SET offset = offset + 1 WHERE text LIKE '%zebra%'",
        "DELETE FROM passages WHERE text LIKE '%zebra%'",
    ],
)
def test_an_altered_row_is_not_searched(index: Path, damage: str) -> None:
    """An altered text, vector or offset, and a missing passage, are damage."""
    change(index, damage)
    with pytest.raises(sqlite3.DatabaseError, match=r"was altered|are missing"):
        texts(index)
