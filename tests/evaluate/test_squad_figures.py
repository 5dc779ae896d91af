"""Judging the paragraphs that were found."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from rag.answering.retrieve import Found
from rag.evaluate.squad import Article, Paragraph, Question, place
from rag.evaluate.squad_figures import Item, list_items, right_paragraphs
from rag.types import Document, Passage

TEXT = "0123456789"
QUESTION = Question("When?", ((6, 8),))
ITEM = Item(QUESTION, Paragraph(TEXT, (QUESTION,)), (1, 0))


def found(article: int, start: int, end: int) -> Found:
    """Return a passage of the one paragraph of an article."""
    document = Document.from_text(TEXT, place(article, 0), title=str(article))
    passage = Passage(document, start, end, ())
    return cast(Found, SimpleNamespace(passage=passage))


def test_paragraphs_are_ranked_by_their_best_passage() -> None:
    """Several passages of one paragraph have one rank."""
    passages = [found(0, 0, 5), found(0, 5, 10), found(1, 5, 10), found(2, 0, 5)]
    assert right_paragraphs(passages, ITEM) == [False, True, False]


def test_a_passage_beside_the_answer_is_not_right() -> None:
    """The question's paragraph is ranked by its first passage that has the answer."""
    assert right_paragraphs([found(1, 0, 5), found(0, 0, 5), found(1, 5, 10)], ITEM) == [
        False,
        True,
    ]
    assert right_paragraphs([found(1, 0, 5)], ITEM) == []


def test_the_same_span_of_another_article_is_not_right() -> None:
    """An answer's offsets apply to its own paragraph only."""
    assert right_paragraphs([found(0, 5, 10)], ITEM) == [False]


def test_items_have_the_position_of_their_paragraph() -> None:
    """Each question has its paragraph, and the numbers of that and of its article."""
    paragraphs = (Paragraph("a", ()), Paragraph(TEXT, (QUESTION, QUESTION)))
    items = list_items([Article(None, ()), Article(None, paragraphs)])
    assert [item.at for item in items] == [(1, 1), (1, 1)]
    assert items[0].paragraph is paragraphs[1]
