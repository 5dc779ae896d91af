"""rag.corpus.live_blog: each post is an article."""

from __future__ import annotations

import json
from datetime import date

from rag.corpus import parse
from rag.types import Document

POSTS = (
    (
        "2025-07-03T19:40:00Z",
        "Last boat leaves",
        "The last boat has left the island with forty people.",
    ),
    ("2025-07-03T08:15:00Z", "Wind drops", "“We sail at noon,” harbour master Tove Lind has said."),
    ("2025-07-02T21:05:00Z", "Boats stay in port", "All boats stay in port, the company says."),
)


def described(*updates: dict[str, str]) -> str:
    node = {
        "@type": "LiveBlogPosting",
        "headline": "Storm live",
        "datePublished": "2025-07-02T20:00:00Z",
        "author": {"@type": "Person", "name": "Ulf Krantz"},
        "liveBlogUpdate": list(updates),
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def shown(element: str, *, name: str = "") -> str:
    return "".join(
        f'<{element} class="{name}"><time datetime="{time}">{time[11:16]}</time><h2>{title}</h2>'
        f"<p>{text}</p></{element}>"
        for time, title, text in POSTS
    )


def documents(head: str, body: str) -> tuple[Document, ...]:
    data = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
    return parse("live.html", data).documents


def test_posts_that_are_shown() -> None:
    """Each post has its own title and date, its time in the text, and a number."""
    for body in (shown("article"), shown("div", name="live-post"), shown("li", name="entry")):
        found = documents(described(), f"<main><h1>Storm live</h1><div>{body}</div></main>")
        assert [document.title for document in found] == [title for _, title, _ in POSTS]
        assert [document.published for document in found] == [
            date(2025, 7, 3),
            date(2025, 7, 3),
            date(2025, 7, 2),
        ]
        assert [document.places[0].record for document in found] == [1, 2, 3]
        assert {document.author for document in found} == {"Ulf Krantz"}
        assert found[1].text == f"08:15\n\nWind drops\n\n{POSTS[1][2]}"


def test_posts_that_are_only_described() -> None:
    """Where a script inserts the posts, those of the description are read."""
    updates = [
        {"@type": "BlogPosting", "headline": title, "datePublished": time, "articleBody": text}
        for time, title, text in POSTS
    ]
    found = documents(described(*updates), "<main><h1>Storm live</h1><div id=posts></div></main>")
    assert [document.title for document in found] == [title for _, title, _ in POSTS]
    assert found[0].published == date(2025, 7, 3)
    assert found[0].text == f"Last boat leaves\n\n{POSTS[0][2]}"


def test_the_introduction() -> None:
    """What stands above the posts is the first article, under the title of the page."""
    above = "<h1>Storm live</h1><p>A storm has cut the island off since Tuesday.</p>"
    found = documents(described(), f"<main>{above}{shown('article')}</main>")
    assert len(found) == 4
    assert found[0].text == "A storm has cut the island off since Tuesday."
    assert (found[0].title, found[0].published) == ("Storm live", date(2025, 7, 2))


def test_a_page_that_is_no_live_blog() -> None:
    """Elements with a time on other pages are parts of one article, or none."""
    found = documents("", f"<main><h1>Storm</h1>{shown('article')}</main>")
    assert len(found) <= 1


def test_the_build_is_told() -> None:
    """A note gives the number of posts."""
    data = f"<head>{described()}</head><body><main>{shown('article')}</main>".encode()
    assert parse("live.html", data).notes == ("is a live blog of 3 posts",)
