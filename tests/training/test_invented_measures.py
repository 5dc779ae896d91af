"""training.invented_measures: each thing has several quantities, and one is asked for."""

from __future__ import annotations

import random
import re

from training.invented_facts import invented_questions
from training.invented_measures import KINDS, measured_question

VALUES = {"a": "Ann Lee", "p": "Hult", "q": "Tarn", "y": "1936"}
DRAWN = [measured_question("it", random.Random(i), VALUES) for i in range(400)]


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
    assert 0.6 < sum(bool(one.right) for one in DRAWN) / len(DRAWN) < 0.9
    for one in DRAWN:
        assert len(one.sentences) == 3 and sorted((*one.right, *one.near)) == [0, 1, 2]
        assert not re.search(r"[\[\]{}]", one.text + " ".join(one.sentences))
        for place, start, end in one.answers:
            assert (place,) == one.right
            assert re.search(r"\d|Ann Lee|Hult", one.sentences[place][start:end])


def test_the_other_sentences_tell_other_quantities() -> None:
    """No sentence of the quantity that is asked for is among those that are wrong."""
    tall = [one for one in DRAWN if re.match(r"How (?:tall|high) is", one.text)]
    assert tall
    for one in tall:
        assert not any(re.search(r"tall|rises|height", one.sentences[n]) for n in one.near)


def test_they_are_among_the_invented_questions() -> None:
    """A third of these."""
    made = invented_questions(seed=0, count=300)
    assert sum("How" in q.text or " of the " in q.text for q in made) > 60
