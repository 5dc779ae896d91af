"""Marks that do not end a sentence where they stand, and lines that stand alone."""

from __future__ import annotations

import pytest

from rag.segment.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize("mark", ["-30-", "###", "(END)", "ENDS", "-more-"])
def test_an_agencys_mark_of_the_end_stands_alone(mark: str) -> None:
    """The mark is no part of the last sentence, in wrapped text neither."""
    text = (
        "The quay was shut on Friday, after its crane had\n"
        "fallen into the river during the night, and it\n"
        f"would stay shut, a spokesman for the harbour said.\n{mark}\n"
    )
    *_, last = split_sentences(text)
    assert text[last.start : last.end] == mark
    assert last.heading


@pytest.mark.parametrize(
    "text",
    [
        "At 6 a.m. Mrs. Holt shut the gate.| She left.",
        "On Monday at 6:30 p.m. Holt shut the gate.| She left.",
        "From 9 a.m. to 5 p.m. Dr. Lind is in.| Then he is not.",
        "Shortly after 11 p.m. Capt. Roe rang.| Nobody answered.",
        "Just before 6 a.m. on Jan. 6, Mr. Holt left.",
        "She shut the gate at 6 a.m. |Mr. Holt opened it.",
        "When did it open?| At 6 a.m. |She was there.",
        "The gate opens at 6 a.m. |Holt said so.",
    ],
)
def test_a_time_that_begins_a_sentence(text: str) -> None:
    """A time of day before a name belongs to the sentence that it begins."""
    parts = [part.strip() for part in text.split("|")]
    assert sentences(text.replace("|", "")) == parts


@pytest.mark.parametrize(
    "text",
    [
        "The band played “Run! Run! Hide!” and “Who Knows?” on Friday.| People sang.",
        'The band played "Run! Run! Hide!" and left.| People sang.',
        "The band played ‘Run! Hide!’ and left.| People sang.",
        "She cried “Stop! Thief!” before the door fell shut.| He ran.",
        "He asked “Why us? Why now?” at the town hall.| Nobody answered.",
        "“Run!| Hide!” she cried.| He ran.",
        "She cried: “Run!| Hide!”| He ran.",
        '"Is it you?" she asked.| He nodded.| "Go! |Now!"',
        "He was late!| The band played “Run!” and left.",
        "The play “Why?” ended.| Who knew?| The “Daily” did, and it wrote.",
    ],
)
def test_marks_inside_a_title(text: str) -> None:
    """Marks in a short quotation end no sentence where the sentence goes on behind it."""
    parts = [part.strip() for part in text.split("|")]
    assert sentences(text.replace("|", "")) == parts
