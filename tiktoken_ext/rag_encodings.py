"""Registers the project's token encoding, so that `tiktoken.get_encoding` finds it offline.

tiktoken imports every module of the namespace package `tiktoken_ext` (hence no `__init__.py` here)
and reads `ENCODING_CONSTRUCTORS`. The ranks are parsed here rather than by `load_tiktoken_bpe`,
which would cache a copy in the temporary folder and read the copy from then on.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

NAME = "rag_news_32k"
SHA256 = "df3415ebaf54804a5f894011e0cb7663fa3a35bd20e3cf5049c624b4f0d389a4"

# No token crosses the boundary of these pieces: a word with its apostrophe, a number, punctuation,
# whitespace. A single space belongs to the piece after it.
PATTERN = (
    r" ?[\p{L}\p{M}]+(?:['’]\p{L}+)?"
    r"| ?\p{N}+"
    r"| ?[^\s\p{L}\p{M}\p{N}]+"
    r"|\s+(?!\S)"
    r"|\s+"
)


def rag_news_32k() -> dict[str, Any]:
    """Return the arguments of `tiktoken.Encoding`; raise ValueError if the ranks are damaged."""
    data = files("rag.segment").joinpath(f"{NAME}.tiktoken").read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{NAME}.tiktoken is damaged: its SHA-256 is not {SHA256}")
    tokens = (line.split() for line in data.splitlines())
    return {
        "name": NAME,
        "pat_str": PATTERN,
        "mergeable_ranks": {base64.b64decode(token): int(rank) for token, rank in tokens},
        "special_tokens": {},
    }


ENCODING_CONSTRUCTORS = {NAME: rag_news_32k}
