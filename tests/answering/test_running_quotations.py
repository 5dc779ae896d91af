"""rag.answering.running_quotations: where the beginning of a quotation is missing."""

from __future__ import annotations

import pytest

from rag.answering.running_quotations import begins_inside_quotation
from rag.segment.sentences import split_sentences
from rag.types import Attribution, Document, Passage, Place, Sentence, Span


def passage(text: str, start: int = 0, said: str | None = None) -> Passage:
    """Make a passage of the sentences from `start` on; `said` is quoted directly."""
    document = Document.from_text(text, Place("a.txt"))
    sentences = tuple(
        Sentence(document, s.start, s.end, s.paragraph, s.heading)
        for s in split_sentences(text)
        if s.start >= start
    )
    attributions: tuple[Attribution, ...] = ()
    if said is not None:
        span = Span(document, text.index(said), text.index(said) + len(said))
        attributions = (Attribution(span, "Di Voss", "name", "said", "direct"),)
    first, last = sentences[0], sentences[-1]
    return Passage(document, first.start, last.end, sentences, attributions)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“It burned. Nobody came,” said Di Voss.", [False, True]),
        ('"It burned. Nobody came," said Di Voss.', [False, True]),
        ("“It burned.” Nobody came, said Di Voss.", [False, False]),
        ("“It burned.” “Nobody came,” said Di Voss.", [False, False]),
        ('"It burned." "Nobody came," said Di Voss.', [False, False]),
        ("Voss said it “burned. Nobody” came.", [False, True]),
        ("“It burned.\n\n“Nobody came,” said Di Voss.", [False, False]),
        ("It burned. Nobody came, said Di Voss.", [False, False]),
    ],
)
def test_marks_of_the_paragraph(text: str, inside: list[bool]) -> None:
    """A sentence is inside where an earlier one of its paragraph opened and did not close."""
    made = passage(text)
    assert [begins_inside_quotation(made, i) for i in range(len(made.sentences))] == inside


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("‘It burned. Nobody came,’ said Di Voss.", "‘It burned. Nobody came,’"),
        ("“It burned. Nobody came,” said Di Voss.", "“It burned. Nobody came,”"),
    ],
)
def test_a_quotation_of_the_passage_before(text: str, words: str) -> None:
    """The attribution tells of a mark that the passage does not show, or of single marks."""
    goes_on = passage(text, start=text.index("Nobody"), said=words)
    assert begins_inside_quotation(goes_on, 0)
    assert not begins_inside_quotation(passage(text, said=words), 0)
