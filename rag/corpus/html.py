"""Extracts the article of an HTML page with trafilatura. Runs in the worker process.

Menus, cookie notices, comments and teasers are left out, so "verbatim" here means the extracted
text, and a document has no byte offset. Each paragraph, heading and list item is a line; so is a
row of a table. Nothing is fetched.

trafilatura guesses dates (even from a copyright line), so the article's metadata is only what the
page states: rag.corpus.html_facts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.corpus.decode import byte_order_mark, decode
from rag.corpus.files import Extract, Unreadable
from rag.corpus.html_facts import page_facts

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DECLARED = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{3,30})""", re.I)
_DECLARED_WITHIN = 4096
# The encodings accepted from a page: Python also has codecs that are no text encoding ("hex").
_CHARSETS = re.compile(
    r"(?:iso-?8859-\d+|latin-?\d|windows-?\d{3,4}|cp\d{3,4}|koi8-[ru]|mac-?roman"
    r"|shift[-_]jis|sjis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5(?:-hkscs)?)",
    re.I,
)


def extract(data: bytes) -> Extract:
    """Return the article of a page. Raises Unreadable if the page holds none."""
    from lxml.etree import ParserError  # type: ignore[import-untyped]  # ships no types
    from lxml.html import HTMLParser, document_fromstring

    page = _CONTROLS.sub("", decode_page(data))
    if not page.strip():
        raise Unreadable("is empty")
    # huge_tree allows 2,048 levels of nesting. The default is 256, which old forums exceed.
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = document_fromstring(page.encode("utf-8"), parser=parser)
    except ParserError as fault:
        raise Unreadable("holds no article text") from fault
    if any("depth" in entry.message for entry in parser.error_log):
        # lxml drops the rest of such a page: half an article would pass for a whole one.
        raise Unreadable("is nested too deeply")
    return Extract(_article_text(tree), page_facts(tree))


def decode_page(data: bytes) -> str:
    """Decode a page by its byte order mark, as UTF-8, as declared, or as Windows-1252.

    The declared encoding counts only if the page is not UTF-8, since converted pages often keep
    their old declaration. Raises Unreadable for binary data.
    """
    if byte_order_mark(data) or b"\0" in data:
        return decode(data).text
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    charset = declared[1].decode("ascii").lower() if declared else ""
    for encoding in ("utf-8", charset if _CHARSETS.fullmatch(charset) else "cp1252"):
        # The WHATWG Encoding Standard maps these labels to Windows-1252.
        encoding = "cp1252" if encoding in ("iso-8859-1", "latin-1", "latin1") else encoding
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    # An invalid byte in a page of UTF-8 becomes U+FFFD, as in a browser.
    return data.decode("utf-8", "replace")


def _article_text(tree: HtmlElement) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(tree, include_comments=False, favor_precision=True)
    text = getattr(found, "text", None)
    if not isinstance(text, str) or not text.strip():
        raise Unreadable("holds no article text")
    return text
