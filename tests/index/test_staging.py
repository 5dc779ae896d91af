"""rag.index.staging: documents of any size are staged in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from rag.index import staging
from rag.index.database import connect
from rag.index.embedding import PassageText, Vectors
from rag.index.store import Store
from tests.support import HashEmbedder, Killed, build_small, contents, jsonl, write_articles

SIZE = 5  # passages of a batch here
LONG = "\n\n".join(
    f"Paragraph {i} tells of thing {i}, which the council of the small town of Oskerby saw."
    for i in range(43)
)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a small batch size."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", SIZE)


class Measured(HashEmbedder):
    """An embedder that records the number of passages of each call."""

    def __init__(self, *, dies_at: int | None = None) -> None:
        super().__init__(dies_at=dies_at)
        self.batches: list[int] = []

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        self.batches.append(len(passages))
        return super().embed_passages(passages)


def whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Return the contents of an index built from a folder in one batch."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", 10_000)
    build_small(folder, folder.with_name("whole"))
    return contents(folder.with_name("whole"))


def test_a_long_document_is_embedded_in_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long document is embedded in small batches, with the same result."""
    folder = write_articles(tmp_path / "in", {"a.txt": "Short.", "long.txt": LONG, "z.txt": "End."})
    embedder = Measured()
    report = build_small(folder, tmp_path / "index", embedder)
    assert report.passages == report.embedded == sum(embedder.batches) > 8 * SIZE
    assert max(embedder.batches) <= 2 * SIZE
    assert contents(tmp_path / "index") == whole(folder, monkeypatch)


def test_records_of_one_file_are_embedded_in_batches(tmp_path: Path) -> None:
    """The articles of one file are embedded in small batches."""
    records = [{"title": f"{i}", "text": f"Thing {i} was seen."} for i in range(23)]
    folder = write_articles(tmp_path / "in", {"a.jsonl": jsonl(*records)})
    embedder = Measured()
    assert build_small(folder, tmp_path / "index", embedder).embedded == 23
    assert max(embedder.batches) <= 2 * SIZE


@pytest.mark.parametrize("dies_at", [1, 2 * SIZE, 4 * SIZE + 2])
def test_a_long_document_is_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """A build killed within a document loses one batch; the staged part is not visible."""
    index = tmp_path / "index"
    folder = write_articles(tmp_path / "in", {"a.txt": "Old."})
    build_small(folder, index)
    before = contents(index)
    write_articles(folder, {"long.txt": LONG})
    with pytest.raises(Killed):
        build_small(folder, index, HashEmbedder(dies_at=dies_at))
    assert contents(index) == before
    report = build_small(folder, index)
    assert report.embedded == report.passages - 1 - dies_at // SIZE * SIZE
    assert contents(index) == whole(folder, monkeypatch)


def half_built(folder: Path, index: Path) -> Path:
    """Kill a build in the middle of a long document; return its folder."""
    write_articles(folder, {"long.txt": LONG})
    with pytest.raises(Killed):
        build_small(folder, index, HashEmbedder(dies_at=3 * SIZE))
    return folder


def test_a_partial_document_that_changed_is_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a partially staged document has changed by the next build, none of its rows remain."""
    index = tmp_path / "index"
    folder = half_built(tmp_path / "in", index)
    write_articles(folder, {"long.txt": LONG.replace("Paragraph 2 ", "Another ")})
    build_small(folder, index)
    assert Store(index).rows("SELECT count(*) FROM documents") == [(1,)]
    assert contents(index) == whole(folder, monkeypatch)


def test_a_partial_document_with_other_passages_is_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages of a partially staged document are not reused if its segmentation differs."""
    index = tmp_path / "index"
    folder = half_built(tmp_path / "in", index)
    with closing(connect(index)) as connection:
        connection.execute("DELETE FROM passages WHERE offset = 0")
    build_small(folder, index)
    assert contents(index) == whole(folder, monkeypatch)
