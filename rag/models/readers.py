"""Which reader judges sentences: the shipped one, another cross-encoder, or none.

`RAG_READER` and `--reader` name it for all commands, as `RAG_THREADS` does threads.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rag.models.model_files import SHIPPED_READER, find_model, model_digest

if TYPE_CHECKING:
    from rag.models.cross_encoder import CrossEncoder
    from rag.models.torch_reader import SentenceTransformerReader

VARIABLE = "RAG_READER"
NONE = "none"


def set_reader(name: str | None) -> None:
    """Set `RAG_READER` to what `--reader` is, for this process; None leaves it as it is."""
    if name is not None:
        os.environ[VARIABLE] = name


def reader_name() -> str:
    """Return which reader `RAG_READER` names: "shipped" if it is not set."""
    return os.environ.get(VARIABLE, "").strip() or SHIPPED_READER


def load_reader(name: str | None = None) -> CrossEncoder | SentenceTransformerReader | None:
    """Load a reader from this machine; nothing is downloaded. None is returned for "none".

    `name` is "shipped", "none", or the folder or the name of any cross-encoder that
    sentence-transformers loads; unless given, `RAG_READER` decides. Raises EmbedderError for a
    model that is missing or unusable.
    """
    name = name or reader_name()
    if name == NONE:
        return None
    if name == SHIPPED_READER:
        from rag.models.cross_encoder import shared_reader

        return shared_reader()
    from rag.models.torch_reader import SentenceTransformerReader

    return SentenceTransformerReader.load(name)


def digest_of_reader(name: str | None = None) -> str | None:
    """Return the `digest` that a reader will have, without loading it; None for "none".

    Raises EmbedderError for a model that is missing.
    """
    name = name or reader_name()
    if name == NONE:
        return None
    return SHIPPED_READER if name == SHIPPED_READER else model_digest(find_model(name))
