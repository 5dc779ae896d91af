"""Typing errors in questions."""

from __future__ import annotations

import pytest

from rag.index import derived
from rag.index.store import Store
from rag.index.terms import TermIndex
from rag.question.spelling import correct
from rag.question.understand import understand
from rag.types import Query
from tests.support import open_small

ARTICLES: dict[str, str | None] = {
    "a.txt": "Ottokar Brenninkmeyer opened the primary school and the bridge in Paris. "
    "He supports the harbour.",
    "c.txt": "Glaciers melt. " + "Many glaciers melt fast in the far north. " * 8,
    "d.txt": "A glacier melts.",
    "b.txt": "The harbor master Ingrid Soley asked for support from Warsaw. Her cane was stolen.",
}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, TermIndex]:
    """The articles in a small index."""
    store = open_small(tmp_path_factory.mktemp("spelling"), ARTICLES)
    return store, derived.load(store, store.folder).terms


def read(question: str, indexed: tuple[Store, TermIndex]) -> Query:
    """Return a question as it is read with these articles."""
    store, terms = indexed
    return correct(understand(question), terms, store, is_word={"bride", "cane"}.__contains__)


def test_only_words_that_no_article_has_are_looked_up(indexed: tuple[Store, TermIndex]) -> None:
    """The encoder is asked of those alone: other questions may keep it busy."""
    store, terms = indexed
    asked: list[str] = []

    def is_word(word: str) -> bool:
        asked.append(word)
        return False

    correct(understand("Who said that Soley was in Wrasaw?"), terms, store, is_word=is_word)
    assert asked == ["Wrasaw"]


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Who is Ingrdi Soley?", "Who is Ingrid Soley?"),  # exchanged
        ("Who is Ingri Soley?", "Who is Ingrid Soley?"),  # left out
        ("Who is Inngrid Soley?", "Who is Ingrid Soley?"),  # twice
        ("Who is Imgrid Soley?", "Who is Ingrid Soley?"),  # the key beside it
        ("who is ingrdi soley", "who is Ingrid soley"),  # a name without its capital
        ("What did Breninkmeier open?", "What did Brenninkmeyer open?"),  # two in a long word
        ("a primray school", "a primary school"),  # which changes the stem twice
        ("what suport did Soley want", "what support did Soley want"),
        ("What did Solye say about Wrasaw?", "What did Soley say about Warsaw?"),
        ("wat did Soley want", "what did Soley want"),  # a question word before a verb
        ("Hwo many bridges", "How many bridges"),
        ("waht is Paris", "what is Paris"),
        ("school wiht a bridge abuot Paris", "school with a bridge about Paris"),  # in no article
        ("Who siad that?", "Who said that?"),
        ("where is the glacir", "where is the glacier"),  # the nearest form, in another passage
    ],
)
def test_a_slip_is_read_as_the_word_that_stands_there(
    typed: str, searched: str, indexed: tuple[Store, TermIndex]
) -> None:
    """One slip in a word, two in a long one, and the articles' word is searched for."""
    assert read(typed, indexed).text == searched


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ingrid Soley?",
        "What did Harris say?",  # not Paris: nobody slips in the first letter
        "Who is Xi Jinping?",
        "Where is the bride?",  # a word of its own
        "Who is Can?",  # three letters have too many neighbours
        "How do I cake it?",  # not "cane"
        "Where is Cand?",  # a name is not the common word beside it
        "What is the size of Tessmouth?",
        "Who opened school number 4821?",
        "Chat is a school",  # not "what": nobody slips in the first letter
        "Wat Phra is a temple",  # no auxiliary follows
        "Who is Abuot?",  # a name is no function word
        "What did Soley claim?",  # a verb of speech asks, it is not searched for
    ],
)
def test_other_words_stay(question: str, indexed: tuple[Store, TermIndex]) -> None:
    """Known words, strange names, short words and numbers are left as they were typed."""
    query = read(question, indexed)
    assert (query.text, query.corrections) == (question, ())


def test_a_correction_is_noted_and_its_speaker_understood(
    indexed: tuple[Store, TermIndex],
) -> None:
    """The query says what was typed and what was read, and is understood as what was read."""
    query = read("What did Sooley say about Warsaw?", indexed)
    assert [(c.typed, c.read) for c in query.corrections] == [("Sooley", "Soley")]
    assert (query.speaker, query.topic) == ("Soley", "Warsaw")
