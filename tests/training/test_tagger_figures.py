"""training.tagger_figures: precision and recall, on a text whose figures are counted by hand."""

from __future__ import annotations

import pytest

from rag.attribution.tagged import MISSING, TaggedSpan, TaggedText
from training.speech_windows import Article, Attribution
from training.tagger_figures import best_sources, figures

TEXT = "Ann said aaaa bbbb. Bo Orr said cccc."


def span(part: str) -> tuple[int, int]:
    """Return where a part of the text is."""
    return TEXT.index(part), TEXT.index(part) + len(part)


ARTICLE = Article(
    "a",
    TEXT,
    (
        Attribution((span("Ann"),), (span("said"),), (span("aaaa bbbb"),)),
        Attribution((span("Bo Orr"),), ((27, 31),), (span("cccc"),)),
    ),
)


def tagged(sources: list[str], contents: list[str], chosen: list[int]) -> TaggedText:
    """Return a tagged text without cues, whose contents have the chosen sources."""
    spans = [[TaggedSpan(*span(part), 0.9) for part in some] for some in (sources, contents)]
    links = tuple(
        {n: 0.9 if n == one else 0.01 for n in (MISSING, *range(len(sources)))} for one in chosen
    )
    return TaggedText(
        tuple(spans[0]), (), tuple(spans[1]), tuple({MISSING: 1.0} for _ in contents), links, ()
    )


def test_all_that_is_annotated_is_right() -> None:
    """Figures of the annotation itself are 1, with and without marks around the words."""
    found = tagged(["Ann", "Bo Orr"], ["aaaa bbbb.", "cccc"], [0, 1])
    measured = figures([ARTICLE], [found])
    for name in ("content_characters", "content_exact", "content_spans", "pairs"):
        assert measured[f"{name}_precision"] == measured[f"{name}_recall"] == 1
    assert measured["cue_characters_recall"] == 0


def test_parts_count_by_their_letters() -> None:
    """Half of one content and a word too many: 4 of 12 letters found, 4 of 8 right."""
    measured = figures([ARTICLE], [tagged(["Ann"], ["said aaaa"], [0])])
    assert measured["content_characters_precision"] == pytest.approx(4 / 8)
    assert measured["content_characters_recall"] == pytest.approx(4 / 12, abs=1e-4)
    assert measured["content_exact_precision"] == 0
    assert measured["content_spans_precision"] == 1
    assert measured["content_spans_recall"] == 0.5
    assert measured["source_characters_recall"] == pytest.approx(3 / 8)


def test_pairs_need_the_right_source() -> None:
    """A content with another's source is wrong; one without a source is not judged."""
    found = tagged(["Ann", "Bo Orr"], ["aaaa bbbb", "cccc"], [1, MISSING])
    measured = figures([ARTICLE], [found])
    assert measured["pairs_precision"] == 0
    assert measured["pairs_recall"] == 0
    right = figures([ARTICLE], [tagged(["Ann"], ["aaaa bbbb"], [0])])
    assert right["pairs_precision"] == 1
    assert right["pairs_recall"] == 0.5


def test_the_most_probable_source_is_taken() -> None:
    """Of two sources the more probable one, and none if that is more probable than both."""
    links = ({MISSING: 0.1, 0: 0.4, 1: 0.5}, {MISSING: 0.4, 0: 0.3, 1: 0.3})
    span = TaggedSpan(0, 1, 1.0)
    found = TaggedText((span, span), (), (span, span), ({MISSING: 1.0},) * 2, links, ())
    assert best_sources(found) == [1, MISSING]
