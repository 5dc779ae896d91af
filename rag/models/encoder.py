"""The encoder of an index: which model it is, and what runs it for questions and for passages.

Questions are encoded by an export to ONNX, which needs no PyTorch. Passages are, too, where that is
as fast: a few, or in float32 on a processor. Many in bfloat16, or on a GPU, are encoded by
sentence-transformers, and so is everything of a model that cannot be exported. An export computes
in float32; its vectors and those in bfloat16 have a cosine of .9999.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rag.errors import EmbedderError
from rag.index.embedding import Embedder, EmbedderInfo, PassageText, Vectors
from rag.models import exports
from rag.models.dtypes import resolve_dtype
from rag.models.exports import Export, ExportError
from rag.models.model_files import (
    DEFAULT_MODEL,
    find_model,
    model_digest,
    verified_model,
)
from rag.models.onnx_encoder import OnnxEncoder
from rag.models.threads import thread_count
from rag.models.torch_encoder import POOLING, SentenceTransformerEmbedder

log = logging.getLogger(__name__)

# Up to so many passages at a time, the export is used even where PyTorch is faster: importing
# sentence-transformers takes 6 seconds, in which it encodes about as many.
FEW_PASSAGES = 256
MEANWHILE = 128  # passages that the export encodes while PyTorch is loaded, on the other cores


def load_embedder(model: str | None = None, dtype: str = "auto") -> Embedder:
    """Load a sentence-transformers model from this machine; nothing is downloaded.

    `model` is None for the installed default, else a folder or the name of a cached model. `dtype`
    is "auto", "float32" or "bfloat16". A model that is used for the first time on this machine is
    exported, which takes about ten seconds. Raises EmbedderError if the model is missing or
    unusable.
    """
    thread_count()  # reject a wrong setting before anything is loaded
    folder = verified_model(model)
    digest, name = model_digest(folder), model or DEFAULT_MODEL

    def make() -> Export:
        from rag.models.torch_export import export_encoder

        return export_encoder(folder, name)

    try:
        export = exports.find_or_make(_key(digest), make)
    except ExportError as error:
        log.warning("questions will need PyTorch, which starts slowly: %s", error)
        return SentenceTransformerEmbedder(folder, name, digest, resolve_dtype(dtype))
    encoder = OnnxEncoder(export)
    info = EmbedderInfo(name, digest, encoder.dimension, POOLING, resolve_dtype(dtype))
    return ExportedEmbedder(encoder, info, folder)


def load_embedder_of(index: EmbedderInfo) -> Embedder:
    """Load the model that an index records, or one of the same name: compare its `info`.

    While its export is intact, neither PyTorch nor the weights are read. Raises EmbedderError as
    `load_embedder` does.
    """
    thread_count()
    folder = find_model(index.name)
    export = exports.find(_key(index.digest)) if _DIGEST.fullmatch(index.digest) else None
    if export is None:
        return load_embedder(index.name, index.dtype)
    encoder = OnnxEncoder(export)
    info = EmbedderInfo(index.name, index.digest, encoder.dimension, POOLING, index.dtype)
    return ExportedEmbedder(encoder, info, folder)


_DIGEST = re.compile(r"[0-9a-f]{64}")


def _key(digest: str) -> str:
    return f"encoder-{digest[:32]}"


class ExportedEmbedder:
    """An `Embedder` over an export, and over the model itself where that is faster."""

    def __init__(self, encoder: OnnxEncoder, info: EmbedderInfo, folder: Path) -> None:
        self._encoder = encoder
        self._info = info
        self._folder = folder
        self._lock = threading.Lock()
        self._model: SentenceTransformerEmbedder | None = None
        self.embed_question = encoder.embed_question
        self.is_word = encoder.is_word

    @property
    def info(self) -> EmbedderInfo:
        """What identifies this encoder."""
        return self._info

    def embed_passages(self, passages: Sequence[PassageText]) -> Iterator[tuple[int, Vectors]]:
        """Yield each passage's position and vectors, as `Embedder` specifies."""
        if self._model is not None:
            yield from self._model.embed_passages(passages)
        elif len(passages) <= FEW_PASSAGES or (self._info.dtype == "float32" and not _has_gpu()):
            yield from self._encoder.embed_passages(passages)
        else:
            yield from self._embed_while_loading(passages)

    def _embed_while_loading(
        self, passages: Sequence[PassageText]
    ) -> Iterator[tuple[int, Vectors]]:
        """Load the model in PyTorch, and meanwhile embed the first passages without it."""
        with ThreadPoolExecutor(1, thread_name_prefix="loader") as loader:
            loading = loader.submit(self._loaded)
            yield from self._encoder.embed_passages(passages[:MEANWHILE])
            model = loading.result()
        for position, vectors in model.embed_passages(passages[MEANWHILE:]):
            yield MEANWHILE + position, vectors

    def _loaded(self) -> SentenceTransformerEmbedder:
        with self._lock:
            if self._model is None:
                if model_digest(self._folder) != self._info.digest:
                    raise EmbedderError(
                        f"the model in {self._folder} is no longer the one that was opened: "
                        "run the command again"
                    )
                info = self._info
                self._model = SentenceTransformerEmbedder(
                    self._folder, info.name, info.digest, info.dtype
                )
            return self._model


def _has_gpu() -> bool:
    import torch

    return torch.accelerator.is_available()
