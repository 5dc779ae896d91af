"""An exported encoder: vectors of questions and passages without PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from rag.index.embedding import PassageText, Vectors
from rag.models.exports import Export
from rag.models.onnx_model import OnnxModel
from rag.models.passage_vectors import (
    PassageVectors,
    TextLayout,
    Tokens,
    collate,
    unit,
)
from rag.models.threads import thread_count
from rag.models.tokenization import load_tokenizer


class OnnxEncoder:
    """An exported sentence-transformers model; safe to use from several threads.

    Of several threads that ask, none waits for another.
    """

    def __init__(self, export: Export) -> None:
        settings: dict[str, Any] = dict(export.settings)
        self.dimension = int(settings.pop("dimension"))
        self._passage_prompt = str(settings.pop("passage_prompt"))
        self.layout = TextLayout(tokenizer=export.tokenizer, **settings)
        self._tokenizer = load_tokenizer(export.tokenizer, self.layout.max_tokens)
        self._model = OnnxModel(export.model)

    def embed_question(self, question: str) -> Vectors:
        """Return the question's vector, of shape (dimension,)."""
        _, vectors = self.encode_texts([self.layout.prompt + question])
        return unit(vectors[0])

    def encode_texts(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """Return the vectors of tokens and of texts, as `EncodeTokens` does; texts are cut."""
        encoded = self._tokenizer.encode_batch(list(texts))
        return self._encode(collate(encoded, self.layout.pad_id, pad_left=self.layout.pad_left))

    def is_word(self, word: str) -> bool:
        """Return whether a word is one token, as the 20,000 or so most common ones are."""
        return len(self._tokenizer.encode(word, add_special_tokens=False).ids) == 1

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and vectors, as `Embedder` specifies."""
        return self._vectors.embed(passages)

    @cached_property
    def _vectors(self) -> PassageVectors:
        layout = replace(self.layout, prompt=self._passage_prompt)
        return PassageVectors(layout, self._encode, thread_count())

    def _encode(self, tokens: Tokens) -> tuple[Vectors, Vectors]:
        of_tokens, of_texts = self._model.run(("token_embeddings", "sentence_embedding"), tokens)
        return of_tokens, of_texts
