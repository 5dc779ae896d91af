"""The table of metadata corrected by hand: how it is read, and what it changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rag.corpus import SourceFile, parse_file, walk
from rag.corpus.corrections import Corrections, corrections_file, file_digest, read_corrections
from rag.errors import CorpusError
from rag.types import Document, Place

HEADER = "path,record,title,author,source,published,url\n"


def written(tmp_path: Path, table: str | bytes) -> Corrections:
    """Write a table beside a folder, and read it."""
    folder = tmp_path / "news"
    folder.mkdir(exist_ok=True)
    data = table if isinstance(table, bytes) else table.encode()
    (tmp_path / "news.corrections.csv").write_bytes(data)
    return read_corrections(folder)


def corrected(tmp_path: Path, table: str, path: str, text: str) -> list[Document]:
    """Return the articles of a file of a folder that has a table beside it."""
    written(tmp_path, table)
    file = tmp_path / "news" / path
    file.write_text(text, "utf-8")
    files, _ = walk(tmp_path / "news")
    return [d for f in files for d in parse_file(f, file.read_bytes()).documents]


def test_the_table_is_beside_the_folder(tmp_path: Path) -> None:
    """Its name is that of the folder, however the folder is named in a command."""
    (tmp_path / "news" / "sub").mkdir(parents=True)
    there = tmp_path / "news.corrections.csv"
    assert corrections_file(tmp_path / "news") == there
    assert corrections_file(tmp_path / "news" / "sub" / "..") == there
    assert read_corrections(tmp_path / "news").by_path == {}


def test_given_values_replace_what_the_file_states(tmp_path: Path) -> None:
    """An empty cell changes nothing, a hyphen removes a value; the text is unchanged."""
    text = "---\ntitle: Wrong\nauthor: Ann Lee\nsource: Courier\ndate: 2025-01-01\n---\nIt rained."
    table = HEADER + "a.md,,Right,,-,2 March 2025,https://x.example/a\n"
    (article,) = corrected(tmp_path, table, "a.md", text)
    assert (article.title, article.author, article.source) == ("Right", "Ann Lee", None)
    assert article.published == date(2025, 3, 2)
    assert article.url == "https://x.example/a"
    assert article.text.strip() == "It rained."


def test_a_record_is_corrected_alone(tmp_path: Path) -> None:
    """Of a file of several articles only the named one changes."""
    lines = '{"text": "It rained.", "title": "A"}\n{"text": "It snowed.", "title": "B"}\n'
    found = corrected(tmp_path, HEADER + "a.jsonl,2,Snow,,,,\n", "a.jsonl", lines)
    assert [d.title for d in found] == ["A", "Snow"]


def test_a_corrected_date_is_no_longer_doubtful(tmp_path: Path) -> None:
    """The doubt about a date from the file's name goes, that about the outlet stays."""
    name = "politico_2016-10-04_walk.txt"
    (found,) = corrected(tmp_path, HEADER + f"{name},,,,,2016-10-05,\n", name, "It rained a lot.")
    assert (found.source, found.published) == ("politico", date(2016, 10, 5))
    assert found.places[0].doubt == "has its outlet from its name alone"
    (found,) = corrected(tmp_path, HEADER + f"{name},,,,P,-,\n", name, "It rained a lot.")
    assert (found.published, found.places[0].doubt) == (None, None)


@pytest.mark.parametrize(
    "table",
    [
        "\ufeffPath;Title\na.txt;Rain\n".encode(),
        "path\ttitle\r\na.txt\tRain\r\n".encode("utf-16"),
        b"title,path\n  Rain  , a.txt \n\n,\n",
    ],
)
def test_tables_as_spreadsheets_write_them(tmp_path: Path, table: bytes) -> None:
    """Semicolons, tabs, byte order marks, capitals and blank rows are read."""
    found = written(tmp_path, table)
    assert [c.values.title for c in found.by_path["a.txt"]] == ["Rain"]
    assert found.faults == ()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",,Rain,,,,", "names no path"),
        ("a.txt,,,,,,", "changes nothing"),
        ("a.txt,x,Rain,,,,", "the record “x” is no number from 1 on"),
        ("a.txt,0,Rain,,,,", "the record “0” is no number from 1 on"),
        ("a.txt,,,,,31.2.2025,", "the published “31.2.2025” is no whole date"),
        ("a.txt,,,,,,ftp://x.example", "the url “ftp://x.example” is no address of a web page"),
        (f"a.txt,,{'x' * 400},,,,", "the title “xxxxx"),
        ("a.txt,,Rain,,,,,Courier", "has 8 cells, and the first row has 7"),
    ],
)
def test_a_faulty_row_is_one_line_and_the_others_hold(tmp_path: Path, row: str, fault: str) -> None:
    """The line names the table and the row, as spreadsheets count it."""
    found = written(tmp_path, f"{HEADER}b.txt,,First,,,,\n{row}\nc.txt,,Last,,,,\n")
    assert sorted(found.by_path) == ["b.txt", "c.txt"]
    (line,) = found.faults
    assert line.startswith(f"news.corrections.csv, row 3: {fault}") and len(line) < 200


def test_rows_for_one_article_and_unknown_columns(tmp_path: Path) -> None:
    """The first of two rows for one article holds; a misspelt column is named."""
    found = written(tmp_path, "path,titel,title\na.txt,x,One\na.txt,,Two\n")
    assert [c.values.title for c in found.by_path["a.txt"]] == ["One"]
    assert found.faults == (
        "news.corrections.csv, row 1: ignored the columns “titel”",
        "news.corrections.csv, row 3: corrects the same article as row 2, which holds",
    )


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (b"", "has no column “path”"),
        (b"file,title\na.txt,Rain\n", "has no column “path”"),
        (b'path,title\na.txt,"Rain\n', "row 2: a quotation mark is not closed"),
        (b"path,title\0\n", "the corrections .*: the file is"),
    ],
)
def test_a_table_that_cannot_be_read_is_an_error(tmp_path: Path, table: bytes, fault: str) -> None:
    """Nothing is undone because of a damaged table: one line says where."""
    with pytest.raises(CorpusError, match=fault) as raised:
        written(tmp_path, table)
    assert "\n" not in str(raised.value) and "news.corrections.csv" in str(raised.value)


def test_rows_without_an_article_are_named(tmp_path: Path) -> None:
    """A row that names no article, or not which of several, is a line that says so."""
    rows = "gone.txt,,A,,,,\nwire.jsonl,,B,,,,\nwire.jsonl,9,C,,,,\na.txt,1,D,,,,\na.txt,,E,,,,\n"
    rows += "gone.txt,3,A,,,,\n"
    found = written(tmp_path, HEADER + rows)
    places = [Place("a.txt"), Place("wire.jsonl", 1), Place("wire.jsonl", 2)]
    assert [line.partition("csv, ")[2] for line in found.unmatched(places)] == [
        "row 2: the folder has no article of the file “gone.txt”",
        "row 3: “wire.jsonl” holds several articles: give the record, from 1 on",
        "row 4: “wire.jsonl” has no article with the record 9",
        "row 5: “a.txt” holds one article: leave the record empty",
        "row 7: the folder has no article of the file “gone.txt”",
    ]
    assert found.corrected(places) == 1


def test_corrections_are_part_of_what_a_file_is(tmp_path: Path) -> None:
    """Another value is another digest; another row number, or another file's row, is none."""

    def digest(table: str) -> str:
        corrections = written(tmp_path, HEADER + table).by_path.get("a.txt", ())
        return file_digest(SourceFile("a.txt", tmp_path, 3, corrections=corrections), b"abc")

    assert digest("a.txt,,A,,,,\n") != digest("a.txt,,B,,,,\n")
    assert digest("a.txt,,A,,,,\n") == digest("b.txt,,A,,,,\na.txt,,A,,,,\n")
    assert digest("b.txt,,A,,,,\n") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # SHA-256 of "abc"
    )
