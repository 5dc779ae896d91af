"""Passages and articles that were searched for, and their layout as text and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rag.answers import NEAREST, lead
from rag.hits import Hit
from rag.present import (
    articles,
    as_filters,
    printable,
    record,
    source,
    span_place,
    span_row,
)
from rag.types import Document, Filters, Passage, Span

Order = Literal["best", "newest"]

_MARKED = "\x1b[1m", "\x1b[0m"
_QUOTES = '"“„«'


@dataclass(frozen=True, slots=True)
class Match:
    """A passage with all words of a search; `spans` are these words in it, in order.

    `score` (BM25) is comparable within one search, higher is better. `begins_inside_quotation` is
    true for a passage whose first words go on with a quotation that began earlier.
    """

    passage: Passage
    score: float
    spans: tuple[Span, ...]
    begins_inside_quotation: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """Some of the passages that have all words of a search, and the number of all of them.

    `matches` are those from number `offset` (from 0) on. `filters` are those in force, the outlets
    by their names in the index.
    """

    words: str
    filters: Filters
    total: int
    offset: int
    matches: tuple[Match, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the matches as plain values for JSON; `rag find --json` prints them."""
        return {
            "words": self.words,
            **as_filters(self.filters),
            "total": self.total,
            "offset": self.offset,
            "passages": match_rows(self.matches),
        }

    def __str__(self) -> str:
        return matches_text(self)


@dataclass(frozen=True, slots=True)
class Articles:
    """Some of the articles of an index, in order, and the number of all that were asked for.

    `documents` are those from number `offset` (from 0) on; their texts are read on demand.
    """

    total: int
    offset: int
    documents: tuple[Document, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the articles as plain values for JSON; `rag articles --json` prints them."""
        rows = article_rows(self.documents)
        return {"total": self.total, "offset": self.offset, "articles": rows}

    def __str__(self) -> str:
        return articles_text(self)


def match_rows(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Return matches as rows of plain values; the places of the words count from the article."""
    return [
        {
            **span_row(match.passage),
            "score": round(match.score, 4),
            "matched": [{"start": span.start, "end": span.end} for span in match.spans],
        }
        for match in matches
    ]


def pieces(match: Match) -> list[tuple[str, bool]]:
    """Return the text of a match in pieces, in order, each with whether it was searched for."""
    body, at = match.passage.document.body, match.passage.start
    found: list[tuple[str, bool]] = []
    for span in match.spans:
        found += [(body.read(at, span.start), False), (span.text, True)]
        at = span.end
    found.append((body.read(at, match.passage.end), False))
    return [(words, marked) for words, marked in found if words]


def count_text(found: Matches) -> str:
    """Return how many passages match, in words.

    >>> count_text(Matches('"air defence"', Filters("Lee"), 2, 0, ()))
    '2 passages have "air defence" and quote Lee'
    >>> count_text(Matches("drought", Filters(), 0, 0, ()))
    'No passage has “drought”'
    """
    several = found.total > 1
    number = (
        f"{found.total:,} passages" if several else "1 passage" if found.total else "No passage"
    )
    named = found.words if found.words[:1] in _QUOTES else f"“{found.words}”"
    parts = [number, "have" if several else "has", named]
    if found.filters.speaker:
        parts += ["and", "quote" if several else "quotes", found.filters.speaker]
    if of := articles(found.filters):
        parts.append(f"in articles {of}")
    return printable(" ".join(parts))


def matches_text(found: Matches, *, emphasis: bool = False) -> str:
    """Return matches for a terminal, each with its source, under the number of all.

    With `emphasis`, the words searched for are bold, by the control sequences of terminals.
    """
    shown = (
        _numbered(number, _marked(match, emphasis), match.passage)
        for number, match in enumerate(found.matches, found.offset + 1)
    )
    return "\n\n".join([_sentence(found), *shown])


def hits_text(hits: Sequence[Hit], *, first: int = 1) -> str:
    """Return passages near a question for a terminal, each with its source, numbered from `first`.

    They are labelled as what they are: no answer.
    """
    if not hits:
        return "no passage is near"
    shown = (
        _numbered(number, lead(hit) + printable(hit.passage.text), hit.passage)
        for number, hit in enumerate(hits, first)
    )
    return "\n\n".join([f"{NEAREST}:", *shown])


def _numbered(number: int, words: str, passage: Passage) -> str:
    shown = " ".join(words.split())
    return f"[{number}] {shown}\n    {source(passage.document)}\n    {span_place(passage)}"


def _sentence(found: Matches) -> str:
    said = count_text(found)
    if not found.matches or len(found.matches) == found.total:
        return said
    first = found.offset + 1
    return f"{said}; shown: {first} to {found.offset + len(found.matches)}"


def _marked(match: Match, emphasis: bool) -> str:
    opening, closing = _MARKED if emphasis else ("", "")
    words = [
        f"{opening}{printable(words)}{closing}" if marked else printable(words)
        for words, marked in pieces(match)
    ]
    return ("… " if match.begins_inside_quotation else "") + "".join(words)


def article_rows(documents: Sequence[Document]) -> list[dict[str, Any]]:
    """Return articles as rows of plain values, without their texts."""
    return [
        {
            "title": d.title,
            "author": d.author,
            "source": d.source,
            "url": d.url,
            "published": d.published and d.published.isoformat(),
            "length": d.length,
            "path": d.path,
            "record": d.places[0].record,
            "copies": [{"path": p.path, "record": p.record} for p in d.places[1:]],
        }
        for d in documents
    ]


def articles_text(found: Articles) -> str:
    """Return articles for a terminal, each with its place under it, and the number of all."""
    lines = [
        f"{source(d)}\n    {printable(record(d.path, d.places[0].record))}, {d.length:,} characters"
        for d in found.documents
    ]
    number = "1 article" if found.total == 1 else f"{found.total:,} articles"
    return "\n".join([number, *lines])
