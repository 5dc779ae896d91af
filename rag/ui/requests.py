"""Questions and filters as browsers and programs send them, parsed and limited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rag.config import MAX_QUESTION_LENGTH
from rag.question.filters import read_day
from rag.types import Filters


def cut_to_limit(question: str) -> tuple[str, str | None]:
    """Return a question cut to `MAX_QUESTION_LENGTH` at a word, and a notice if it was cut."""
    text = question.strip()
    if len(text) <= MAX_QUESTION_LENGTH:
        return text, None
    cut = text[: MAX_QUESTION_LENGTH + 1]
    words = cut.rsplit(maxsplit=1)[0] if len(cut.split(maxsplit=1)) > 1 else cut[:-1]
    return words, (
        f"The question has {len(text):,} characters: only the first {len(words):,} were read."
    )


class TypedFilters(NamedTuple):
    """The values of the page's filter fields, as they were typed or chosen."""

    published_from: str | None = None
    published_to: str | None = None
    sources: Sequence[str] | None = None
    speaker: str | None = None

    def read(self) -> Filters:
        """Return the filters that are set. Raises ConfigError for an invalid date."""
        return read_filters(*self)

    @classmethod
    def of(cls, filters: Filters) -> TypedFilters:
        """Return what the fields show for filters."""
        first, last = filters.published_from, filters.published_to
        return cls(
            first.isoformat() if first else "",
            last.isoformat() if last else "",
            list(filters.sources),
            filters.speaker,
        )


NO_FILTERS = TypedFilters()


def read_filters(
    published_from: str | None = None,
    published_to: str | None = None,
    sources: Sequence[str] | None = None,
    speaker: str | None = None,
) -> Filters:
    """Return typed values as filters; empty values restrict nothing.

    A month or a year begins with its first day, or ends with its last. Raises ConfigError for an
    invalid date.
    """
    return Filters(
        speaker=_filled(speaker),
        published_from=read_day("the first day", _filled(published_from), last=False),
        published_to=read_day("the last day", _filled(published_to), last=True),
        sources=tuple(source for source in sources or () if source.strip()),
    )


def _filled(field: str | None) -> str | None:
    return (field or "").strip() or None


def filter_arguments(filters: Filters) -> dict[str, Any]:
    """Return filters as keyword arguments that are added to those that a question names."""
    return {
        "speaker": filters.speaker,
        "published_from": filters.published_from,
        "published_to": filters.published_to,
        "sources": filters.sources or None,
    }
