"""An index, and a saved answer, proved against the files on the disk."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rag.errors import IndexCorrupt, RagError
from rag.index.store import Store
from rag.index.verify import State, Verified, check_answer, verify, worst
from tests.support import build_small, jsonl, write_articles

ARTICLES: dict[str, str | None] = {
    "a.txt": "The council shut the bridge. It was old.\n\nAnn Lee said it leaked.",
    "b.md": "# Water\n\nThe price of water rose. It rains.",
    "c.jsonl": jsonl({"text": "A first record."}, {"text": "A second record stands here."}),
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The articles indexed, in the folders "corpus" and "index"."""
    build_small(write_articles(tmp_path / "corpus", ARTICLES), tmp_path / "index")
    return tmp_path


def verified(built: Path) -> Verified:
    """Verify the index against its folder."""
    store = Store(built / "index")
    with store.snapshot():
        return verify(store, built / "corpus")


def damage(built: Path, sql: str) -> None:
    """Change rows behind the program's back."""
    with sqlite3.connect(built / "index" / "rag.sqlite") as connection:
        assert connection.execute(sql).rowcount > 0


def test_an_index_in_step_has_no_difference(built: Path) -> None:
    """All is read, and nothing differs."""
    found = verified(built)
    assert (found.documents, found.files, found.differences) == (4, 3, ())
    assert "everything is as it was written" in str(found)


def test_every_change_of_the_folder_is_named(built: Path) -> None:
    """Changed, new and removed files are differences, each named."""
    write_articles(built / "corpus", {"a.txt": "Other words.", "b.md": None, "d.txt": "New."})
    assert verified(built).differences == (
        "a.txt: was changed after it was indexed",
        "b.md: is indexed, and no longer there",
        "d.txt: is not indexed yet",
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE passages SET text = replace(text, 'bridge', 'tunnel')",
        "UPDATE passages SET vectors = zeroblob(length(vectors))",
        "UPDATE sentences SET end = end - 1",
        "UPDATE attributions SET speaker = 'Bo Orr'",
        "DELETE FROM attributions",
        "DELETE FROM sentences WHERE start > 0",
        "DELETE FROM passages WHERE passage_id = 1",
        "UPDATE documents SET title = 'Another title'",
        "UPDATE documents SET published = '2001-01-01'",
        "UPDATE documents SET length = length + 1",
        "UPDATE documents SET sha256 = '00'",
    ],
)
def test_damaged_rows_are_found(built: Path, sql: str) -> None:
    """A row that is not as it was written is an error that says how to mend it."""
    damage(built, sql)
    with pytest.raises(IndexCorrupt, match="rag build --rebuild"):
        verified(built)


@pytest.mark.parametrize("name", ["passages-*.faiss", "terms-*"])
def test_damaged_search_indexes_are_found(built: Path, name: str) -> None:
    """A search index that is gone, or has one byte changed, is an error."""
    (path,) = (built / "index").glob(name)
    file = path if path.is_file() else max(path.iterdir(), key=lambda f: f.stat().st_size)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(IndexCorrupt, match="missing or damaged"):
        verified(built)
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(IndexCorrupt, match="missing or damaged"):
        verified(built)


def quotation(path: str, text: str, start: int, **more: Any) -> dict[str, Any]:
    """Lay a quotation out as an answer has it."""
    span = {"path": path, "record": None, "text": text, "start": start, "end": start + len(text)}
    return {**span, "context": [], "also": [], **more}


SHUT = quotation("a.txt", "It was old.", 29)


def states(built: Path, *citations: dict[str, Any]) -> list[State]:
    """Check an answer of these citations."""
    return [c.state for c in check_answer({"citations": list(citations)}, built / "corpus")]


def test_what_became_of_a_quotation(built: Path) -> None:
    """It is verbatim, moved, changed, or gone, with its file or its record."""
    record = quotation("c.jsonl", "A second record", 0, record=2)
    assert states(built, SHUT, record) == [State.VERBATIM, State.VERBATIM]
    write_articles(built / "corpus", {"a.txt": "New first words. It was old."})
    assert states(built, SHUT) == [State.MOVED]
    write_articles(built / "corpus", {"a.txt": "New first words. It is old.", "c.jsonl": jsonl()})
    assert states(built, SHUT, record) == [State.CHANGED, State.GONE]
    write_articles(built / "corpus", {"a.txt": None})
    assert states(built, SHUT) == [State.GONE]


def test_context_and_copies_are_checked_too(built: Path) -> None:
    """Every sentence that an answer shows is checked, and the worst counts."""
    copy = {**SHUT, "path": "gone.txt"}
    checked = check_answer({"citations": [{**SHUT, "also": [copy]}]}, built / "corpus")
    assert [c.state for c in checked] == [State.VERBATIM, State.GONE]
    assert worst(checked) is State.GONE
    assert worst([]) is State.VERBATIM


@pytest.mark.parametrize(
    "answer",
    [None, [], {}, {"citations": 1}, {"citations": [1]}, {"citations": [{"text": "x"}]}],
)
def test_what_is_no_answer_is_an_error(built: Path, answer: Any) -> None:
    """Anything else than an answer is refused with the first fault."""
    with pytest.raises(RagError, match="no answer as 'rag ask --json' prints it"):
        check_answer(answer, built / "corpus")


def test_a_path_out_of_the_folder_is_gone(built: Path) -> None:
    """An answer can't make another file be read."""
    (built / "secret.txt").write_text("It was old.")
    assert states(built, quotation("../secret.txt", "It was old.", 0)) == [State.GONE]
    assert json.dumps(State.GONE) == "5"
