"""Precision and recall of attributions."""

from __future__ import annotations

import pytest

from rag.evaluate.speaker_accuracy import (
    AnnotatedAttribution,
    IndexedAttribution,
    letters,
    measure,
)

TEXT = "“Yes it is,” Lee said. Orr said no."
QUOTE, REPORT = letters(TEXT, [(0, 12)]), letters(TEXT, [(32, 34)])


def annotated(place: frozenset[int], name: str, *, direct: bool) -> AnnotatedAttribution:
    """Return an attribution annotated by people."""
    return AnnotatedAttribution(place, frozenset({name} if name else ()), direct, False)


def test_letters_exclude_marks() -> None:
    """Quotation marks and white space are not compared."""
    assert letters("“a b”", [(0, 5)]) == {1, 3}


def test_all_right() -> None:
    """With the right span and speaker everywhere, precision and recall are 1."""
    index = {
        0: [
            IndexedAttribution(QUOTE, "lee", True, False),
            IndexedAttribution(REPORT, "orr", False, False),
        ]
    }
    people = {0: [annotated(QUOTE, "lee", direct=True), annotated(REPORT, "orr", direct=False)]}
    figures = measure(index, people)
    assert {v for k, v in figures.items() if not k.startswith(("pronoun", "held"))} == {1.0}


def test_a_wrong_speaker_and_a_missed_one() -> None:
    """A wrong speaker lowers speaker precision, and a span that was not found recall."""
    index = {0: [IndexedAttribution(QUOTE, "orr", True, False)]}
    people = {0: [annotated(QUOTE, "lee", direct=True), annotated(REPORT, "orr", direct=False)]}
    figures = measure(index, people)
    assert figures["span_precision"] == 1.0
    assert figures["span_recall"] == 0.5
    assert figures["speaker_precision"] == figures["direct_precision"] == 0.0
    assert figures["speaker_recall"] == figures["direct_recall"] == 0.0


def test_a_speaker_is_judged_only_where_both_name_one() -> None:
    """A speaker that was not resolved is neither right nor wrong."""
    index = {
        0: [
            IndexedAttribution(QUOTE, "", True, True),
            IndexedAttribution(REPORT, "orr", False, False),
        ]
    }
    people = {0: [annotated(QUOTE, "lee", direct=True), annotated(REPORT, "", direct=False)]}
    figures = measure(index, people)
    assert figures["speaker_precision"] == 0.0  # no speaker is judged
    assert figures["span_precision"] == 1.0
    assert figures["speaker_recall"] == 0.0  # the annotated speaker was not resolved


@pytest.mark.parametrize("end", [12, 4, 2])
def test_a_part_of_an_annotation_is_a_right_span(end: int) -> None:
    """A span of the index is right if it is part of an annotated one."""
    index = {0: [IndexedAttribution(letters(TEXT, [(0, end)]), "lee", True, False)]}
    figures = measure(index, {0: [annotated(QUOTE, "lee", direct=True)]})
    assert figures["span_precision"] == 1.0


def test_a_span_that_nobody_annotated_is_wrong() -> None:
    """A span without an annotation lowers span precision."""
    index = {0: [IndexedAttribution(REPORT, "orr", False, False)]}
    figures = measure(index, {0: [annotated(QUOTE, "lee", direct=True)]})
    assert (figures["span_precision"], figures["span_recall"]) == (0.0, 0.0)
