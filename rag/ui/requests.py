"""A question and its filters as browsers and programs send them: read, or cut to what is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rag.config import MAX_QUESTION_LENGTH
from rag.question.filters import read_day
from rag.types import Filters


def within_limit(question: str) -> tuple[str, str | None]:
    """Return as much of a question as is read, in whole words, and a notice if it was cut."""
    text = question.strip()
    if len(text) <= MAX_QUESTION_LENGTH:
        return text, None
    cut = text[: MAX_QUESTION_LENGTH + 1]
    words = cut.rsplit(maxsplit=1)[0] if len(cut.split(maxsplit=1)) > 1 else cut[:-1]
    return words, (
        f"The question has {len(text):,} characters: only the first {len(words):,} were read."
    )


class Typed(NamedTuple):
    """What stands in the page's fields: as it was typed or chosen there."""

    published_from: str | None = None
    published_to: str | None = None
    sources: Sequence[str] | None = None
    speaker: str | None = None

    def read(self) -> Filters:
        """Return the filters that are set. Raises ConfigError for what is no date."""
        return read_filters(*self)


NOTHING = Typed()


def read_filters(
    published_from: str | None = None,
    published_to: str | None = None,
    sources: Sequence[str] | None = None,
    speaker: str | None = None,
) -> Filters:
    """Return what was typed as filters; what is empty filters nothing.

    A month or a year counts from its first day, and to its last. Raises ConfigError for what is no
    date.
    """
    return Filters(
        speaker=_filled(speaker),
        published_from=read_day("the first day", _filled(published_from), last=False),
        published_to=read_day("the last day", _filled(published_to), last=True),
        sources=tuple(source for source in sources or () if source.strip()),
    )


def _filled(field: str | None) -> str | None:
    return (field or "").strip() or None


def narrowing(filters: Filters) -> dict[str, Any]:
    """Return filters as the keywords that put them on top of what a question names itself."""
    return {
        "speaker": filters.speaker,
        "published_from": filters.published_from,
        "published_to": filters.published_to,
        "sources": filters.sources or None,
    }
