"""Sources, cues and contents by characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from rag.attribution.tagged import TaggedSpan, TaggedText
from rag.evaluate.speech_roles import AnnotatedRoles, measure_roles

TEXT = "Lee: Ann Lee said it leaked. Orr left."


class OneTagger:
    """Finds "Ann Lee said" as a source, "said" as a cue, in any text."""

    def tag(self, texts: Iterable[str]) -> Iterator[TaggedText]:
        """Yield the same for each text."""
        for _ in texts:
            source, cue = TaggedSpan(5, 17, 1.0), TaggedSpan(13, 17, 1.0)
            yield TaggedText((source,), (cue,), (), (), (), ())


def test_figures_are_of_letters() -> None:
    """Of 10 letters of a source 6 are right, and the words nearest to the content are meant."""
    annotated = [AnnotatedRoles(0, [(18, 27)], ["Lee", "Ann"], ["said"])]
    figures = measure_roles([TEXT], annotated, {0: frozenset(range(18, 20))}, OneTagger())
    assert figures == pytest.approx(
        {
            "source_characters_precision": 6 / 10,
            "source_characters_recall": 1.0,
            "cue_characters_precision": 1.0,
            "cue_characters_recall": 1.0,
            "content_characters_precision": 1.0,
            "content_characters_recall": 2 / 8,
        }
    )
