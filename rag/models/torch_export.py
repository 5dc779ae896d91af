"""Exports PyTorch models to ONNX, and checks that an export gives the model's own values."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from rag.index.embedding import Vectors
from rag.models.exports import Export, ExportError, PassingError
from rag.models.onnx_encoder import OnnxEncoder
from rag.models.torch_encoder import (
    OUTPUTS,
    dimension_of,
    input_names,
    layout_of,
    load_model,
)

LEAST_COSINE = 0.9999  # of a question's vector and that of sentence-transformers
OPSET = 17
LARGE_TABLE = 10_000  # rows

# Texts that an export is checked with: short, long, without words, longer than any input.
CHECKED = (
    "who said so?",
    "What did the minister of finance say about the cost of the new bridge in May 2021?",
    "",
    "…",
    "naïve “café” 東京 😀",
    "The ferry takes sixty cars over the river. " * 12,
    "word " * 2_000,
)


def export_encoder(folder: Path, name: str) -> Export:
    """Return a sentence-transformers model as ONNX, in memory.

    All is computed in float32; large tables of token embeddings are stored in half precision.
    Raises ExportError if it cannot be exported, or if a vector of the export is not the model's
    own; EmbedderError if it cannot be loaded.
    """
    model = load_model(folder, name, torch.float32)
    names = input_names(model)
    # Texts of two lengths, so that the mask of padding is a part of what is exported.
    example = model.tokenizer(["A longer text than the other.", "Short."], padding=True)
    tensors = tuple(torch.tensor(example[name]) for name in names)
    own = np.array(model.encode_query(list(CHECKED)), dtype=np.float32)
    graph = export(_Encoder(model, names).eval(), tensors, names, OUTPUTS)
    layout = layout_of(model, "query")
    settings = {
        **{key: value for key, value in asdict(layout).items() if key != "tokenizer"},
        "passage_prompt": layout_of(model, "document").prompt,
        "dimension": dimension_of(model, name),
    }
    made = Export(graph, layout.tokenizer, settings)
    _compare(OnnxEncoder(made), own)
    return made


class _Encoder(torch.nn.Module):
    """A sentence-transformers model with the tensors of its tokenizer as arguments."""

    def __init__(self, model: torch.nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.model = model
        self.names = names

    def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
        output = self.model(dict(zip(self.names, tensors, strict=True)))
        return tuple(output[name] for name in OUTPUTS)


def export(
    module: torch.nn.Module,
    example: tuple[torch.Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> bytes:
    """Return a module as ONNX; each argument has the shape (texts, tokens), both of any size.

    Outputs may have more axes, of which the first is that of texts. Large tables of embeddings are
    replaced in `module` by ones in half precision. Raises ExportError.
    """
    _halve_tables(module)
    stream = io.BytesIO()
    axes = {name: {0: "texts", 1: "tokens"} for name in inputs}
    axes |= {name: {0: "texts"} for name in outputs}
    try:
        with warnings.catch_warnings(), torch.inference_mode():
            # The exporter of PyTorch 2.6 and later takes eight times as long, and packages that
            # nothing else here needs; this one warns that it will be removed.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module,
                example,
                stream,  # type: ignore[arg-type]  # this exporter takes a stream, too
                input_names=list(inputs),
                output_names=list(outputs),
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
    except Exception as error:  # whatever an unusual model makes the exporter raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        # PyTorch's error for a failed allocation is a RuntimeError.
        passing = isinstance(error, MemoryError | OSError) or "memory" in reason
        kind = PassingError if passing else ExportError
        raise kind(f"cannot export the model: {reason}") from error
    return stream.getvalue()


class _HalfEmbedding(torch.nn.Module):
    """A table of embeddings in half precision, which gives float32.

    It is half of a small model's weights; few of its rows are read for a text.
    """

    def __init__(self, table: torch.nn.Embedding) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(table.weight.detach().half(), requires_grad=False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.embedding(tokens, self.weight).float()


def _halve_tables(module: torch.nn.Module) -> None:
    """Replace the large tables of a model."""
    for name, child in module.named_children():
        if isinstance(child, torch.nn.Embedding) and child.num_embeddings > LARGE_TABLE:
            setattr(module, name, _HalfEmbedding(child))
        else:
            _halve_tables(child)


def _compare(encoder: OnnxEncoder, own: Vectors) -> None:
    """Raise ExportError unless questions, alone and padded, have the model's own vectors."""
    texts = list(CHECKED)
    alone = np.array([encoder.embed_question(text) for text in texts])
    prompt = encoder.layout.prompt
    padded = encoder.encode_texts([prompt + text for text in texts])[1]
    for vectors in (alone, padded):
        lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(own, axis=1)
        cosines = (vectors * own).sum(axis=1) / lengths
        if not (cosines >= LEAST_COSINE).all():  # nan neither
            raise ExportError(f"a vector of the export has the cosine {np.min(cosines):.4f}")
