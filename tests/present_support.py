"""Hand-made answers for the tests of layouts."""

from __future__ import annotations

from datetime import date
from typing import Any

from markdown_it import MarkdownIt

from rag.answers import Answer, Citation
from rag.hits import Hit
from rag.types import Attribution, Document, Filters, Passage, Place, Query, Sentence, Span

TEXT = "The bridge was shut. She was not amused. “Wait,” she said.\nLine two."


def document(text: str = TEXT, path: str = "news/a.txt", **metadata: Any) -> Document:
    """Return an article in memory."""
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
    """Return an answer with these citations."""
    return Answer(
        "why?",
        citations,
        level,
        None,
        (),
        Query("why?", ("bridg",), Filters(speaker="Lee"), "bridges"),
    )


def refused(*documents: Document, refusal: str = "no article says so") -> Answer:
    """Return a refusal with these articles as nearest passages."""
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


def rendered(answer: Answer) -> str:
    """Return the text of the rendered Markdown."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(answer.to_markdown())
    return "\n".join(
        "".join(c.content for c in t.children or []) for t in tokens if t.type == "inline"
    )
