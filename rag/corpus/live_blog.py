"""The posts of a live blog, each an article with its own title, time and text.

A page is a live blog if it says so (schema.org's LiveBlogPosting). Its posts are elements with a
time of their own, or, where a script inserts these, the updates that the page describes in JSON-LD.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.corpus.files import Extract, Facts
from rag.corpus.json_ld import Node, described_article, stated_body
from rag.corpus.markup import block_text
from rag.corpus.metadata import clean
from rag.english.calendar import parse_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]  # ships no types

_LIVE_BLOG = re.compile("LiveBlogPosting")
_POST_CLASS = re.compile(
    r"(?:^|[\s_-])(?:block|posts?|update|entry|liveblog|live|event|card)(?:$|[\s_-])", re.IGNORECASE
)
_POST_TAGS = ("article", "section", "div", "li")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def posts(tree: HtmlElement, page: Facts) -> list[Extract]:
    """Return the posts of a page that is a live blog, numbered in its order; else an empty list.

    `page` is what the page states of itself: it holds for each post that states nothing else.
    """
    described = described_article(tree, _LIVE_BLOG)
    if not described and not tree.xpath("//*[contains(@itemtype, 'LiveBlogPosting')]"):
        return []
    shown, updates = _shown_posts(tree), _updates(described)
    found = (
        [_from_element(post, page) for post in shown]
        if len(shown) >= max(2, len(updates))
        else [_from_update(update, page) for update in updates]
    )
    introduction = _introduction(shown, page) if len(shown) >= 2 else None
    kept = [post for post in (introduction, *found) if post and post.text.strip()]
    return [replace(post, record=number) for number, post in enumerate(kept, 1)]


def _shown_posts(tree: HtmlElement) -> list[HtmlElement]:
    marked = tree.xpath("//*[@itemprop='liveBlogUpdate']")
    if len(marked) >= 2:
        return list(marked)
    candidates = [element for element in tree.iter(*_POST_TAGS) if _is_post(element)]
    outer = {ancestor for element in candidates for ancestor in element.iterancestors()}
    return [element for element in candidates if element not in outer]


def _is_post(element: HtmlElement) -> bool:
    named = element.tag == "article" or _POST_CLASS.search(
        f"{element.get('class', '')} {element.get('id', '')}"
    )
    if not named or element.find(".//p") is None:
        return False
    return any(parse_date(time.get("datetime", "")) for time in element.iter("time"))


def _from_element(post: HtmlElement, page: Facts) -> Extract:
    dates = [parse_date(time.get("datetime", "")) for time in post.iter("time")]
    titles = [clean(heading.text_content()) for heading in post.iter(*_HEADINGS)]
    facts = replace(
        page,
        title=next(filter(None, titles), None) or page.title,
        published=next(filter(None, dates), None),
    )
    return Extract(block_text(post), facts)


def _updates(described: Node) -> list[Node]:
    updates = described.get("liveBlogUpdate")
    listed = updates if isinstance(updates, list) else [updates]
    return [update for update in listed if isinstance(update, dict) and stated_body(update)]


def _from_update(update: Node, page: Facts) -> Extract:
    title, published = clean(update.get("headline")), update.get("datePublished")
    day = parse_date(published) if isinstance(published, str) else None
    body = stated_body(update) or ""
    text = f"{title}\n\n{body}" if title and not body.startswith(title) else body
    return Extract(text, replace(page, title=title or page.title, published=day))


def _introduction(shown: Sequence[HtmlElement], page: Facts) -> Extract | None:
    """Return the paragraphs above the first post, inside the element of the whole article."""
    inside = next((a for a in shown[0].iterancestors("main", "article")), None)
    if inside is None:
        return None
    lines = []
    for element in inside.iter():
        if element is shown[0]:
            break
        if element.tag == "p":
            lines.append(block_text(element))
    return Extract("\n\n".join(filter(None, lines)), page)
