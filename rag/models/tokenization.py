"""Tokenizers of models, without PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def load_tokenizer(text: str, max_tokens: int | None = None) -> Tokenizer:
    """Load a tokenizer from its JSON, without padding, and truncating only to `max_tokens`."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if max_tokens is not None:
        tokenizer.enable_truncation(max_tokens)
    return tokenizer


def tokenizer_of(folder: Path) -> Tokenizer:
    """Load the tokenizer in a model's folder, without truncation and padding."""
    return load_tokenizer((folder / "tokenizer.json").read_text("utf-8"))
