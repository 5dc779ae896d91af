"""The calibration of an index to its user's own questions, kept in the metadata of the index."""

from __future__ import annotations

import json
import math
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rag.json_faults import first_error

CALIBRATION_KEY = "calibration"  # a key of `meta`


@dataclass(frozen=True, slots=True)
class Calibration:
    """What an index states as confidence, and from which confidence on it answers.

    The stated log odds are `slope` (above 0) times those of the program, plus `intercept` (Platt
    1999). Below the stated `threshold` an answer is refused. `risk` is what the threshold was
    fitted to, on `questions` questions. `model` is the digest of the embedding model and `judges`
    that of the weights with which it was fitted; with others it does not hold.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    threshold: float
    slope: float = 1.0
    intercept: float = 0.0
    risk: float = 0.0
    questions: int = 0
    model: str = ""
    judges: str = ""

    def stated(self, probability: float) -> float:
        """Return the confidence that is stated for a probability; both are 0 to 1."""
        return self._moved(probability, self.slope, self.intercept)

    def unstated(self, confidence: float) -> float:
        """Return the probability for which a confidence is stated: the inverse of `stated`."""
        return self._moved(confidence, 1 / self.slope, -self.intercept / self.slope)

    def _moved(self, probability: float, slope: float, intercept: float) -> float:
        if not 0 < probability < 1 or (slope, intercept) == (1, 0):
            return probability  # unchanged to the last bit
        log_odds = math.log(probability) - math.log1p(-probability)
        return (1 + math.tanh((slope * log_odds + intercept) / 2)) / 2

    def fits(self, model: str, judges: str | None) -> bool:
        """Return whether it was fitted with this embedding model and these weights."""
        return (self.model, self.judges) == (model, judges)

    def to_json(self) -> str:
        """Return the calibration as JSON with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Calibration:
        """Return the calibration that `to_json` wrote. Raises ValueError for any other text."""
        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            raise ValueError(first_error(error)) from error


@cache
def _adapter() -> TypeAdapter[Calibration]:
    return TypeAdapter(Calibration)


def write_calibration(folder: Path, calibration: Calibration | None) -> None:
    """Keep a calibration in the metadata of an index, or remove the one that is there.

    The caller must hold the `WriteLock`. Raises IndexCorrupt for damaged metadata, IndexStoreError
    if it cannot be written.
    """
    from rag.index.checksums import read_meta, seal_meta
    from rag.index.database import Transaction, connect

    with closing(connect(folder)) as connection, Transaction(connection, folder):
        read_meta(connection, folder)  # what is damaged must not be sealed again
        connection.execute("DELETE FROM meta WHERE key = ?", [CALIBRATION_KEY])
        if calibration is not None:
            connection.execute(
                "INSERT INTO meta VALUES (?, ?)", [CALIBRATION_KEY, calibration.to_json()]
            )
        seal_meta(connection)
