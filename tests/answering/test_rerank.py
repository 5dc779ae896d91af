"""The reranker: which sentences are read, and in what order they come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from rag.answering.rerank import READ, Reranker, in_context
from rag.answering.retrieve import retrieve
from rag.answering.score import Candidate, Scorer
from rag.answering.trust import KINDS, SIGNALS, Trust, Weights
from rag.engine.state import OpenIndex
from rag.index.store import Store
from rag.question.understand import understand
from rag.types import Reading, SentenceInContext
from tests.support import hash_vector, open_small

ARTICLES: dict[str, str | None] = {
    "pier.md": "---\ntitle: Pier\ndate: 2024-05-06\n---\n\nThe pier is hollow. The council met. "
    "The pier was closed on Monday. The pier has a hole. The pier is old. The pier will be mended. "
    "The pier is long. The pier is made of oak. The pier is wide. The pier has two lamps.",
}
READERS = Weights(0.0, np.array([float(name == "reader") for name in SIGNALS]))
BY_READER = Trust(dict.fromkeys(KINDS, READERS), 0.5)
QUERY = understand("where is the pier")


class ByTable:
    """Reads from a table, and keeps what it was shown."""

    digest = "by table"

    def __init__(self, odds: dict[str, float]) -> None:
        self.odds = odds
        self.shown: list[tuple[str, SentenceInContext]] = []

    def read(self, question: str, candidates: Sequence[SentenceInContext]) -> list[Reading]:
        """Look each sentence up; 0 for one that is not in the table."""
        self.shown += [(question, one) for one in candidates]
        return [Reading(self.odds.get(one.sentence, 0.0)) for one in candidates]


@pytest.fixture(scope="module")
def candidates(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    """Sentences, best first, by the fitted scorer."""
    store: Store = open_small(tmp_path_factory.mktemp("small"), ARTICLES)
    query = understand("the pier is hollow")
    with OpenIndex(store).view() as view:
        found = retrieve(view, query, hash_vector(query.text))
        return Scorer.load().score(query, found, view.terms)


def test_only_the_first_few_are_read(candidates: list[Candidate]) -> None:
    """They are read with the question and its mark, typed or not."""
    reader = ByTable({})
    Reranker(reader, BY_READER).rerank(QUERY, candidates)
    assert [one.sentence for _, one in reader.shown] == [c.sentence.text for c in candidates[:READ]]
    assert {question for question, _ in reader.shown} == {"where is the pier?"}


def test_keywords_are_read_without_a_mark(candidates: list[Candidate]) -> None:
    """They are no question, and stand so in the training data."""
    reader = ByTable({})
    Reranker(reader, BY_READER).rerank(understand("hollow pier?"), candidates)
    assert {question for question, _ in reader.shown} == {"hollow pier"}


def test_a_sentence_is_read_in_its_context(candidates: list[Candidate]) -> None:
    """The reader sees title and date of the article, and what stands before in the passage."""
    last = max(candidates, key=lambda c: c.index)
    texts = [s.text for s in last.found.passage.sentences]
    shown = in_context(last)
    assert last.index and shown.before == " ".join(texts[max(0, last.index - 2) : last.index])
    assert shown.title == "Pier 2024-05-06"
    assert shown.sentence == texts[last.index]


def test_what_the_reader_prefers_comes_first(candidates: list[Candidate]) -> None:
    """The first few change places, with their readings; the others stay where they were."""
    second = candidates[1]
    again = Reranker(ByTable({second.sentence.text: 5.0}), BY_READER).rerank(QUERY, candidates)
    assert again[0].sentence == second.sentence
    assert again[0].reading == Reading(5.0)
    assert again[0].probability == pytest.approx(1 / (1 + np.exp(-5)))
    assert {c.sentence for c in again[:READ]} == {c.sentence for c in candidates[:READ]}
    assert [c.sentence for c in again[READ:]] == [c.sentence for c in candidates[READ:]]


def test_what_is_not_read_is_no_surer(candidates: list[Candidate]) -> None:
    """If the reader finds no answer in the first few, the next ones are not cited instead."""
    doubtful = {c.sentence.text: -9.0 for c in candidates[:READ]}
    again = Reranker(ByTable(doubtful), BY_READER).rerank(QUERY, candidates)
    assert max(c.probability for c in again) < 1e-3


def test_titles_are_not_read(candidates: list[Candidate]) -> None:
    """What cannot be cited stays last, and is not shown to the reader."""
    title = replace(candidates[-1], probability=0.0)
    reader = ByTable({})
    assert Reranker(reader, BY_READER).rerank(QUERY, [title]) == [title]
    assert Reranker(reader, BY_READER).rerank(QUERY, []) == []
    assert not reader.shown


def test_speech_is_not_read_where_all_of_it_answers(candidates: list[Candidate]) -> None:
    """Without a topic the scorer's order stays, by weights of their own."""
    query = understand("what did Lee say")
    scorers = Weights(1.0, np.array([float("scorer" in name) for name in SIGNALS]))
    reader = ByTable({})
    again = Reranker(reader, Trust(dict.fromkeys(KINDS, scorers), 0.5)).rerank(query, candidates)
    assert [c.sentence for c in again] == [c.sentence for c in candidates]
    assert again[0].probability == pytest.approx(candidates[0].probability, abs=1e-3)
    assert not reader.shown
    Reranker(reader, BY_READER).rerank(understand("what did Lee say about the pier"), candidates)
    assert reader.shown


def test_the_scorer_counts_for_the_order(candidates: list[Candidate]) -> None:
    """As much beside the reader as was fitted."""
    by_scorer = Trust(dict.fromkeys(KINDS, replace(READERS, scorer=9.0)), 0.5)
    last = candidates[READ - 1].sentence.text
    again = Reranker(ByTable({last: 0.01}), by_scorer).rerank(QUERY, candidates)
    assert again[0].sentence == candidates[0].sentence
