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


def _read(saved: SavedFilters | None) -> Filters | None:
    return Filters(**dict(saved)) if saved else None


class SavedTurn(_Saved):
    """A question and the settings that it was asked with.

    `typed` are those of its filters that no later question inherits, in a conversation of the page.
    """

    question: str
    opens: bool
    filters: SavedFilters | None
    top: int | None
    min_confidence: float | None
    typed: SavedFilters | None = None

    def settings(self) -> dict[str, Any]:
        """Return the arguments that ask this question again."""
        return {
            "question": self.question,
            "top": self.top,
            "min_confidence": self.min_confidence,
            "filters": _read(self.filters),
        }


class SavedConversation(_Saved):
    """The turns of a conversation, and whether the next question opens a new topic."""

    turns: list[SavedTurn]
    opens: bool

    def typed(self) -> list[Filters]:
        """Return the filters of each turn that no later question inherits."""
        return [_read(turn.typed) or Filters() for turn in self.turns]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the settings that it was asked with; what `Turn` has without its answer.

    `typed` are those of its filters that no later question inherits.
    """

    question: str
    opens: bool
    filters: Filters | None = None
    top: int | None = None
    min_confidence: float | None = None
    typed: Filters | None = None


@dataclass(frozen=True, slots=True)
class Failed(Asked):
    """A question that could not be asked again, and why."""

    error: RagError = field(kw_only=True)


def save(turns: Sequence[Turn | Asked], opens: bool) -> dict[str, Any]:
    """Return a conversation as plain values that `load` reads."""
    return {"turns": [_saved(turn) for turn in turns], "opens": opens}


def _saved(turn: Turn | Asked) -> dict[str, Any]:
    saved = {
        "question": turn.question,
        "opens": turn.opens,
        "filters": turn.filters and as_filters(turn.filters),
        "top": turn.top,
        "min_confidence": turn.min_confidence,
    }
    typed = turn.typed if isinstance(turn, Asked) else None
    return saved | ({"typed": as_filters(typed)} if typed else {})


def load(saved: Mapping[str, Any]) -> SavedConversation:
    """Read what `save` wrote. Raises ConfigError for anything else."""
    try:
        return SavedConversation.model_validate(saved)
    except ValidationError as error:
        raise ConfigError(
            f"the saved conversation cannot be read ({first_error(error)}): begin a new one"
        ) from error
