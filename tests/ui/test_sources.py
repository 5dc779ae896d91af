"""The sources panel: cited sentences in their passages, or the nearest passages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.answers import NEAREST, Answer, Citation
from rag.hits import Hit
from rag.segment.sentences import split_sentences
from rag.types import Document, Passage, Query, Sentence
from rag.ui import sources
from tests.ui_support import HOSTILE, Elements, answered, document, sentence, shown

WEATHER = "It was dry. Then it rained. All were glad."


def cited(article: Document, *words: str) -> Answer:
    """Return an answer that cites these sentences of an article."""
    return answered(*(Citation(sentence(article, w), 0.9) for w in words))


def test_the_cited_sentence_is_marked_inside_its_passage() -> None:
    """Only the cited sentence is marked; the text around it is shown without a mark."""
    html = shown(cited(document(WEATHER), "Then it rained."))
    assert '<mark class="best">Then it rained.</mark>' in html
    assert WEATHER in re.sub(r"\[\d\]", "", Elements(html).words)


def test_every_mark_links_to_its_article() -> None:
    """Each number has the address of its own sentence, with the number of the turn."""
    html = shown(cited(document(WEATHER), "Then it rained.", "It was dry."))
    passage = html.split('class="passage"')[1]
    assert re.findall(r'href="(#src-[\d-]+)"', passage)[:2] == ["#src-3-2-0", "#src-3-1-0"]


def test_the_best_sentence_is_marked_more_strongly() -> None:
    """Only the best cited sentence has the class of the stronger mark."""
    html = shown(cited(document(WEATHER), "Then it rained.", "It was dry."))
    assert re.findall(r'<mark class="best">(.*?)</mark>', html) == ["Then it rained."]
    assert html.count("<mark") == 2


def test_sources_are_the_articles_quoted() -> None:
    """Each quoted article has one card, and so has each article with a copy of the sentence."""
    one, two = document("He came.", title="First"), document("He came.", title="Second")
    citation = Citation(sentence(one, "He came."), 0.9, also=(sentence(two, "He came."),))
    html = shown(answered(citation))
    assert re.findall(r"<cite>(.*?)</cite>", html) == ["First", "Second"]
    assert "#src-3-1-0" in html and "#src-3-1-1" in html and html.count("<mark") == 2


def test_a_source_has_the_place_of_the_sentence() -> None:
    """A card has file, paragraph and characters, and the address of the article."""
    article = document("It rained.", "north/rain.txt", url="https://example.org/rain")
    html = shown(cited(article, "It rained."))
    assert "north/rain.txt, paragraph 1, characters 0 to 10" in html
    assert 'href="https://example.org/rain"' in html


def test_context_is_in_the_passage_without_a_mark() -> None:
    """A context sentence has its own class, and is not marked as cited."""
    article = document("Ann Lee spoke. She agreed.")
    context = (sentence(article, "Ann Lee spoke."),)
    citation = Citation(sentence(article, "She agreed."), 0.9, context)
    html = shown(answered(citation))
    assert '<span class="context">Ann Lee spoke.</span>' in html and html.count("<mark") == 1


def test_a_nearest_passage_may_go_on_with_a_quotation() -> None:
    """An ellipsis stands before a passage that begins inside of one."""
    article = document("It creaks,” said Ann Lee.")
    near = Hit(Passage(article, 0, article.length, (sentence(article, article.text),)), 0.4)
    refusal = Answer("Why?", (), 0.1, "none", (near,), Query("Why?", ()))
    goes_on = replace(refusal, nearest=(replace(near, begins_inside_quotation=True),))
    assert "<p>It creaks,” said Ann Lee.</p>" in shown(refusal)
    assert "<p>… It creaks,” said Ann Lee.</p>" in shown(goes_on)


def test_the_nearest_sentence_of_a_passage_stands_out() -> None:
    """The one sentence that comes nearest to an answer is not as quiet as those around it."""
    article = document("It rained. She agreed.")
    both = (sentence(article, "It rained."), sentence(article, "She agreed."))
    near = Hit(Passage(article, 0, article.length, both), 0.4, nearest=both[1])
    html = shown(Answer("Why?", (), 0.1, "none", (near,), Query("Why?", ())))
    assert 'It rained. <span class="nearly">She agreed.</span>' in html


def test_a_long_article_is_shown_in_part() -> None:
    """Only the text near the cited sentence is sent; omissions are marked."""
    filler = "".join(f"Sentence number {n} says nothing at all. " for n in range(5_000))
    html = shown(cited(document(f"{filler}It rained. {filler}"), "It rained."))
    assert "It rained.</mark>" in html and "… Sentence" in html
    assert len(html) < 5_000


def test_a_sentence_without_an_end_is_cut() -> None:
    """Of a long text without a full stop, only the part near the citation is sent."""
    article = document("word " * 200_000)
    part = Sentence(article, 500_000, 500_099, 1, False)
    html = shown(answered(Citation(part, 0.9)))
    assert len(html) < 5_000 and f">{part.text}</mark>" in html


@pytest.mark.parametrize("words", HOSTILE)
def test_an_article_makes_no_element(words: str) -> None:
    """Markup in a text, its metadata, address or file name is shown as text."""
    article = document(f"Dry. {words} Wet.", f"{words}.txt", title=words, author=words, url=words)
    plain = document("Dry. Harmless. Wet.", title="T", author="A", url="U")
    hostile = Elements(shown(cited(article, words)))
    harmless = Elements(shown(cited(plain, "Harmless.")))
    assert hostile.apart_from_places == harmless.apart_from_places
    assert hostile.tags == harmless.tags
    assert hostile.words.count(words) == 5


def test_nearest_passages_are_not_sources() -> None:
    """For a refusal the panel says that there are no sources, and labels the nearest passages."""
    article = document("It was dry. Then it rained.\n\nAll were glad.", title="Rain")
    spans = split_sentences(article.text)
    whole = tuple(Sentence(article, s.start, s.end, s.paragraph, False) for s in spans)
    hit = Hit(Passage(article, 0, article.length, whole), 1.0)
    html = sources.panel(Answer("Why?", (), 0.1, "no", (hit,), Query("Why?", ())), 3, {})
    assert html.index("No sources") < html.index(NEAREST) < html.index("Rain")
    assert "<p>It was dry. Then it rained.</p><p>All were glad.</p>" in html
    assert 'class="source"' not in html and "<mark" not in html


def test_without_nearest_passages_there_is_no_heading() -> None:
    """A refusal without nearest passages shows no heading for them."""
    html = sources.panel(Answer("Why?", (), 0.0, "no", (), Query("Why?", ())), 3, {})
    assert "No sources" in html and NEAREST not in html
