"""`rag calibrate`: fits the threshold and the confidence of an index to its user's questions.

The threshold is chosen by conformal risk control (Angelopoulos, Bates, Fisch, Lei and Schuster
2022, "Conformal Risk Control"). The loss of a question at a threshold is 1 if it is answered there,
or at any higher threshold, and the first sentence shown is wrong; 0 otherwise. It never rises with
the threshold, as the guarantee demands: of new questions like the user's, the share that is
answered wrongly is at most the risk, in expectation. Questions that had to be refused are among
them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from rag import engine
from rag.answering.trust import log_odds
from rag.engine import Engine
from rag.errors import ConfigError, CorpusError
from rag.evaluate.figures import Flags, Numbers
from rag.evaluate.questions import OwnQuestion, read_questions
from rag.evaluate.temporary_index import asked
from rag.index.calibration import Calibration, write_calibration
from rag.index.lock import WriteLock

RISK = 0.1
STEPS = 100  # the threshold is rounded up to a multiple of 1 / STEPS, as the page's slider has


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence that is shown first up to the threshold `confidence`, and whether it answers."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration, and the questions that it was fitted to, both of shape (questions,).

    `confidence` is what is stated now for the first sentence, `right` whether it answers.
    `answerable` is the number of questions with an accepted answer.
    """

    calibration: Calibration
    confidence: Numbers
    right: Flags
    answerable: int

    @property
    def figures(self) -> dict[str, float | int | None]:
        """The figures by their published names."""
        answered = self.confidence >= self.calibration.threshold
        wrong = answered & ~self.right
        return {
            "threshold": self.calibration.threshold,
            "risk": self.calibration.risk,
            "coverage": float(answered.mean()),
            "answered_wrongly": float(wrong.mean()),
            "wrong_of_answered": float(wrong.sum() / answered.sum()) if answered.any() else None,
            "slope": self.calibration.slope,
            "intercept": self.calibration.intercept,
            "questions": len(self.right),
            "answerable": self.answerable,
        }


def calibrate(path: Path, index: Path, risk: float = RISK) -> Calibrated:
    """Fit the calibration of an index to a file of questions, and keep it in the index.

    Raises ConfigError for a risk that is not between 0 and 1, that needs more questions, or that no
    threshold reaches, and CorpusError without a question to answer or to refuse; besides, what
    `read_questions` and opening an index raise, and IndexLocked during a build.
    """
    questions = [q for q in read_questions(path).questions if q.answers is not None]
    _require_enough(questions, risk, path)
    opened = engine.open_index(index, calibrated=False)
    calibrated = fit(opened, questions, risk)
    with WriteLock(index):
        write_calibration(index, calibrated.calibration)
    return calibrated


def reset(index: Path) -> None:
    """Remove the calibration of an index, so that the program's own threshold holds again."""
    engine.info(index)  # raises IndexMissing
    with WriteLock(index):
        write_calibration(index, None)


def fit(opened: Engine, questions: Sequence[OwnQuestion], risk: float) -> Calibrated:
    """Return the calibration for an engine that was opened without one."""
    shown = [shown_first(opened, question) for question in asked(questions, "asking")]
    first = [some[0] if some else Shown(0.0, False) for some in shown]
    confidence = np.array([s.confidence for s in first])
    right = np.array([s.right for s in first], dtype=bool)
    slope, intercept = fit_line(confidence, right)
    with opened.index.view() as view:
        model = view.store.recipe.embedder.digest
    scale = Calibration(0.0, slope, intercept, risk, len(questions), model, opened.judges)
    worst = [max((s.confidence for s in some if not s.right), default=-1.0) for some in shown]
    stated = [scale.stated(p) if p >= 0 else p for p in worst]
    return Calibrated(
        replace(scale, threshold=controlled_threshold(stated, risk)),
        np.array([scale.stated(p) for p in confidence]),
        right,
        sum(bool(q.answers) for q in questions),
    )


def shown_first(opened: Engine, question: OwnQuestion) -> list[Shown]:
    """Return what is shown first at each threshold, the lowest first.

    Mostly this is one sentence, refused above its confidence. Where somebody's words are asked for,
    a higher threshold can bring another sentence to the top.
    """
    shown: list[Shown] = []
    threshold = 0.0
    while threshold <= 1:
        answer = opened.answer(question.text, min_confidence=threshold)
        if not answer.answered:
            break
        first = answer.citations[0]
        right = any(map(question.answered_by, (first.sentence, *first.also)))
        shown.append(Shown(answer.confidence, right))
        threshold = math.nextafter(answer.confidence, 2)
    return shown


def fit_line(confidence: Numbers, right: Flags) -> tuple[float, float]:
    """Return slope and intercept of the stated log odds over the program's (Platt 1999).

    The scale stays as it is, (1, 0), where the answers are all right or all wrong, or where the
    more confident ones are not more often right.
    """
    if right.all() or not right.any():
        return 1.0, 0.0
    odds = np.array([[log_odds(p)] for p in confidence])
    line = LogisticRegression().fit(odds, right)
    slope, intercept = float(line.coef_[0, 0]), float(line.intercept_[0])
    return (slope, intercept) if slope > 0 else (1.0, 0.0)


def controlled_threshold(worst: Sequence[float], risk: float) -> float:
    """Return the smallest threshold whose n / (n + 1) * R + B / (n + 1) is at most `risk`.

    It is rounded up. `worst` has the highest confidence at which each of the n questions is
    answered wrongly, below 0 for never. R is the mean loss at the threshold and B = 1 the largest
    loss (Angelopoulos and others 2022). Raises ConfigError if no threshold up to 1 reaches the
    risk.
    """
    n = len(worst)
    falling = sorted(worst, reverse=True)
    # (wrong + 1) / (n + 1) <= risk; rounded, for 0.1 * 10 - 1 may be just below 0.
    allowed = math.floor(round(risk * (n + 1) - 1, 9))
    highest = falling[allowed] if 0 <= allowed < n else -1.0
    if highest < 0:
        return 0.0
    threshold = math.floor(highest * STEPS + 1) / STEPS  # above, for at it the answer is shown
    if threshold > 1:
        raise ConfigError(
            f"no threshold keeps the risk at {risk:g}: more than {allowed} of the {n} questions "
            "are answered wrongly with full confidence; check their answers, or give another --risk"
        )
    return threshold


def _require_enough(questions: Sequence[OwnQuestion], risk: float, path: Path) -> None:
    """Raise an error unless so many questions, of both kinds, can bound so small a risk."""
    if not 0 < risk < 1:
        raise ConfigError(f"--risk is {risk:g}: use a share between 0 and 1, such as 0.1")
    needed = math.ceil(round(1 / risk - 1, 9))
    if len(questions) < needed:
        raise ConfigError(
            f"{path} has {len(questions)} questions with a known answer or refusal, and a risk of "
            f"{risk:g} needs at least {needed}: add questions, or give a higher --risk"
        )
    if not any(q.answers for q in questions):
        raise CorpusError(f"{path} has no question with an answer: add some", path)
    if all(q.answers for q in questions):
        raise CorpusError(
            f'{path} has no question to refuse: add some, with an empty "answer", or nothing would '
            "be learnt of what to refuse",
            path,
        )
