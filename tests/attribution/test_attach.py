"""Attributions of an article, attached to its passages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.attribution import attach, with_attributions
from rag.attribution.linking import AttributionSpan
from rag.segment import segment
from rag.types import Document, Place

TEXT = "Ann Lee said it leaked.\n\nIt was late.\n\nBo Orr said: “It creaks.\n\n“It is old.”"


def _count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def test_each_passage_has_the_attributions_that_overlap_it() -> None:
    """Attributions stand in order in every passage that holds a part of their content."""
    document = Document.from_text(TEXT, Place("a.txt"))
    passages = segment(document, count_tokens=_count_words, passage_tokens=6)
    found = [
        [(a.speaker, a.content.text) for a in passage.attributions]
        for passage in with_attributions(passages)
    ]
    assert found == [
        [("Ann Lee", "it leaked")],
        [],
        [("Bo Orr", "“It creaks.")],
        [("Bo Orr", "“It is old.”")],
    ]


def test_the_act_is_that_of_the_cue(monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody denies is attached as denied, and hearsay with the name of who tells it."""
    text = "Cy Ames denied that it leaked, said Di Voss."
    document = Document.from_text(text, Place("a.txt"))
    passages = segment(document, count_tokens=_count_words, passage_tokens=20)
    found = AttributionSpan(16, 30, "Cy Ames", "name", "denied", "indirect", told_by="Di Voss")
    monkeypatch.setattr(attach, "attribute", lambda text, sentences: [found])
    (attribution,) = attach.with_attributions(passages)[0].attributions
    assert (attribution.act, attribution.told_by) == ("denied", "Di Voss")


def test_what_was_not_said_is_nobodys_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "Ames has not said that it leaked" attributes nothing to Ames."""
    text = "Cy Ames has not said that it leaked."
    document = Document.from_text(text, Place("a.txt"))
    passages = segment(document, count_tokens=_count_words, passage_tokens=20)
    found = AttributionSpan(26, 35, "Cy Ames", "name", "has not said", "indirect")
    monkeypatch.setattr(attach, "attribute", lambda text, sentences: [found])
    assert attach.with_attributions(passages)[0].attributions == ()


def test_no_passages() -> None:
    """A document without text has no passages, and so no attributions."""
    assert with_attributions([]) == []
