"""The second look at the first few sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from rag.answering.rerank import READ, Reranker, Trust, log_odds
from rag.answering.retrieve import retrieve
from rag.answering.score import Candidate, Scorer
from rag.engine.state import OpenIndex
from rag.index.store import Store
from rag.question.understand import understand
from tests.support import hash_vector, open_small

ARTICLES: dict[str, str | None] = {
    "pier.txt": "Pier\n\nThe pier is hollow. The council met. The pier was closed on Monday. "
    "The pier has a hole. The pier is old. The pier will be mended.",
}
EVEN = Trust(score=1.0, scorer=1.0, reader=1.0, constant=0.0)


class ByTable:
    """Reads from a table, and keeps what it was shown."""

    def __init__(self, odds: dict[str, float]) -> None:
        self.odds = odds
        self.shown: list[tuple[str, str, str]] = []

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Look each sentence up; 0 for one that is not in the table."""
        self.shown += [(question, *one) for one in sentences]
        return np.array([self.odds.get(text, 0.0) for _, text in sentences])


@pytest.fixture(scope="module")
def candidates(tmp_path_factory: pytest.TempPathFactory) -> list[Candidate]:
    """Sentences, best first, by the fitted scorer."""
    store: Store = open_small(tmp_path_factory.mktemp("small"), ARTICLES)
    query = understand("the pier is hollow")
    with OpenIndex(store).view() as view:
        found = retrieve(view, query, hash_vector(query.text))
        return Scorer.load().score(query, found, view.terms)


def test_only_the_first_few_are_read(candidates: list[Candidate]) -> None:
    """Each behind the sentence before it, with the question and its mark, typed or not."""
    reader = ByTable({})
    Reranker(reader, EVEN).rerank("a pier", candidates)
    assert [text for _, _, text in reader.shown] == [c.sentence.text for c in candidates[:READ]]
    sentences = [s.text for s in candidates[0].found.passage.sentences]
    for question, before, text in reader.shown:
        i = sentences.index(text)
        assert (question, before) == ("a pier?", sentences[i - 1] if i else "")


def test_what_the_reader_prefers_comes_first(candidates: list[Candidate]) -> None:
    """The first few change places; the others stay where they were."""
    second = candidates[1]
    again = Reranker(ByTable({second.sentence.text: 50.0}), EVEN).rerank("?", candidates)
    assert again[0].sentence == second.sentence
    assert again[0].score == pytest.approx(second.score + 50)
    assert {c.sentence for c in again[:READ]} == {c.sentence for c in candidates[:READ]}
    assert [c.sentence for c in again[READ:]] == [c.sentence for c in candidates[READ:]]


def test_the_probability_is_of_both(candidates: list[Candidate]) -> None:
    """The log odds are summed with their weights and the constant."""
    first = candidates[0]
    trust = Trust(score=0.0, scorer=0.5, reader=2.0, constant=-1.0)
    again = Reranker(ByTable({first.sentence.text: 0.75}), trust).rerank("?", candidates)
    expected = 0.5 * log_odds(first.probability) + 2 * 0.75 - 1
    assert log_odds(again[0].probability) == pytest.approx(expected)


def test_what_is_not_read_is_no_surer(candidates: list[Candidate]) -> None:
    """If the reader finds no answer in the first few, the next ones are not cited instead."""
    doubtful = {c.sentence.text: -50.0 for c in candidates[:READ]}
    again = Reranker(ByTable(doubtful), EVEN).rerank("?", candidates)
    assert max(c.probability for c in again) < 1e-9


def test_titles_are_not_read(candidates: list[Candidate]) -> None:
    """What can't be cited stays last, and is not shown to the reader."""
    title = next(c for c in candidates if not c.probability)
    reader = ByTable({})
    assert Reranker(reader, EVEN).rerank("?", [title]) == [title]
    assert Reranker(reader, EVEN).rerank("?", []) == []
    assert not reader.shown


def test_log_odds_of_certainty_are_finite() -> None:
    """A probability that was rounded to 0 or 1 stays a number."""
    assert log_odds(0.5) == 0
    assert math.isfinite(log_odds(0.0)) and math.isfinite(log_odds(1.0))


def test_the_fitted_trust_is_there() -> None:
    """Both are heard, in the score and in the confidence."""
    trust = Trust.load()
    assert trust.score > 0 and trust.scorer > 0 and trust.reader > 0
