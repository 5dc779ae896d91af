"""rag.index.store: what readers see, and that nothing damaged is shown."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexCorrupt, IndexMismatch, IndexMissing, IndexStoreError
from rag.index.database import DATABASE, connect
from rag.index.recipe import SCHEMA_VERSION
from rag.index.store import Store
from rag.types import Document
from tests.support import (
    HashEmbedder,
    all_passages,
    build_small,
    contents,
    hash_vector,
    jsonl,
    small_recipe,
    write_articles,
)

LONG = "\n\n".join(f"Paragraph {i} is about river number {i}. It rose again." for i in range(12))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three articles."""
    return write_articles(
        tmp_path / "articles",
        {
            "a.txt": LONG,
            "b.md": "---\ntitle: The zebra\nauthor: Ann Lee\ndate: 2025-03-01\n---\nA zebra ran.\n",
            "sub/c.txt": "The council met. “We will see,” said the mayor.",
        },
    )


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Path:
    """A small index of `folder`."""
    build_small(folder, tmp_path / "index")
    return tmp_path / "index"


def change(index: Path, sql: str, *values: object) -> None:
    """Change the rows of an index behind its back."""
    connection = connect(index)
    assert connection.execute(sql, values).rowcount > 0
    connection.close()


def document(store: Store, path: str) -> Document:
    """Return the article that stands at a path."""
    return next(d for d in store.documents() if d.path == path)


def corrupt_message(index: Path, work: Callable[[], object]) -> str:
    """Return the message of the IndexCorrupt that `work` must raise, checked for its form."""
    with pytest.raises(IndexCorrupt) as error:
        work()
    message = str(error.value)
    assert "\n" not in message
    assert f"rag build --rebuild --index {index}" in message
    assert error.value.path == index
    return message


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    """Where nothing was built, the error names the build command, and nothing is made."""
    with pytest.raises(IndexMissing, match="rag build FOLDER --index"):
        Store(tmp_path)
    with pytest.raises(IndexMissing):
        Store(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_first_build_that_was_killed_at_once(tmp_path: Path) -> None:
    """An empty database with nothing beside it is no index yet, and no damage."""
    (tmp_path / DATABASE).touch()
    with pytest.raises(IndexMissing):
        Store(tmp_path)


def test_documents_come_back_as_they_were(index: Path, folder: Path) -> None:
    """Documents come by path, with metadata, places and the text of their files."""
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


TEXTS = {
    "white space around": " \n\t Leading. And trailing. \n\n ",
    "NUL": "Before\0after. A second\0.",
    "emoji": "😀 He laughed 👍🏽. 🇺🇦 Then 𝔘nicode stood. 𠜎.",
    "line ends": "One.\r\n\r\nTwo.\rThree.\x85Four.\u2028Five.",
    "marks": "\ufeffA\u200bzero. \u202eReversed\u202c. e\u0301.",
    "one character": "x",
    "no word": "…",
    "controls": "\x1f\x01 a \x1c b. \x1d",
    "SQL": '\'; DROP TABLE passages; -- "quoted" %s ? :a',
    "long": "word " * 400 + "\n\n" + "Sentence two. " * 50 + "\n" * 20,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_comes_back_whole(tmp_path: Path, text: str) -> None:
    """The pieces of a text join to the original, white space and odd characters included."""
    write_articles(tmp_path / "in", {"a.jsonl": jsonl({"title": "T", "text": text})})
    build_small(tmp_path / "in", tmp_path / "index")
    store = Store(tmp_path / "index")
    found = store.documents()[0]
    assert found.text == text
    assert found.length == len(text)
    for stored in all_passages(store):
        for span in (stored.passage, *stored.passage.sentences):
            assert span.text == text[span.start : span.end]


def test_passages_come_in_the_order_asked_for(index: Path) -> None:
    """Passages are returned in the order of the ids; an id that is not there is left out."""
    store = Store(index)
    ids = store.passage_vectors()[0].tolist()
    wanted = [*reversed(ids)]
    assert [p.passage_id for p in store.passages([*wanted, 10**9])] == wanted
    assert store.passages([]) == []


def test_vectors_are_those_of_the_embedder(index: Path) -> None:
    """Row 0 is the passage's vector and the others its sentences', to half precision."""
    for stored in all_passages(Store(index)):
        passage = stored.passage
        texts = [passage.text, *(s.text for s in passage.sentences)]
        expected = np.stack([hash_vector(text) for text in texts])
        assert stored.vectors.dtype == np.float32
        assert np.abs(stored.vectors - expected).max() < 1e-3


def test_a_quotation_reads_its_passage_alone(index: Path) -> None:
    """Once a passage is read, its words cost no further query; other words read the rest."""
    store = Store(index)
    stored = [p for p in all_passages(store) if p.passage.document.path == "a.txt"]
    asked: list[str] = []
    store._connection().set_trace_callback(asked.append)
    first = store.passages([stored[1].passage_id])[0].passage
    del asked[:]
    assert [s.text for s in first.sentences] == [LONG[s.start : s.end] for s in first.sentences]
    assert asked == []
    assert first.document.text == LONG
    assert len(asked) == 1


def test_counts(index: Path) -> None:
    """The counts are those of what can be seen."""
    store = Store(index)
    counts, passages = store.counts(), all_passages(store)
    assert (counts.documents, counts.files) == (3, 3)
    assert counts.passages == len(passages)
    assert counts.sentences == sum(len(p.passage.sentences) for p in passages)


def test_a_reader_cannot_write(index: Path) -> None:
    """Readers leave the index as it is."""
    with pytest.raises(IndexStoreError):
        Store(index).rows("DELETE FROM documents")
    assert len(Store(index).documents()) == 3


def test_a_snapshot_is_one_state(index: Path, folder: Path) -> None:
    """Within a snapshot a reader sees one state, whatever is published; the next sees the new."""
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
    """An error inside a snapshot leaves the reader usable."""
    store = Store(index)
    with pytest.raises(KeyError), store.snapshot():
        store.documents()
        raise KeyError
    with store.snapshot():
        assert store.generation() == 1


def test_a_folder_that_goes_away(index: Path) -> None:
    """Where the index folder is gone a new snapshot is refused with an error for people."""
    store = Store(index)
    store.close()
    index.rename(index.with_name("gone"))
    with pytest.raises(IndexStoreError, match="cannot use the index") as error, store.snapshot():
        pass
    assert not isinstance(error.value, IndexCorrupt)


def test_words_of_a_removed_document(index: Path, folder: Path) -> None:
    """Words read with an answer stay; the rest of a removed article can't be read: ask again."""
    store = Store(index)
    stored = next(p for p in all_passages(store) if p.passage.document.path == "a.txt")
    words = stored.passage.text
    write_articles(folder, {"a.txt": None})
    build_small(folder, index)
    assert stored.passage.text == words
    with pytest.raises(IndexStoreError, match="ask again"):
        _ = stored.passage.document.text


DAMAGE = {
    "text": "UPDATE passages SET text = replace(text, 'zebra', 'zebrb')",
    "text in length": "UPDATE passages SET text = text || ' '",
    "start": "UPDATE passages SET start = start + 1",
    "end": "UPDATE passages SET end = end - 1",
    "offset": "UPDATE passages SET offset = offset + 1",
    "vectors": "UPDATE passages SET vectors = zeroblob(length(vectors))",
    "fewer vectors": "UPDATE passages SET vectors = substr(vectors, 1, 128)",
    "checksum": "UPDATE passages SET checksum = checksum + 1",
    "sentence": "UPDATE sentences SET start = start + 1 WHERE start = 0",
    "sentence's end": "UPDATE sentences SET end = end - 1",
    "paragraph": "UPDATE sentences SET paragraph = paragraph + 1",
    "heading": "UPDATE sentences SET heading = 1 - heading",
    "missing sentence": "DELETE FROM sentences",
    "text as bytes": "UPDATE passages SET text = CAST(x'ff41' AS TEXT)",
    "text as a number": "UPDATE passages SET text = 12 WHERE 1",
    "no text": "UPDATE passages SET checksum = 0, vectors = x''",
}


@pytest.mark.parametrize("sql", DAMAGE.values(), ids=DAMAGE)
def test_a_changed_passage_is_not_shown(index: Path, sql: str) -> None:
    """A passage whose rows are not as they were written is refused, whatever was changed."""
    store = Store(index)
    ids = [
        row[0] for row in store.rows("SELECT passage_id FROM passages WHERE text LIKE '%zebra%'")
    ]
    change(index, sql)
    corrupt_message(index, lambda: store.passages(ids))


def test_every_bit_of_the_vectors_counts(index: Path) -> None:
    """A single changed bit in a passage's vectors is found."""
    store = Store(index)
    (passage_id, blob), *_ = store.rows("SELECT passage_id, vectors FROM passages")
    for bit in random.Random(0).sample(range(8 * len(blob)), 20):
        damaged = bytearray(blob)
        damaged[bit // 8] ^= 1 << bit % 8
        change(index, "UPDATE passages SET vectors = ? WHERE passage_id = ?", damaged, passage_id)
        corrupt_message(index, lambda: store.passages([passage_id]))


def test_a_changed_text_is_not_shown_whole(index: Path) -> None:
    """A whole text is compared with its digest before it is given."""
    change(index, "UPDATE passages SET text = replace(text, 'number 7', 'number 8')")
    found = document(Store(index), "a.txt")
    assert "of document" in corrupt_message(index, lambda: found.text)


def test_a_lost_passage_is_missed(index: Path) -> None:
    """A text of which a passage is gone is refused, not given with a gap."""
    change(index, "DELETE FROM passages WHERE text LIKE '%number 7%'")
    found = document(Store(index), "a.txt")
    corrupt_message(index, lambda: found.text)


def test_a_changed_recipe_is_corrupt(index: Path) -> None:
    """An index that can't say how it was made is not used."""
    change(index, "UPDATE meta SET value = '{}' WHERE key = 'recipe'")
    corrupt_message(index, lambda: Store(index))


def test_another_schema_is_refused(index: Path) -> None:
    """An index of another program version is refused, naming both versions and the command."""
    change(index, "UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch) as error:
        Store(index)
    assert (error.value.expected, error.value.found) == (f"schema {SCHEMA_VERSION}", "schema 99")
    assert "schema version 99" in str(error.value) and "--rebuild" in str(error.value)


@pytest.mark.parametrize("data", [b"", b"not a database at all" * 500, b"SQLite format 3\0"])
def test_a_file_that_is_no_database(index: Path, data: bytes) -> None:
    """A database file with other bytes is corrupt, on one line with the command that mends it."""
    (index / DATABASE).write_bytes(data)
    corrupt_message(index, lambda: Store(index))


def test_a_database_of_something_else(tmp_path: Path) -> None:
    """A database without our tables is corrupt, not a crash."""
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
def test_a_damaged_page_shows_nothing_wrong(index: Path, seed: int) -> None:
    """With a page of noise everything is as before or refused in one line, never shown wrongly."""
    whole = contents(index)
    for derived in (*index.glob("passages-*"), *index.glob("terms-*/meta.json")):
        derived.unlink()  # so that the rows are read for these, too
    damage_page(index, random.Random(seed))
    try:
        seen = contents(index)
    except IndexCorrupt as error:
        assert "\n" not in str(error) and "--rebuild" in str(error)
    else:
        assert seen == whole


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_truncated_database(index: Path, part: float) -> None:
    """A database that was cut off is corrupt."""
    path = index / DATABASE
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    corrupt_message(index, lambda: contents(index))


def test_threads_have_snapshots_of_their_own(index: Path, folder: Path) -> None:
    """A snapshot holds for the thread that opened it; another thread sees the new state."""
    from concurrent.futures import ThreadPoolExecutor

    store = Store(index)
    with store.snapshot(), ThreadPoolExecutor(1) as pool:
        assert store.generation() == 1
        write_articles(folder, {"d.txt": "Another."})
        build_small(folder, index)
        assert pool.submit(store.generation).result() == 2
        assert store.generation() == 1


def test_the_recipe_is_that_of_the_build(index: Path) -> None:
    """A reader knows how the index was made."""
    assert Store(index).recipe == small_recipe(HashEmbedder())
