"""Which weights the probabilities of answers come from."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files


@cache
def judges_digest(*, reader: bool = True) -> str:
    """Return 32 hexadecimal digits for the fitted weights, with or without the reader.

    `trust.json` is fitted again with every new reader, so its digest identifies it as well.
    """
    weights = files("rag.answering")
    names = ("weights.json", "trust.json") if reader else ("weights.json",)
    return hashlib.sha256(
        b"".join(weights.joinpath(name).read_bytes() for name in names)
    ).hexdigest()[:32]
