"""rag.index.derived: search indexes of one state, rebuilt from the rows if unusable."""

from __future__ import annotations

import hashlib
import logging
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.index import derived
from rag.index import vectors as vectors_module
from rag.index.store import Store
from tests.support import build_small, contents, hash_vector, write_articles

ARTICLES: dict[str, str | None] = {
    f"{name}.txt": f"The {name} is near the river. A council met about the {name} and the bridge."
    for name in ("zebra", "alpha", "school", "harbour", "mayor", "price")
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of six articles."""
    return write_articles(tmp_path / "in", ARTICLES)


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Path:
    """A small index of `folder`."""
    build_small(folder, tmp_path / "index")
    return tmp_path / "index"


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings that were logged."""
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


def faiss_file(index: Path) -> Path:
    """Return the FAISS file of the first state."""
    return index / "passages-1.faiss"


def terms_folder(index: Path) -> Path:
    """Return the tantivy folder of the first state."""
    return index / "terms-1"


def flip(path: Path, seed: int = 0) -> None:
    """Change one byte of a file."""
    data = bytearray(path.read_bytes())
    data[random.Random(seed).randrange(len(data))] ^= 0xFF
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Leave the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def largest(folder: Path) -> Path:
    """Return the largest file of a folder."""
    return max(folder.iterdir(), key=lambda f: f.stat().st_size)


def test_intact_files_are_used_without_warning(
    index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Intact search indexes are loaded without a warning."""
    contents(index)
    assert warnings(caplog) == []


def exchange(one: Path, other: Path) -> None:
    """Give each of two files the other's bytes."""
    first, second = one.read_bytes(), other.read_bytes()
    assert first != second
    one.write_bytes(second)
    other.write_bytes(first)


def turn_into_folder(file: Path) -> None:
    """Replace a file by a folder."""
    file.unlink()
    file.mkdir()


def turn_into_file(folder: Path) -> None:
    """Replace a folder by a file."""
    shutil.rmtree(folder)
    folder.write_bytes(b"")


FAISS_DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda index: faiss_file(index).unlink(),
    "truncated": lambda index: cut(faiss_file(index)),
    "empty": lambda index: faiss_file(index).write_bytes(b""),
    "flipped": lambda index: flip(faiss_file(index)),
    "longer": lambda index: faiss_file(index).write_bytes(faiss_file(index).read_bytes() + b"\0"),
    "a folder": lambda index: turn_into_folder(faiss_file(index)),
}

TERMS_DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda index: shutil.rmtree(terms_folder(index)),
    "truncated": lambda index: cut(largest(terms_folder(index))),
    "a file less": lambda index: largest(terms_folder(index)).unlink(),
    "a file more": lambda index: (terms_folder(index) / "x").write_bytes(b""),
    "no list of segments": lambda index: (terms_folder(index) / "meta.json").unlink(),
    "flipped": lambda index: flip(largest(terms_folder(index))),
    "exchanged": lambda index: exchange(*sorted(terms_folder(index).glob("[0-9a-f]*.*"))[:2]),
    "a file": lambda index: turn_into_file(terms_folder(index)),
}


@pytest.mark.parametrize("damage", FAISS_DAMAGE.values(), ids=FAISS_DAMAGE)
def test_a_damaged_vector_file_is_rebuilt(
    index: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    """For any damage to the FAISS file a warning names it, and search results are unchanged."""
    before = contents(index)
    damage(index)
    assert contents(index) == before
    assert warnings(caplog) == [
        f"{faiss_file(index)} is missing or damaged: rebuilt in memory from the rows"
    ]


@pytest.mark.parametrize("damage", TERMS_DAMAGE.values(), ids=TERMS_DAMAGE)
def test_a_damaged_term_folder_is_rebuilt(
    index: Path, damage: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    """For any damage to the tantivy folder a warning names it, and search results are unchanged."""
    before = contents(index)
    damage(index)
    assert contents(index) == before
    assert warnings(caplog) == [
        f"{terms_folder(index)} is missing or damaged: rebuilt in memory from the rows"
    ]


@pytest.mark.parametrize("seed", range(10))
def test_any_changed_byte_is_found(
    index: Path, seed: int, caplog: pytest.LogCaptureFixture
) -> None:
    """One changed byte anywhere in either index never changes search results."""
    before = contents(index)
    flip(faiss_file(index), seed)
    files = sorted(f for f in terms_folder(index).iterdir() if f.stat().st_size)
    flip(files[seed % len(files)], seed)
    assert contents(index) == before
    assert len(warnings(caplog)) >= 1


def test_files_of_another_state_are_not_used(
    index: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Intact files of an older state, in place of the newer ones, are rebuilt."""
    old = faiss_file(index).read_bytes()
    write_articles(folder, {"zebra.txt": None, "new.txt": "A new river."})
    build_small(folder, index)
    before = contents(index)
    (index / "passages-2.faiss").write_bytes(old)
    shutil.rmtree(index / "terms-2")
    shutil.copytree(index / "terms-1", index / "terms-2")
    assert contents(index) == before
    assert len(warnings(caplog)) == 2


def test_files_of_the_previous_state_are_kept(index: Path, folder: Path) -> None:
    """The files of the last two states are kept, so that the older can still be opened."""
    for i in range(3):
        write_articles(folder, {f"new{i}.txt": f"New {i}."})
        build_small(folder, index)
    names = {p.name for p in index.iterdir() if p.name.startswith(("passages", "terms"))}
    assert names == {"passages-3.faiss", "passages-4.faiss", "terms-3", "terms-4"}


def test_the_state_of_the_snapshot_is_loaded(
    index: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In a snapshot opened before a build, the search indexes of the old state are loaded."""
    store = Store(index)
    with store.snapshot():
        ids = store.passage_vectors()[0].tolist()
        write_articles(folder, {"zebra.txt": None, "new.txt": "A new river."})
        build_small(folder, index)
        state = derived.load(store, index)
        assert state.generation == 1
        found = [i for i, _ in state.vectors.search(hash_vector("zebra"), 100)]
        assert sorted(found) == sorted(ids)
        assert len(state.terms.search(["zebra"], 10)) == 1
    with store.snapshot():
        state = derived.load(store, index)
        assert (state.generation, state.terms.search(["zebra"], 10)) == (2, [])
    assert warnings(caplog) == []


def test_digests_type_and_recall_are_recorded(index: Path) -> None:
    """`meta` holds the digests of the files, the type of the index and its recall."""
    meta = Store(index).meta()
    assert meta["passages_sha256"] == hashlib.sha256(faiss_file(index).read_bytes()).hexdigest()
    assert len(meta["terms_sha256"]) == 64
    assert (meta["passages_index"], meta["passages_recall"]) == (vectors_module.EXACT, "1")


def test_the_recall_of_an_inexact_index_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The measured recall of an index that does not compare all vectors is recorded."""
    monkeypatch.setattr(vectors_module, "EXACT_UP_TO", 0)
    monkeypatch.setattr(vectors_module, "CANDIDATES", (1,))
    articles: dict[str, str | None] = {
        f"{i}.txt": f"Word{i} word{i + 1} thing{i % 7}." for i in range(320)
    }
    build_small(write_articles(tmp_path / "in", articles), tmp_path / "index")
    store = Store(tmp_path / "index")
    state = derived.load(store, store.folder)
    meta = store.meta()
    ids, vectors = store.passage_vectors()
    assert meta["passages_index"] == vectors_module.factory(*vectors.shape) != vectors_module.EXACT
    queries = vectors_module.question_like(vectors)
    nearest = vectors_module.exact_nearest(ids, vectors, queries)
    measured = vectors_module.recall(state.vectors, queries, nearest)
    assert float(meta["passages_recall"]) == pytest.approx(measured, abs=1e-4)
    assert 0.1 < measured < 1


def test_a_large_file_is_mapped_after_it_was_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A large FAISS file finds what a small one finds; a damaged one is rebuilt, not mapped."""
    articles: dict[str, str | None] = {f"{i}.txt": f"Word{i} word{i + 1}." for i in range(20)}
    build_small(write_articles(tmp_path / "in", articles), tmp_path / "index")
    store = Store(tmp_path / "index")
    query = store.passage_vectors()[1][3]
    wanted = derived.load(store, store.folder).vectors.search(query, 20)
    monkeypatch.setattr(derived, "MAPPED_FROM", 0)
    assert derived.load(store, store.folder).vectors.search(query, 20) == wanted
    assert caplog.messages == []
    file = next((tmp_path / "index").glob("passages-*.faiss"))
    data = bytearray(file.read_bytes())
    data[-30] ^= 1
    file.write_bytes(data)
    assert derived.load(store, store.folder).vectors.search(query, 20) == wanted
    assert "rebuilt in memory" in caplog.text


def test_files_are_replaced_atomically(tmp_path: Path) -> None:
    """A written file replaces the old one, and no other file remains."""
    path = tmp_path / "x.bin"
    derived.write_durably(path, b"old")
    derived.write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_leftover_of_a_killed_build_is_replaced(index: Path, folder: Path) -> None:
    """Files of a state that was never published do not prevent the next build."""
    (index / "passages-2.faiss").write_bytes(b"half")
    (index / "passages-2.faiss.tmp").write_bytes(b"half")
    (index / "terms-2").mkdir()
    (index / "terms-2" / "meta.json").write_bytes(b"{")
    write_articles(folder, {"new.txt": "New."})
    build_small(folder, index)
    assert contents(index)["counts"].documents == 7
    assert {p.name for p in index.glob("*.tmp")} == set()
