"""Weights, ranking and probability."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from rag.answering.features import NAMES
from rag.answering.retrieve import retrieve
from rag.answering.score import (
    WEIGHTS,
    Candidate,
    Scorer,
    by_best_sentence,
    confidence_names,
)
from rag.engine.state import OpenIndex
from rag.errors import ConfigError
from rag.index import derived
from rag.index.store import Store
from rag.question.understand import understand
from tests.support import hash_vector, open_small

ARTICLES: dict[str, str | None] = {
    "pier.txt": "Pier\n\nThe pier is hollow. The council met. The pier was closed on Monday.",
    "bread.txt": "Bread\n\nBread is sold by the bakers of Oskerby.",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small index."""
    return open_small(tmp_path_factory.mktemp("small"), ARTICLES)


def judge(store: Store, question: str, scorer: Scorer) -> list[Candidate]:
    """Judge the sentences found for a question."""
    query = understand(question)
    with OpenIndex(store).view() as view:
        return scorer.score(query, retrieve(view, query, hash_vector(question)), view.terms)


def scorer(**weights: float) -> Scorer:
    """Make a scorer with these weights, 0 for all others."""
    return Scorer(
        ranking=np.array([weights.get(name, 0.0) for name in NAMES]),
        confidence=np.array([weights.get(name, 0.0) for name in confidence_names()]),
        threshold=0.5,
    )


def test_the_fitted_weights_are_complete() -> None:
    """The file names every feature, no other, and how it was made."""
    fitted = json.loads(files("rag.answering").joinpath(WEIGHTS).read_text("utf-8"))
    assert tuple(fitted["ranking"]) == NAMES
    assert tuple(fitted["confidence"]) == confidence_names()
    assert fitted["command"].startswith("python -m training.fit_scorer")
    assert all(len(digest) == 64 for digest in fitted["data"].values())
    assert 0 < Scorer.load().threshold < 1


def test_a_missing_weight_raises() -> None:
    """A file without the weight of a feature is refused, and the feature named."""
    fitted = json.loads(files("rag.answering").joinpath(WEIGHTS).read_text("utf-8"))
    for kind, name in (("ranking", NAMES[0]), ("confidence", "margin")):
        lacking = {**fitted, kind: {k: v for k, v in fitted[kind].items() if k != name}}
        with pytest.raises(ConfigError, match=name):
            Scorer.from_weights(lacking)


def test_ranks_by_the_weighted_sum(store: Store) -> None:
    """With weight on the cosine alone, sentences are ordered by it."""
    judged = [c for c in judge(store, "the pier is hollow", scorer(cosine=1)) if c.probability]
    assert judged[0].sentence.text == "The pier is hollow."
    assert [c.score for c in judged] == sorted((c.score for c in judged), reverse=True)


def test_probability_is_the_logistic_of_the_signals(store: Store) -> None:
    """With no weight it is one half; a constant moves all alike."""
    assert judge(store, "pier", scorer())[0].probability == 0.5
    moved = judge(store, "pier", scorer(constant=1))[0].probability
    assert moved == pytest.approx(1 / (1 + np.exp(-1)))


def test_equal_scores_are_ordered_by_their_words(store: Store) -> None:
    """Without any weight, the order is that of the texts, whatever was found first."""
    texts = [c.sentence.text for c in judge(store, "pier", scorer()) if c.probability]
    assert texts == sorted(texts)


def test_vectors_are_the_sentences_own(store: Store) -> None:
    """Each candidate carries the vector of its sentence."""
    for candidate in judge(store, "pier", scorer(cosine=1)):
        assert np.allclose(candidate.vector, hash_vector(candidate.sentence.text), atol=1e-3)


def test_a_heading_is_no_answer(store: Store) -> None:
    """A title comes last and can't be cited, however well it fits."""
    judged = judge(store, "pier", scorer(short=1))
    assert judged[-1].sentence.text in ("Pier", "Bread")
    assert {c.probability for c in judged if c.sentence.text in ("Pier", "Bread")} == {0.0}


def test_passages_follow_their_best_sentence(store: Store) -> None:
    """The passage of the best sentence comes first, whatever it was found for."""
    judged = judge(store, "the pier was closed on Monday", scorer(cosine=1))
    found = list({c.found.passage_id: c.found for c in reversed(judged)}.values())
    assert found[0] is not judged[0].found
    assert by_best_sentence(found, judged)[0] is judged[0].found


def test_a_passage_without_a_judged_sentence_comes_last(store: Store) -> None:
    """What was not judged stays behind what was."""
    judged = judge(store, "the pier was closed on Monday", scorer(cosine=1))
    found = [judged[-1].found, judged[0].found]
    assert by_best_sentence(found, judged[:1]) == found[::-1]


def test_nothing_found_is_nothing_judged(store: Store) -> None:
    """Without a passage there is no candidate."""
    assert (
        Scorer.load().score(understand("pier"), [], derived.load(store, store.folder).terms) == []
    )
