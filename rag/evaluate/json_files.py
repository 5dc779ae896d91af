"""Parsing JSON and JSON Lines files against pydantic models, with one-line errors.

An error names the file, the place in it and what is wrong there:
"questions.jsonl, line 3: answer: should be a string".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from rag.errors import CorpusError
from rag.json_faults import first_error


def _without_surrogates(text: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("holds half of a surrogate pair, which is no character")
    return text


# JSON can escape half of a surrogate pair, and pydantic accepts it; no file in UTF-8 can hold it.
Text = Annotated[str, AfterValidator(_without_surrogates)]


class JsonObject(BaseModel):
    """An object of a file format: types are not coerced, and unknown keys are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)


ModelT = TypeVar("ModelT", bound=JsonObject)


def read_json(path: Path, name: str, model: type[ModelT]) -> ModelT:
    """Parse a file of the format `name`, which is one object of `model`.

    Raises CorpusError, one line, for a file that cannot be read, is not JSON or not in the format.
    """
    try:
        value = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{path} is not JSON: {error}", path) from error
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise CorpusError(
            f"{path} is not in the {name} format: {first_error(error)}", path
        ) from error


@dataclass(frozen=True, slots=True)
class Lines(Generic[ModelT]):
    """The objects of a JSON Lines file, and one message for each line that is not valid."""

    values: list[ModelT]
    errors: list[str]


def read_lines(path: Path, model: type[ModelT]) -> Lines[ModelT]:
    """Parse a JSON Lines file, each line an object of `model`; blank lines are skipped.

    Raises CorpusError for a file that cannot be read at all.
    """
    lines: Lines[ModelT] = Lines([], [])
    # Only line feeds separate records: a JSON string may hold other line separators.
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            lines.values.append(model.model_validate(json.loads(line)))
        except ValidationError as error:
            lines.errors.append(f"line {number}: {first_error(error)}")
        except (ValueError, RecursionError) as error:
            lines.errors.append(f"line {number}: not JSON: {error}")
    return lines


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file; raise CorpusError if it cannot be read or decoded."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise CorpusError(f"cannot read {path}: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 (byte {error.start + 1})", path) from error
