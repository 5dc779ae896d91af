"""A collection as a file: JSON, read strictly and written at once."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, ValidationError, model_validator

from rag.collection.pinned import MAX_NOTE, MAX_PINNED, Collection, Pinned
from rag.errors import ConfigError
from rag.json_faults import first_error
from rag.whole_file import write_whole

MAX_BYTES = 64 * 2**20

# Only marks and an ellipsis may stand around the words of an article.
_Marks = Annotated[str, Field(pattern="^[“”„«»‘’\"'… ]*$", max_length=10)]
_Digest = Annotated[str, Field(pattern="^[0-9a-f]+$", max_length=64)]


class _Quotation(BaseModel):
    """A quotation as `save` writes it; types are not coerced, and no other field is known."""

    model_config = ConfigDict(strict=True, extra="forbid")

    path: str
    record: int | None
    start: NonNegativeInt
    end: NonNegativeInt
    doc_id: _Digest
    sha256: _Digest
    text: Annotated[str, Field(min_length=1)]
    source: str
    before: _Marks
    after: _Marks
    speaker: str
    note: Annotated[str, Field(max_length=MAX_NOTE)]

    @model_validator(mode="after")
    def _has_its_length(self) -> _Quotation:
        if len(self.text) != self.end - self.start:
            raise ValueError("the text does not have the length of its place")
        return self


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    version: Literal[1]
    quotations: Annotated[list[_Quotation], Field(max_length=MAX_PINNED)]


def load(file: Path | str) -> Collection:
    """Read a collection; one that has no file yet is empty.

    Raises ConfigError for a file that cannot be read or is no collection.
    """
    path = Path(file)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path} is no collection: it has more than {MAX_BYTES:,} bytes")
        return from_dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return Collection()
    except OSError as error:
        raise ConfigError(f"cannot read the collection {path}: {error.strerror}") from error
    except (ValidationError, ValueError, RecursionError) as error:
        what = first_error(error) if isinstance(error, ValidationError) else "it is not JSON"
        raise ConfigError(
            f"{path} is no collection that can be read ({what}): repair it, or name another file"
        ) from error


def save(collection: Collection, file: Path | str) -> None:
    """Write a collection: the file has all of it, or stays as it was.

    Raises ConfigError if it cannot be written, and for a file that holds something else.
    """
    path = Path(file)
    load(path)  # what cannot be read is never overwritten
    try:
        write_whole(path, json.dumps(to_dict(collection), ensure_ascii=False, indent=2))
    except OSError as error:
        raise ConfigError(f"cannot write the collection {path}: {error.strerror}") from error


def to_dict(collection: Collection) -> dict[str, Any]:
    """Return a collection as plain values that `from_dict` reads."""
    return {"version": 1, "quotations": [asdict(one) for one in collection.quotations]}


def from_dict(saved: Any) -> Collection:
    """Read what `to_dict` wrote; of a quotation that it has twice, the first one stays.

    Raises ValidationError for anything else.
    """
    read = [Pinned(**dict(one)) for one in _File.model_validate(saved).quotations]
    return Collection(tuple({one.key: one for one in reversed(read)}.values())[::-1])
