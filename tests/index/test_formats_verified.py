"""Articles of every kind of record and page are found again by `verify`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.index.store import Store
from rag.index.sync import BuildReport
from rag.index.verify import State, check_answer, verify
from tests.support import build_small

QUOTED = "“The weir is open,” said Olga Rehn, who runs it."
POST = (
    "<article><time datetime='2025-07-0{0}'>x</time><h2>T{0}</h2>"
    "<p>{1} It is day {0}.</p></article>"
)
LIVE = (
    '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Live"}</script>'
)
ARTICLES = [{"content": f"{QUOTED} {n}", "headline": "H"} for n in "123"]
HTML = {"maintext": f"<p>{QUOTED}</p><p>It rained.</p>", "media_name": "Bay Times"}
POSTS = POST.format(1, QUOTED) + POST.format(2, QUOTED)
FILES = {
    "a.json": json.dumps({"articles": ARTICLES}),
    "b.ndjson": json.dumps(HTML),
    "c.jsonl": json.dumps({"text": f"{QUOTED} It was late."}, indent=2),
    "d.csv": f'title,text\nA,"{QUOTED} It was dry."\nB,"{QUOTED} It was wet."\nC,\n',
    "e.tsv": f"title\ttext\nA\t{QUOTED} It was cold.\n",
    "live.html": f"<head>{LIVE}</head><main>{POSTS}</main>",
    "f.md": f'+++\ntitle = "F"\n+++\n{QUOTED} It was warm.\n',
    "courier_2025-06-27_weir.txt": f"{QUOTED} It was hot.\n",
}
MAC = f"{QUOTED} It was Jörg’s."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, BuildReport]:
    """The folder of these files, its index, and the report of the build."""
    folder = tmp_path_factory.mktemp("formats")
    corpus = folder / "in"
    corpus.mkdir()
    for name, text in FILES.items():
        (corpus / name).write_text(text, "utf-8")
    (corpus / "mac.txt").write_bytes(MAC.encode("mac_roman"))
    report = build_small(corpus, folder / "index")
    return corpus, folder / "index", report


def test_verify_finds_no_difference(built: tuple[Path, Path, BuildReport]) -> None:
    """Every file is parsed again to the same articles."""
    corpus, index, report = built
    assert verify(Store(index), corpus).differences == ()
    assert report.documents == 13
    assert [skipped.reason for skipped in report.skipped] == ["row 4 is empty"]


def test_every_quotation_is_where_the_answer_says(built: tuple[Path, Path, BuildReport]) -> None:
    """A quotation of each article, by path and record, is verbatim in the file as it is."""
    corpus, index, _ = built
    for document in Store(index).documents():
        start = document.text.index(QUOTED)
        place = document.places[0]
        quotation = {
            "text": document.text[start : start + len(QUOTED)],
            "path": place.path,
            "record": place.record,
            "start": start,
            "end": start + len(QUOTED),
        }
        (checked,) = check_answer({"citations": [{**quotation, "context": [], "also": []}]}, corpus)
        assert checked.state is State.VERBATIM


def test_the_report_tells_how_files_were_read(built: tuple[Path, Path, BuildReport]) -> None:
    """Each note has a line with the file, and those that hold for several files are one line."""
    lines = str(built[2]).splitlines()
    assert 'note a.json: read "content" as text, "headline" as title' in lines
    assert "doubtful mac.txt: is read as Mac Roman: its letters are a guess" in lines
    assert "note live.html: is a live blog of 2 posts" in lines
    name = "has its date and outlet from its name alone"
    assert f"doubtful courier_2025-06-27_weir.txt: {name}" in lines
    assert any(line.startswith("note d.csv: of 2 articles 2 without author") for line in lines)


def test_equal_notes_are_one_line() -> None:
    """A note that holds for several files names the first, and counts the others."""
    notes = tuple((path, "is a live blog of 2 posts") for path in ("a.html", "b.html", "c.html"))
    report = BuildReport((), (), (), (), 0, (), (), 1, 1, 1, 0.0, 0.0, notes=notes)
    assert "note a.html and 2 more: is a live blog of 2 posts" in str(report).splitlines()
