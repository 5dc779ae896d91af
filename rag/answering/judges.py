"""Which weights the probabilities of answers come from."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files


@cache
def judges_digest(*, reader: bool = True) -> str:
    """Return 32 hexadecimal digits for the fitted weights, with or without the reader.

    The weights are fitted again with every new reader, so their digest identifies it as well.
    """
    weights = files("rag.answering").joinpath("weights.json").read_bytes()
    return hashlib.sha256(weights + bytes([reader])).hexdigest()[:32]
