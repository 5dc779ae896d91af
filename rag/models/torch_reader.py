"""A reader in PyTorch: any cross-encoder of sentence-transformers, on any device it finds."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import EmbedderError
from rag.models.model_files import find_model, model_digest
from rag.types import Reading, SentenceInContext

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class SentenceTransformerReader:
    """A cross-encoder with one output; safe to use from several threads.

    It reads the question and the sentence alone, as rerankers are trained to, and marks no words.
    """

    def __init__(self, model: CrossEncoder, digest: str) -> None:
        self._model = model
        self._lock = threading.Lock()  # the model's tokenizer is not thread-safe
        self.digest = digest

    @classmethod
    def load(cls, name: str) -> SentenceTransformerReader:
        """Load a folder, or a model in the local cache. Raises EmbedderError."""
        folder = find_model(name)
        model = _load(folder, name)
        outputs = model.num_labels
        if outputs != 1:
            raise EmbedderError(
                f"the reader {name} has {outputs} outputs, and a reader needs one score: choose a "
                "cross-encoder for passage ranking"
            )
        return cls(model, model_digest(folder))

    def read(self, question: str, candidates: Sequence[SentenceInContext]) -> list[Reading]:
        """Return a reading of each candidate, in their order; its score is taken for log odds."""
        from torch.nn import Identity

        if not candidates:
            return []
        pairs = [(question, one.sentence) for one in candidates]
        with self._lock:
            scores: Any = self._model.predict(
                pairs, activation_fn=Identity(), show_progress_bar=False
            )
        return [Reading(float(score)) for score in scores]


def _load(folder: Path, name: str) -> CrossEncoder:
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model: CrossEncoder = CrossEncoder(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # whatever a broken folder makes the libraries raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EmbedderError(f"cannot load the reader {name} from {folder}: {reason}") from error
    return model
