"""rag.answering.quantities: the unit of the words that answer fits the question."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rag.answering.prepared import Prepared
from rag.answering.quantities import is_other_quantity
from rag.answering.retrieve import Found
from rag.answering.score import Candidate
from rag.index.store import StoredPassage
from rag.types import Document, Passage, Place, Reading, Sentence


def read(text: str, answer: str) -> Candidate:
    """Return a sentence of which these words answer."""
    document = Document.from_text(text, Place("a.txt"))
    sentence = Sentence(document, 0, len(text), 1, heading=False)
    passage = StoredPassage(
        1, Passage(document, 0, len(text), (sentence,)), np.zeros((2, 3), np.float32)
    )
    found = Found(Prepared(passage), passage.vectors[1:], np.zeros(1, np.float32), 0.0, 0.0, 1.0)
    start = text.index(answer)
    reading = Reading(3.0, (start, start + len(answer)), 3.0)
    return Candidate(found, 0, 0.9, 0.9, on_topic=True, reading=reading)


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How heavy is the bell?", "The bell stands 58 centimetres high.", "58 centimetres"),
        ("how much does the bell weigh", "The bell cost $400.", "$400"),
        ("How wide is the ship?", "The ship is 48 metres long.", "48 metres"),
        ("What is the height of the dam?", "The dam is 30 feet wide.", "30 feet"),
        ("How much does the battery cost?", "It weighs 3.4 tons.", "3.4 tons"),
        ("How old is the tower?", "The tower is 90 metres tall.", "90 metres"),
        ("How fast is the tram?", "It is 30 metres long.", "30 metres"),
        ("How high is the bridge?", "The bridge is 1,180 feet long.", "1,180 feet"),
    ],
)
def test_another_quantity_is_told(question: str, text: str, answer: str) -> None:
    """A unit of another quantity, or a length in another direction."""
    assert is_other_quantity(question, read(text, answer))


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("How heavy is the bell?", "The bell weighs 3 tons.", "3 tons"),
        ("How heavy is the bell?", "The bell weighs 90 pounds.", "90 pounds"),
        ("How wide is the ship?", "The ship is 48 metres wide.", "48 metres"),
        ("How tall is the dam?", "The dam is 30 feet high.", "30 feet"),
        ("How tall is the dam?", "The dam rises 30 feet above the lake.", "30 feet"),
        ("How wide is the ship?", "It is 48 metres long and 9 metres wide.", "9 metres"),
        ("How long was the strike?", "The strike lasted 17 days.", "17 days"),
        ("How long is the ship?", "The ship is 48 metres long.", "48 metres"),
        ("How old is the mayor?", "The mayor, 61, resigned.", "61"),
        ("How fast is the tram?", "It does 70 kilometres an hour.", "70 kilometres an hour"),
        ("Where is the bell?", "The bell hangs 30 metres up.", "30 metres up"),
    ],
)
def test_the_quantity_that_is_asked_for_or_one_without_unit(
    question: str, text: str, answer: str
) -> None:
    """These are left to the reader."""
    assert not is_other_quantity(question, read(text, answer))


def test_a_sentence_that_was_not_read_stays() -> None:
    """Nobody knows which of its words answer."""
    unread = replace(read("The bell cost $400.", "$400"), reading=None)
    assert not is_other_quantity("How heavy is the bell?", unread)
