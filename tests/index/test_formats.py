"""Every format from its file to the index: sentences, places and `verify`."""

from __future__ import annotations

import io
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from rag.corpus.parsers import ENDINGS
from rag.index.store import Store
from rag.index.verify import State, check_answer, verify
from rag.present import place
from tests.corpus.test_pdf import make_placed_pdf
from tests.faults.inputs import WHOLE
from tests.support import build_small

TEXTS = {
    ".txt": b"The bridge is shut. It rained.",
    ".md": b"# Bridge\n\nThe bridge is shut.\n",
    ".html": b"<h1>Bridge</h1><p>The bridge over the river is shut.</p><p>It rained on Monday.</p>",
    ".jsonl": b'{"text": "The bridge is shut."}\n{"text": "It rained."}\n',
    ".json": b'[{"text": "The bridge is shut."}, {"text": "It rained."}]',
    ".csv": b"title,text\nBridge,The bridge is shut.\nRain,It rained.\n",
}
PLACES = {
    ".jsonl": "a.jsonl, line 2, paragraph 1",
    ".json": "a.json, record 2, paragraph 1",
    ".csv": "a.csv, row 3, paragraph 1",
    ".mbox": "a.mbox, message 2, paragraph 1",
    ".epub": "a.epub, chapter 3, paragraph 1",
    ".rss": "a.rss, entry 1, paragraph 1",
    ".pdf": "a.pdf, page 1, paragraph 1",
}


def check_index(folder: Path, index: Path) -> list[str]:
    """Build and verify an index; check its quotations; return the places of its sentences."""
    build_small(folder, index)
    places = []
    with closing(Store(index)) as store:
        verified = verify(store, folder)
        assert verified.differences == ()
        passages = [stored.passage for stored in store.passages(store.passage_ids())]
        for sentence in (s for passage in passages for s in passage.sentences):
            document = sentence.document
            assert document.text[sentence.start : sentence.end] == sentence.text
            places.append(place(sentence))
            span = {"text": sentence.text, "start": sentence.start, "end": sentence.end}
            where = {"path": document.path, "record": document.places[0].record}
            cited = {**span, **where, "context": [], "also": []}
            (checked,) = check_answer({"citations": [cited]}, folder)
            assert checked.state is State.VERBATIM
    return places


@pytest.mark.parametrize("ending", sorted(WHOLE | TEXTS))
def test_each_format_from_file_to_quotation(ending: str, tmp_path: Path) -> None:
    """Sentences are slices of their article, and are found again in the file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"a{ending}").write_bytes((WHOLE | TEXTS)[ending])
    places = check_index(tmp_path / "in", tmp_path / "index")
    assert any(found.startswith(PLACES.get(ending, f"a{ending}, ")) for found in places)


def test_no_format_is_forgotten() -> None:
    """Each ending that is read is tested, or is another name of one that is."""
    others = {".markdown", ".htm", ".xhtml", ".mht", ".ndjson", ".tsv"}
    assert set(ENDINGS) - others <= set(WHOLE | TEXTS)


def test_archives_from_file_to_quotation(tmp_path: Path) -> None:
    """Files in archives are quoted and verified like others; only a changed one is read again."""
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("sub/b.txt", "The bridge is shut.")
        archive.writestr("c.txt", "It rained.")
    with tarfile.open(folder / "d.tar.gz", "w:gz") as packed:
        entry = tarfile.TarInfo("e.md")
        entry.size = 10
        packed.addfile(entry, io.BytesIO(b"It snowed."))
    places = check_index(folder, tmp_path / "index")
    assert sorted(place.split(", ")[0] for place in places) == [
        "a.zip/c.txt",
        "a.zip/sub/b.txt",
        "d.tar.gz/e.md",
    ]
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("sub/b.txt", "The bridge is open again.")
        archive.writestr("c.txt", "It rained.")
    report = build_small(folder, tmp_path / "index")
    assert (report.changed, report.unchanged) == (("a.zip/sub/b.txt",), 2)


def test_the_pages_of_a_pdf_are_places(tmp_path: Path) -> None:
    """A sentence is on its page, and one that continues overleaf on both."""
    pages = [
        [(40, 700, "The mayor said on Monday that the old bridge over the river")],
        [(40, 700, "is shut."), (40, 660, "It rained.")],
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(make_placed_pdf(*pages))
    first, second = check_index(tmp_path / "in", tmp_path / "index")
    assert first.startswith("a.pdf, pages 1–2, paragraph 1")
    assert second.startswith("a.pdf, page 2, paragraph 2")
