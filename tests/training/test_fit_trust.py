"""Fitting the confidence, on made-up signals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.answering.retrieve import retrieve
from rag.answering.score import Candidate, Scorer
from rag.answering.trust import SIGNALS
from rag.engine.state import OpenIndex
from rag.question.understand import understand
from rag.types import Reading
from tests.support import hash_vector, open_small
from training import fit_trust
from training.fit_trust import (
    FEWEST,
    RISK,
    firsts,
    fit,
    fit_order,
    held_out_figures,
    shares_of,
    threshold_of,
)
from training.trust_examples import NEAR_MISS, WHOLE, Judged

READER = SIGNALS.index("reader")


@pytest.fixture(scope="module")
def sentence(tmp_path_factory: pytest.TempPathFactory) -> Candidate:
    """A sentence that was scored."""
    store = open_small(tmp_path_factory.mktemp("small"), {"a.txt": "Pier\n\nThe pier is hollow."})
    query = understand("where is the pier?")
    with OpenIndex(store).view() as view:
        found = retrieve(view, query, hash_vector(query.text))
        return Scorer.load().score(query, found, view.terms)[0]


@pytest.fixture(scope="module")
def some(sentence: Candidate) -> list[Judged]:
    """Two hundred questions; the higher the reader's log odds, the more often they are right."""
    return [judged(sentence, i, i % 20 - 10.0, right=i % 20 > 9 or i % 20 == 5) for i in range(200)]


def judged(
    sentence: Candidate, number: int, odds: float, *, right: bool, source: str = "a"
) -> Judged:
    """Return a question with one sentence of these log odds by the reader, .5 by the scorer."""
    read = [replace(sentence, probability=0.5, reading=Reading(odds))]
    way = WHOLE if right else NEAR_MISS
    return Judged(source, way, f"question {number}", False, read, [right], right)


def test_what_tells_right_from_wrong_gets_a_weight(some: list[Judged]) -> None:
    """The other signals, which are all 0, get none."""
    weights = fit(some).facts.confidence
    assert weights[READER] > 0.3
    assert np.count_nonzero(np.abs(weights[:-1]) > 1e-6) == 1


def test_no_signal_speaks_against_an_answer(sentence: Candidate) -> None:
    """Where the data say so, by chance, its weight is 0."""
    turned = [judged(sentence, i, 10.0 - i % 20, right=i % 20 > 9) for i in range(200)]
    assert fit(turned).facts.confidence[READER] == 0


def test_the_order_is_by_what_puts_right_sentences_first(sentence: Candidate) -> None:
    """Where the scorer knows and the reader guesses, the scorer counts more than the reader."""
    drawn = np.random.default_rng(1)

    def asked(*, scorer_knows: bool) -> Judged:
        knows, guesses = [2.0, -2.0, -2.0], drawn.normal(size=3).tolist()
        scored, read = (knows, guesses) if scorer_knows else (guesses, knows)
        sentences = [
            replace(sentence, probability=1 / (1 + np.exp(-s)), reading=Reading(r))
            for s, r in zip(scored, read, strict=True)
        ]
        return Judged("a", WHOLE, "which?", False, sentences, [True, False, None], True)

    assert fit_order([asked(scorer_knows=True) for _ in range(60)]) > 3
    assert fit_order([asked(scorer_knows=False) for _ in range(60)]) < 0.3


def test_questions_of_speech_have_weights_of_their_own(
    some: list[Judged], sentence: Candidate
) -> None:
    """They do not change those of facts."""
    turned = [judged(sentence, i, 10.0 - i % 20, right=i % 20 > 9) for i in range(200)]
    trust = fit([*some, *(replace(one, of_speech=True) for one in turned)])
    assert trust.facts.confidence == pytest.approx(fit(some).facts.confidence)
    assert trust.speech.confidence[READER] == 0


def test_what_nobody_knows_is_left_out(some: list[Judged]) -> None:
    """A question whose first sentence may answer teaches nothing."""
    unknown = replace(some[0], right=[None])
    assert len(firsts([unknown, *some], fit(some))) == len(some)


def test_the_threshold_keeps_the_stated_risk(some: list[Judged]) -> None:
    """That share of all questions, and hardly less, is answered wrongly above it."""
    trust = fit(some)
    asked = firsts(some, trust)
    wrong = [one for one in asked if not one.right]
    shares = dict(zip(map(id, asked), shares_of(asked), strict=True))
    answered = sum(shares[id(one)] for one in wrong if one.confidence >= trust.threshold)
    lower = np.nextafter(trust.threshold, 0)
    more = sum(shares[id(one)] for one in wrong if one.confidence >= lower)
    assert answered <= RISK < more


def test_no_threshold_is_needed_where_all_are_right(some: list[Judged]) -> None:
    """Nothing is refused that could not be wrong."""
    assert threshold_of(firsts([one for one in some if one.answerable], fit(some))) == 0


def test_sources_and_kinds_count_the_same(some: list[Judged], sentence: Candidate) -> None:
    """However many questions they have; but a source of one question counts little."""
    others = [judged(sentence, i, 1.0, right=i % 2 == 0, source="b") for i in range(2 * FEWEST)] + [
        judged(sentence, 0, 1.0, right=True, source="c")
    ]
    asked = firsts([*some, *others], fit(some))
    shares = shares_of(asked)
    by_source = {
        s: sum(share for one, share in zip(asked, shares, strict=True) if one.judged.source == s)
        for s in "abc"
    }
    assert sum(by_source.values()) == pytest.approx(1)
    assert by_source["a"] == pytest.approx(by_source["b"])
    assert by_source["c"] == pytest.approx(by_source["b"] / (2 * FEWEST))


def test_figures_are_of_questions_that_were_held_out(some: list[Judged]) -> None:
    """A question is held out in all ways it is asked; each source has figures of its own."""
    figures = held_out_figures([*some, *some])
    assert figures["all"]["questions"] == 80
    assert figures["a"] == figures["all"]
    assert figures["all"]["auroc"] is not None and figures["all"]["auroc"] > 0.9


def test_a_missing_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is one line, and nothing is written."""
    monkeypatch.setattr("sys.argv", ["fit_trust", "--data", str(tmp_path)])
    monkeypatch.setattr(fit_trust, "TRUST", tmp_path / "trust.json")
    assert fit_trust.main() == 2
    message = capsys.readouterr().err
    assert "qamr.jsonl" in message and message.count("\n") == 1
    assert not fit_trust.TRUST.exists()
