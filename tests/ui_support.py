"""Hand-made answers, and a parser for the HTML that shows them."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from rag.answers import Answer, Citation
from rag.types import Document, Place, Query, Sentence
from rag.ui import sources

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<a href='javascript:alert(1)'>press</a>",
    "</blockquote></div><style>*{display:none}</style>",
    "&lt;b&gt; &#60;i&#62;",
]


def document(text: str, path: str = "a.txt", **facts: Any) -> Document:
    """Return an article in memory."""
    return Document.from_text(text, Place(path), **facts)


def sentence(document: Document, words: str, paragraph: int = 1) -> Sentence:
    """Return the part of an article that has these words."""
    start = document.text.index(words)
    return Sentence(document, start, start + len(words), paragraph, False)


def answered(*citations: Citation) -> Answer:
    """Return an answer with these citations."""
    return Answer("Why?", citations, 0.87, None, (), Query("Why?", ()))


def refused() -> Answer:
    """Return a refusal without passages."""
    return Answer("Why?", (), 0.1, "no sentence answers this", (), Query("Why?", ()))


def shown(answer: Answer, turn: int = 3) -> str:
    """Return the panel of an answer whose articles are in memory."""
    return sources.panel(answer, turn, {d.doc_id: d for d in answer.documents})


class Elements(HTMLParser):
    """The elements, attributes and text of a piece of HTML, as a browser parses it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element and its attributes."""
        self.tags.append(tag)
        self.attributes += attrs

    @property
    def apart_from_places(self) -> list[tuple[str, str | None]]:
        """The attributes, without the names of places that links and buttons lead to.

        A link's values must be encoded; then they cannot end it.
        """
        found: list[tuple[str, str | None]] = []
        for name, value in self.attributes:
            if name in ("data-path", "data-at"):
                value = ""
            elif name == "href" and value is not None and value.startswith("?view="):
                assert re.fullmatch(r"\?view=[\w=&%+.~*-]*", value)
                value = "?view="
            found.append((name, value))
        return found

    def handle_data(self, data: str) -> None:
        """Record text."""
        self.words += data
