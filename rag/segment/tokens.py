"""Counts tokens with tiktoken, offline.

Passages are measured in tokens. The encoding is our own and comes with the package: tiktoken's
own encodings are downloads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tiktoken

from rag.errors import ConfigError

ENCODING = "rag_news_32k"


def token_counter(encoding: str = ENCODING) -> Callable[[Sequence[str]], list[int]]:
    """Return a function that gives the number of tokens of each of its texts.

    Article text is only text to it, special tokens included. Raises ConfigError for an encoding
    that tiktoken doesn't know or can't load, for example because it would be a download.
    """
    encode = _load(encoding).encode_ordinary

    def count(texts: Sequence[str]) -> list[int]:
        return [len(encode(text)) for text in texts]

    return count


def _load(encoding: str) -> tiktoken.Encoding:
    try:
        return tiktoken.get_encoding(encoding)
    except ValueError as error:
        reason = str(error).splitlines()[0].rstrip(".")
    except OSError:
        reason = "its ranks can be neither read nor downloaded"
    remedy = "install this package again" if encoding == ENCODING else f"choose {ENCODING!r}"
    raise ConfigError(f"cannot count tokens with {encoding!r} ({reason}): {remedy}")
