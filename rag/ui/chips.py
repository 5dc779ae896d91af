"""The filters of an answer as chips, each of which can be removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag import present
from rag.types import Filters
from rag.ui.requests import TypedFilters


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words; `key` is its name in addresses, `rest` the filters without it."""

    key: str
    words: str
    rest: Filters

    def left_of(self, filters: Filters) -> Filters:
        """Return those of some filters that hold without this one."""
        rest = self.rest
        return Filters(
            filters.speaker if filters.speaker == rest.speaker else None,
            filters.published_from if filters.published_from == rest.published_from else None,
            filters.published_to if filters.published_to == rest.published_to else None,
            tuple(outlet for outlet in filters.sources if outlet in rest.sources),
        )

    def removed_from(self, typed: TypedFilters) -> TypedFilters:
        """Return the page's filter fields without this filter."""
        if self.key == "dates":
            return typed._replace(published_from="", published_to="")
        if self.key == "speaker":
            return typed._replace(speaker=None)
        outlets = [outlet for outlet in typed.sources or () if outlet in self.rest.sources]
        return typed._replace(sources=outlets)


def chips(filters: Filters) -> Iterator[Chip]:
    """Yield a chip for each filter that is set: speaker, other speakers, dates, each outlet."""
    if filters.speaker is not None:
        yield Chip("speaker", f"said by {filters.speaker}", replace(filters, speaker=None))
    if filters.other_than:
        others = " or ".join(filters.other_than)
        yield Chip(
            "others", f"said by someone other than {others}", replace(filters, other_than=())
        )
    dates = present.published(filters)
    if dates:
        undated = replace(filters, published_from=None, published_to=None)
        yield Chip("dates", dates, undated)
    for number, source in enumerate(filters.sources):
        others_left = tuple(other for other in filters.sources if other != source)
        yield Chip(
            f"source-{number}", f"published by {source}", replace(filters, sources=others_left)
        )
