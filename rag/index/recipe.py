"""How an index was made: recorded in it, compared before it is used, obeyed by whoever asks."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from rag.errors import IndexMismatch
from rag.index.embedding import EmbedderInfo

SCHEMA_VERSION = 4


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that vectors, sentences and attributions depend on besides the articles.

    `edition` grows when an index is made anew with the same settings, so that the new rows can
    stand beside the old ones until they take their place.
    """

    embedder: EmbedderInfo
    encoding: str
    passage_tokens: int
    splitter: int
    attribution: int
    schema: int = SCHEMA_VERSION
    edition: int = 0

    @property
    def digest(self) -> str:
        """32 hexadecimal digits that differ where anything in the recipe does."""
        return hashlib.sha256(self.to_json().encode("ascii")).hexdigest()[:32]

    def next_edition(self, old: Recipe) -> Recipe:
        """Return this recipe with a digest that `old` doesn't have."""
        return replace(self, edition=old.edition + 1)

    def to_json(self) -> str:
        """Write the recipe as JSON, keys sorted."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError(f"no recipe: {text[:80]}")
        return cls(embedder=EmbedderInfo(**values.pop("embedder")), **values)


def require_same(found: Recipe, expected: Recipe, index: Path) -> None:
    """Raise IndexMismatch, naming the first difference and what mends it, unless the two agree."""
    here, wanted = _flat(found), _flat(expected)
    for name, value in wanted.items():
        if here[name] != value:
            raise IndexMismatch(
                f"the index in {index} was built with {name} {here[name]}, but {name} {value} is "
                f"wanted: run 'rag build --rebuild --index {index}', or leave the setting out",
                index,
                expected=f"{name} {value}",
                found=f"{name} {here[name]}",
            )


def _flat(recipe: Recipe) -> dict[str, object]:
    values = asdict(recipe)
    embedder = values.pop("embedder")
    # The schema comes first: nothing else can be trusted where it differs.
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
