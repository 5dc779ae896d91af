"""Turns HTML markup into plain text, a paragraph, heading or list item a line.

For markup that is known to be an article: the text of a record, a post of a live blog. A whole page
has menus and advertisements, too: rag.corpus.html. Runs in the worker process.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.corpus.files import Extract, Facts, Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_MARKUP = re.compile(
    r"</(?:p|div|span|a|strong|em|b|i|u|li|ul|ol|h[1-6]|blockquote|section|article|table|figure)\s*>"
    r"|<(?:p|br)\s*/?>",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    """
    address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody thead tr
    td th ul
    """.split()
)
_LEFT_OUT = frozenset(
    """
    script style noscript template head title iframe object embed svg math canvas audio video button
    select textarea input form nav
    """.split()
)


def extract(data: bytes) -> Extract:
    """Return the text of a piece of HTML in UTF-8. Raises Unreadable if it holds none."""
    return Extract(plain_text(data.decode("utf-8")), Facts())


def has_markup(text: str) -> bool:
    """Return whether a text has HTML tags.

    >>> has_markup("one<br>two"), has_markup("a < b and c > d")
    (True, False)
    """
    return "<" in text and _MARKUP.search(text) is not None


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML. Raises Unreadable if it holds none.

    >>> plain_text("<p>He said <q>no</q>.</p><ul><li>A &amp; B</ul>")
    'He said “no”.\\nA & B'
    """
    from lxml.etree import ParserError  # type: ignore[import-untyped]  # ships no types
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        markup = _CONTROLS.sub("", html).encode("utf-8")
        tree = document_fromstring(b"<html><body>" + markup, parser=parser)
    except ParserError as fault:
        raise Unreadable("holds no text in its markup") from fault
    if any("depth" in entry.message for entry in parser.error_log):
        raise Unreadable("is nested too deeply")
    mark_quotations(tree)
    text = element_text(tree)
    if not text:
        raise Unreadable("holds no text in its markup")
    return text


def element_text(element: HtmlElement) -> str:
    """Return the text of an element, its blocks separated by line ends."""
    lines: list[list[str]] = [[]]
    # Iterative, since pages nest deeper than Python calls: (element, whether it is left).
    waiting = [(element, False)]
    while waiting:
        node, left = waiting.pop()
        if not isinstance(node.tag, str):
            continue
        if not left and node.tag not in _LEFT_OUT:
            if node.tag in _BLOCKS:
                lines.append([])
            lines[-1].append(node.text or "")
            waiting.append((node, True))
            for child in reversed(node):
                waiting.append((child, False))
            continue
        if left and node.tag in _BLOCKS:
            lines.append([])
        if node is not element:
            lines[-1].append(node.tail or "")
    folded = (" ".join("".join(line).split()) for line in lines)
    return "\n".join(filter(None, folded))


def mark_quotations(tree: HtmlElement) -> None:
    """Put quotation marks around the content of each q element, as browsers do."""
    levels = [(mark, sum(1 for _ in mark.iterancestors("q"))) for mark in tree.iter("q")]
    for quotation, depth in levels:
        opening, closing = ("‘", "’") if depth % 2 else ("“", "”")
        quotation.text = opening + (quotation.text or "").lstrip()
        last = quotation[-1] if len(quotation) else None
        if last is None:
            quotation.text = quotation.text.rstrip() + closing
        else:
            last.tail = (last.tail or "").rstrip() + closing
        quotation.tag = "span"
