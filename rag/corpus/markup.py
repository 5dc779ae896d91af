"""Turns a piece of HTML or XHTML into plain text.

Such pieces are mails, chapters, entries of feeds, texts of records and posts of live blogs. Unlike
a page from the web (rag.corpus.html), these hold no menus around their article, so nothing is left
out but what is never shown or no text. Blocks are separated by a blank line, and a line break is a
line break. Runs in the worker process.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING

from rag.corpus.files import Extract, Facts, Unreadable
from rag.corpus.packages import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]  # ships no types

_BLOCKS = frozenset(
    """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hl1 hl2 hr li main ol p pre section summary table tbody td
    tfoot th thead tr ul
    """.split()
)
_NOT_SHOWN = frozenset(
    """
    audio button canvas embed head iframe math nav noscript object script select style svg template
    textarea title video
    """.split()
)
_NO_TEXT = frozenset(("noteref", "pagebreak", "doc-noteref", "doc-pagebreak"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ENTITY = re.compile(rb"&([A-Za-z]\w{1,30});")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\ufffe\uffff]")
_MARKUP = re.compile(
    r"</(?:p|div|span|a|strong|em|b|i|u|li|ul|ol|h[1-6]|blockquote|section|article|table|figure)\s*>"
    r"|<(?:p|br)\s*/?>",
    re.IGNORECASE,
)


def extract(data: bytes) -> Extract:
    """Return the text of a piece of HTML in UTF-8; "" if there is none."""
    return Extract(markup_text(data.decode("utf-8")), Facts())


def has_markup(text: str) -> bool:
    """Return whether a text has HTML tags.

    >>> has_markup("one<br>two"), has_markup("a < b and c > d")
    (True, False)
    """
    return "<" in text and _MARKUP.search(text) is not None


def markup_text(markup: str) -> str:
    """Return the text of a piece of HTML; "" if there is none.

    Raises Unreadable if it is nested too deeply.

    >>> markup_text("<p>He said <q>no</q>.</p><ul><li>A &amp; B</ul>")
    'He said “no”.\\n\\nA & B'
    """
    from lxml.etree import ParserError
    from lxml.html import (  # type: ignore[import-untyped]  # ships no types
        HTMLParser,
        document_fromstring,
    )

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(_CONTROLS.sub("", markup).encode("utf-8"), parser=parser)
    except ParserError:
        return ""
    if any("depth" in entry.message for entry in parser.error_log):
        raise Unreadable("is nested too deeply")
    mark_quotations(tree)
    return block_text(tree)


def parse_xhtml(data: bytes) -> _Element:
    """Return the root of an XHTML document, which may use the named entities of HTML."""
    root = parse_xml(_ENTITY.sub(_numeric, data))
    mark_quotations(root)
    return root


def mark_quotations(root: _Element) -> None:
    """Put quotation marks around the content of each q element, as browsers do."""
    levels = [(mark, sum(1 for _ in mark.iterancestors("{*}q"))) for mark in root.iter("{*}q")]
    for quotation, depth in levels:
        opening, closing = ("‘", "’") if depth % 2 else ("“", "”")
        quotation.text = opening + (quotation.text or "").lstrip()
        last = quotation[-1] if len(quotation) else None
        if last is None:
            quotation.text = quotation.text.rstrip() + closing
        else:
            last.tail = (last.tail or "").rstrip() + closing
        quotation.tag = "span"


def block_text(root: _Element) -> str:
    """Return the text of an element: its blocks, separated by a blank line."""
    from lxml.etree import iterwalk

    blocks: list[list[str]] = [[]]
    walk = iterwalk(root, events=("start", "end", "comment"))
    for event, element in walk:
        name = local(element).lower()
        if name in _BLOCKS:
            blocks.append([])
        elif name == "br" and event == "start":
            blocks[-1].append("\n")
        if event == "start" and element is not root and _is_hidden(element, name):
            walk.skip_subtree()
        elif event == "start":
            blocks[-1].append(_folded(element.text))
        if event != "start" and element is not root:
            blocks[-1].append(_folded(element.tail))
    return "\n\n".join(filter(None, map(_block, blocks)))


def headings(root: _Element) -> list[str]:
    """Return the texts of the headings of an element, the highest level first."""
    levels = {f"h{n}": n for n in range(1, 4)}
    found = [(levels[name], e) for e in root.iter() if (name := local(e).lower()) in levels]
    return [" ".join(block_text(e).split()) for _, e in sorted(found, key=lambda pair: pair[0])]


def _numeric(entity: re.Match[bytes]) -> bytes:
    name = entity[1].decode("ascii")
    known = name2codepoint.get(name) if name not in _XML_ENTITIES else None
    return f"&#{known};".encode() if known else entity[0]


def _is_hidden(element: _Element, name: str) -> bool:
    kinds = " ".join(
        value for key, value in element.attrib.items() if key.endswith("}type") or key == "role"
    )
    return (
        name in _NOT_SHOWN
        or "hidden" in element.attrib
        or not _NO_TEXT.isdisjoint(kinds.split())
        or _HIDDEN.search(element.get("style", "")) is not None
    )


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _block(parts: list[str]) -> str:
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    return _CONTROLS.sub("", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())
