"""The reader: a cross-encoder that judges whether a sentence answers a question.

Word overlap and vectors that are computed apart cannot tell that "the bridge, which opened in 1936"
does not say who built it. A cross-encoder (Nogueira and Cho 2019) sees question and sentence
together: BERT (Devlin and others 2019) with the weights of the default model and low-rank adapters
(Hu and others 2021), which are stored in `reader.safetensors` with the command and the data that
they were fitted by. It is slow, so it only reads the few sentences that rank first.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from rag.models.dtypes import torch_dtype
from rag.models.model_files import default_folder

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    Weights = Mapping[str, torch.Tensor]

ADAPTERS = "reader.safetensors"

# Limits in tokens: of a question the first are kept, of the sentence before it the last, and of the
# sentence itself the first.
MAX_QUESTION, MAX_BEFORE, MAX_SENTENCE = 40, 32, 160

# Pairs are padded to multiples of this many tokens. oneDNN compiles kernels for each length, 1 MiB
# and 3 ms each; but at 32 tokens the padding makes three pairs take a tenth longer than at 16.
LENGTH_STEP = 16

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


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens of a question and a sentence; the token type is 1 for those of the sentence."""

    token_ids: list[int]
    token_types: list[int]


class Reader:
    """The cross-encoder in memory; safe to use from several threads."""

    def __init__(self, bert: BertModel, adapters: Weights, tokenizer: Tokenizer) -> None:
        """Take a model that the adapters are merged into; of the adapters only the head is used."""
        self._bert = bert
        self._head = {name: adapters[name] for name in ("head.weight", "head.bias")}
        self._tokenizer = tokenizer
        self._lock = threading.Lock()  # parallel reads would only compete for the same cores

    @classmethod
    def load(cls, dtype: str = "auto") -> Reader:
        """Load the default model and the shipped adapters; `dtype` is as for an embedder.

        Raises EmbedderError if the default model is not installed, or not the published one.
        """
        from safetensors.torch import load

        return cls.with_adapters(load(files("rag.models").joinpath(ADAPTERS).read_bytes()), dtype)

    @classmethod
    def with_adapters(cls, adapters: Weights, dtype: str = "auto") -> Reader:
        """Load the default model and merge adapters into it; otherwise like `load`."""
        folder = default_folder()
        bert = load_bert(folder)
        bert.load_state_dict(merge_adapters(bert.state_dict(), adapters))
        bert.to(torch_dtype(dtype))  # type: ignore[arg-type]  # its wrapper hides `self` from mypy
        return cls(bert, adapters, load_tokenizer(folder))

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> npt.NDArray[np.float64]:
        """Return the log odds that each sentence answers the question, shape (sentences,).

        A sentence is given as (the sentence before it in its passage or "", the sentence). The
        prior in the log odds is that of the fitted data, where one pair in three or four is right.
        """
        import torch

        if not sentences:
            return np.zeros(0)
        pairs = [encode_pair(self._tokenizer, question, *sentence) for sentence in sentences]
        batch = collate(pairs)
        with self._lock, torch.inference_mode():
            states = self._bert(**batch).last_hidden_state
            odds = log_odds(states, batch["token_type_ids"], self._head)
        return odds.double().numpy()


@cache
def shared_reader(dtype: str = "auto") -> Reader:
    """Return the reader of this process, loading it the first time."""
    return Reader.load(dtype)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the tokenizer in a model's folder, without truncation and padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load_bert(folder: Path) -> BertModel:
    """Load the BERT in a model's folder, without its pooler: float32, no dropout, no gradients."""
    from safetensors.torch import load_file
    from transformers import BertConfig, BertModel

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


def encode_pair(tokenizer: Tokenizer, question: str, before: str, sentence: str) -> Pair:
    """Tokenize a question, the sentence before, and the sentence to judge."""
    cls, sep = tokenizer.encode("").ids

    def tokens(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    context = [cls, *tokens(question)[:MAX_QUESTION], sep, *tokens(before)[-MAX_BEFORE:], sep]
    judged = [*tokens(sentence)[:MAX_SENTENCE], sep]
    return Pair(context + judged, [0] * len(context) + [1] * len(judged))


def collate(pairs: Sequence[Pair]) -> dict[str, torch.Tensor]:
    """Return pairs as the arguments of BERT, each an integer tensor of shape (pairs, length).

    The length is that of the longest pair, rounded up to a multiple of `LENGTH_STEP`.
    """
    import torch

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
    import torch

    states = states.float()
    judged = (token_types == 1).unsqueeze(-1)
    means = (states * judged).sum(1) / judged.sum(1)
    features = torch.cat([states[:, 0], means], dim=1)
    return features @ head["head.weight"].float() + head["head.bias"].float()
