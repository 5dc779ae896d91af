"""Which weights the probabilities of answers come from."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

HEX_DIGITS = 16


def judges_digest(reader: str | None) -> str:
    """Return what identifies the fitted weights and the reader, `reader` being its digest.

    It is None where the scorer judges alone.
    """
    return f"{weights_digest()}-{(reader or 'none')[:HEX_DIGITS]}"


@cache
def weights_digest() -> str:
    """Return 16 hexadecimal digits for the fitted weights.

    `trust.json` is fitted again with every reader that is shipped, so it identifies that as well.
    """
    weights = files("rag.answering")
    content = (weights.joinpath(name).read_bytes() for name in ("weights.json", "trust.json"))
    return hashlib.sha256(b"".join(content)).hexdigest()[:HEX_DIGITS]


def fitted_with_these(judges: str) -> bool:
    """Return whether a `judges_digest` is of these weights, whatever the reader."""
    return judges.startswith(f"{weights_digest()}-")
