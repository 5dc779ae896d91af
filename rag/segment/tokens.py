"""Counts tokens with tiktoken, offline.

Passages are measured in tokens. The encoding is part of this package, because tiktoken's own
encodings are downloads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import tiktoken

from rag.errors import ConfigError

ENCODING = "rag_news_32k"


def token_counter(encoding: str = ENCODING) -> Callable[[Sequence[str]], list[int]]:
    """Return a function that counts the tokens of each text in a sequence.

    Special tokens are counted as ordinary text. Raises ConfigError for an encoding that tiktoken
    does not know or cannot load, for example because it would have to be downloaded.
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
