"""The values of rag.types and rag.answers: invalid ones cannot be built."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answers import Answer, Citation
from rag.corpus import load, parse, walk
from rag.hits import Hit
from rag.types import Attribution, Document, Passage, Place, Query, Sentence, Span

TEXT = "The river rose. “We’ll wait,” he said. 😀 End."
QUERY = Query("why?", ("whi",))


def document(text: str = TEXT, path: str = "a.txt", **metadata: Any) -> Document:
    """Return an article in memory."""
    return Document.from_text(text, Place(path), **metadata)


def sentence(of: Document, start: int = 0, end: int = 15) -> Sentence:
    """Return a sentence of an article."""
    return Sentence(of, start, end, 1, False)


def answer(
    *citations: Citation, refusal: str | None = None, nearest: tuple[Hit, ...] = ()
) -> Answer:
    """Return an answer with these citations, or a refusal."""
    return Answer("why?", citations, 0.9, refusal, nearest, QUERY)


def hit(of: Document) -> Hit:
    """Return a passage of an article as a hit."""
    return Hit(Passage(of, 0, 15, (sentence(of),)), 1.0)


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 3), (0, 0), (5, 3), (0, len(TEXT) + 1), (len(TEXT), len(TEXT) + 1)]
)
def test_a_span_is_inside_its_document(start: int, end: int) -> None:
    """A span that is empty, reversed, or not inside the text cannot be built."""
    with pytest.raises(ValueError, match="no span"):
        Span(document(), start, end)
    with pytest.raises(ValueError, match="no span"):
        Sentence(document(), start, end, 1, False)


@given(st.text(min_size=1).filter(lambda t: t.isprintable()), st.data())
def test_text_is_a_slice(text: str, data: st.DataObject) -> None:
    """The text of a span is exactly the document's, white space included."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Span(document(text), start, end).text == text[start:end]


def test_text_is_not_a_field() -> None:
    """A span cannot be given a text of its own."""
    for kind in (Span, Sentence, Passage, Attribution):
        assert "text" not in {field.name for field in dataclasses.fields(kind)}
    with pytest.raises((AttributeError, TypeError)):
        Span(document(), 0, 3).text = "not there"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode("utf-8"), "plain.txt"),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "bom.txt"),
        (TEXT.replace("😀", "£").encode("cp1252"), "windows.txt"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf16.txt"),
        (("---\ntitle: Ünï\n---\n" + TEXT).encode("utf-8"), "front.md"),
    ],
)
def test_byte_offsets_are_those_of_the_file(tmp_path: Path, data: bytes, name: str) -> None:
    """The bytes of the file between a span's byte offsets are the span's text."""
    (tmp_path / name).write_bytes(data)
    file = walk(tmp_path)[0][0]
    found = parse(file.path, load(file)).documents[0]
    encoding = found.places[0].encoding
    assert encoding is not None
    for start, end in [(0, 3), (16, 28), (39, 40), (0, found.length)]:
        span = Span(found, start, end)
        assert data[span.byte_start : span.byte_end].decode(encoding) == span.text


def test_extracted_text_has_no_byte_offsets() -> None:
    """In a format whose text is extracted, byte offsets are None."""
    span = Span(document(path="a.pdf"), 0, 3)
    assert (span.byte_start, span.byte_end) == (None, None)


METADATA: dict[str, Any] = {
    "title": "T",
    "author": "A",
    "source": "S",
    "url": "https://a.example/",
    "published": date(2025, 3, 1),
}


def test_doc_id_depends_on_text_and_metadata_only() -> None:
    """Copies of an article have the same doc_id, wherever they are stored."""
    one = Document.from_text(TEXT, Place("a.txt", encoding="utf-8", byte_offset=3), **METADATA)
    other = document(path="b/c.jsonl", **METADATA)
    assert one.doc_id == other.doc_id
    assert len(one.doc_id) == 32


@pytest.mark.parametrize("field", METADATA)
def test_doc_id_depends_on_every_field(field: str) -> None:
    """Changed or missing metadata gives another doc_id."""
    changed: Any = date(2025, 3, 2) if field == "published" else "other"
    ids = {
        document(**METADATA).doc_id,
        document(**{**METADATA, field: changed}).doc_id,
        document(**{**METADATA, field: None}).doc_id,
        document(TEXT + " ", **METADATA).doc_id,
    }
    assert len(ids) == 4


def test_doc_id_depends_on_the_field_of_a_value() -> None:
    """The same value in another field gives another doc_id."""
    assert document(title="x").doc_id != document(author="x").doc_id


def test_document_describes_its_text() -> None:
    """The length counts code points, and the digest is that of the UTF-8 text."""
    found = document()
    assert (found.length, found.text) == (len(TEXT), TEXT)
    assert found.sha256 == hashlib.sha256(TEXT.encode("utf-8")).hexdigest()


def test_a_text_with_lone_surrogates_is_rejected() -> None:
    """Half a surrogate pair raises UnicodeEncodeError instead of being replaced."""
    with pytest.raises(UnicodeEncodeError):
        document("a\ud800")


def test_the_name_of_a_document() -> None:
    """The name is the title, or the file's name without its folders."""
    assert document(path="a/b.txt", title="T").name == "T"
    assert document(path="a/b.txt").name == "b.txt"


def test_an_answer_cites_or_refuses() -> None:
    """An answer has citations or a refusal, never both and never neither."""
    citation = Citation(sentence(document()), 0.9)
    with pytest.raises(ValueError, match="one of the two"):
        answer()
    with pytest.raises(ValueError, match="one of the two"):
        answer(citation, refusal="no")
    assert answer(citation).answered
    assert not answer(refusal="no").answered


def test_only_a_refusal_has_nearest_passages() -> None:
    """An answer with citations and nearest passages cannot be built."""
    with pytest.raises(ValueError, match="nearest"):
        answer(Citation(sentence(document()), 0.9), nearest=(hit(document()),))
    assert answer(refusal="no", nearest=(hit(document()),)).documents == ()


def test_documents_are_listed_once_in_order() -> None:
    """The documents of an answer are its cited articles and their copies, each once."""
    a, b, c = (document(TEXT, title=title) for title in "abc")
    cited = answer(
        Citation(sentence(b), 0.9, also=(sentence(c),)),
        Citation(sentence(a), 0.8),
        Citation(sentence(b, 16, 28), 0.7),
    )
    assert [d.title for d in cited.documents] == ["b", "c", "a"]


def test_values_are_frozen() -> None:
    """No value can be changed."""
    found = document()
    values: list[Any] = [
        found,
        Place("a"),
        Span(found, 0, 3),
        sentence(found),
        hit(found),
        hit(found).passage,
        Citation(sentence(found), 0.9),
        Attribution(Span(found, 0, 3), "he", "pronoun", "said", "direct"),
        QUERY,
        answer(refusal="no"),
    ]
    for value in values:
        name = dataclasses.fields(value)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, None)
        assert not hasattr(value, "__dict__")


def test_repr_is_one_line() -> None:
    """The repr of an answer is one line, and that of a document leaves out its text."""
    cited = answer(Citation(sentence(document("One\ntwo three four.")), 0.9))
    refused = answer(refusal="no")
    assert repr(cited) == (
        "<Answer to 'why?': 1 cited, confidence 0.90, first 'One\\ntwo three f' from 'a.txt'>"
    )
    assert repr(refused) == "<Answer to 'why?': refused, confidence 0.90>"
    assert "river" not in repr(document())
