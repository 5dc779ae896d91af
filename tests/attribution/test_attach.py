"""Attributions of an article, attached to its passages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.attribution import attach
from rag.attribution.spans import AttributionSpan
from rag.segment import segment
from rag.types import Document, Place
from tests.support import shipped_tagger

TEXT = "Ann Lee said it leaked.\n\nIt was late.\n\nBo Orr said: “It creaks.\n\n“It is old.”"


def _count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def test_each_passage_has_the_attributions_that_overlap_it() -> None:
    """Attributions stand in order in every passage that holds a part of their content."""
    document = Document.from_text(TEXT, Place("a.txt"))
    passages = segment(document, count_tokens=_count_words, passage_tokens=6)
    found = [
        [(a.speaker, a.content.text) for a in passage.attributions]
        for passage in attach.with_attributions(passages, shipped_tagger())
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
    monkeypatch.setattr(attach, "attribute", lambda *_: [found])
    (attribution,) = attach.with_attributions(passages, shipped_tagger())[0].attributions
    assert (attribution.act, attribution.told_by) == ("denied", "Di Voss")


def test_no_passages() -> None:
    """A document without text has no passages, and so no attributions."""
    assert attach.with_attributions([], shipped_tagger()) == []
