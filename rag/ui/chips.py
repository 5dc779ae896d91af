"""The filters that an answer was asked with, each of which can be taken off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag import present
from rag.types import Filters
from rag.ui.requests import Typed


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words; `key` is what its address calls it, `rest` what holds without it."""

    key: str
    words: str
    rest: Filters

    def taken_from(self, typed: Typed) -> Typed:
        """Return what stands in the page's fields without what this one stands for."""
        if self.key == "dates":
            return typed._replace(published_from="", published_to="")
        if self.key == "speaker":
            return typed._replace(speaker=None)
        outlets = [outlet for outlet in typed.sources or () if outlet in self.rest.sources]
        return typed._replace(sources=outlets)


def chips(filters: Filters) -> Iterator[Chip]:
    """Yield the filters in force one by one: speaker, dates, outlets."""
    if filters.speaker is not None:
        yield Chip("speaker", f"said by {filters.speaker}", replace(filters, speaker=None))
    if filters.other_than:
        others = " or ".join(filters.other_than)
        yield Chip("others", f"said by others than {others}", replace(filters, other_than=()))
    dates = present.published(filters)
    if dates:
        undated = replace(filters, published_from=None, published_to=None)
        yield Chip("dates", dates, undated)
    for number, source in enumerate(filters.sources):
        left = tuple(other for other in filters.sources if other != source)
        yield Chip(f"source-{number}", f"published by {source}", replace(filters, sources=left))
