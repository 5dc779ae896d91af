"""How a question is asked: the arguments of `Engine.answer` and `Conversation.ask`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answering.pipeline import Request
from rag.config import AskConfig
from rag.errors import ConfigError
from rag.question.filters import Overrides
from rag.types import Filters


def make_request(
    question: str,
    top: int | None,
    min_confidence: float | None,
    speaker: str | None,
    published_from: date | None,
    published_to: date | None,
    sources: Sequence[str] | None,
    filters: Filters | None,
) -> Request:
    """Return the request for a question. Raises ConfigError for a setting out of its range."""
    config = AskConfig.of(top, min_confidence)
    overrides = make_overrides(speaker, published_from, published_to, sources)
    return Request(question, filters, overrides, config.top, config.min_confidence)


def make_overrides(
    speaker: str | None,
    published_from: date | None,
    published_to: date | None,
    sources: Sequence[str] | None,
) -> Overrides:
    """Return the filters that are set one by one. Raises ConfigError for a malformed one."""
    if isinstance(sources, str):
        raise ConfigError(f"sources is {sources!r}: use a list of outlets")
    if speaker is not None and not speaker.strip():
        raise ConfigError("the speaker is empty: give a name, or leave the setting out")
    named = None if sources is None else tuple(sources)
    return Overrides(speaker, published_from, published_to, named)
