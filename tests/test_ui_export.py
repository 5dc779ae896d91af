"""A conversation as a file: every answer with its citations, nothing of an article let loose."""

from __future__ import annotations

import json

import pytest

from rag.errors import QuestionError
from rag.types import Citation
from rag.ui.conversation import Turn
from rag.ui.export import as_html, as_json, as_markdown
from tests.ui_support import HOSTILE, Elements, answered, document, sentence


def conversation(words: str = "It rained.") -> list[Turn]:
    """An answer that quotes these words, and a question that could not be asked."""
    article = document(f"Dry. {words} Wet.", "north/rain.txt", title=words, source="The Post")
    answer = answered(Citation(sentence(article, words), 0.9))
    return [Turn(1, words, answer), Turn(2, " ", QuestionError("the question is empty"))]


def test_markdown_has_each_question_and_its_answer() -> None:
    """Questions are headings; quotations, sources and errors stand under them."""
    text = as_markdown(conversation())
    assert text.startswith("## It rained\\.\n\n> It rained\\. [1]\n")
    assert "north\\/rain\\.txt\\, paragraph 1" in text and "the question is empty" in text


def test_json_has_what_the_shell_prints() -> None:
    """Each answer is the object of `rag ask --json`, which `rag verify --answer` reads."""
    turns = conversation()
    first, second = json.loads(as_json(turns))
    assert not isinstance(turns[0].said, Exception)
    assert first == turns[0].said.to_dict()
    assert second == {"question": " ", "error": "the question is empty"}


def test_html_leads_from_each_number_to_its_source() -> None:
    """The page stands alone: its marks lead within it, and it may load nothing."""
    html = as_html(conversation())
    assert 'href="#src-1-1-0"' in html and 'id="src-1-1-0"' in html
    assert "default-src 'none'" in html and "The Post" in html


@pytest.mark.parametrize("words", HOSTILE)
def test_an_article_makes_no_element(words: str) -> None:
    """Markup in an article or a question is shown as it stands there."""
    hostile, plain = Elements(as_html(conversation(words))), Elements(as_html(conversation()))
    assert hostile.tags == plain.tags and hostile.words.count(words) == 4
