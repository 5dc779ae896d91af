"""Questions as an index reads them: letter case, outlets, and what is no question."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.engine.state import OpenIndex
from rag.index.view import IndexView
from rag.question.query import build_query
from rag.types import Filters, Query
from tests.support import jsonl, open_small

ARTICLES: dict[str, str | None] = {
    "ferry.jsonl": jsonl(
        {
            "text": "Elsby keeps its ferry. The mayor said on Monday that the bridge was late. "
            '"We wait for the Kessock Bridge," said May Tollan. Tollan may leave Elsby in May. '
            "Critics of the bridge disagree. Storms hit the NATO base.",
            "source": "Elsby Herald",
        },
        {
            "text": "Nurses march. On Friday the Nurses' League said that it would march again. "
            "Reports of the Herald were denied. Mayor Jon Abara met Ulla McRae of the league.",
            "source": "Firth Times",
        },
    )
}
WORDS = frozenset("bridge mayor nurses herald critics may league leave ferry storms".split())


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexView]:
    """The articles in a small index."""
    with OpenIndex(open_small(tmp_path_factory.mktemp("query"), ARTICLES)).view() as view:
        yield view


def read(question: str, view: IndexView, filters: Filters | None = None) -> Query:
    """Return what a question asks; May Tollan speaks."""
    return build_query(
        question,
        filters,
        view,
        is_word=WORDS.__contains__,
        speaks=lambda name: name.lower() in ("tollan", "may tollan"),
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("why does elsby wait", "why does Elsby wait"),
        ("who is mcrae", "who is McRae"),
        ("what hit nato", "what hit NATO"),
        ("where is the bridge", "where is the bridge"),  # of Kessock Bridge, but a word
        ("where is the kessock bridge", "where is the Kessock Bridge"),  # beside its name
        ("who are the nurses", "who are the nurses"),  # begins a sentence, or a name
        ("who is the mayor", "who is the mayor"),  # a title elsewhere
        ("who may leave", "who may leave"),  # a name and a word: as it was typed
        ("what is zwolle", "what is zwolle"),  # in no article
        ("tollan's ferry", "Tollan's ferry"),
        ("what does the us support", "what does the US support"),
        ("WHO LEFT ELSBY AND THE BRIDGE?", "who LEFT Elsby and the bridge?"),  # "left" is in none
        ("Why Did The Ferry Leave Elsby", "why did the ferry leave Elsby"),
        ("The Critics said it", "The Critics said it"),  # some capitals are typed on purpose
    ],
)
def test_words_have_the_case_of_the_articles(typed: str, written: str, view: IndexView) -> None:
    """Names get their capitals, words of the language lose those that were shouted."""
    assert read(typed, view).text == written


@pytest.mark.parametrize("question", ["what did may tollan say", "WHAT DID MAY TOLLAN SAY"])
def test_a_speaker_is_written_as_the_index_writes_it(question: str, view: IndexView) -> None:
    """The same speaker is asked for in any case, though "may" is a word elsewhere."""
    named = read("What did May Tollan say", view)
    assert read(question, view).speaker == named.speaker == "May Tollan"


def test_a_correction_has_the_case_of_the_articles(view: IndexView) -> None:
    """A word is corrected to what the articles write inside sentences, and is noted so."""
    query = read("wat did tolan say abuot critcs", view)
    assert query.text == "what did Tollan say about critics"
    assert (query.speaker, query.topic) == ("Tollan", "critics")
    assert [c.read for c in query.corrections] == ["what", "Tollan", "about", "critics"]


@pytest.mark.parametrize(
    "question",
    [
        "What does the Herald say about the ferry?",
        "what is the herald's view on the ferry",
        "the Elsby Herald on the ferry",
        "what did the elsby herald think of the ferry",
    ],
)
def test_an_outlet_that_is_asked_is_a_filter(question: str, view: IndexView) -> None:
    """An outlet whose words are asked for is where to search, not who spoke."""
    query = read(question, view)
    assert query.filters == Filters(sources=("Elsby Herald",))
    assert "ferri" in query.terms and "herald" not in query.terms
    assert read(question, view, Filters()).filters.sources == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Firth Times", "outlet"),
        ("the Herald", "outlet"),
        ("thanks a lot", "small talk"),
        ("Wie heißt die Fähre?", "language"),
        ("ферри", "language"),
        ("herald", None),
        ("May Tollan", None),
        ("Elsby", None),
    ],
)
def test_what_asks_nothing_of_articles(text: str, kind: str | None, view: IndexView) -> None:
    """An outlet alone, small talk and other languages are known as such; names can be asked for."""
    assert read(text, view).out_of_scope == kind


def test_an_office_is_held_now(view: IndexView) -> None:
    """ "The current mayor" is asked for as the mayor."""
    assert read("who is the current mayor", view).text == "who is the mayor"
