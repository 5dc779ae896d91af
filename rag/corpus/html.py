"""Extracts the article of an HTML page with trafilatura. Runs in the worker process.

Menus, cookie notices, comments and teasers are left out, so "verbatim" here means the extracted
text, and a document has no byte offset. Each paragraph, heading and list item is a line; so is a
row of a table. Nothing is fetched. Where a page shows only a teaser, the text is the body that it
states in JSON-LD. Each post of a live blog is an article.

trafilatura guesses dates (even from a copyright line), so the article's metadata is only what the
page states (rag.corpus.html_facts), or shows as its header (rag.corpus.html_header).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.corpus.charset import likeliest, wrong_letters
from rag.corpus.decode import browser_encoding, byte_order_mark, decode, is_damaged_utf_8
from rag.corpus.files import Extract, Extracts, Unreadable
from rag.corpus.html_facts import page_facts
from rag.corpus.html_header import shown_facts
from rag.corpus.json_ld import described_article, is_behind_a_paywall, stated_body
from rag.corpus.live_blog import posts
from rag.corpus.markup import mark_quotations
from rag.corpus.metadata import prefer
from rag.corpus.page_parts import (
    is_consent_notice,
    is_list_of_links,
    keep_articles_in_asides,
    remove_consent_notices,
    without_print_marks,
)

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


# The body that a page states replaces the text that it shows if that has less of it than this.
_SHOWN = 0.5
_SENTENCE = re.compile(r"[^.!?\n]{20,}")


def extract(data: bytes) -> Extracts:
    """Return the article of a page, or the posts. Raises Unreadable if the page holds none."""
    page, guess = decode_page(data)
    return extract_page(page, guess)


def extract_page(page: str, guess: str | None) -> Extracts:
    """Return what `extract` does of a decoded page; `guess` is the doubt about its encoding."""
    tree = _parsed(page)
    mark_quotations(tree)
    stated = page_facts(tree)
    found = posts(tree, stated)
    if found:
        doubtful = (replace(post, doubt=guess or wrong_letters(post.text)) for post in found)
        return Extracts(tuple(doubtful), notes=(f"is a live blog of {len(found)} posts",))
    remove_consent_notices(tree)
    keep_articles_in_asides(tree)
    known = stated
    if not (stated.author and stated.source and stated.published):
        known = prefer(stated, shown_facts(tree, stated.title))
    text = _text(tree)
    return Extracts((Extract(text, known, doubt=guess or wrong_letters(text)),))


def _text(tree: HtmlElement) -> str:
    """Return the article that a page shows, or the longer body that it states."""
    node = described_article(tree)
    shown, body = _shown_text(tree), stated_body(node)
    fault = _fault(tree, shown)
    if body and (fault or not _shows(shown, body, is_behind_a_paywall(node))):
        return body
    if fault:
        raise Unreadable(fault)
    return shown


def _fault(tree: HtmlElement, shown: str) -> str | None:
    """Return the reason why the text that a page shows is no article, or None."""
    if not shown:
        return "holds no article text"
    if is_consent_notice(shown):
        return "holds a request for consent, and no article"
    if is_list_of_links(tree, shown):
        return "is a list of links to articles, and no article"
    return None


def _shows(shown: str, body: str, behind_a_paywall: bool) -> bool:
    """Return whether the text that a page shows has what its stated body has."""
    folded = " ".join(shown.split())
    sentences = [" ".join(part.split()) for part in _SENTENCE.findall(body)]
    held = sum(sentence in folded for sentence in sentences) if sentences else body in folded
    if held > _SHOWN * len(sentences):
        return True
    # A body that is but a teaser does not replace an article that everybody can read.
    return not behind_a_paywall and len(body) < len(shown)


def _parsed(page: str) -> HtmlElement:
    from lxml.etree import ParserError  # type: ignore[import-untyped]  # ships no types
    from lxml.html import HTMLParser, document_fromstring

    page = _CONTROLS.sub("", page)
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
    return tree


def decode_page(data: bytes) -> tuple[str, str | None]:
    """Decode a page by its byte order mark, as UTF-8, as declared, or by its letters.

    The declared encoding counts only if the page is not UTF-8, since converted pages often keep
    their old declaration. The second value says which encoding is a guess, None if none is. Raises
    Unreadable for binary data.
    """
    if byte_order_mark(data) or b"\0" in data:
        decoded = decode(data)
        return decoded.text, decoded.guess
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as fault:
        is_utf_8 = is_damaged_utf_8(data, fault)
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    charset = declared[1].decode("ascii").lower() if declared else ""
    if _CHARSETS.fullmatch(charset):
        try:
            return data.decode(browser_encoding(charset)), None
        except (UnicodeDecodeError, LookupError):
            pass
    found = None if is_utf_8 else likeliest(data)
    # An invalid byte in a page of UTF-8 becomes U+FFFD, as in a browser.
    return (data.decode(found[0]), found[1]) if found else (data.decode("utf-8", "replace"), None)


def _shown_text(tree: HtmlElement) -> str:
    """Return the text that trafilatura takes for the article, or an empty string."""
    from trafilatura import bare_extraction

    found = bare_extraction(tree, include_comments=False, favor_precision=True)
    text = getattr(found, "text", None)
    return without_print_marks(text) if isinstance(text, str) and text.strip() else ""
