"""The recipe of an index: all settings that its rows depend on, recorded in the index itself."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rag.errors import IndexMismatch
from rag.index.embedding import EmbedderInfo
from rag.json_faults import first_error

SCHEMA_VERSION = 8


_SETTINGS = frozenset(("model", "dtype", "token encoding", "passage size"))


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that vectors, sentences and attributions depend on besides the articles.

    `edition` increases when an index is rebuilt with the same settings, so that the new rows can be
    stored beside the old ones until they replace them.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    embedder: EmbedderInfo
    encoding: str
    passage_tokens: int
    splitter: int
    attribution: int
    schema: int = SCHEMA_VERSION
    edition: int = 0

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that differ between any two recipes."""
        return hashlib.sha256(self.to_json().encode("ascii")).hexdigest()[:32]

    def next_edition(self, old: Recipe) -> Recipe:
        """Return this recipe with an edition, and thus a digest, other than that of `old`."""
        return replace(self, edition=old.edition + 1)

    def to_json(self) -> str:
        """Return the recipe as JSON with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Return the recipe that `to_json` wrote. Raises ValueError for any other text."""
        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            raise ValueError(first_error(error)) from error


@cache
def _adapter() -> TypeAdapter[Recipe]:
    return TypeAdapter(Recipe)


def require_same(found: Recipe, expected: Recipe, index: Path) -> None:
    """Raise IndexMismatch, with the first difference and a remedy, unless the two agree."""
    settings, required = _flat(found), _flat(expected)
    for name, value in required.items():
        if settings[name] != value:
            raise IndexMismatch(
                f"the index in {index} was built with {name} {settings[name]}, but {name} {value} "
                f"is required: run 'rag build --rebuild --index {index}'{_or_keep(name)}",
                index,
                expected=f"{name} {value}",
                found=f"{name} {settings[name]}",
            )


def _or_keep(name: str) -> str:
    """Return the other remedy, for what is a setting and no version of this program."""
    return ", or leave the setting out" if name in _SETTINGS else ""


def _flat(recipe: Recipe) -> dict[str, object]:
    values = asdict(recipe)
    embedder = values.pop("embedder")
    # The schema comes first: with another schema the other values cannot be trusted.
    return {
        "schema": values["schema"],
        "model": embedder["name"],
        "model digest": embedder["digest"],
        "dimension": embedder["dimension"],
        "pooling": embedder["pooling"],
        "dtype": embedder["dtype"],
        "token encoding": values["encoding"],
        "passage size": values["passage_tokens"],
        "sentence splitter": values["splitter"],
        "attribution rules": values["attribution"],
    }
