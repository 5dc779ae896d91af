"""Teasers, captions, and sentences that only look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.engine import Engine
from rag.english.boilerplate import is_boilerplate
from tests.support import HashEmbedder, open_small


@pytest.mark.parametrize(
    "text",
    [
        "See photos of the bridge before it was shut.",
        "Watch the mayor explain the price of water.",
        "WATCH: How the pier was mended",
        "Read more about the second tram line.",
        "READ ALSO: Bridge shut for months",
        "Photo: Ann Lee / Oskerby Courier",
        "(Photo: Ann Lee)",
        "Click here for more on the bridge.",
        "Sign up for our newsletter on water prices.",
        "Follow us on the bridge closure.",
        "© 2025 Oskerby Courier",
        "Advertisement",
        "Related: Why the bridge leaks",
    ],
)
def test_what_is_no_sentence_of_the_article(text: str) -> None:
    """What a page sets around an article is known by how it begins."""
    assert is_boilerplate(text)


@pytest.mark.parametrize(
    "text",
    [
        "Photos of the bridge were shown to the council.",
        "Watching the river has become a habit.",
        "Sources said the bridge would open in May.",
        "“Watch the river,” the mayor said.",
        "Related costs rose by a third.",
        "Read in full, the report is milder.",
        "The copyright belongs to the museum.",
    ],
)
def test_what_is_one(text: str) -> None:
    """Sentences with the same words stay."""
    assert not is_boilerplate(text)


def test_a_teaser_is_not_cited(tmp_path: Path) -> None:
    """A teaser that repeats the question gives way to the sentence that answers it."""
    store = open_small(
        tmp_path,
        {"a.txt": "Watch the moment when the old bridge was shut in May.\n\n"
         "The old bridge was shut in May, and a ferry runs in its place."},
    )  # fmt: skip
    answer = Engine(store, HashEmbedder()).answer(
        "when was the old bridge shut", min_confidence=0.01
    )
    assert [c.sentence.text for c in answer.citations] == [
        "The old bridge was shut in May, and a ferry runs in its place."
    ]
