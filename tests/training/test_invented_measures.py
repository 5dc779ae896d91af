"""training.invented_measures: each thing has several quantities, and one is asked for."""

from __future__ import annotations

import random
import re

from training.invented_facts import invented_questions
from training.invented_measures import KINDS, draw_measured

VALUES = {"a": "Ann Lee", "p": "Hult", "q": "Tarn", "y": "1936"}
DRAWN = [draw_measured(random.Random(i), VALUES) for i in range(400)]


def test_every_quantity_can_be_asked_and_told() -> None:
    """It has questions, sentences that mark one answer, and at least three others beside it."""
    for things, measures in KINDS:
        assert things and len(measures) >= 4
        for measure in measures:
            assert measure.questions and measure.told
            assert all(len(re.findall(r"\[.+?\]", text)) == 1 for text in measure.told)
            assert not any("[" in text for text in measure.questions)


def test_one_sentence_tells_the_quantity_or_none() -> None:
    """The answer is a part of that sentence; nothing is left to be filled in."""
    told = [one for one in DRAWN if one.right is not None]
    assert 0.6 < len(told) / len(DRAWN) < 0.9
    for one in DRAWN:
        assert len(one.sentences) == 3
        assert not re.search(r"[\[\]{}]", one.question + " ".join(one.sentences))
    for one in told:
        assert one.right is not None
        answer = one.sentences[one.right][slice(*one.answer)]
        assert re.search(r"\d|Ann Lee|Hult", answer)


def test_the_other_sentences_tell_other_quantities() -> None:
    """No sentence of the quantity that is asked for is among those that are wrong."""
    for one in DRAWN:
        if "tower" in one.question and "tall" in one.question:
            wrong = [s for n, s in enumerate(one.sentences) if n != one.right]
            assert not any(re.search(r"tall|rises|height", s) for s in wrong)


def test_they_are_among_the_invented_questions() -> None:
    """A third of these."""
    made = invented_questions(seed=0, count=300)
    assert sum("How" in q.text or " of the " in q.text for q in made) > 60
