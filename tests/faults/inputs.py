"""Strategies for malformed articles and questions, and the invariants of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from docx import Document as WordFile
from hypothesis import strategies as st

from rag.corpus import parse
from rag.engine import Engine
from rag.errors import QuestionError
from rag.segment import segment
from rag.segment.tokens import ENCODING, token_counter
from rag.types import Document
from tests.corpus.test_docx import saved
from tests.corpus.test_epub import FILES, book
from tests.corpus.test_feed import ATOM, NITF, RSS
from tests.corpus.test_mail import MIXED, PLAIN, SAVED
from tests.corpus.test_opendocument import document as odt
from tests.corpus.test_pdf import make_pdf
from tests.corpus.test_subtitles import vtt

SCRIPTS = "abc ABC éß ñ Ω Жд 漢字 한국 ไทย עברית عربي हिन्दी 😀👍🏽 𝔘 e\u0301 ½ ﬁ ١٢"
ODD = "\0\x01\x1b\x7f\x85\xa0\xad\u200b\u200e\u2028\u202e\ufeff\ufffd\t\n\r\v\f"
PIECES = (
    "The mayor said the bridge is shut. ",
    "“We will mend it,” Ada Brink said. ",
    "<|endoftext|>",
    "<|fim_prefix|>",
    "\n\n",
    "\r\n",
    "Mr. ",
    "U.S. ",
    '"',
    "“",
    "---\n",
    "title: x\n",
    "# ",
    "<p>",
    "<script>",
    "</",
    '{"text": "',
    "word" * 500,
    ". " * 50,
    "(" * 30,
)

texts = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(SCRIPTS + ODD, max_size=20), st.text(max_size=12)),
    max_size=12,
).map("".join)

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "latin-1")


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding[:3] == "utf" else "replace")


def _overwritten(data: bytes, at: int, noise: bytes) -> bytes:
    at %= len(data) + 1
    return data[:at] + noise + data[at + len(noise) :]


def _truncated(data: bytes, at: int) -> bytes:
    return data[: at % (len(data) + 1)]


def _word_file() -> bytes:
    document = WordFile()
    document.add_paragraph("The mayor said the bridge is shut.")
    return saved(document)


WHOLE = {
    ".pdf": make_pdf(["The mayor said the bridge", "is shut."]),
    ".docx": _word_file(),
    ".odt": odt("<text:p>The mayor said the bridge is shut.</text:p>"),
    ".epub": book(FILES),
    ".eml": MIXED.encode(),
    ".mbox": f"From a Mon\n{PLAIN}\nFrom b Mon\n{MIXED}".encode(),
    ".mhtml": SAVED.format(kind="text/html").encode(),
    ".rtf": rb"{\rtf1\ansi The mayor said {\b the bridge} is \'e9 \u8212? shut.\par}",
    ".rss": RSS.encode(),
    ".atom": ATOM.encode(),
    ".xml": NITF.encode(),
    ".vtt": vtt("<v Ada Brink>The bridge is", "<v Ada Brink>shut.", "- Why?"),
    ".srt": b"1\n00:00:01,000 --> 00:00:02,000\nThe bridge is shut.\n",
}

_bytes = st.one_of(
    st.builds(_encoded, texts, st.sampled_from(ENCODINGS)),
    st.builds(
        _overwritten,
        st.builds(_encoded, texts, st.sampled_from(ENCODINGS)),
        st.integers(0, 10_000),
        st.binary(min_size=1, max_size=4),
    ),
    st.binary(max_size=200),
)

_records = st.lists(
    st.one_of(
        st.builds(
            lambda text, title: json.dumps({"text": text, "title": title}),
            texts,
            st.one_of(st.none(), st.text(max_size=10), st.integers(), st.lists(st.integers())),
        ),
        st.sampled_from(['{"text": "\\ud800 lone"}', "{}", "[]", "null", '{"text": 1}', "{" * 99]),
        st.text(max_size=20),
    ),
    max_size=4,
).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))

plain_files = st.one_of(
    st.tuples(st.sampled_from([".txt", ".md", ".markdown"]), _bytes),
    st.tuples(st.just(".jsonl"), st.one_of(_records, _bytes)),
)
"""(ending, bytes) of the formats that are parsed in this process."""

_parts = st.sampled_from(sorted(WHOLE.items()))
parsed_files = st.one_of(
    st.tuples(st.sampled_from([".html", ".htm"]), _bytes),
    st.builds(
        lambda whole, at, noise: (whole[0], _overwritten(whole[1], at, noise)),
        _parts,
        st.integers(0, 100_000),
        st.binary(min_size=1, max_size=8),
    ),
    st.builds(
        lambda whole, at: (whole[0], _truncated(whole[1], at)), _parts, st.integers(0, 100_000)
    ),
    st.tuples(st.sampled_from(sorted(WHOLE)), _bytes),
)
"""(ending, bytes) of the formats that are parsed in a child with limits."""


def check_file(file: tuple[str, bytes]) -> int:
    """Parse and segment a file; return the number of its articles.

    A skipped file or record has a reason of one line; sentences are slices of their article, in
    order, and no letter is lost.
    """
    ending, data = file
    parsed = parse(f"a{ending}", data)
    assert parsed.documents or parsed.skipped
    for skipped in parsed.skipped:
        assert skipped.reason and "\n" not in skipped.reason
    for document in parsed.documents:
        check_document(document, data)
    return len(parsed.documents)


def check_document(document: Document, data: bytes) -> None:
    """Check that an article equals its bytes, and that its sentences are slices of it."""
    text, place = document.text, document.places[0]
    if place.encoding is not None and place.byte_offset is not None:
        assert data[place.byte_offset :].decode(place.encoding).startswith(text)
    passages = segment(document, count_tokens=token_counter(ENCODING), passage_tokens=200)
    end, kept = 0, []
    for sentence in (s for passage in passages for s in passage.sentences):
        assert sentence.text == text[sentence.start : sentence.end]
        assert end <= sentence.start < sentence.end
        end = sentence.end
        kept.append(sentence.text)
    assert "".join("".join(kept).split()) == "".join(text.split())
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        for attribution in passage.attributions:
            content = attribution.content
            assert content.text == text[content.start : content.end]


questions = st.one_of(
    texts,
    st.text(max_size=60),
    st.text(SCRIPTS + ODD, max_size=60),
    st.lists(
        st.sampled_from(
            [
                "bridge", "What did the mayor say about", "Ada Brink", "AND", "OR", "NOT", "NEAR(",
                "*", "^", ":", '"', "(", ")", "-", "+", "terms:", "~2", "[a TO z]", "\\", "'",
                "'; DROP TABLE passages; --", "UNION SELECT", "%", "_", "?", "\ud800", "\0",
                "a" * 70, "1=1", "{}", "${x}", "../../etc/passwd", "<script>", "whose", "not",
            ]
        ),
        max_size=8,
    ).map(" ".join),
    st.integers(1, 3000).map(lambda n: "bridge " * n),
)  # fmt: skip
"""Any text that can be typed as a question."""


def check_question(engine: Engine, question: str) -> bool:
    """Ask; return True for an answer or a refusal, False for a QuestionError of one line."""
    try:
        answer = engine.answer(question, min_confidence=0.0)
    except QuestionError as error:
        assert "\n" not in str(error)
        return False
    for citation in answer.citations:
        for sentence in (citation.sentence, *citation.context, *citation.also):
            assert sentence.document.text[sentence.start : sentence.end] == sentence.text
    json.dumps(answer.to_dict()).encode("ascii")
    str(answer).encode("utf-8")
    answer.to_markdown().encode("utf-8")
    return True


def counted_work(text: str) -> int:
    """Return the number of characters that are tokenized while an article is segmented."""
    count, characters = token_counter(ENCODING), 0

    def counting(strings: Sequence[str]) -> list[int]:
        nonlocal characters
        characters += sum(map(len, strings))
        return count(strings)

    (document,) = parse("a.txt", text.encode("utf-8")).documents
    segment(document, count_tokens=counting, passage_tokens=200)
    return characters


def tiny_engine(folder: Path) -> Engine:
    """Return an engine over the tiny index, without a model."""
    from rag.index.store import Store
    from tests.faults.damage import tiny_index
    from tests.support import HashEmbedder

    return Engine(Store(tiny_index(folder)), HashEmbedder())
