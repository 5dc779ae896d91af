"""Strategies for malformed JSON, tables, pages, front matter and file names."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from hypothesis import strategies as st

from tests.faults.inputs import ENCODINGS, ODD, PIECES, texts

NAMES = (
    "text", "content", "maintext", "body", "article", "title", "headline", "author", "authors",
    "source", "publishedAt", "date", "url", "articles", "response", "fields", "_source", "", "\0",
)  # fmt: skip
MARKUP = (
    "<p>", "</p>", "<q>", "</q>", "<br>", "<div class='cookie-banner' role=dialog>", "</div>",
    "<article>", "</article>", "<aside>", "<h1>", "<h2><a href=/x>", "</a></h2>", "<main>",
    "<time datetime='2025-06-24T09:10:00Z'>", "</time>", "<section class=post>", "&amp;", "&#0;",
    "We use cookies and our partners store your consent. ", "<script>", "<!--", "<table><td>",
    '<script type="application/ld+json">{"@type": "LiveBlogPosting", "liveBlogUpdate": [{}, 1]}',
    '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "<p>It rained."}',
    '<script type="application/ld+json">{"@type": ["NewsArticle"], "articleBody": [1]}',
    "</script>",
)  # fmt: skip
FRONT = (
    "+++\n", "---\n", "{\n", "}\n", 'title = "x"\n', "date = 2025-06-26\n", "a.b.c = 1\n",
    "[[x]]\n",
    '"title": "x"', "BC-EU--Strike, 420\n", "^By JANE DOE=\n", "-30-\n", "Source: NATO.\n", "Ã©â€™",
)  # fmt: skip
PLACES = (
    "a",
    "x_2025-06-27_a",
    "2025/06/27/a",
    "bay.example/a",
    "2025-13-45",
    "_posts/1999-01-01-b",
)

_values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        texts,
        st.sampled_from(
            ["2025-06-03", "['Jane Doe']", "[" * 500, "nan", "x [+9 chars]", "<p>x</p>"]
        ),
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=12,
)


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding[:3] == "utf" else "replace")


def _damaged(data: bytes, at: int, noise: bytes) -> bytes:
    at %= len(data) + 1
    return data[:at] + noise + data[at + len(noise) :]


def _table(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, escapechar="\\")
    writer.writerows(rows)
    return stream.getvalue()


def _mixed(pieces: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(
        st.one_of(
            st.sampled_from(pieces), st.sampled_from(PIECES), st.text(ODD + "aé“ ", max_size=9)
        ),
        max_size=14,
    ).map("".join)


_json = st.one_of(
    _values.map(json.dumps),
    _values.map(lambda value: json.dumps(value, indent=1, ensure_ascii=False)),
    st.lists(_values.map(json.dumps), max_size=5).map("\n".join),
    st.sampled_from(
        ["[" * 90_000, '{"a":' * 90_000, "1" * 9000, '{"text": "x"', "NaN", "[]", "\ufeff"]
    ),
)
_tables = st.builds(
    _table,
    st.lists(
        st.lists(st.one_of(st.sampled_from(NAMES), texts), min_size=1, max_size=5), max_size=5
    ),
    st.sampled_from(",;\t|"),
)
_kinds = st.one_of(
    st.tuples(st.sampled_from([".json", ".jsonl", ".ndjson"]), _json),
    st.tuples(
        st.sampled_from([".csv", ".tsv"]), st.one_of(_tables, _mixed((*NAMES, ",", "\n", '"')))
    ),
    st.tuples(st.sampled_from([".html", ".xhtml"]), _mixed(MARKUP)),
    st.tuples(st.sampled_from([".md", ".txt"]), _mixed(FRONT)),
)


def _file(place: str, kind: tuple[str, str], encoding: str, damage: tuple[int, bytes]) -> Any:
    ending, text = kind
    data = _encoded(text, encoding)
    at, noise = damage
    return f"/{place}{ending}", _damaged(data, at, noise) if noise else data


record_files: st.SearchStrategy[tuple[str, bytes]] = st.builds(
    _file,
    st.sampled_from(PLACES),
    _kinds,
    st.sampled_from((*ENCODINGS, "utf-16-le", "mac_roman")),
    st.tuples(st.integers(0, 10_000), st.one_of(st.just(b""), st.binary(max_size=4))),
)
"""(what follows the first letter of a path, bytes) of records, pages and texts that look alike."""
