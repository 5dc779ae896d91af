"""Fitting threshold and confidence to a user's own questions."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag import engine as engines
from rag.answers import Answer
from rag.engine import Engine
from rag.errors import ConfigError, CorpusError
from rag.evaluate import calibrate as module
from rag.evaluate.calibrate import (
    Shown,
    calibrate,
    controlled_threshold,
    fit,
    fit_line,
    shown_first,
)
from rag.evaluate.questions import OwnQuestion
from rag.index.calibration import Calibration, write_calibration
from rag.index.store import Store
from tests.support import HashEmbedder, build_small, write_articles

ARTICLES: dict[str, str | None] = {
    f"{name}.txt": f"The {name} bridge opened in 19{i}0. Nobody paid for the {name} bridge."
    for i, name in enumerate(("north", "south", "east", "west", "upper", "lower"), 1)
}
RIGHT = [
    OwnQuestion.of(f"When did the {name} bridge open?", f"19{i}0")
    for i, name in enumerate(("north", "south", "east", "west", "upper", "lower"), 1)
]
WRONG = [OwnQuestion.of("Who paid for the north bridge?", "")]

Open = Callable[[bool], Engine]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of a small index."""
    build_small(write_articles(tmp_path / "in", ARTICLES), tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def opened(index: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the small index without a reader, also for `calibrate`."""

    def open_index(*, calibrated: bool = True) -> Engine:
        return Engine(Store(index), HashEmbedder(), calibrated=calibrated)

    monkeypatch.setattr(
        engines, "open_index", lambda _, calibrated=True: open_index(calibrated=calibrated)
    )
    return lambda calibrated: open_index(calibrated=calibrated)


def write_questions(path: Path, questions: list[OwnQuestion]) -> Path:
    """Write a file of questions."""
    rows = ({"question": q.text, "answer": list(q.answers or ())} for q in questions)
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


@pytest.mark.parametrize(
    ("worst", "risk", "threshold"),
    [
        ([0.5] + [-1.0] * 8, 0.1, 0.51),  # (0 + 1) / 10 wrong: none is allowed
        ([0.5] + [-1.0] * 8, 0.2, 0.0),  # one is
        ([0.9, 0.5, 0.2] + [-1.0] * 16, 0.1, 0.51),  # (1 + 1) / 20
        ([0.9, 0.5, 0.2] + [-1.0] * 16, 0.15, 0.21),
        ([-1.0] * 9, 0.1, 0.0),
        ([0.12345] * 2 + [-1.0] * 7, 0.2, 0.13),
    ],
)
def test_the_threshold_is_the_smallest_that_keeps_the_risk(
    worst: list[float], risk: float, threshold: float
) -> None:
    """(n / (n + 1)) R + 1 / (n + 1) is at most the risk there, and above it just below."""
    assert controlled_threshold(worst, risk) == threshold
    bound = (sum(w >= threshold for w in worst) + 1) / (len(worst) + 1)
    assert bound <= risk + 1e-9
    if threshold:
        below = (sum(w >= threshold - 0.01 for w in worst) + 1) / (len(worst) + 1)
        assert below > risk


def test_a_risk_that_no_threshold_reaches() -> None:
    """Wrong answers of full confidence cannot be refused, and the error says so."""
    with pytest.raises(ConfigError, match="full confidence"):
        controlled_threshold([1.0] * 9, 0.1)


def test_new_questions_are_answered_wrongly_no_more_often_than_the_risk() -> None:
    """The guarantee of conformal risk control, on drawn confidences: on average over many draws."""
    draw = random.Random(0)
    wrong = []
    for _ in range(2_000):
        worst = [draw.random() if draw.random() < 0.4 else -1.0 for _ in range(31)]
        wrong.append(worst[-1] >= controlled_threshold(worst[:-1], 0.1))
    assert 0.06 < np.mean(wrong) <= 0.115


def test_the_line_makes_confidences_true() -> None:
    """Where answers of confidence .9 are right half of the time, about .5 is stated."""
    confidence = np.array([0.9] * 40 + [0.1] * 40)
    right = np.array([True, False] * 20 + [False] * 40)
    slope, intercept = fit_line(confidence, right)
    scale = Calibration(0.0, slope, intercept)
    assert scale.stated(0.9) == pytest.approx(0.5, abs=0.1)
    assert scale.stated(0.1) < 0.1


@pytest.mark.parametrize("right", [[True, True], [False, False], [False, True]])
def test_the_line_stays_where_nothing_can_be_learnt(right: list[bool]) -> None:
    """Answers that are all right or wrong, or wrong where more confident, change no confidence."""
    assert fit_line(np.array([0.9, 0.1]), np.array(right)) == (1.0, 0.0)


def test_what_is_shown_first_at_each_threshold(opened: Open) -> None:
    """A sentence is shown first up to its own confidence; above that, nothing is."""
    engine = opened(False)
    (shown,) = shown_first(engine, RIGHT[0])
    assert shown.right
    refused = engine.answer(RIGHT[0].text, min_confidence=shown.confidence + 1e-9)
    assert not refused.answered
    assert shown_first(engine, WRONG[0])[-1] == Shown(
        engine.answer(WRONG[0].text).confidence, False
    )


def test_calibrating_moves_the_threshold_and_what_is_stated(
    opened: Open, index: Path, tmp_path: Path
) -> None:
    """The index states and refuses as fitted, in engines that were open before, too."""
    before, other = opened(True), opened(False)
    file = write_questions(tmp_path / "q.jsonl", RIGHT * 2 + WRONG * 3)
    fitted = calibrate(file, index, 0.1)
    own = fitted.calibration
    assert Store(index).calibration() == own and own.questions == 15
    assert before.threshold == own.threshold != other.threshold
    assert engines.info(index).calibration is None  # the program would ask with the reader

    def asked(engine: Engine) -> Answer:
        return engine.answer(WRONG[0].text, min_confidence=0.0)

    assert asked(before).confidence == own.stated(asked(other).confidence)
    assert asked(before).citations[0].probability == asked(before).confidence
    # Three of fifteen were answered wrongly, and none may be: now they are refused.
    assert not before.answer(WRONG[0].text).answered
    assert not before.conversation().ask(WRONG[0].text).answered
    assert fitted.figures["answered_wrongly"] == 0.0


def test_a_confidence_that_is_asked_for_is_a_stated_one(opened: Open, index: Path) -> None:
    """`min_confidence` is on the scale of what is shown."""
    engine = opened(True)
    model = engine.index.store.recipe.embedder.digest
    write_calibration(index, Calibration(0.2, 0.5, 1.0, 0.1, 20, model, engine.judges))
    stated = engine.answer(RIGHT[0].text, min_confidence=0.0).confidence
    assert engine.answer(RIGHT[0].text, min_confidence=stated - 1e-6).answered
    assert not engine.answer(RIGHT[0].text, min_confidence=stated + 1e-6).answered


def test_one_that_was_fitted_with_other_weights_does_not_hold(opened: Open, index: Path) -> None:
    """Until the next build drops it, a calibration of another model or reader is ignored."""
    threshold = opened(False).threshold
    write_calibration(index, Calibration(0.9, 1.0, 1.0, 0.1, 20, "another", "others"))
    assert opened(True).threshold == threshold
    assert engines.info(index).calibration is None


def test_reset_removes_it(opened: Open, index: Path) -> None:
    """After a reset the program's own threshold holds."""
    write_calibration(index, Calibration(0.9))
    module.reset(index)
    assert Store(index).calibration() is None


@pytest.mark.parametrize(("risk", "needed"), [(0.1, 9), (0.05, 19), (0.01, 99)])
def test_too_few_questions(
    opened: Open, index: Path, tmp_path: Path, risk: float, needed: int
) -> None:
    """The error says how many questions the risk needs; the index stays as it was."""
    file = write_questions(tmp_path / "q.jsonl", RIGHT)
    with pytest.raises(ConfigError, match=f"has 6 questions .* risk of {risk} needs .* {needed}:"):
        calibrate(file, index, risk)
    assert Store(index).calibration() is None


@pytest.mark.parametrize("risk", [0.0, 1.0, -0.1, float("nan")])
def test_a_risk_is_a_share(opened: Open, index: Path, tmp_path: Path, risk: float) -> None:
    """A risk of nothing or everything is refused before anything is asked."""
    with pytest.raises(ConfigError, match="between 0 and 1"):
        calibrate(write_questions(tmp_path / "q.jsonl", RIGHT), index, risk)


def test_feedback_without_a_known_answer_is_left_out(
    opened: Open, index: Path, tmp_path: Path
) -> None:
    """Only questions with a known answer, or a known refusal, can calibrate."""
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"question": "Why?", "answer": None, "refusal": "nothing"}))
    with pytest.raises(ConfigError, match="has 0 questions with a known answer"):
        calibrate(file, index, 0.1)


@pytest.mark.parametrize(("questions", "says"), [(RIGHT, "to refuse"), (WRONG, "with an answer")])
def test_questions_of_one_kind(
    opened: Open, index: Path, tmp_path: Path, questions: list[OwnQuestion], says: str
) -> None:
    """Without questions to refuse everything would be answered, and without others nothing."""
    file = write_questions(tmp_path / "q.jsonl", questions * 10)
    with pytest.raises(CorpusError, match=f"no question {says}"):
        calibrate(file, index, 0.1)


def test_figures_describe_the_questions(opened: Open) -> None:
    """Coverage and wrong answers are those at the fitted threshold."""
    fitted = fit(opened(False), RIGHT * 2 + WRONG * 3, 0.1)
    figures = fitted.figures
    assert (figures["questions"], figures["answerable"]) == (15, 12)
    assert figures["threshold"] == fitted.calibration.threshold
    assert figures["coverage"] == np.mean(fitted.confidence >= fitted.calibration.threshold)
