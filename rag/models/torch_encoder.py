"""The encoder in PyTorch: any sentence-transformers model, on any device that PyTorch knows.

Building uses it where it is the fastest way; asking, for models that cannot be exported.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import EmbedderError
from rag.index.embedding import EmbedderInfo, PassageText, Vectors
from rag.models.dtypes import torch_dtype
from rag.models.passage_vectors import PassageVectors, TextLayout, Tokens, unit
from rag.models.threads import thread_count

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

POOLING = "mean of a sentence's tokens in its passage"


class SentenceTransformerEmbedder:
    """An `Embedder` over sentence-transformers, safe to call from several threads."""

    def __init__(self, folder: Path, name: str, digest: str, dtype: str) -> None:
        self._model = load_model(folder, name, torch_dtype(dtype))
        self._question_lock = threading.Lock()  # the model's tokenizer is not thread-safe
        self._info = EmbedderInfo(name, digest, dimension_of(self._model, name), POOLING, dtype)

    @property
    def info(self) -> EmbedderInfo:
        """What identifies this encoder."""
        return self._info

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector, of shape (dimension,)."""
        with self._question_lock:
            vector = self._model.encode_query(question, convert_to_tensor=True)
        return unit(vector.float().cpu().numpy())

    def is_word(self, word: str) -> bool:
        """Return whether a word is one token, as the 20,000 or so most common ones are."""
        tokenizer: Any = self._model.tokenizer
        with self._question_lock:
            return len(tokenizer.tokenize(word)) == 1

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and vectors, as `Embedder` specifies."""
        return self._vectors.embed(passages)

    @cached_property
    def _vectors(self) -> PassageVectors:
        threads = thread_count() if self._model.device.type == "cpu" else 1
        with self._question_lock:
            layout = layout_of(self._model, "document")
        return PassageVectors(layout, self._encode, threads)

    def _encode(self, tokens: Tokens) -> tuple[Vectors, Vectors]:
        import torch

        # For this thread and those that PyTorch has not met: batches run side by side instead.
        torch.set_num_threads(1)
        tensors = {
            name: torch.from_numpy(tokens[name]).to(self._model.device)
            for name in input_names(self._model)
        }
        with torch.inference_mode():
            output = self._model(tensors)
        of_tokens, of_texts = (output[name].float().cpu().numpy() for name in OUTPUTS)
        return of_tokens, of_texts


OUTPUTS = ("token_embeddings", "sentence_embedding")


def load_model(folder: Path, name: str, dtype: torch.dtype) -> SentenceTransformer:
    """Load a model that has a fast tokenizer; nothing is downloaded. Raises EmbedderError."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        model = SentenceTransformer(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": dtype, "use_safetensors": True},
        ).eval()
    except Exception as error:  # whatever a broken folder makes the libraries raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise EmbedderError(f"cannot load the model {name} from {folder}: {reason}") from error
    if not getattr(model.tokenizer, "is_fast", False):
        raise EmbedderError(f"the model {name} has no fast tokenizer: choose another model")
    return model


def dimension_of(model: SentenceTransformer, name: str) -> int:
    """Return the length of a model's vectors. Raises EmbedderError if it states none."""
    dimension = model.get_embedding_dimension()
    if dimension is None:
        raise EmbedderError(f"the model {name} states no dimension: choose another model")
    return int(dimension)


def input_names(model: SentenceTransformer) -> list[str]:
    """Return which of a tokenizer's arrays a model takes."""
    known = ("input_ids", "attention_mask", "token_type_ids")
    tokenizer: Any = model.tokenizer
    return [name for name in known if name in tokenizer.model_input_names]


def layout_of(model: SentenceTransformer, task: str) -> TextLayout:
    """Return how a model takes texts; `task` is "query" or "document"."""
    tokenizer: Any = model.tokenizer
    return TextLayout(
        tokenizer=tokenizer.backend_tokenizer.to_str(),
        prompt=model.prompts.get(task) or "",
        # Tokenizers without a stated limit report an absurdly large one.
        max_tokens=min(model.max_seq_length or 512, 8_192),
        pad_id=int(tokenizer.pad_token_id or 0),
        pad_left=tokenizer.padding_side == "left",
    )
