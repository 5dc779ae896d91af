"""rag.index.writer: documents are staged, then made visible in one commit."""

from __future__ import annotations

import errno
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexCorrupt, IndexMissing, IndexStoreError
from rag.index import derived
from rag.index.database import DATABASE, remove_database
from rag.index.lock import WriteLock
from rag.index.passage_rows import passage_digest
from rag.index.store import Store
from rag.index.writer import Writer
from rag.types import Document, Passage, Place, Sentence
from tests.support import (
    DIMENSION,
    HashEmbedder,
    build_small,
    contents,
    generation,
    small_recipe,
    write_articles,
)

ARTICLES: dict[str, str | None] = {
    "a.txt": "The bridge is shut. The council met.",
    "b.txt": "A zebra ran across the bridge. It was not seen again.",
}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A small index of two articles."""
    build_small(write_articles(tmp_path / "in", ARTICLES), tmp_path / "index")
    return tmp_path / "index"


def document(text: str, path: str = "new.txt") -> Document:
    """Return an article."""
    return Document.from_text(text, Place(path))


def one_passage(of: Document, start: int = 0, end: int | None = None) -> Passage:
    """Return a span of an article as a passage of one sentence."""
    end = of.length if end is None else end
    return Passage(of, start, end, (Sentence(of, start, end, 1, False),))


VECTORS = np.full((2, DIMENSION), 0.123456, dtype=np.float32)


def stage(writer: Writer, of: Document) -> None:
    """Stage an article of one passage."""
    writer.stage([(of, [one_passage(of)], 0, [VECTORS])])


@contextmanager
def writing(index: Path) -> Iterator[Writer]:
    """Open an index for writing."""
    with WriteLock(index), Writer(index, small_recipe(HashEmbedder())) as writer:
        yield writer


def publish(
    writer: Writer,
    *paths: tuple[Document, str],
    derive: Callable[[sqlite3.Connection], dict[str, str]] = lambda rows: {},
) -> None:
    """Publish a state of these articles at these paths."""
    writer.publish(
        files=[(path, 1, "0" * 64) for _, path in paths],
        places=[(d.doc_id, Place(path)) for d, path in paths],
        skipped=[],
        versions={},
        meta={"generation": "2", "corpus": "in", "reader": "1"},
        derive=derive,
    )


def test_a_staged_document_is_not_visible(index: Path) -> None:
    """A staged document is kept, but is not visible."""
    before = contents(index)
    new = document("A staged sentence about the bridge.")
    with writing(index) as writer:
        stage(writer, new)
        assert contents(index) == before
        assert writer.find_document(new.doc_id) is not None
    assert contents(index) == before
    with writing(index) as writer:
        assert writer.find_document(new.doc_id) is not None
        assert writer.counts() == (2, before["counts"].passages)


def test_published_documents_are_visible(index: Path) -> None:
    """A published document is visible; one without a place is deleted."""
    new = document("A staged sentence about the bridge.")
    with writing(index) as writer:
        stage(writer, new)
        publish(writer, (new, "new.txt"))
    store = Store(index)
    assert [d.text for d in store.documents()] == [new.text]
    for table in ("documents", "passages", "sentences", "places", "files"):
        assert store.rows(f"SELECT count(*) FROM {table}") == [(1,)], table


def test_ids_are_never_reused(index: Path) -> None:
    """A new passage never gets the id of a removed one."""
    old = {row[0] for row in Store(index).rows("SELECT passage_id FROM passages")}
    new = document("New.")
    with writing(index) as writer:
        stage(writer, new)
        publish(writer, (new, "new.txt"))
    found = {row[0] for row in Store(index).rows("SELECT passage_id FROM passages")}
    assert min(found) > max(old)


def test_a_document_is_stored_once(index: Path) -> None:
    """A document staged twice, in one batch or in two, has one row."""
    new = document("New.")
    with writing(index) as writer:
        writer.stage([(new, [one_passage(new)], 0, [VECTORS])] * 2)
        stage(writer, new)
    assert Store(index).rows("SELECT count(*) FROM documents") == [(3,)]


def test_a_failed_batch_leaves_nothing(index: Path) -> None:
    """A batch is staged completely or not at all."""
    new = document("New.")
    with writing(index) as writer:
        with pytest.raises(ZeroDivisionError):
            writer.stage((new, [one_passage(new)], 0, [VECTORS]) for _ in (1, 1 / 0))
        assert writer.find_document(new.doc_id) is None


@pytest.mark.parametrize("fault", [RuntimeError("x"), KeyboardInterrupt()])
def test_a_failed_publication_changes_nothing(index: Path, fault: BaseException) -> None:
    """If the derived indexes cannot be written, the old state remains visible."""
    before = contents(index)
    new = document("New.")

    def fail(rows: sqlite3.Connection) -> dict[str, str]:
        assert rows.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        raise fault

    with writing(index) as writer:
        stage(writer, new)
        with pytest.raises(type(fault)):
            publish(writer, (new, "new.txt"), derive=fail)
    assert contents(index) == before
    assert generation(index) == 1


def test_a_full_disk_is_reported(
    index: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """If a derived index cannot be written, the error is one line and nothing is changed."""
    before = contents(index)

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(derived, "write_durably", full)
    write_articles(tmp_path / "in", {"c.txt": "Another."})
    with pytest.raises(IndexStoreError, match="No space left") as error:
        build_small(tmp_path / "in", index)
    assert not isinstance(error.value, IndexCorrupt)
    assert "\n" not in str(error.value) and "nothing was changed" in str(error.value)
    assert contents(index) == before


def test_a_full_database_is_reported(index: Path, tmp_path: Path) -> None:
    """If the database cannot grow, the error is one line and nothing is changed."""
    before = contents(index)
    new = document("word " * 100_000)
    with writing(index) as writer:
        pages = writer._connection.execute("PRAGMA page_count").fetchone()[0]
        writer._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(IndexStoreError, match=r"cannot write to .* nothing was changed"):
            stage(writer, new)
        assert writer.find_document(new.doc_id) is None
    assert contents(index) == before


def test_vectors_are_kept_at_half_precision(index: Path) -> None:
    """The vectors of a passage are found by its digest, in half precision."""
    new = document("New.")
    with writing(index) as writer:
        assert writer.find_vectors(passage_digest(one_passage(new))) is None
        stage(writer, new)
        found = writer.find_vectors(passage_digest(one_passage(new)))
    assert found is not None and found.dtype == np.float32
    assert np.array_equal(found, VECTORS.astype(np.float16).astype(np.float32))


def test_vectors_of_another_recipe_are_not_found(index: Path) -> None:
    """Vectors of another recipe are not reused."""
    new = document("New.")
    with writing(index) as writer:
        stage(writer, new)
    with Writer(index, small_recipe(HashEmbedder(), passage_tokens=99)) as other:
        assert other.find_vectors(passage_digest(one_passage(new))) is None
        assert other.find_document(new.doc_id) is None


def test_the_digest_depends_on_text_and_sentences() -> None:
    """A passage's digest depends on its text and sentence bounds, not on its offset."""
    one, other = document("Ab cd. Ef."), document("First. Ab cd. Ef.")
    assert passage_digest(one_passage(one)) == passage_digest(one_passage(other, 7))
    split = Passage(one, 0, 10, (Sentence(one, 0, 6, 1, False), Sentence(one, 7, 10, 1, False)))
    assert passage_digest(split) != passage_digest(one_passage(one))
    assert passage_digest(one_passage(document("Ab cd. Eg."))) != passage_digest(one_passage(one))


def test_an_unfinished_first_build_is_no_index(tmp_path: Path) -> None:
    """Before the first publication the index counts as missing."""
    with writing(tmp_path) as writer:
        stage(writer, document("New."))
    with pytest.raises(IndexMissing):
        Store(tmp_path)


def test_removing_the_database(index: Path) -> None:
    """After the removal the folder holds no index; removing it again is no error."""
    remove_database(index)
    remove_database(index)
    with pytest.raises(IndexMissing):
        Store(index)
    assert not list(index.glob(f"{DATABASE}*"))


def test_a_database_that_cannot_be_opened(tmp_path: Path) -> None:
    """The error is not reported as damage; it names the disk and the permissions."""
    (tmp_path / DATABASE).mkdir()
    with pytest.raises(IndexStoreError, match="permission to read") as error:
        Writer(tmp_path, small_recipe(HashEmbedder()))
    assert not isinstance(error.value, IndexCorrupt)


@pytest.mark.parametrize("seed", range(12))
def test_a_build_over_damage(index: Path, tmp_path: Path, seed: int) -> None:
    """With a page of noise in the database, a build succeeds or raises one line."""
    noise = random.Random(seed)
    path = index / DATABASE
    data = bytearray(path.read_bytes())
    at = 4096 * noise.randrange(len(data) // 4096)
    data[at : at + 4096] = noise.randbytes(4096)
    path.write_bytes(data)
    write_articles(tmp_path / "in", {"a.txt": "Changed. The council met.", "c.txt": "Another."})
    try:
        assert build_small(tmp_path / "in", index).documents == 3
    except IndexCorrupt as error:
        assert "\n" not in str(error) and "--rebuild" in str(error)
