"""rag.present: an answer laid out as JSON, text and Markdown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from markdown_it import MarkdownIt

from rag.present import NEAREST, REFUSED, as_csv, as_markdown, confidence, escape, printable
from rag.types import (
    Answer,
    Attribution,
    Citation,
    Correction,
    Document,
    Hit,
    Passage,
    Place,
    Query,
    Sentence,
    Span,
)

TEXT = "The bridge was shut. She was not amused. “Wait,” she said.\nLine two."


def document(text: str = TEXT, path: str = "news/a.txt", **metadata: Any) -> Document:
    """Make an article."""
    return Document.from_text(text, Place(path), **metadata)


FULL = Document.from_text(
    TEXT,
    Place("b.jsonl", record=3),
    title="Bridge shut",
    author="Ann Lee",
    source="Courier",
    url="https://courier.example/1",
    published=date(2025, 5, 14),
)
BARE = document("Something else. The bridge was shut.")


def sentence(of: Document, start: int, end: int) -> Sentence:
    """Return a sentence of paragraph 2."""
    return Sentence(of, start, end, 2, False)


def answered(*citations: Citation, level: float = 0.876543) -> Answer:
    """Return an answer of these citations."""
    return Answer("why?", citations, level, None, (), Query("why?", ("bridg",), "Lee", "bridges"))


def refused(*documents: Document, refusal: str = "no article says so") -> Answer:
    """Return a refusal that offers these articles."""
    hits = tuple(
        Hit(Passage(d, 0, d.length, (sentence(d, 0, d.length),)), 1.23456) for d in documents
    )
    return Answer("why?", (), 0.1, refusal, hits, Query("why?", ()))


CITED = answered(
    Citation(
        sentence(FULL, 21, 40),
        0.876543,
        context=(sentence(FULL, 0, 20),),
        also=(sentence(BARE, 16, 36),),
        attribution=Attribution(Span(FULL, 25, 39), "Ann Lee", "name", "said", "indirect"),
    ),
    Citation(sentence(BARE, 0, 15), 0.5),
)

SPAN_KEYS = {
    "text",
    "start",
    "end",
    "path",
    "record",
    "copies",
    "title",
    "author",
    "source",
    "url",
    "published",
}


def test_json_has_the_documented_keys() -> None:
    """The keys of the dictionary are pinned, at every level."""
    found = CITED.to_dict()
    assert set(found) == {
        "question",
        "answered",
        "confidence",
        "refusal",
        "notes",
        "citations",
        "nearest",
        "query",
    }
    assert set(found["query"]) == {
        "text",
        "corrections",
        "terms",
        "topic",
        "in_cited",
        *("speaker", "published_from", "published_to", "sources", "other_than"),
    }
    citation = found["citations"][0]
    assert set(citation) == SPAN_KEYS | {
        "paragraph",
        "probability",
        "attribution",
        "context",
        "also",
    }
    placed = SPAN_KEYS | {"paragraph"}
    assert set(citation["context"][0]) == set(citation["also"][0]) == placed
    assert set(refused(FULL).to_dict()["nearest"][0]) == SPAN_KEYS | {"score"}


def test_an_article_in_two_files_cites_both() -> None:
    """Text and JSON name every file that an article stands in."""
    places = (Place("a.txt"), Place("wire/b.jsonl", record=4))
    twice = replace(Document.from_text("It rained.", places[0]), places=places)
    told = answered(Citation(sentence(twice, 0, 10), 0.9))
    assert "a.txt, paragraph" in str(told)
    assert "(the same article: wire/b.jsonl, line 4)" in str(told)
    copies = told.to_dict()["citations"][0]["copies"]
    assert copies == [{"path": "wire/b.jsonl", "record": 4}]


def test_it_is_said_that_only_cited_articles_were_asked() -> None:
    """Text, Markdown and JSON note that a follow-up was answered from what was cited before."""
    near = replace(CITED, query=replace(CITED.query, in_cited=True))
    assert str(near).startswith("Read on in what was cited before.\n")
    assert near.to_markdown().startswith("Read on in what was cited before\\.\n")
    assert near.to_dict()["notes"] == ["Read on in what was cited before."]
    assert near.to_dict()["query"]["in_cited"] is True and CITED.to_dict()["notes"] == []


def test_json_has_the_values() -> None:
    """Values are plain: offsets in code points, dates as YYYY-MM-DD, None where unknown."""
    found = CITED.to_dict()
    assert (found["question"], found["answered"], found["refusal"]) == ("why?", True, None)
    assert (found["confidence"], found["nearest"]) == (0.8765, [])
    assert found["query"] == {
        "text": "why?",
        "corrections": [],
        "terms": ["bridg"],
        "speaker": "Lee",
        "topic": "bridges",
        "in_cited": False,
        "published_from": None,
        "published_to": None,
        "sources": [],
        "other_than": [],
    }
    first = found["citations"][0]
    assert first | {"context": 0, "also": 0} == {
        "text": "She was not amused.",
        "start": 21,
        "end": 40,
        "path": "b.jsonl",
        "record": 3,
        "copies": [],
        "title": "Bridge shut",
        "author": "Ann Lee",
        "source": "Courier",
        "url": "https://courier.example/1",
        "published": "2025-05-14",
        "paragraph": 2,
        "probability": 0.8765,
        "attribution": {
            "speaker": "Ann Lee",
            "form": "name",
            "cue": "said",
            "kind": "indirect",
            "start": 25,
            "end": 39,
        },
        "context": 0,
        "also": 0,
    }
    assert first["context"][0]["text"] == "The bridge was shut."
    assert first["also"][0]["path"] == "news/a.txt"
    assert found["citations"][1]["title"] is None


def test_json_of_a_refusal() -> None:
    """A refusal cites nothing, says why, and gives the nearest passages with their scores."""
    found = refused(FULL).to_dict()
    assert (found["answered"], found["citations"]) == (False, [])
    assert found["refusal"] == "no article says so"
    assert [(n["text"], n["score"]) for n in found["nearest"]] == [(TEXT, 1.2346)]


@pytest.mark.parametrize("answer", [CITED, refused(FULL), refused()])
def test_json_round_trip(answer: Answer) -> None:
    """The dictionary is JSON as it stands, and comes back the same, quoted words unchanged."""
    assert json.loads(json.dumps(answer.to_dict())) == answer.to_dict()


def test_text_numbers_what_it_cites() -> None:
    """The printed answer has each sentence with its mark, then exactly the cited sources."""
    assert str(CITED) == (
        "The bridge was shut. She was not amused. — Ann Lee (reported) [1]\n"
        "Something else. [2]\n"
        "\n"
        "Confidence high (88 %)\n"
        "Sources:\n"
        "  [1] Bridge shut, Ann Lee, Courier, 2025-05-14\n"
        "      b.jsonl, line 3, paragraph 2, characters 21 to 40\n"
        "  [1] a.txt\n"
        "      news/a.txt, paragraph 2, characters 16 to 36\n"
        "  [2] a.txt\n"
        "      news/a.txt, paragraph 2, characters 0 to 15"
    )


def test_text_of_a_refusal_lists_no_source() -> None:
    """A refusal says so, and what it offers is called nearest, not a source."""
    assert str(refused()) == "Not answered: no article says so"
    shown = str(refused(FULL))
    assert shown.splitlines()[:3] == ["Not answered: no article says so", "", f"{NEAREST}:"]
    assert "Bridge shut" in shown
    assert "Sources" not in shown and "[1]" not in shown
    assert "Sources" not in refused(FULL).to_markdown()


def test_a_long_nearest_passage_is_cut_visibly() -> None:
    """Of a passage that is only near, a line is enough; the cut is marked."""
    shown = str(refused(document("word " * 100))).splitlines()[-1].strip()
    assert len(shown) == 160
    assert shown.endswith("…")


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (1, "high (100 %)"),
        (0.8, "high (80 %)"),
        (0.79, "fair (79 %)"),
        (0.5, "fair (50 %)"),
        (0.49, "low (49 %)"),
        (0, "low (0 %)"),
    ],
)
def test_confidence_in_words(level: float, words: str) -> None:
    """The word and the number say the same."""
    assert confidence(answered(Citation(sentence(FULL, 0, 20), level), level=level)) == words


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/a.png)",
    "[click](javascript:alert(1))",
    "https://evil.example/ and <https://evil.example/>",
    "# heading",
    "1. list",
    "- list",
    "> quote",
    "*bold* _it_ **b** __b__ ~~s~~ `code` ``` fence",
    "a     b",
    "a | b\n--- | ---\nc | d",
    "&amp; &#60;b&#62; &copy;",
    "\\*not\\* \\",
    "$x^2$ \\(y\\) [^1] :smile:",
    "line\n\n# heading\n\n<div>",
    "[1]: https://evil.example/",
    "===\n---\n***",
    "a  \nb\\\nc",
]


def inline(answer: Answer) -> list[str]:
    """Render an answer's Markdown; return the kinds of nodes that its text is made of."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(
        ["table", "strikethrough"]
    )
    tokens = parser.parse(answer.to_markdown())
    return [t.type for t in tokens] + [c.type for t in tokens for c in t.children or []]


def shown(answer: Answer) -> str:
    """Return the text that a reader of the rendered Markdown sees."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(answer.to_markdown())
    return "\n".join(
        "".join(c.content for c in t.children or []) for t in tokens if t.type == "inline"
    )


def cite(words: str) -> Answer:
    """Return an answer in which `words` stand in every place that an article can fill."""
    clean = " ".join(words.split())
    found = Document.from_text(
        words, Place("a.txt"), title=clean, author=clean, source=clean, url=clean
    )
    whole = sentence(found, 0, found.length)
    return answered(Citation(whole, 0.9, context=(whole,), also=(whole,)))


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_of_hostile_text_is_text(words: str) -> None:
    """Rendered, an article's words make no node but text, and stand there as they are."""
    plain = inline(cite("Plain words."))
    assert inline(cite(words)) == plain
    assert printable(words).strip() in shown(cite(words))


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_of_a_hostile_refusal_is_text(words: str) -> None:
    """What a refusal repeats, the question's words and the nearest titles, is text, too."""
    title = " ".join(words.split())
    plain = inline(refused(document(title="Plain words"), refusal="plain"))
    assert inline(refused(document(title=title), refusal=words)) == plain


def test_markdown_has_a_whole_citation_for_each_quotation() -> None:
    """A footnote has who said it, the article, its address, and each place; numbers go on."""
    words = shown(CITED)
    assert "The bridge was shut. She was not amused. — Ann Lee (reported) [^1]" in words
    assert (
        "[^1]: Ann Lee (reported) in Bridge shut, Ann Lee, Courier, 2025-05-14, "
        "https://courier.example/1, b.jsonl, line 3, paragraph 2, characters 21 to 40; "
        "the same in a.txt, news/a.txt, paragraph 2, characters 16 to 36"
    ) in words
    assert "[^2]: a.txt, news/a.txt, paragraph 2, characters 0 to 15" in words
    later = as_markdown(CITED, 7)
    assert later.count("[^7]") == later.count("[^8]") == 2 and "[^1]" not in later


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://courier.example/?a=1&b=2#c", True),
        ("HTTP://courier.example/(1)", True),
        ("https://courier.example/%E2%80%AE", False),
        ("javascript:alert(1)", False),
        ("https://a.example/ b", False),
        ("https://a.example/><img src=x>", False),
        ("https://a.example/\n# b", False),
        ("https://a.example/`b`", False),
        ("https://аpple.example/", False),
    ],
)
def test_an_address_in_markdown_is_nothing_else(url: str, followed: bool) -> None:
    """One of plain characters is a link to itself; anything else that is called one is text."""
    article = Document.from_text("It is so.", Place("a.txt"), url=url)
    told = answered(Citation(sentence(article, 0, 9), 0.9)).to_markdown()
    tokens = [c for t in MarkdownIt("commonmark").parse(told) for c in t.children or []]
    links = [t.attrs["href"] for t in tokens if t.type == "link_open"]
    assert len(links) == followed and not any(t.type == "html_inline" for t in tokens)
    assert printable(url) in "".join(t.content for t in tokens)


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x07, 0x08, 0x1B, 0x7F, 0x9B, 0xAD, 0x61C, 0x180E, 0x200B, 0x200D, 0x200E, 0x200F),
        *(0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xFEFF, 0xE0001, 0xE0041),
    ],
)
def test_what_hides_is_shown(code: int) -> None:
    """Control, bidirectional and zero-width characters appear as visible marks, in all layouts."""
    mark = f"⟨U+{code:04X}⟩"
    assert printable(f"a{chr(code)}b") == f"a{mark}b"
    answer = cite(f"before{chr(code)}after")
    for layout in (str(answer), answer.to_markdown()):
        assert chr(code) not in layout
    assert f"before{mark}after" in str(answer)
    assert answer.to_dict()["citations"][0]["text"] == f"before{chr(code)}after"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\t", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_ends_are_folded(end: str) -> None:
    """An article can't begin a line of its own in what is printed."""
    answer = answered(Citation(sentence(document(f"a{end}[9] b"), 0, 5), 0.9))
    assert not any(line.startswith("[9]") for line in str(answer).splitlines())
    assert len(str(answer).splitlines()) == 6


@pytest.mark.parametrize("text", ["naïve café", "“quoted” — said", "北京 Киев", "😀 👍🏽", "a b"])
def test_what_does_not_hide_stays(text: str) -> None:
    """Letters, marks and emoji of any script are printed as they are."""
    assert printable(text) == text
    assert escape(text) == text


def test_a_refusal_cannot_move_the_cursor() -> None:
    """Words of the question that a refusal repeats are made visible in the text, too."""
    assert "\x1b" not in str(refused(refusal="nothing on \x1b[2J"))
    assert str(refused(refusal="a\nSources:")).startswith(f"{REFUSED}: a Sources:")


CORRECTED = Query("who is Lee?", ("lee",), corrections=(Correction("Lew", "Lee"),))


@pytest.mark.parametrize("answer", [CITED, refused(FULL)])
def test_a_word_that_was_read_as_another_is_said_first(answer: Answer) -> None:
    """Text and Markdown begin with the word as typed and as read; JSON holds the pair."""
    corrected = replace(answer, query=CORRECTED)
    assert str(corrected).startswith("No article has “Lew”: read as “Lee”.\n")
    assert corrected.to_markdown().startswith("No article has “Lew”\\: read as “Lee”\\.\n")
    assert corrected.to_dict()["query"]["corrections"] == [["Lew", "Lee"]]


def test_who_is_quoted_stands_beside_the_words() -> None:
    """The speaker follows the quotation; one who is not resolved is said to be so."""
    assert "was not amused. — Ann Lee (reported) [1]" in str(CITED)
    assert "— Ann Lee \\(reported\\)" in CITED.to_markdown().replace("\\—", "—")
    unknown = Attribution(Span(FULL, 25, 39), None, "pronoun", "said", "direct")
    shown = str(answered(replace(CITED.citations[0], attribution=unknown)))
    assert "— speaker not resolved (quoted) [1]" in shown


def test_csv_can_run_nothing() -> None:
    """A cell that a spreadsheet would take for a formula is text."""
    assert as_csv([{"a": "=1+1", "b": 2}]).splitlines() == ["a,b", "'=1+1,2"]
    assert as_csv([]) == ""
