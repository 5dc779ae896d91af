"""rag.index.verify: an index and a saved answer, checked against the files on the disk."""

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
    """Alter rows directly in the database."""
    with sqlite3.connect(built / "index" / "rag.sqlite") as connection:
        assert connection.execute(sql).rowcount > 0


def test_a_current_index_has_no_differences(built: Path) -> None:
    """All articles and files are checked, without differences."""
    found = verified(built)
    assert (found.documents, found.files, found.differences) == (4, 3, ())
    assert "no differences" in str(found)


def test_every_change_of_the_folder_is_listed(built: Path) -> None:
    """Changed, new and removed files are listed as differences."""
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
    """An altered row is an error with the rebuild command."""
    damage(built, sql)
    with pytest.raises(IndexCorrupt, match="rag build --rebuild"):
        verified(built)


@pytest.mark.parametrize("name", ["passages-*.faiss", "terms-*"])
def test_damaged_search_indexes_are_found(built: Path, name: str) -> None:
    """A missing search index, or one with a changed byte, is an error."""
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
    """Return a quotation in the format of an answer."""
    span = {"path": path, "record": None, "text": text, "start": start, "end": start + len(text)}
    return {**span, "context": [], "also": [], **more}


SHUT = quotation("a.txt", "It was old.", 29)


def states(built: Path, *citations: dict[str, Any]) -> list[State]:
    """Return the states of an answer's citations."""
    return [c.state for c in check_answer({"citations": list(citations)}, built / "corpus")]


def test_states_of_a_quotation(built: Path) -> None:
    """A quotation is verbatim, moved, changed or gone, in a file or a record."""
    record = quotation("c.jsonl", "A second record", 0, record=2)
    assert states(built, SHUT, record) == [State.VERBATIM, State.VERBATIM]
    write_articles(built / "corpus", {"a.txt": "New first words. It was old."})
    assert states(built, SHUT) == [State.MOVED]
    write_articles(built / "corpus", {"a.txt": "New first words. It is old.", "c.jsonl": jsonl()})
    assert states(built, SHUT, record) == [State.CHANGED, State.GONE]
    write_articles(built / "corpus", {"a.txt": None})
    assert states(built, SHUT) == [State.GONE]


def test_context_and_copies_are_checked_too(built: Path) -> None:
    """Every sentence that an answer shows is checked; `worst` returns the worst state."""
    copy = {**SHUT, "path": "gone.txt"}
    checked = check_answer({"citations": [{**SHUT, "also": [copy]}]}, built / "corpus")
    assert [c.state for c in checked] == [State.VERBATIM, State.GONE]
    assert worst(checked) is State.GONE
    assert worst([]) is State.VERBATIM


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (None, ""),
        ([], ""),
        ({}, "citations: "),
        ({"citations": 1}, "citations: "),
        ({"citations": [1]}, "citations[0]: "),
        ({"citations": [SHUT, {**SHUT, "start": "29"}]}, "citations[1].start: "),
        ({"citations": [{**SHUT, "end": -1}]}, "citations[0].end: "),
        ({"citations": [{**SHUT, "record": "2"}]}, "citations[0].record: "),
        (
            {"citations": [{**SHUT, "also": [{**SHUT, "path": None}]}]},
            "citations[0].also[0].path: ",
        ),
    ],
)
def test_other_json_is_no_answer(built: Path, answer: Any, place: str) -> None:
    """JSON that is no answer is refused in one line with the place of the first fault."""
    with pytest.raises(RagError) as caught:
        check_answer(answer, built / "corpus")
    prefix = f"this is no answer as 'rag ask --json' prints it: {place}"
    assert str(caught.value).startswith(prefix)
    assert "\n" not in str(caught.value)


def test_a_path_out_of_the_folder_is_gone(built: Path) -> None:
    """A path out of the folder is not read."""
    (built / "secret.txt").write_text("It was old.")
    assert states(built, quotation("../secret.txt", "It was old.", 0)) == [State.GONE]
    assert json.dumps(State.GONE) == "5"
