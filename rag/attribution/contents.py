"""The contents of speech: the tagger's spans, made to begin and end where quotations do."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol, TypeVar

from rag.attribution.tagged import Range
from rag.english.quotes import Quote
from rag.types import SpeechKind

_LEADING = " \t\n\u00a0,;:.–—-"
_TRAILING = " \t\n\u00a0,;:–—-"
# Of "it leaks, as Lee said" and "welcomed the result but feared", no part of what is said.
_TAIL = re.compile(r"(?:, as|,?\s+(?:and|but|or))$")
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Content:
    """A stretch of speech, half-open, and the numbers of the tagger's spans that are part of it."""

    start: int
    end: int
    spans: tuple[int, ...]


class Letters:
    """Counts the letters and digits in stretches of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before = [0, *accumulate(map(str.isalnum, text))]

    def between(self, start: int, end: int) -> int:
        """Return how many letters and digits stand between two offsets."""
        return self._before[end] - self._before[start]


def find_contents(
    letters: Letters, spans: Sequence[Range], quotes: Sequence[Quote]
) -> list[Content]:
    """Return the contents that spans mean, in order; spans and quotations are in order, too.

    A span takes in the marks beside it and the rest of a quotation of which it is the greater part;
    spans that overlap then are one.
    """
    contents: list[Content] = []
    for number, span in enumerate(spans):
        start, end = _snapped(letters, span, quotes)
        if start >= end:
            continue
        last = contents[-1] if contents else None
        if last is not None and start < last.end:
            contents[-1] = Content(last.start, max(last.end, end), (*last.spans, number))
        else:
            contents.append(Content(start, end, (number,)))
    return contents


def _snapped(letters: Letters, span: Range, quotes: Sequence[Quote]) -> Range:
    text = letters.text
    start, end = span
    while start < end and text[start] in _LEADING:
        start += 1
    while start < end and text[end - 1] in _TRAILING and not _closes(quotes, end):
        end -= 1
    if tail := _TAIL.search(text, start, end):
        end = tail.start()
    for quote in touching(quotes, start, end):
        inside = max(start, quote.start), min(end, quote.end)
        most = letters.between(*inside) >= _HALF * letters.between(quote.start, quote.end)
        if quote.start < start and (most or not letters.between(quote.start, start)):
            start = quote.start
        if end < quote.end and (most or not letters.between(end, quote.end)):
            end = quote.end
    return start, end


class _Stretch(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_S = TypeVar("_S", bound=_Stretch)


def touching(stretches: Sequence[_S], start: int, end: int) -> Sequence[_S]:
    """Return those of some stretches of text, apart and in order, that overlap another."""
    first = bisect_right(stretches, start, key=lambda one: one.end)
    return stretches[first : bisect_left(stretches, end, key=lambda one: one.start)]


def kind_of(letters: Letters, start: int, end: int, quotes: Sequence[Quote]) -> SpeechKind:
    """Return whether a content is quoted, reported, or both."""
    quoted = [
        (max(start, quote.start), min(end, quote.end)) for quote in touching(quotes, start, end)
    ]
    inside = sum(letters.between(*part) for part in quoted)
    if not inside:
        return "indirect"
    return "direct" if inside == letters.between(start, end) else "mixed"


def _closes(quotes: Sequence[Quote], end: int) -> bool:
    """Return whether a quotation ends at an offset."""
    at = bisect_left(quotes, end, key=lambda quote: quote.end)
    return at < len(quotes) and quotes[at].end == end
