"""rag.corpus.parsers and the package's interface: any bytes under any name give a result."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rag.corpus
from rag.corpus import ParsedFile, Skipped, load, parse, walk
from rag.corpus.parsers import ENDINGS


def reason(path: str, data: bytes) -> str:
    parsed = parse(path, data)
    assert parsed.documents == ()
    (skipped,) = parsed.skipped
    assert skipped.path == path
    return skipped.reason


def test_the_exported_names() -> None:
    """The package offers these names and no others."""
    assert rag.corpus.__all__ == [
        "PARSER_VERSION",
        "ParsedFile",
        "Skipped",
        "SourceFile",
        "load",
        "parse",
        "parse_file",
        "walk",
    ]
    assert isinstance(rag.corpus.PARSER_VERSION, int)


def test_importing_is_cheap() -> None:
    """No parsing library is imported before a file needs it."""
    heavy = "{'trafilatura', 'lxml', 'pypdfium2', 'docx', 'yaml', 'numpy'}"
    script = f"import sys, rag.corpus; print(sorted({heavy} & set(sys.modules)))"
    root = Path(next(iter(rag.__path__))).parent
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, stdout=subprocess.PIPE, check=True
    )
    assert done.stdout.strip() == b"[]"


def test_a_folder_is_parsed(tmp_path: Path) -> None:
    """Walk, load and parse turn files into documents, whatever the case of their endings."""
    (tmp_path / "a.TXT").write_bytes(b"One article.")
    (tmp_path / "b.Markdown").write_bytes(b"---\ntitle: Two\n---\nThe body.")
    (tmp_path / "c.HTM").write_bytes(b"<h1>Three</h1><p>They met.</p><p>They left.</p>")
    (tmp_path / "d.jsonl").write_bytes(b'{"text": "Four."}\n{"text": "Five."}')
    files, skipped = walk(tmp_path)
    results = [parse(file.path, load(file)) for file in files]
    texts = [document.text for parsed in results for document in parsed.documents]
    assert texts == ["One article.", "The body.", "They met.\nThey left.", "Four.", "Five."]
    assert skipped == []
    assert [parsed.skipped for parsed in results] == [()] * 4


def test_two_copies_are_one_document() -> None:
    """The identity of an article depends on its content, not on its path."""
    (one,) = parse("a.txt", b"One article.").documents
    (two,) = parse("b/c.txt", b"One article.").documents
    assert one.doc_id == two.doc_id
    assert one.path != two.path


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file(ending: str) -> None:
    """A file without bytes is reported as empty, in every format."""
    assert reason(f"a{ending}", b"") == "is empty"


@pytest.mark.parametrize(
    ("path", "data", "start"),
    [
        ("a.txt", b"a\0b", "is binary, not text"),
        ("a.md", b"---\na: b: c\n---\n", "has front matter that is not YAML (line 2)"),
        ("a.html", b"<nav></nav>", "holds no article text"),
        ("a.pdf", b"no PDF", "is damaged ("),
        ("a.docx", b"no package", "is damaged (no Word document)"),
        ("a.jsonl", b"\n", "is empty"),
        ("a.json", b"{}", 'has no "text", "content", "body"'),
        ("a.csv", b"a,b", "has no column with the text of an article (its columns: a, b)"),
        ("a.exe", b"a,b", "ends in .exe: only files with these endings are read"),
        ("a", b"a", "has no ending: "),
    ],
)
def test_reasons_follow_the_path(path: str, data: bytes, start: str) -> None:
    """A file that cannot be parsed is reported with one line that begins in lower case."""
    found = reason(path, data)
    assert found.startswith(start)
    assert found[0].islower()
    assert "\n" not in found


def test_memory_that_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that exhausts memory is skipped with that reason."""

    def exhaust(path: str, data: bytes) -> ParsedFile:
        raise MemoryError

    parsers = sys.modules["rag.corpus.parsers"]._PARSERS
    monkeypatch.setitem(parsers, ".txt", exhaust)
    assert reason("a.txt", b"text") == "needs more memory than there is"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ENDINGS), st.binary(max_size=400))
@example(".md", b"---\n[[[[\n---\n")
@example(".jsonl", b'{"text": "a"}\n\xff\n')
@example(".html", b"<!DOCTYPE")
@example(".html", b"<?xml version='1.0' encoding='utf-16'?><p>x")
@example(".pdf", b"%PDF-1.7\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF")
@example(".docx", b"PK\x03\x04")
def test_any_bytes_give_a_result(ending: str, data: bytes) -> None:
    """Any bytes give a document or a reason, and byte offsets are exact."""
    parsed = parse(f"a{ending}", data)
    assert parsed.documents or parsed.skipped
    assert all(isinstance(entry, Skipped) and entry.reason for entry in parsed.skipped)
    for document in parsed.documents:
        place = document.places[0]
        if place.byte_offset is not None and place.encoding is not None:
            assert data[place.byte_offset :].decode(place.encoding) == document.text
