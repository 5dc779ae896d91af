"""rag.answering.readings: which reading of a follow-up wins, and where it is asked."""

from __future__ import annotations

from rag.answering import pipeline
from rag.answering.pipeline import Request
from rag.answering.readings import cites_rarest
from rag.answers import Answer
from rag.engine import Engine


def ask(engine: Engine, question: str, articles: set[str]) -> Answer:
    """Ask some articles alone, whatever the confidence."""
    request = Request(question, min_confidence=0.0, articles=frozenset(articles))
    with engine.index.view() as view:
        return pipeline.answer(view, engine.models, request)


def has_rarest(engine: Engine, answer: Answer, words: str) -> bool:
    """Return whether the article cited first has the rarest of some words."""
    with engine.index.view() as view:
        return cites_rarest(view, engine.models, answer, words)


def test_an_answer_is_about_the_rarest_words(engine: Engine) -> None:
    """Its article has those in the fewest passages; words that only ask may be in none."""
    theft = engine.answer("How did the thieves get into the museum?")
    assert has_rarest(engine, theft, "when did the thieves leave the clock?")
    assert has_rarest(engine, theft, "when did the theives leave?")  # as it is corrected
    assert not has_rarest(engine, theft, "when is riprap used?")
    assert not has_rarest(engine, theft, "did the thieves steal a zeppelin?")
    assert has_rarest(engine, theft, "who else?") and has_rarest(engine, theft, "")
    refused = engine.answer("How much does a zeppelin cost?")
    assert not refused.answered and not has_rarest(engine, refused, "how much?")


def test_only_some_articles_are_asked(engine: Engine) -> None:
    """With `articles` nothing else is cited, and with none of them nothing is."""
    question = "Why was the Tarrel Bridge shut?"
    first, *others = engine.answer(question).documents
    assert others
    near = ask(engine, question, {first.doc_id})
    assert near.documents == (first,)
    assert not ask(engine, question, set()).answered


def test_a_refusal_shows_no_searched_words(engine: Engine) -> None:
    """Where the words searched are no English, a refusal speaks of the question."""
    talk = engine.conversation()
    for question in (
        "articles since March 2025 about ferries",
        "who else?",
        "why?",
        "who said that?",
    ):
        talk.ask(question)
    refused = talk.ask("and Macron?")
    assert "was it that" not in (refused.refusal or "")
    assert "about about" not in refused.query.text
