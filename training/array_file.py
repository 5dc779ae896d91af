"""Arrays to learn from in one safetensors file, with a record of how they were drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

from safetensors import safe_open
from safetensors.numpy import save_file


@dataclass(frozen=True, slots=True)
class Arrays:
    """A dataclass whose fields are arrays, each kept in the file under its name."""

    def save(self, path: Path, record: dict[str, Any]) -> None:
        """Write the arrays, and a record of how they were drawn."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        save_file(arrays, path, {"record": json.dumps(record)})

    @classmethod
    def load(cls, path: Path) -> tuple[Self, dict[str, Any]]:
        """Return the arrays of a file, and the record of how they were drawn."""
        with safe_open(path, "np") as file:
            record: dict[str, Any] = json.loads(file.metadata()["record"])
            return cls(**{field.name: file.get_tensor(field.name) for field in fields(cls)}), record
