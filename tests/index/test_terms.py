"""rag.index.terms: the terms of texts and questions, and BM25 over passages."""

from __future__ import annotations

import math
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.english.analyzer import analyze, question_terms
from rag.index.terms import TermIndex


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("U.S.", ["us"]),
        ("US", ["us"]),
        ("the U.S.'s role", ["the", "us", "s", "role"]),
        ("U.S.-backed", ["us", "back"]),
        ("Macron’s", ["macron"]),
        ("Macron's", ["macron"]),
        ("Macron", ["macron"]),
        ("Élysée naïve Zürich", ["elyse", "naiv", "zurich"]),
        ("Elysee", ["elyse"]),
        ("talks talked talking", ["talk", "talk", "talk"]),
        ("ceasefires", ["ceasefir"]),
        ("“quoted” words — and ‘more’", ["quot", "word", "and", "more"]),
        ("14 weeks, £3.2 million", ["14", "week", "3", "2", "million"]),
        ("snake_case", ["snake", "case"]),
        ("Киев 北京", ["киев", "北京"]),
        ("...!?", []),
        ("", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    """Terms are lower case, without accents, stemmed, without possessives, in order."""
    assert analyze(text) == terms


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("what did Macron say about US support", ("macron", "say", "us", "support")),
        ("What is the role of the US?", ("role", "us")),
        ("what does the (US) want", ("us", "want")),
        ("What is the US’s role?", ("us", "role")),
        ("what about us", ("what", "about", "us")),
        ("what did macron say about us support", ("macron", "say", "us", "support")),
        ("what is the role of the us?", ("role", "us")),
        ("what did macron tell us about support", ("macron", "tell", "support")),
        ("WHAT DID HE SAY ABOUT US SUPPORT", ("say", "us", "support")),
        ("Is IT safe?", ("it", "safe")),
        ("who is who", ("who", "is")),
        ("Macron Macron’s macron", ("macron",)),
        ("Who leads the council?", ("lead", "council")),
        ("Should I go?", ("go",)),
        ("?!", ()),
    ],
)
def test_terms_of_a_question(question: str, terms: tuple[str, ...]) -> None:
    """Function words are dropped unless in capitals or the question has no other words.

    "US" counts however it is written, unless it can be a pronoun.
    """
    assert question_terms(question) == terms


@given(st.text())
def test_question_terms_are_terms_of_the_question(text: str) -> None:
    """A question's terms are distinct, and texts with the same words have them."""
    terms = question_terms(text)
    assert len(set(terms)) == len(terms)
    assert set(terms) <= set(analyze(text))


@given(st.text(alphabet="Ab1.’'é“ \u200b\u0301_-İßﬁ½"))
def test_a_term_is_one_word(text: str) -> None:
    """No term is empty or contains whitespace, which would split it in the index."""
    assert all(term and not any(c.isspace() for c in term) for term in analyze(text))


def test_analysis_works_in_many_threads() -> None:
    """The shared analyzer is thread-safe."""
    words = [f"talking{i}s" for i in range(2_000)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(analyze, words))
    assert [len(terms) for terms in found] == [1] * len(words)


# Short, because tantivy keeps lengths exactly up to 40 terms and roughly above.
PASSAGES = [
    (5, "river bridge river"),
    (9, "bridge council"),
    (2, "council council council budget meeting"),
    (7, "nothing in common"),
]


def bm25(words: list[str], counts: list[list[str]], position: int) -> float:
    """BM25 as Robertson and Zaragoza (2009) have it, with Lucene's idf; k1 1.2, b .75."""
    own, total = counts[position], len(counts)
    average = sum(len(c) for c in counts) / total
    score = 0.0
    for word in words:
        n, tf = sum(word in c for c in counts), own.count(word)
        idf = math.log(1 + (total - n + 0.5) / (n + 0.5))
        score += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * len(own) / average))
    return score


@pytest.mark.parametrize("question", ["river", "bridge", "council budget", "river council"])
def test_scores_equal_the_formula(question: str) -> None:
    """Order and scores equal BM25 computed by the test."""
    index = TermIndex.build(PASSAGES)
    counts = [analyze(text) for _, text in PASSAGES]
    scores = [bm25(analyze(question), counts, i) for i in range(len(PASSAGES))]
    expected = sorted(
        ((i, s) for (i, _), s in zip(PASSAGES, scores, strict=True) if s), key=lambda x: -x[1]
    )
    found = index.search(analyze(question), 10)
    assert [i for i, _ in found] == [i for i, _ in expected]
    assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=1e-4)


def test_equal_passages_keep_their_order() -> None:
    """Ties are broken by position in the index, not by id."""
    index = TermIndex.build([(30, "same words"), (10, "same words"), (20, "same words")])
    assert [i for i, _ in index.search(["same"], 3)] == [30, 10, 20]
    assert [i for i, _ in index.search(["same"], 2)] == [30, 10]


def test_document_frequency_and_length() -> None:
    """The index gives its number of passages, and of those that contain a term."""
    index = TermIndex.build(PASSAGES)
    assert len(index) == 4
    assert [index.document_frequency(t) for t in ("council", "river", "zebra")] == [2, 1, 0]


def test_no_term_and_no_passage_find_nothing() -> None:
    """Without terms, or in an index without passages, nothing is found."""
    assert TermIndex.build(PASSAGES).search([], 5) == []
    assert TermIndex.build(PASSAGES).search(["zebra"], 5) == []
    assert TermIndex.build([]).search(["river"], 5) == []
    assert len(TermIndex.build([])) == 0


def test_an_index_in_a_folder_equals_one_in_memory(tmp_path: Path) -> None:
    """An index opened from a folder finds the same as one built in memory."""
    TermIndex.build(PASSAGES, tmp_path)
    index = TermIndex.open(tmp_path)
    assert len(index) == 4
    for word in ("river", "bridge", "council"):
        assert index.search([word], 5) == TermIndex.build(PASSAGES).search([word], 5)
        assert index.document_frequency(word) == TermIndex.build(PASSAGES).document_frequency(word)


def test_a_missing_folder_cannot_be_opened(tmp_path: Path) -> None:
    """A missing index raises ValueError, and none is created."""
    with pytest.raises(ValueError):
        TermIndex.open(tmp_path / "none")
    with pytest.raises(ValueError):
        TermIndex.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_folder_cannot_be_opened(tmp_path: Path) -> None:
    """A damaged list of segments raises ValueError."""
    TermIndex.build(PASSAGES, tmp_path)
    (tmp_path / "meta.json").write_text("{", "utf-8")
    with pytest.raises(ValueError):
        TermIndex.open(tmp_path)


def test_an_open_index_outlives_its_folder(tmp_path: Path) -> None:
    """An open index can be searched after a later build removed its folder."""
    folder = tmp_path / "terms"
    folder.mkdir()
    TermIndex.build(PASSAGES, folder)
    index = TermIndex.open(folder)
    shutil.rmtree(folder)
    assert [i for i, _ in index.search(["river"], 5)] == [5]


HOSTILE = [
    'river" AND (bridge',
    "terms:river",
    "passage_id:5",
    "+ - && || ! ( ) { } [ ] ^ ~ * ? : \\ /",
    "river* OR *",
    "\0\x01\uffff",
    "a" * 100_000,
    "'; DROP TABLE passages; --",
    "river^1e999 ~99999999999",
    "\u202eriver\u202c 😀 🇺🇦",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_query_syntax_is_only_words(question: str) -> None:
    """Operators in a question are searched for as words, and no question raises."""
    index = TermIndex.build(PASSAGES)
    found = index.search(question_terms(question), 5)
    assert {i for i, _ in found} <= {5, 9}
    assert ("river" in question) == (5 in {i for i, _ in found})


@given(st.text())
def test_no_question_raises(question: str) -> None:
    """Any string can be searched for."""
    _SHARED.search(question_terms(question), 5)


_SHARED = TermIndex.build(PASSAGES)


def test_search_near_finds_terms_some_edits_away() -> None:
    """A passage is found by a term one or two edits away, then one without the terms found."""
    index = TermIndex.build([(7, "Macron spoke"), (9, "a macaron")])
    assert index.search_near("macorn", 1) == [7]
    assert index.search_near("macorn", 2, without=["macron"]) == [9]
    assert index.search_near("macorn", 2, without=["macron", "macaron"]) == []
