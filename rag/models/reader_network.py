"""The reader's network in PyTorch: what is trained, and what is exported.

BERT (Devlin and others 2019) with the weights of the default model and low-rank adapters (Hu and
others 2021), under a linear head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load, load_file
from transformers import BertConfig, BertModel

from rag.models.exports import Export, ExportError
from rag.models.model_files import default_folder
from rag.models.onnx_model import OnnxModel
from rag.models.reader_pairs import Pair, encode_pair
from rag.models.tokenization import load_tokenizer
from rag.models.torch_export import export

Weights = Mapping[str, torch.Tensor]

# Pairs of a batch are padded to multiples of this many tokens: oneDNN compiles kernels for each
# length, 1 MiB and 3 ms each.
LENGTH_STEP = 16

MOST_DRIFT = 1e-3  # between the log odds of an export and those of PyTorch

# Pairs that an export is checked with: question, sentence before, sentence.
CHECKED = (
    ("who built it?", "The ferry stopped on Monday.", "It was built by Ann Lee in 1936."),
    ("", "", ""),
    ("why? " * 30, "It rained. " * 30, "The bridge was closed because of the flood. " * 20),
)

# The matrices that have adapters, in each layer.
ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
TOKEN_TYPES = "embeddings.token_type_embeddings.weight"  # replaced as a whole


def load_bert(folder: Path) -> BertModel:
    """Load the BERT in a model's folder, without its pooler: float32, no dropout, no gradients."""
    config = BertConfig.from_pretrained(folder, attn_implementation="sdpa", local_files_only=True)
    bert = BertModel(config, add_pooling_layer=False)
    # `from_pretrained` draws a progress bar and warns of the pooler that is left out.
    saved = load_file(folder / "model.safetensors")
    bert.load_state_dict({name: saved[name] for name in bert.state_dict()})
    bert.eval()  # type: ignore[no-untyped-call]
    bert.requires_grad_(False)
    return bert


def merge_adapters(weights: Weights, adapters: Weights) -> dict[str, torch.Tensor]:
    """Return BERT's weights with the adapters added: W + B A for each adapted matrix W.

    For W of shape (out, in), A has the shape (rank, in) and B (out, rank). The result is float32,
    has the names of `weights`, and passes gradients on to the adapters.
    """
    merged = {**weights, TOKEN_TYPES: adapters[TOKEN_TYPES].float()}
    for matrix in adapted_matrices(weights):
        a, b = adapters[f"{matrix}.A"].float(), adapters[f"{matrix}.B"].float()
        merged[f"{matrix}.weight"] = weights[f"{matrix}.weight"] + b @ a
    return merged


def adapted_matrices(weights: Weights) -> list[str]:
    """Return the names, without ".weight", of the matrices that have adapters."""
    return [
        name.removesuffix(".weight")
        for name in weights
        if name.startswith("encoder.layer.")
        and name.split(".", 3)[3] in {f"{matrix}.weight" for matrix in ADAPTED}
    ]


def collate(pairs: Sequence[Pair]) -> dict[str, torch.Tensor]:
    """Return pairs as the arguments of BERT, each an integer tensor of shape (pairs, length).

    The length is that of the longest pair, rounded up to a multiple of `LENGTH_STEP`.
    """
    longest = max(len(pair.token_ids) for pair in pairs)
    shape = len(pairs), longest + -longest % LENGTH_STEP
    names = ("input_ids", "token_type_ids", "attention_mask")
    batch = {name: torch.zeros(shape, dtype=torch.long) for name in names}
    for row, pair in enumerate(pairs):
        length = len(pair.token_ids)
        batch["input_ids"][row, :length] = torch.tensor(pair.token_ids)
        batch["token_type_ids"][row, :length] = torch.tensor(pair.token_types)
        batch["attention_mask"][row, :length] = 1
    return batch


def log_odds(states: torch.Tensor, token_types: torch.Tensor, head: Weights) -> torch.Tensor:
    """Return the log odds of pairs, shape (pairs,), in float32.

    `states` are BERT's last hidden states, shape (pairs, length, dimension). The head is linear
    over the vector of [CLS] and the mean of the vectors of the sentence.
    """
    states = states.float()
    judged = (token_types == 1).unsqueeze(-1)
    means = (states * judged).sum(1) / judged.sum(1)
    features = torch.cat([states[:, 0], means], dim=1)
    return features @ head["head.weight"].float() + head["head.bias"].float()


class ReaderNetwork(torch.nn.Module):
    """BERT with adapters merged into its weights, and the head."""

    def __init__(self, bert: BertModel, adapters: Weights) -> None:
        super().__init__()
        bert.load_state_dict(merge_adapters(bert.state_dict(), adapters))
        self.bert = bert
        self.head = {name: adapters[name] for name in ("head.weight", "head.bias")}

    def forward(
        self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        """Return the log odds of pairs, shape (pairs,)."""
        states = self.bert(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        return log_odds(states, token_type_ids, self.head)


def export_reader(adapters: bytes) -> Export:
    """Return the reader with these adapters, a safetensors file, in memory.

    Raises EmbedderError if the default model is not installed, or not the published one, and
    ExportError if the log odds of the export are not those of PyTorch.
    """
    folder = default_folder()
    network = ReaderNetwork(load_bert(folder), load(adapters)).eval()
    text = (folder / "tokenizer.json").read_text("utf-8")
    tokenizer = load_tokenizer(text)
    batch = collate([encode_pair(tokenizer, *checked) for checked in CHECKED])
    with torch.inference_mode():
        own = network(**batch).numpy()
    model = export(network, tuple(batch.values()), list(batch), ["log_odds"])
    arrays = {name: tensor.numpy() for name, tensor in batch.items()}
    drift = np.abs(OnnxModel(model).run(["log_odds"], arrays)[0] - own).max()
    if not drift <= MOST_DRIFT:  # nan neither
        raise ExportError(f"the log odds of the export differ by {drift:.4f}")
    return Export(model, text, {})
