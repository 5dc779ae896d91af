"""rag.index.store: visible rows, snapshots, and damage that is never shown."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexStoreError
from rag.index.database import DATABASE
from rag.index.recipe import SCHEMA_VERSION
from rag.index.store import Store
from tests.index.store_support import LONG, change, corrupt_message, three_articles
from tests.support import (
    HashEmbedder,
    all_passages,
    build_small,
    contents,
    open_small,
    small_recipe,
    write_articles,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three articles."""
    return three_articles(tmp_path / "articles")


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Path:
    """A small index of `folder`."""
    build_small(folder, tmp_path / "index")
    return tmp_path / "index"


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    """Without an index the error has the build command, and no file is created."""
    with pytest.raises(IndexMissing, match="rag build FOLDER --index"):
        Store(tmp_path)
    with pytest.raises(IndexMissing):
        Store(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_first_build_killed_at_once(tmp_path: Path) -> None:
    """An empty database without search indexes is a missing index, not a damaged one."""
    (tmp_path / DATABASE).touch()
    with pytest.raises(IndexMissing):
        Store(tmp_path)


def test_documents_equal_their_files(index: Path, folder: Path) -> None:
    """Documents are ordered by path, with metadata, places and the text of their files."""
    found = Store(index).documents()
    assert [d.path for d in found] == ["a.txt", "b.md", "sub/c.txt"]
    assert found[0].text == LONG
    zebra = found[1]
    assert (zebra.title, zebra.author, str(zebra.published)) == (
        "The zebra",
        "Ann Lee",
        "2025-03-01",
    )
    place = zebra.places[0]
    data = (folder / "b.md").read_bytes()
    assert data[place.byte_offset :].decode(place.encoding or "") == zebra.text == "A zebra ran.\n"


def test_passages_are_in_the_order_of_the_ids(index: Path) -> None:
    """Passages are returned in the order of the ids; an unknown id is left out."""
    store = Store(index)
    ids = store.passage_vectors()[0].tolist()
    backwards = ids[::-1]
    assert [p.passage_id for p in store.passages([*backwards, 10**9])] == backwards
    assert store.passages([]) == []


def test_counts(index: Path) -> None:
    """The counts are those of the visible rows."""
    store = Store(index)
    counts, passages = store.counts(), all_passages(store)
    assert (counts.documents, counts.files) == (3, 3)
    assert counts.passages == len(passages)
    assert counts.sentences == sum(len(p.passage.sentences) for p in passages)


def test_a_store_is_read_only(index: Path) -> None:
    """A statement that writes raises an error and changes nothing."""
    with pytest.raises(IndexStoreError):
        Store(index).rows("DELETE FROM documents")
    assert len(Store(index).documents()) == 3


def test_a_snapshot_is_one_state(index: Path, folder: Path) -> None:
    """A snapshot sees one state, even after a publication; the next snapshot sees the new."""
    store = Store(index)
    with store.snapshot():
        before = store.documents()
        write_articles(folder, {"a.txt": "New.", "sub/c.txt": None, "d.txt": "Another."})
        build_small(folder, index)
        with store.snapshot():
            assert store.documents() == before
            assert store.generation() == 1
        assert before[0].text == LONG
    with store.snapshot():
        assert [d.path for d in store.documents()] == ["a.txt", "b.md", "d.txt"]
        assert store.generation() == 2


def test_a_snapshot_ends_with_an_error(index: Path) -> None:
    """After an error inside a snapshot the store is usable."""
    store = Store(index)
    with pytest.raises(KeyError), store.snapshot():
        store.documents()
        raise KeyError
    with store.snapshot():
        assert store.generation() == 1


def test_a_folder_that_disappears(index: Path) -> None:
    """If the index folder has disappeared, a new snapshot raises IndexStoreError."""
    store = Store(index)
    store.close()
    index.rename(index.with_name("gone"))
    with pytest.raises(IndexStoreError, match="cannot use the index") as error, store.snapshot():
        pass
    assert not isinstance(error.value, IndexCorrupt)


def test_an_invalid_recipe_is_damage(index: Path) -> None:
    """An index with an invalid recipe is not opened."""
    change(index, "UPDATE meta SET value = '{}' WHERE key = 'recipe'")
    corrupt_message(index, lambda: Store(index))


def test_another_schema_is_refused(index: Path) -> None:
    """An index of another schema is refused with both versions and the rebuild command."""
    change(index, "UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch) as error:
        Store(index)
    assert (error.value.expected, error.value.found) == (f"schema {SCHEMA_VERSION}", "schema 99")
    assert "schema version 99" in str(error.value) and "--rebuild" in str(error.value)


@pytest.mark.parametrize("data", [b"", b"not a database at all" * 500, b"SQLite format 3\0"])
def test_a_file_that_is_no_database(index: Path, data: bytes) -> None:
    """A file of other bytes is corrupt, in one line with the rebuild command."""
    (index / DATABASE).write_bytes(data)
    corrupt_message(index, lambda: Store(index))


def test_a_database_of_something_else(tmp_path: Path) -> None:
    """A database with other tables is corrupt."""
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.execute("CREATE TABLE other (x)")
    connection.close()
    corrupt_message(tmp_path, lambda: Store(tmp_path))


def damage_page(index: Path, random: random.Random) -> None:
    """Overwrite one page of the database with noise."""
    path = index / DATABASE
    data = bytearray(path.read_bytes())
    at = random.randrange(1, len(data) // 4096) * 4096
    data[at : at + 4096] = random.randbytes(4096)
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_page_gives_no_wrong_results(index: Path, seed: int) -> None:
    """With a page of noise the contents are unchanged or refused in one line, never wrong."""
    whole = contents(index)
    for derived in (*index.glob("passages-*"), *index.glob("terms-*/meta.json")):
        derived.unlink()  # so that they are rebuilt from the rows
    damage_page(index, random.Random(seed))
    try:
        seen = contents(index)
    except IndexCorrupt as error:
        assert "\n" not in str(error) and "--rebuild" in str(error)
    else:
        assert seen == whole


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_database(index: Path, part: float) -> None:
    """A truncated database is corrupt."""
    path = index / DATABASE
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    corrupt_message(index, lambda: contents(index))


def test_snapshots_belong_to_threads(index: Path, folder: Path) -> None:
    """A snapshot affects only the thread that opened it; another thread sees the new state."""
    from concurrent.futures import ThreadPoolExecutor

    store = Store(index)
    with store.snapshot(), ThreadPoolExecutor(1) as pool:
        assert store.generation() == 1
        write_articles(folder, {"d.txt": "Another."})
        build_small(folder, index)
        assert pool.submit(store.generation).result() == 2
        assert store.generation() == 1


def test_the_recipe_equals_that_of_the_build(index: Path) -> None:
    """The store returns the recipe of the build."""
    assert Store(index).recipe == small_recipe(HashEmbedder())


@pytest.mark.parametrize("count", [499, 600, 40_000])
def test_passages_of_any_number_of_speakers(tmp_path: Path, count: int) -> None:
    """The passages of the last of many speakers are found, in order and up to the limit."""
    statement = "“The pier is shut,” said Ann Lee."
    store = open_small(tmp_path, {"a.txt": statement, "b.txt": f"{statement} It was cold."})
    speakers = [f"Name {n}" for n in range(count)]
    assert store.passages_by_speakers(speakers, 9) == []
    assert store.passages_by_speakers([*speakers, "Ann Lee"], 9) == store.passage_ids()
    assert store.passages_by_speakers([*speakers, "Ann Lee"], 1) == store.passage_ids()[:1]
    assert store.passages_by_speakers([], 9) == []


def test_texts_of_passages_take_one_query(index: Path) -> None:
    """The texts of any passages are read at once, and only they."""
    store = Store(index)
    passages = all_passages(store)
    queries: list[str] = []
    store._connection().set_trace_callback(queries.append)
    texts = store.texts([stored.passage_id for stored in passages])
    assert len(queries) == 1
    assert sorted(map(str.strip, texts)) == sorted(stored.passage.text for stored in passages)
    assert store.texts([]) == []


def test_an_altered_text_is_never_returned(index: Path) -> None:
    """A text is compared with its checksum; a missing one is damage inside a snapshot."""
    store = Store(index)
    ids = store.passage_ids()
    with store.snapshot():
        corrupt_message(index, lambda: store.texts([*ids, max(ids) + 1]))
    change(index, "UPDATE passages SET text = replace(text, 'zebra', 'zebrb')")
    corrupt_message(index, lambda: store.texts(ids))


def test_vectors_of_passages_take_one_query(index: Path) -> None:
    """The vectors of any passages are read at once, and are those that the passages have."""
    store = Store(index)
    passages = all_passages(store)
    queries: list[str] = []
    store._connection().set_trace_callback(queries.append)
    vectors = store.vectors([stored.passage_id for stored in passages])
    assert len(queries) == 1
    assert set(vectors) == {stored.passage_id for stored in passages}
    for stored in passages:
        assert vectors[stored.passage_id].dtype == np.float32
        assert np.array_equal(vectors[stored.passage_id], stored.vectors)
    assert store.vectors([]) == {}


ONE_BIT = "CAST(substr(vectors, 1, 99) || x'7f' || substr(vectors, 101) AS BLOB)"
OF_ANOTHER = "(SELECT vectors FROM passages ORDER BY passage_id DESC LIMIT 1)"


@pytest.mark.parametrize(
    "blob",
    ["substr(vectors, 2)", "substr(vectors, 1, 128)", "x''", "'text'", "7", ONE_BIT, OF_ANOTHER],
)
def test_altered_vectors_are_refused(index: Path, blob: str) -> None:
    """Vectors that are cut, of another type, changed in a byte, or another passage's are damage."""
    store = Store(index)
    ids = store.passage_ids()
    change(index, f"UPDATE passages SET vectors = {blob}")
    corrupt_message(index, lambda: store.vectors(ids))


def test_vectors_of_a_missing_passage_are_refused(index: Path) -> None:
    """A passage that is missing inside a snapshot is damage."""
    store = Store(index)
    with store.snapshot():
        corrupt_message(index, lambda: store.vectors([*store.passage_ids(), 999]))
