"""Precision and recall of who said what."""

from __future__ import annotations

import pytest

from rag.evaluate.speaker_accuracy import Annotated, Held, letters, measure

TEXT = "“Yes it is,” Lee said. Orr said no."
QUOTE, RETOLD = letters(TEXT, [(0, 12)]), letters(TEXT, [(32, 34)])


def annotated(place: frozenset[int], name: str, *, direct: bool) -> Annotated:
    """Return what people annotated."""
    return Annotated(place, frozenset({name} if name else ()), direct, False)


def test_letters_leave_marks_out() -> None:
    """Quotation marks and white space count for nothing."""
    assert letters("“a b”", [(0, 5)]) == {1, 3}


def test_all_right() -> None:
    """What agrees in span and speaker has precision and recall 1."""
    index = {0: [Held(QUOTE, "lee", True, False), Held(RETOLD, "orr", False, False)]}
    people = {0: [annotated(QUOTE, "lee", direct=True), annotated(RETOLD, "orr", direct=False)]}
    figures = measure(index, people)
    assert {v for k, v in figures.items() if not k.startswith(("pronoun", "held"))} == {1.0}


def test_a_wrong_speaker_and_a_missed_one() -> None:
    """A wrong speaker lowers the precision of speakers, and what is not found the recall."""
    index = {0: [Held(QUOTE, "orr", True, False)]}
    people = {0: [annotated(QUOTE, "lee", direct=True), annotated(RETOLD, "orr", direct=False)]}
    figures = measure(index, people)
    assert figures["span_precision"] == 1.0
    assert figures["span_recall"] == 0.5
    assert figures["speaker_precision"] == figures["direct_precision"] == 0.0
    assert figures["speaker_recall"] == figures["direct_recall"] == 0.0


def test_a_speaker_is_judged_only_where_both_name_one() -> None:
    """What nobody resolved is neither right nor wrong."""
    index = {0: [Held(QUOTE, "", True, True), Held(RETOLD, "orr", False, False)]}
    people = {0: [annotated(QUOTE, "lee", direct=True), annotated(RETOLD, "", direct=False)]}
    figures = measure(index, people)
    assert figures["speaker_precision"] == 0.0  # of none
    assert figures["span_precision"] == 1.0
    assert figures["speaker_recall"] == 0.0  # the one that the annotation names was not resolved


@pytest.mark.parametrize(("end", "right"), [(12, 1.0), (4, 1.0), (2, 1.0)])
def test_a_part_of_an_annotation_is_a_right_span(end: int, right: float) -> None:
    """A held span is judged by how much of it was annotated."""
    index = {0: [Held(letters(TEXT, [(0, end)]), "lee", True, False)]}
    figures = measure(index, {0: [annotated(QUOTE, "lee", direct=True)]})
    assert figures["span_precision"] == right


def test_a_span_that_nobody_annotated_is_wrong() -> None:
    """What people left out counts against the precision of spans."""
    index = {0: [Held(RETOLD, "orr", False, False)]}
    figures = measure(index, {0: [annotated(QUOTE, "lee", direct=True)]})
    assert (figures["span_precision"], figures["span_recall"]) == (0.0, 0.0)
