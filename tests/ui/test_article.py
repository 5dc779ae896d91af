"""Articles in the panel: marks, beginning and end, and the parts of long articles."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.answers import Answer, Citation
from rag.types import Document, Sentence
from rag.ui.article_panel import view
from rag.ui.article_text import PART, WHOLE, Window, widened, window
from rag.ui.marking import Mark, marks_of
from tests.ui_support import HOSTILE, Elements, answered, document, sentence

WEATHER = "A dry year\n\nIt was dry. Then it rained.\n\nAll were glad."


def opened(answer: Answer, number: int = 1) -> list[Mark]:
    """Return the marks of an answer, one of them opened."""
    return [replace(mark, here=mark.number == number) for mark in marks_of(answer, 3)]


def shown(article: Document, marks: list[Mark], part: Window | None = None) -> str:
    """Return the article as HTML of the panel."""
    part = part or window(article, marks)
    return view(article, marks, part, address="#src-3-1-0", quotation="words")


def test_the_whole_article_is_shown_with_its_marks() -> None:
    """Every paragraph is shown, and the opened sentence differs from the other cited one."""
    article = document(WEATHER, title="Rain", author="Ann Lee", url="https://example.org/rain")
    cited = answered(
        Citation(sentence(article, "Then it rained."), 0.9),
        Citation(sentence(article, "It was dry."), 0.8),
    )
    html = shown(article, opened(cited))
    assert '<p class="heading">A dry year</p>' in html and "<p>All were glad.</p>" in html
    assert re.findall(r'<mark class="here goto"[^>]*>(.*?)</mark>', html) == ["Then it rained."]
    assert "<mark>It was dry.</mark>" in html
    assert "Ann Lee" in html and 'href="https://example.org/rain"' in html
    assert "more" not in Elements(html).words


def test_of_a_long_article_a_part_is_sent_that_can_grow() -> None:
    """A long article is opened around the sentence; each link adds text without a gap."""
    filler = "".join(f"Sentence number {n} says nothing.\n" for n in range(15_000))
    article = document(f"{filler}It rained.\n{filler}")
    marks = opened(answered(Citation(sentence(article, "It rained."), 0.9)))
    first = window(article, marks)
    html = shown(article, marks, first)
    assert ">It rained.</mark>" in html and len(html) < 20 * PART
    (later,) = re.findall(r'href="#later-(\d+)-(\d+)-src-3-1-0"', html)
    assert later == (str(first.start), str(first.end))
    after = widened(article, first, later=True)
    assert after.start == first.start and after.end > first.end == after.goto
    before = widened(article, first, later=False)
    assert before.end == first.end and before.start < first.start == before.goto


def test_an_extended_part_scrolls_to_where_it_ended_before() -> None:
    """The page scrolls to the paragraph that was at the edge, not to the mark."""
    article = document("One.\n\nTwo.\n\nThree.")
    html = shown(article, [], Window(0, article.length, goto=6))
    assert re.findall(r'<p class="goto"[^>]*>(.*?)</p>', html) == ["Two."]


def test_a_part_does_not_grow_without_end() -> None:
    """However often text is added, and whatever a browser sends, the part stays bounded."""
    article = document("word " * 400_000)
    part = Window(0, 0)
    for _ in range(20):
        part = widened(article, part, later=True)
    assert part.end - part.start <= WHOLE
    strange = widened(article, Window(900_000_000, 5), later=False)
    assert strange.end - strange.start <= WHOLE
    assert len(shown(article, [], strange)) < 2 * WHOLE


def test_a_sentence_without_an_end_is_opened_too() -> None:
    """A long text without a full stop is shown around the cited part."""
    article = document("word " * 200_000)
    part = Sentence(article, 500_000, 500_099, 1, False)
    html = shown(article, opened(answered(Citation(part, 0.9))))
    assert len(html) < 5 * PART and f">{part.text}</mark>" in html


@pytest.mark.parametrize("words", HOSTILE)
def test_an_article_makes_no_element(words: str) -> None:
    """Markup in a text, its metadata, address or copied quotation is shown as text."""

    def elements(words: str, url: str) -> Elements:
        article = document(f"Dry. {words} Wet.", f"{words}.txt", title=words, author=words, url=url)
        marks = opened(answered(Citation(sentence(article, words), 0.9)))
        return Elements(
            view(article, marks, window(article, marks), address="#src-3-1-0", quotation=words)
        )

    hostile, harmless = elements(words, words), elements("Harmless.", "U")
    assert hostile.tags == harmless.tags
    assert [n for n, _ in hostile.attributes] == [n for n, _ in harmless.attributes]
    assert ("data-copy", words) in hostile.attributes and hostile.words.count(words) == 5
