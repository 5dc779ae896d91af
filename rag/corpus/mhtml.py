"""Extracts the article of a page that a browser saved as one file (MHTML, RFC 2557).

Runs in the worker process.
"""

from __future__ import annotations

from dataclasses import replace

from rag.corpus import html
from rag.corpus.files import Extracts, Unreadable
from rag.corpus.html_facts import article_address
from rag.corpus.mail import decoded_part, parse_message
from rag.corpus.metadata import facts, prefer


def extract(data: bytes) -> Extracts:
    """Return the article of a saved page. Raises Unreadable if the file holds no page."""
    message = parse_message(data)
    page = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
    if page is None:
        raise Unreadable("holds no page")
    # The charset that the part states is that of its bytes; the page's own may be older.
    found = html.extract_page(*decoded_part(page))
    address = message.get("snapshot-content-location") or page.get("content-location", "")
    stated = facts(title=str(message.get("subject", "")), url=article_address(str(address)))
    articles = (replace(a, facts=prefer(a.facts, stated)) for a in found.articles)
    return replace(found, articles=tuple(articles))
