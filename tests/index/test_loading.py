"""rag.index.loading: documents and passages are exact, and altered rows are refused."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from rag.attribution import attach
from rag.attribution.spans import AttributionSpan
from rag.errors import IndexStoreError
from rag.index.loading import WHOLE_TEXTS
from rag.index.store import Store
from rag.types import Attribution, Span
from tests.index.store_support import LONG, change, corrupt_message, document, three_articles
from tests.support import (
    all_passages,
    build_small,
    hash_vector,
    jsonl,
    open_small,
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


TEXTS = {
    "surrounding whitespace": " \n\t Leading. And trailing. \n\n ",
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
def test_any_text_is_restored(tmp_path: Path, text: str) -> None:
    """The pieces of a text join to the original, with whitespace and unusual characters."""
    write_articles(tmp_path / "in", {"a.jsonl": jsonl({"title": "T", "text": text})})
    build_small(tmp_path / "in", tmp_path / "index")
    store = Store(tmp_path / "index")
    found = store.documents()[0]
    assert found.text == text
    assert found.length == len(text)
    for stored in all_passages(store):
        for span in (stored.passage, *stored.passage.sentences):
            assert span.text == text[span.start : span.end]


def test_attributions_are_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each field of an attribution is read as it was written: act and hearsay too."""
    found = [
        AttributionSpan(0, 12, "Cy Ames", "name", "denied", "indirect", told_by="Di Voss"),
        AttributionSpan(14, 26, None, "none", "", "direct"),
    ]
    monkeypatch.setattr(attach, "attribute", lambda *_: found)
    store = open_small(tmp_path, {"a.txt": "It leaked by night. It creaked."})
    (stored,) = all_passages(store)
    document = stored.passage.document
    assert stored.passage.attributions == (
        Attribution(
            Span(document, 0, 12), "Cy Ames", "name", "denied", "indirect", "denied", "Di Voss"
        ),
        Attribution(Span(document, 14, 26), None, "none", "", "direct", "said", None),
    )


def test_vectors_equal_those_of_the_embedder(index: Path) -> None:
    """Row 0 is the passage's vector, the others its sentences', in half precision."""
    for stored in all_passages(Store(index)):
        passage = stored.passage
        texts = [passage.text, *(s.text for s in passage.sentences)]
        expected = np.stack([hash_vector(text) for text in texts])
        assert stored.vectors.dtype == np.float32
        assert np.abs(stored.vectors - expected).max() < 1e-3


def test_a_quotation_needs_only_its_passage(index: Path) -> None:
    """The text of a loaded passage needs no further query; other text needs one."""
    store = Store(index)
    stored = [p for p in all_passages(store) if p.passage.document.path == "a.txt"]
    queries: list[str] = []
    store._connection().set_trace_callback(queries.append)
    first = store.passages([stored[1].passage_id])[0].passage
    del queries[:]
    assert [s.text for s in first.sentences] == [LONG[s.start : s.end] for s in first.sentences]
    assert queries == []
    assert first.document.text == LONG
    assert len(queries) == 1


def test_few_whole_texts_are_kept(tmp_path: Path) -> None:
    """A whole text is read once for the places of an answer, but not kept by every passage."""
    articles = {f"{i:02}.txt": f"Bridge number {i} is shut." for i in range(WHOLE_TEXTS + 1)}
    store = open_small(tmp_path, dict(articles))
    queries: list[str] = []
    store._connection().set_trace_callback(queries.append)
    found = store.documents()
    del queries[:]
    assert found[0].text == found[0].text == articles["00.txt"]
    assert len(queries) == 1
    for other in found:
        assert other.text == articles[other.path]
    assert len(queries) == len(found)
    assert found[0].text == articles["00.txt"]
    assert len(queries) == len(found) + 1


def test_text_of_a_removed_document(index: Path, folder: Path) -> None:
    """Loaded text of a removed article remains; reading the rest raises an error to ask again."""
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
def test_an_altered_passage_is_refused(index: Path, sql: str) -> None:
    """A passage is refused if any of its rows was altered."""
    store = Store(index)
    ids = [
        row[0] for row in store.rows("SELECT passage_id FROM passages WHERE text LIKE '%zebra%'")
    ]
    change(index, sql)
    corrupt_message(index, lambda: store.passages(ids))


def test_every_bit_of_the_vectors_counts(index: Path) -> None:
    """A single changed bit in a passage's vectors is detected."""
    store = Store(index)
    (passage_id, blob), *_ = store.rows("SELECT passage_id, vectors FROM passages")
    for bit in random.Random(0).sample(range(8 * len(blob)), 20):
        damaged = bytearray(blob)
        damaged[bit // 8] ^= 1 << bit % 8
        change(index, "UPDATE passages SET vectors = ? WHERE passage_id = ?", damaged, passage_id)
        corrupt_message(index, lambda: store.passages([passage_id]))


def test_an_altered_text_is_refused(index: Path) -> None:
    """A whole text is compared with its digest before it is returned."""
    change(index, "UPDATE passages SET text = replace(text, 'number 7', 'number 8')")
    found = document(Store(index), "a.txt")
    assert "of document" in corrupt_message(index, lambda: found.text)


def test_a_missing_passage_is_detected(index: Path) -> None:
    """A text with a missing passage is refused, not returned with a gap."""
    change(index, "DELETE FROM passages WHERE text LIKE '%number 7%'")
    found = document(Store(index), "a.txt")
    corrupt_message(index, lambda: found.text)
