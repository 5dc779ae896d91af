"""A conversation as plain values: what was asked and how, never an answer.

Its answers are made again when it is resumed, so a saved conversation cannot forge a quotation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from rag.answers import Turn
from rag.errors import ConfigError, RagError
from rag.json_faults import first_error
from rag.present import as_filters
from rag.types import Filters


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("should be a date like 2025-03-27") from None


# Types are strict, but JSON has lists for tuples and text for dates.
Texts = Annotated[tuple[str, ...], BeforeValidator(lambda v: tuple(v) if type(v) is list else v)]
Day = Annotated[date | None, BeforeValidator(_day)]


class _Saved(BaseModel):
    """Types are not coerced."""

    model_config = ConfigDict(strict=True)


class SavedFilters(_Saved):
    """Filters as `rag.present.as_filters` lays them out."""

    speaker: str | None
    published_from: Day
    published_to: Day
    sources: Texts
    other_than: Texts


class SavedTurn(_Saved):
    """A question and the settings that it was asked with."""

    question: str
    opens: bool
    filters: SavedFilters | None
    top: int | None
    min_confidence: float | None

    def settings(self) -> dict[str, Any]:
        """Return the arguments that ask this question again."""
        filters = Filters(**dict(self.filters)) if self.filters else None
        return {
            "question": self.question,
            "top": self.top,
            "min_confidence": self.min_confidence,
            "filters": filters,
        }


class SavedConversation(_Saved):
    """The turns of a conversation, and whether the next question opens a new topic."""

    turns: list[SavedTurn]
    opens: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the settings that it was asked with; what `Turn` has without its answer."""

    question: str
    opens: bool
    filters: Filters | None = None
    top: int | None = None
    min_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Failed(Asked):
    """A question that could not be asked again, and why."""

    error: RagError = field(kw_only=True)


def save(turns: Sequence[Turn | Asked], opens: bool) -> dict[str, Any]:
    """Return a conversation as plain values that `load` reads."""
    return {
        "turns": [
            {
                "question": turn.question,
                "opens": turn.opens,
                "filters": turn.filters and as_filters(turn.filters),
                "top": turn.top,
                "min_confidence": turn.min_confidence,
            }
            for turn in turns
        ],
        "opens": opens,
    }


def load(saved: Mapping[str, Any]) -> SavedConversation:
    """Read what `save` wrote. Raises ConfigError for anything else."""
    try:
        return SavedConversation.model_validate(saved)
    except ValidationError as error:
        raise ConfigError(
            f"the saved conversation cannot be read ({first_error(error)}): begin a new one"
        ) from error
