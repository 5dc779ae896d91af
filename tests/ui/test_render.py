"""The chat's HTML: quotations, refusals and errors, with all text of articles escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.answers import Answer, Citation
from rag.errors import QuestionError
from rag.types import Attribution, Filters, Query
from rag.ui import render
from tests.ui_support import HOSTILE, Elements, answered, document, sentence


@pytest.mark.parametrize("words", HOSTILE)
def test_an_article_makes_no_element(words: str) -> None:
    """Markup in a text, title, author, source or file name is shown as text."""
    article = document(words, f"{words}.txt", title=words, author=words, source=words)
    plain = document("Harmless.", "b.txt", title="T", author="A", source="S")
    hostile = render.answer(answered(Citation(sentence(article, words), 0.9)), turn=3)
    harmless = render.answer(answered(Citation(sentence(plain, "Harmless."), 0.9)), turn=3)
    assert Elements(hostile).tags == Elements(harmless).tags
    assert Elements(hostile).attributes == Elements(harmless).attributes
    assert Elements(hostile).words.count(words) == 4


@pytest.mark.parametrize("words", HOSTILE)
def test_a_question_makes_no_element(words: str) -> None:
    """Markup in a question, and in a refusal that repeats it, is shown as text."""
    refused = Answer(words, (), 0.1, f"no article mentions {words}", (), Query(words, ()))
    assert Elements(render.question(words)).tags == []
    assert Elements(render.question(words)).words == words
    assert Elements(render.answer(refused, turn=3)).tags == [
        "div",
        "p",
        "strong",
        "p",
        "a",
        "p",
        "a",
    ]
    assert words in Elements(render.answer(refused, turn=3)).words


@pytest.mark.parametrize("words", HOSTILE)
def test_the_name_in_a_chip_makes_no_element(words: str) -> None:
    """Markup in a speaker or an outlet is shown as text."""
    query = Query("Why?", (), Filters(speaker=words, sources=(words,)))
    shown = Elements(render.answer(Answer("Why?", (), 0.1, "none", (), query), turn=3))
    chips = ["p", "span", "a", "span", "a", "span"]
    assert shown.tags[: len(chips)] == chips and shown.tags[len(chips)] == "div"
    assert shown.words.count(words) == 2
    assert [value for name, value in shown.attributes if name == "href"] == [
        "#drop-3-speaker",
        "#drop-3-source-0",
        "#edit",
    ]


def test_a_notice_comes_first_and_is_escaped() -> None:
    """The notice that a question was cut comes before everything else."""
    refused = Answer("Why?", (), 0.1, "none", (), Query("Why?", ()))
    shown = Elements(render.answer(refused, turn=3, notice="<b> was cut"))
    assert shown.tags[0] == "p" and shown.words.startswith("<b> was cut")


def test_the_label_of_a_denial_and_of_hearsay() -> None:
    """Beside a sentence stands that its speaker denies it, and who tells of it."""
    article = document("The pier is safe, they said.")
    said = sentence(article, "The pier is safe")
    denied = Attribution(said, "Di Voss", "name", "denied", "indirect", "denied", "Bo Orr")
    cited = Citation(sentence(article, article.text), 0.9, attribution=denied)
    words = Elements(render.answer(answered(cited), turn=3)).words
    assert "they said. — denied by Di Voss, as told by Bo Orr" in words


def test_hidden_characters_are_shown_as_marks() -> None:
    """Characters that reverse or hide words become visible, and a line end a space."""
    assert render.text("a\u202eb\u200bc\nd") == "a⟨U+202E⟩b⟨U+200B⟩c d"


def test_html_for_the_chat_has_no_line_break() -> None:
    """Line breaks in an article become spaces: a blank line would end the HTML early."""
    article = document("One\n\n\ntwo.", title="T\n\n# U")
    html = render.answer(answered(Citation(sentence(article, "One\n\n\ntwo."), 0.9)), turn=3)
    assert "\n" not in html


def test_each_quotation_has_a_number_its_article_and_the_confidence() -> None:
    """Cited sentences are numbered from 1 and link to the panel; the confidence has a word."""
    one = document("He came. He went.", title="Visit", author="Ann Lee", source="The Post")
    two = document("It rained.", "rain.txt")
    html = render.answer(
        answered(
            Citation(sentence(one, "He came."), 0.9),
            Citation(sentence(one, "He went."), 0.8),
            Citation(sentence(two, "It rained."), 0.7),
        ),
        turn=3,
    )
    marks = re.findall(r'href="#src-3-(\d)-0"[^>]*>\[(\d)\]', html)
    assert marks == [("1", "1"), ("2", "2"), ("3", "3")]
    assert html.count("Visit") == 1  # an article that is quoted twice in a row is named once
    assert "Ann Lee · The Post" in html and "rain.txt" in html
    assert "Confidence high (87 %)" in html


def test_a_sentence_found_in_two_articles_names_both() -> None:
    """Another article with the same sentence is named under the quotation."""
    one, two = document("He came.", title="First"), document("He came.", title="Second")
    citation = Citation(sentence(one, "He came."), 0.9, also=(sentence(two, "He came."),))
    words = Elements(render.answer(answered(citation), turn=3)).words
    assert "First" in words and "also in Second" in words


def test_context_comes_before_the_sentence_it_is_for() -> None:
    """The sentence that names "her" is shown before the cited one, and marked as context."""
    article = document("Ann Lee spoke. She agreed.")
    context = (sentence(article, "Ann Lee spoke."),)
    citation = Citation(sentence(article, "She agreed."), 0.9, context)
    html = render.answer(answered(citation), turn=3)
    words = re.findall(r'<span class="(\w+)">([^<]*)<', html)
    assert words == [("context", "(context: Ann Lee spoke.)"), ("cited", "She agreed.")]


def test_an_ellipsis_stands_before_the_rest_of_a_quotation() -> None:
    """The words cited stay as they are; the ellipsis is outside of them."""
    article = document("“It leaks. It creaks,” said Ann Lee.")
    cited = Citation(sentence(article, "It creaks,” said Ann Lee."), 0.9)
    html = render.answer(answered(replace(cited, begins_inside_quotation=True)), turn=3)
    words = re.findall(r'<span class="(\w+)">([^<]*)<', html)
    assert words == [("context", "…"), ("cited", "It creaks,” said Ann Lee.")]


def test_a_refusal_says_what_is_missing_and_quotes_nothing() -> None:
    """A refusal has its own class, and neither quotation nor source number."""
    refused = Answer("Why?", (), 0.1, "no article mentions Mars", (), Query("Why?", ()))
    html = render.answer(refused, turn=3)
    assert 'class="refusal"' in html and "no article mentions Mars" in html
    assert "blockquote" not in html and 'class="ref"' not in html and "%" not in html


def test_an_error_is_a_message_of_its_own_kind() -> None:
    """An error is shown in the chat, escaped."""
    html = render.failure(QuestionError("<b> is empty"))
    assert Elements(html).tags == ["div", "p"] and Elements(html).words == "<b> is empty"


def test_a_long_question_is_repeated_in_part() -> None:
    """A question of a million characters is cut before it is sent back."""
    assert len(render.question("x" * 1_000_000)) < 1_000


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/a?b=1&c=2", "example.org"),
        ("http://bank.example@evil.example/", "evil.example"),
    ],
)
def test_a_web_address_becomes_a_link_that_names_its_host(url: str, host: str) -> None:
    """A link shows its real host, and sends that host no referrer."""
    link = Elements(render.link(url))
    assert link.tags == ["a"] and link.words == host
    assert ("href", url) in link.attributes
    assert ("rel", "noopener noreferrer nofollow") in link.attributes


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/",
        "file:///etc/passwd",
        "https://[broken",
        "https://exam\u202eple.org/",
        'https://a" onmouseover="alert(1)',
        "https:",
    ],
)
def test_any_other_address_is_text(url: str) -> None:
    """An address that is not a plain web address is shown as text, not as a link."""
    assert Elements(render.link(url)).tags == ["span"]


def test_no_address_shows_nothing() -> None:
    """An article without an address has no link."""
    assert render.link(None) == ""
