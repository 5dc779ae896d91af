"""Export of an index to one file, and its import."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from rag.errors import IndexCorrupt, IndexMissing, IndexStoreError
from rag.index.transfer import export_index, import_index
from tests.support import build_small, contents, write_articles

ARTICLES: dict[str, str | None] = {
    "a.txt": "The council shut the bridge. It was old.",
    "b.txt": "Ann Lee said the price of water rose.",
}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """A small index."""
    build_small(write_articles(tmp_path / "corpus", ARTICLES), tmp_path / "index")
    return tmp_path / "index"


def test_an_imported_index_equals_the_exported_one(index: Path, tmp_path: Path) -> None:
    """The visible state is restored, and a build continues from it."""
    export_index(index, tmp_path / "saved.zip")
    import_index(tmp_path / "saved.zip", tmp_path / "elsewhere" / "index")
    assert contents(tmp_path / "elsewhere" / "index") == contents(index)
    report = build_small(tmp_path / "corpus", tmp_path / "elsewhere" / "index")
    assert (report.unchanged, report.embedded, report.mended) == (2, 0, ())


def test_a_copied_folder_works(index: Path, tmp_path: Path) -> None:
    """A copied index folder works elsewhere, also with moved articles."""
    before = contents(index)
    shutil.copytree(index, tmp_path / "elsewhere" / "copied")
    shutil.rmtree(index)
    assert contents(tmp_path / "elsewhere" / "copied") == before
    assert {p.path for d, _ in before["documents"] for p in d.places} == set(ARTICLES)
    moved = (tmp_path / "corpus").rename(tmp_path / "elsewhere" / "corpus")
    report = build_small(moved, tmp_path / "elsewhere" / "copied")
    assert (report.unchanged, report.embedded, report.mended) == (2, 0, ())


def test_an_index_is_not_overwritten(index: Path, tmp_path: Path) -> None:
    """Nothing is imported over an existing index."""
    export_index(index, tmp_path / "saved.zip")
    before = contents(index)
    with pytest.raises(IndexStoreError, match="holds an index already"):
        import_index(tmp_path / "saved.zip", index)
    assert contents(index) == before


@pytest.mark.parametrize("cut", [0, 1, 100, -200, -1])
def test_a_damaged_file_is_refused(index: Path, tmp_path: Path, cut: int) -> None:
    """A truncated or empty file is refused."""
    saved = tmp_path / "saved.zip"
    export_index(index, saved)
    saved.write_bytes(saved.read_bytes()[:cut])
    with pytest.raises(IndexStoreError):
        import_index(saved, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_changed_byte_is_found(index: Path, tmp_path: Path) -> None:
    """A changed byte of an archive either is detected or does not matter."""
    saved = tmp_path / "saved.zip"
    export_index(index, saved)
    whole = saved.read_bytes()
    refused = 0
    for at in range(0, len(whole), len(whole) // 40):
        saved.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        target = tmp_path / f"new-{at}"
        try:
            import_index(saved, target)
        except IndexStoreError:
            refused += 1
            assert not target.exists()
        else:  # a byte without influence on the contents, such as a time
            assert contents(target) == contents(index)
    assert refused > 20


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "other.txt", "terms-1/../../evil"])
def test_an_archive_of_other_files_is_refused(tmp_path: Path, name: str) -> None:
    """An archive with other names is refused, and nothing is written outside the folder."""
    saved = tmp_path / "saved.zip"
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("rag.sqlite", b"")
        archive.writestr(name, b"evil")
    with pytest.raises(IndexStoreError, match="is not an index that 'rag export' wrote"):
        import_index(saved, tmp_path / "in" / "new")
    assert not list(tmp_path.rglob("evil*"))


def test_export_errors(index: Path, tmp_path: Path) -> None:
    """A missing index, a damaged index and a missing target folder are errors."""
    with pytest.raises(IndexMissing):
        export_index(tmp_path / "nowhere", tmp_path / "saved.zip")
    with pytest.raises(IndexStoreError, match="cannot write"):
        export_index(index, tmp_path / "nowhere" / "saved.zip")
    database = index / "rag.sqlite"
    database.write_bytes(b"damaged" + database.read_bytes()[7:])
    with pytest.raises((IndexCorrupt, IndexStoreError)):
        export_index(index, tmp_path / "saved.zip")
    assert not (tmp_path / "saved.zip").exists()
