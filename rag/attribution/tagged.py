"""What a tagger of speech finds in a text: sources, cues and contents, and how they are linked.

In “We will pay,” said Ann Lee “We will pay,” is the content, "said" the cue, "Ann Lee" the source
(the terms of Pareti 2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

Range = tuple[int, int]
"""A half-open range of offsets in a text, in code points."""

# For each span, in order: the numbers of the spans nearby that it may be linked to, with their
# probabilities, whose sum is 1. `MISSING` stands for none of them.
Links = tuple[Mapping[int, float], ...]
MISSING = -1


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """A half-open span of a text, in code points, and the mean probability of its role."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class TaggedText:
    """The spans of a text in order, and the probabilities that they belong together."""

    sources: tuple[TaggedSpan, ...]
    cues: tuple[TaggedSpan, ...]
    contents: tuple[TaggedSpan, ...]
    cue_of_content: Links
    source_of_content: Links
    source_of_cue: Links


class SpeechTagger(Protocol):
    """What finds speech in texts; `rag.models.tagger` is one."""

    def tag(self, texts: Iterable[str]) -> Iterator[TaggedText]:
        """Yield what each text holds, in the order of the texts."""
        ...
