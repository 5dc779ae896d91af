"""The articles that a page describes in JSON-LD, in the words of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from rag.corpus.files import Unreadable
from rag.corpus.markup import has_markup, markup_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

Node = dict[str, object]

_ARTICLE = re.compile(r"\w*(?:Article|BlogPosting|Report)")


def described_article(tree: HtmlElement, kind: re.Pattern[str] = _ARTICLE) -> Node:
    """Return the first node of the page's JSON-LD whose type matches, or an empty dict."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() == "application/ld+json":
            try:
                data = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for node in _nodes(data):
                if any(kind.fullmatch(name) for name in strings(node.get("@type"))):
                    return node
    return {}


def stated_body(node: Node) -> str | None:
    """Return the whole text that a node states for its article, without markup, or None."""
    body = node.get("articleBody")
    if not isinstance(body, str) or not body.strip():
        return None
    try:
        body = markup_text(body) if has_markup(body) else unescape(body)
        body.encode("utf-8")
    except (Unreadable, UnicodeEncodeError):
        return None
    return body.strip() or None


def is_behind_a_paywall(node: Node) -> bool:
    """Return whether a node says that its article is not accessible for free."""
    return str(node.get("isAccessibleForFree")).strip().lower() in ("false", "no", "0")


def strings(value: object) -> list[str]:
    """Return the strings of a value that is a string or a list."""
    values = value if isinstance(value, list) else [value]
    return [entry for entry in values if isinstance(entry, str)]


def _nodes(data: object) -> Iterator[Node]:
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            members = graph if isinstance(graph, list) else [graph]
            yield from (member for member in members if isinstance(member, dict))
