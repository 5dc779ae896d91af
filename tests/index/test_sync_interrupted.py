"""rag.index.sync with faults: killed builds, unreadable files, damaged rows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.corpus import SourceFile, load
from rag.engine.reading import ArticleReader
from rag.errors import CorpusError
from rag.index import incoming, staging
from rag.index import sync as module
from rag.index.database import connect
from rag.index.incoming import LocalReads
from rag.index.lock import WriteLock
from rag.index.staging import Progress
from rag.index.store import Store
from rag.index.sync import sync
from rag.index.writer import Writer
from tests.corpora import PARAGRAPHS, THREE, Corpus, fresh
from tests.support import (
    HashEmbedder,
    Killed,
    build_small,
    contents,
    small_recipe,
    write_articles,
)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """A corpus of three articles, built."""
    made = Corpus(write_articles(tmp_path / "in", THREE), tmp_path / "index")
    made.build()
    return made


MANY: dict[str, str | None] = {
    f"{i:02}.txt": f"Article {i} is about thing {i} in the river." for i in range(12)
}


@pytest.mark.parametrize("dies_at", [0, 1, 5, 11])
def test_a_killed_build_is_resumed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    """A killed build keeps the old state visible; the next embeds only what was not staged."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", 1)
    before = contents(corpus.index)
    corpus.put(MANY)
    with pytest.raises(Killed):
        build_small(corpus.folder, corpus.index, HashEmbedder(dies_at=dies_at))
    assert contents(corpus.index) == before
    report = corpus.build()
    assert report.embedded == 12 - dies_at
    assert contents(corpus.index) == fresh(corpus)


def test_only_the_killed_batch_is_lost(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of an unfinished batch is stored, and everything of the batch before."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", 5)
    corpus.put(MANY)
    with pytest.raises(Killed):
        build_small(corpus.folder, corpus.index, HashEmbedder(dies_at=7))
    assert corpus.build().embedded == 12 - 5


def test_staged_articles_can_be_removed(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staged articles whose files have been removed leave no rows."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", 1)
    corpus.put(MANY)
    with pytest.raises(Killed):
        build_small(corpus.folder, corpus.index, HashEmbedder(dies_at=7))
    corpus.put(dict.fromkeys(MANY) | {"b.txt": None})
    corpus.build()
    assert Store(corpus.index).rows("SELECT count(*) FROM documents") == [(2,)]


def test_nothing_is_visible_before_the_end(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a build runs, the complete old state is visible."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", 1)
    before = contents(corpus.index)
    states = []

    def look(progress: Progress) -> None:
        states.append(contents(corpus.index))

    corpus.put({**MANY, "a.txt": None})
    run(corpus, look)
    assert len(states) >= 12
    assert all(state == before for state in states)
    assert contents(corpus.index) != before


def run(corpus: Corpus, report: Callable[[Progress], None]) -> None:
    """Build and return the progress reports."""
    recipe = small_recipe(corpus.embedder)
    reads = LocalReads(ArticleReader(recipe.encoding, recipe.passage_tokens))
    with WriteLock(corpus.index), Writer(corpus.index, recipe) as writer:
        sync(corpus.folder, writer, corpus.embedder, reads, report=report)


def test_progress_rises_to_the_total(corpus: Corpus) -> None:
    """Progress is in bytes of new and changed files, never falls, and ends with all of them."""
    corpus.put({**MANY, "copy.txt": THREE["a.txt"], "empty.txt": ""})
    seen: list[Progress] = []
    run(corpus, seen.append)
    assert (seen[0].stage, seen[-1].stage) == ("reading", "writing")
    seen = [p for p in seen if p.stage == "embedding"]
    done = [p.done for p in seen]
    total = sum((corpus.folder / n).stat().st_size for n in (*MANY, "copy.txt"))
    assert done == sorted(done)
    assert {p.total for p in seen} == {total}
    assert done[-1] == total
    assert seen[-1].reused == (corpus.folder / "copy.txt").stat().st_size


def test_a_new_edition_is_visible_only_at_the_end(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an index is rebuilt, its old rows are visible and the new ones are not."""
    monkeypatch.setattr(staging, "STAGE_PASSAGES", 1)
    before = contents(corpus.index)
    recipe = small_recipe(corpus.embedder)
    with pytest.raises(Killed):
        build_small(
            corpus.folder,
            corpus.index,
            HashEmbedder(dies_at=2),
            recipe=recipe.next_edition(recipe),
        )
    assert contents(corpus.index) == before


def replace_load(monkeypatch: pytest.MonkeyPatch, load: Callable[[SourceFile], bytes]) -> None:
    """Have files read by `load`, both to compare and to parse them."""
    monkeypatch.setattr(module, "load", load)
    monkeypatch.setattr(incoming, "load", load)


def test_a_file_that_cannot_be_read_at_the_moment_is_kept(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an I/O error the articles are kept and the file is reported until it is readable."""
    before = contents(corpus.index)
    read = load
    hit: list[str] = []

    def failing(file: SourceFile) -> bytes:
        if file.path == "a.txt":
            hit.append(file.path)
            raise CorpusError("cannot be read: Input/output error", file.path)
        return read(file)

    replace_load(monkeypatch, failing)
    report = corpus.build()
    assert hit
    assert (report.removed, report.embedded) == ((), 0)
    assert [s.path for s in report.skipped] == ["a.txt"]
    assert "what was read of it before is kept" in report.skipped[0].reason
    assert contents(corpus.index)["passages"] == before["passages"]
    replace_load(monkeypatch, read)
    assert corpus.build().skipped == ()
    assert contents(corpus.index) == before


def test_a_file_that_vanished_meanwhile_is_removed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file deleted after the folder was listed is removed from the index."""
    read = load

    def vanishing(file: SourceFile) -> bytes:
        if file.path == "a.txt":
            file.absolute.unlink(missing_ok=True)
        return read(file)

    replace_load(monkeypatch, vanishing)
    assert corpus.build().removed == ("a.txt",)


@pytest.mark.parametrize("name", ["passages-*.faiss", "terms-*"])
def test_a_damaged_search_index_is_rebuilt(corpus: Corpus, name: str) -> None:
    """A build detects it, rebuilds it from the rows without embedding, and reports it."""
    before = contents(corpus.index)
    (path,) = corpus.index.glob(name)
    shutil.rmtree(path) if path.is_dir() else path.write_bytes(b"damaged")
    report = corpus.build()
    assert (report.mended, report.embedded) == ((path.name,), 0)
    assert f"mended {path.name}" in str(report)
    assert contents(corpus.index) == before
    assert corpus.build().mended == ()


def test_damaged_vectors_are_not_reused(corpus: Corpus) -> None:
    """An altered passage is embedded again when its vectors are needed."""
    with closing(connect(corpus.index)) as connection, connection:
        changed = connection.execute(
            "UPDATE passages SET vectors = zeroblob(length(vectors)) WHERE document IN "
            "(SELECT document FROM places WHERE path = 'a.txt')"
        )
        assert changed.rowcount > 0
    corpus.put({"a.txt": None, "new.txt": f"{PARAGRAPHS[0]}\n\nAnd more."})
    corpus.build()
    assert corpus.embedder.embedded > 0
    store = Store(corpus.index)
    fresh = [p for p in store.documents() if p.path == "new.txt"]
    assert fresh[0].text.startswith(PARAGRAPHS[0])
    ids = [row[0] for row in store.rows(
        "SELECT passage_id FROM passages JOIN places USING (document) WHERE path = 'new.txt'"
    )]  # fmt: skip
    assert all(passage.vectors.any() for passage in store.passages(ids))
