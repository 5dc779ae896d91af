"""Figures over a user's own questions, with an encoder without a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.answers import Answer
from rag.engine import Engine
from rag.evaluate.question_figures import (
    HeldOut,
    Result,
    Results,
    all_figures,
    ask,
    best_answers,
    copy_articles,
    own_article,
)
from rag.evaluate.questions import OwnQuestion
from rag.index.store import Store
from rag.types import Query
from tests.support import HashEmbedder, build_small, jsonl, write_articles

ARTICLES: dict[str, str | None] = {
    "bridge.txt": "The old bridge opened in May. Nobody paid for the bridge.",
    "copy.txt": "The old bridge opened in May. Ferries are late.",
    "pier.txt": "The pier closed in May. It rained on the pier.",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A small index, without a reader."""
    folder = tmp_path_factory.mktemp("questions")
    build_small(write_articles(folder / "in", ARTICLES), folder / "index")
    return Engine(Store(folder / "index"), HashEmbedder())


def test_copies_of_a_sentence_have_one_rank(small: Engine) -> None:
    """The sentence that two articles share takes one of the first three places."""
    asked = OwnQuestion.of("When did the old bridge open?", "in May")
    result = ask(small, asked)
    assert result.ranking[0] and result.best
    distinct = ask(small, OwnQuestion.of(asked.text, "Nobody paid")).ranking
    assert distinct[:2] == (False, True)


def test_a_refusal_is_judged_by_what_it_would_have_shown(small: Engine) -> None:
    """`best` is about the first sentence, whether or not the answer was refused."""
    answer = small.answer("When did the pier close?", min_confidence=1.0)
    assert not answer.answered
    question = OwnQuestion.of("When did the pier close?", "The pier closed")
    assert best_answers(small, question, answer)


def test_the_own_article_is_the_one_that_is_closest(small: Engine) -> None:
    """Of several articles with the accepted words, the question's own shares the most with it."""
    assert own_article(small, OwnQuestion.of("When did the pier close?", "May")) == "pier.txt"
    assert own_article(small, OwnQuestion.of("When did the pier close?", "June")) is None
    assert own_article(small, OwnQuestion.of("When did the pier close?", "")) is None


def test_each_record_becomes_a_file(tmp_path: Path) -> None:
    """Records are copied apart, so that each can be held out; other files as they are."""
    records = jsonl({"text": "One.", "title": "A"}, {"text": "Two."})
    source = write_articles(tmp_path / "in", {"deep/a.jsonl": records + "\n", "b.txt": "Three.\n"})
    copy_articles(source, tmp_path / "out")
    copied = {p.name: p.read_text("utf-8") for p in (tmp_path / "out").rglob("*.*")}
    lines = records.splitlines()
    assert copied == {"a-1.jsonl": lines[0], "a-2.jsonl": lines[1], "b.txt": "Three.\n"}


def result(confidence: float, best: bool, answers: tuple[str, ...] | None) -> Result:
    """Return the result of a question that was refused."""
    refused = Answer("When?", (), confidence, "nothing", (), Query("When?", ()))
    return Result(OwnQuestion("When?", answers), "wrongly_refused", refused, best, (best, True))


def test_figures_are_those_of_the_questions_with_a_known_answer() -> None:
    """Answerable and other questions are separated by confidence; feedback has no known answer."""
    may = ("May",)
    some = [result(0.9, True, may), result(0.2, False, may), result(0.5, False, ())]
    values = all_figures(Results([*some, result(0.1, False, None)], 0.3))
    assert values["questions"] == 4 and values["threshold"] == 0.3
    assert (values["first_right"], values["in_three"]) == (0.5, 1.0)
    assert (values["auroc"], values["false_answers@90"]) == (0.5, 1.0)
    assert values["ece"] == pytest.approx((0.1 + 0.2 + 0.5) / 3)
    assert "held_out_auroc" not in values and "near_misses" not in values


def test_near_misses_are_measured_at_the_threshold_of_the_answerable() -> None:
    """The threshold is that of the file's own questions; the near misses have no part in it."""
    some = [result(p / 10, True, ("May",)) for p in range(1, 11)]
    near = [result(p, False, ()) for p in (0.05, 0.15, 0.25, 0.35)]
    values = all_figures(Results(some, 0.3, near))
    assert values["near_misses"] == 4 and values["near_misses_answered"] == 0
    assert (values["near_misses_answered@90"], values["near_misses_answered@80"]) == (0.5, 0.25)


def test_held_out_figures_have_their_own_names() -> None:
    """The questions asked again are measured like the others."""
    half = HeldOut(np.array([0.9, 0.4]), np.array([True, False]), np.array([True, False]), 1, 2)
    values = all_figures(Results([result(0.9, True, ("May",))], 0.3, held_out=half))
    assert (values["held_out_auroc"], values["held_out_false_answers@80"]) == (1.0, 0.0)
    assert values["held_out_ece"] == pytest.approx(0.25)
    assert values["auroc"] is None
