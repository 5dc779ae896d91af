"""rag.models.reader: the cross-encoder's log odds.

The oracles are transformers itself, with the same weights, and adapters that are applied to each
layer's output instead of being merged into its matrix.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest
import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from transformers import AutoModel, BertConfig, BertModel

from rag.models import reader as module
from rag.models.model_files import default_folder
from rag.models.reader import (
    LENGTH_STEP,
    Pair,
    Reader,
    collate,
    encode_pair,
    load_tokenizer,
    shared_reader,
)

QUESTION = "who built the bridge?"
SENTENCES = [
    ("", "The bridge, which opened in 1936, was built by Ann Lee."),
    ("The ferry stopped on Monday.", "It had lost both of its anchors in the storm. " * 3),
    ("It rained.", "Seven."),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The shipped reader in float32."""
    return Reader.load("float32")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The default model's tokenizer."""
    return load_tokenizer(default_folder())


@pytest.fixture
def tiny() -> BertModel:
    """A BERT of two narrow layers with random weights."""
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        initializer_range=0.5,
    )
    bert = BertModel(config, add_pooling_layer=False)
    bert.train(False)
    bert.requires_grad_(False)
    return bert


def random_adapters(bert: BertModel) -> dict[str, torch.Tensor]:
    """Return adapters of rank 3 with random weights, for each linear layer of the encoder."""
    torch.manual_seed(2)
    adapters = {
        module.TOKEN_TYPES: torch.randn(2, bert.config.hidden_size),
        "head.weight": torch.randn(2 * bert.config.hidden_size),
        "head.bias": torch.randn(()),
    }
    for name, layer in bert.named_modules():
        if isinstance(layer, torch.nn.Linear):
            adapters[f"{name}.A"] = torch.randn(3, layer.in_features)
            adapters[f"{name}.B"] = torch.randn(layer.out_features, 3)
    return adapters


def apply_to_outputs(bert: BertModel, adapters: dict[str, torch.Tensor]) -> None:
    """Add B A x to the output of each linear layer, and replace the token type embeddings."""

    def hook(a: torch.Tensor, b: torch.Tensor) -> Callable[..., torch.Tensor]:
        return lambda layer, inputs, output: output + inputs[0] @ a.T @ b.T

    for name, layer in bert.named_modules():
        if isinstance(layer, torch.nn.Linear):
            layer.register_forward_hook(hook(adapters[f"{name}.A"], adapters[f"{name}.B"]))
    bert.embeddings.token_type_embeddings.weight.copy_(adapters[module.TOKEN_TYPES])


TINY_PAIRS = [
    Pair([1, 7, 30, 2, 2, 12, 13, 2], [0, 0, 0, 0, 0, 1, 1, 1]),
    Pair([1, 9, 2, 4, 2, 20, 2], [0, 0, 0, 0, 0, 1, 1]),
]


def test_merged_adapters_act_as_applied_ones(tiny: BertModel) -> None:
    """W + B A gives the hidden states of layers whose outputs have B A x added."""
    adapters, batch = random_adapters(tiny), collate(TINY_PAIRS)
    before = tiny(**batch).last_hidden_state
    merged = module.merge_adapters(tiny.state_dict(), adapters)
    assert len(module.adapted_matrices(tiny.state_dict())) == 2 * 6
    states = torch.func.functional_call(tiny, merged, kwargs=batch).last_hidden_state
    apply_to_outputs(tiny, adapters)
    expected = tiny(**batch).last_hidden_state
    torch.testing.assert_close(states, expected, atol=1e-4, rtol=1e-4)
    assert (states - before).abs().max() > 0.1


def test_merging_leaves_the_given_weights_alone(tiny: BertModel) -> None:
    """The base weights are not changed in place, so that a fit can merge at every step."""
    before = {name: value.clone() for name, value in tiny.state_dict().items()}
    module.merge_adapters(tiny.state_dict(), random_adapters(tiny))
    after = tiny.state_dict()
    assert all(torch.equal(value, after[name]) for name, value in before.items())


def test_gradients_reach_every_adapter(tiny: BertModel) -> None:
    """The loss of a merged model has a gradient for each A, each B, the token types, the head."""
    adapters, batch = random_adapters(tiny), collate(TINY_PAIRS)
    for value in adapters.values():
        value.requires_grad_()
    merged = module.merge_adapters(tiny.state_dict(), adapters)
    states = torch.func.functional_call(tiny, merged, kwargs=batch).last_hidden_state
    odds = module.log_odds(states, batch["token_type_ids"], adapters)
    gradients = torch.autograd.grad(odds.sum(), list(adapters.values()))
    largest = dict(zip(adapters, (g.abs().max().item() for g in gradients), strict=True))
    assert all(value > 0 for value in largest.values()), largest


def test_log_odds_are_linear_in_two_vectors() -> None:
    """The head sees the vector of [CLS] and the mean over the sentence, without padding."""
    rng = np.random.default_rng(3)
    batch = collate(TINY_PAIRS)
    states = rng.normal(size=(2, LENGTH_STEP, 8))
    weight = rng.normal(size=16)
    expected = []
    for row, pair in zip(states, TINY_PAIRS, strict=True):
        judged = [i for i, kind in enumerate(pair.token_types) if kind == 1]
        expected.append(weight @ np.concatenate([row[0], row[judged].mean(axis=0)]) - 0.25)
    head = {"head.weight": torch.from_numpy(weight), "head.bias": torch.tensor(-0.25)}
    odds = module.log_odds(torch.from_numpy(states), batch["token_type_ids"], head)
    np.testing.assert_allclose(odds, expected, atol=1e-5)


def test_batches_are_padded_to_few_lengths() -> None:
    """Rows end in padding that is masked and of type 0, up to a multiple of the step."""
    batch = collate([Pair([5] * LENGTH_STEP, [1] * LENGTH_STEP), Pair([6, 7, 8], [0, 1, 1])])
    assert {tensor.shape for tensor in batch.values()} == {(2, LENGTH_STEP)}
    rest = [0] * (LENGTH_STEP - 3)
    assert batch["input_ids"][1].tolist() == [6, 7, 8, *rest]
    assert batch["token_type_ids"][1].tolist() == [0, 1, 1, *rest]
    assert batch["attention_mask"][1].tolist() == [1, 1, 1, *rest]
    longer = collate([Pair([5] * (LENGTH_STEP + 1), [1] * (LENGTH_STEP + 1))])
    assert longer["input_ids"].shape == (1, 2 * LENGTH_STEP)


def test_the_loaded_model_is_the_published_one(tokenizer: Tokenizer) -> None:
    """Without adapters the hidden states are those of `AutoModel.from_pretrained`, unpadded."""
    bert = module.load_bert(default_folder())
    oracle = AutoModel.from_pretrained(default_folder(), dtype=torch.float32).eval()
    pairs = [encode_pair(tokenizer, QUESTION, *sentence) for sentence in SENTENCES]
    with torch.inference_mode():
        states = bert(**collate(pairs)).last_hidden_state
        for row, pair in zip(states, pairs, strict=True):
            expected = oracle(
                input_ids=torch.tensor([pair.token_ids]),
                token_type_ids=torch.tensor([pair.token_types]),
            ).last_hidden_state[0]
            torch.testing.assert_close(row[: len(expected)], expected, atol=1e-4, rtol=1e-4)


def test_a_pair_is_laid_out_as_in_training(tokenizer: Tokenizer) -> None:
    """[CLS] question [SEP] before [SEP] sentence [SEP], of which the sentence has type 1."""
    pair = encode_pair(tokenizer, "why?", "it rained", "the ferry stopped")
    text = tokenizer.decode(pair.token_ids, skip_special_tokens=False)
    assert text == "[CLS] why? [SEP] it rained [SEP] the ferry stopped [SEP]"
    assert pair.token_types == [0] * 7 + [1] * 4


def test_pairs_do_not_influence_each_other(reader: Reader) -> None:
    """A sentence has the same log odds alone and among others, in any order."""
    together = reader.read(QUESTION, SENTENCES)
    alone = np.array([reader.read(QUESTION, [sentence])[0] for sentence in SENTENCES])
    assert together.shape == (3,)
    assert together.dtype == np.float64
    np.testing.assert_allclose(together, alone, atol=1e-3)
    np.testing.assert_allclose(reader.read(QUESTION, SENTENCES[::-1])[::-1], together, atol=1e-3)


def test_bfloat16_is_close_to_float32(reader: Reader) -> None:
    """In the faster type the log odds differ by less than 0.2, and by something."""
    difference = Reader.load("bfloat16").read(QUESTION, SENTENCES) - reader.read(
        QUESTION, SENTENCES
    )
    assert 0 < np.abs(difference).max() < 0.2


def test_nothing_to_read(reader: Reader) -> None:
    """No sentences have no log odds; empty texts have finite ones."""
    assert reader.read(QUESTION, []).shape == (0,)
    assert np.isfinite(reader.read("", [("", "")])).all()


@pytest.mark.parametrize(
    ("question", "right", "near"),
    [
        (
            "Who built the Orrin bridge?",
            "The Orrin bridge was built by the engineer Maud Sellick.",
            "The Orrin bridge was opened on a Monday in 1936.",
        ),
        (
            "When did the Orrin bridge open?",
            "The Orrin bridge was opened on a Monday in 1936.",
            "The Orrin bridge was built by the engineer Maud Sellick.",
        ),
        (
            "How much did the ferry cost?",
            "The town paid 4 million euros for the ferry.",
            "The ferry takes 60 cars and 300 people.",
        ),
        (
            "Why was the market moved?",
            "The market was moved because the square floods every autumn.",
            "The market was moved to the old station in May.",
        ),
        (
            "Where is the new library?",
            "The new library stands on the corner of Mill Street.",
            "The new library holds 40,000 books.",
        ),
    ],
)
def test_an_answer_beats_a_sentence_with_the_same_words(
    reader: Reader, question: str, right: str, near: str
) -> None:
    """Both sentences have the question's words, and the one that answers it wins clearly."""
    odds = reader.read(question, [("", right), ("", near)])
    assert odds[0] > odds[1] + 1


def test_the_sentence_before_gives_context(reader: Reader) -> None:
    """A sentence with a pronoun answers more likely behind one that names what it refers to."""
    sentence = "It was built by the engineer Maud Sellick."
    odds = reader.read(
        "Who built the Orrin bridge?",
        [("The Orrin bridge crosses the Tarrel.", sentence), ("The ferry is shut.", sentence)],
    )
    assert odds[0] > odds[1]


def test_long_texts_are_truncated(tokenizer: Tokenizer) -> None:
    """A question's first tokens are kept, the last of the sentence before, a sentence's first."""
    text = " ".join(str(i) for i in range(100, 400))
    tokens = tokenizer.encode(text, add_special_tokens=False).ids
    cls, sep = tokenizer.encode("").ids
    pair = encode_pair(tokenizer, text, text, text)
    context = [cls, *tokens[:40], sep, *tokens[-32:], sep]
    assert pair.token_ids == [*context, *tokens[:160], sep]
    assert pair.token_types == [0] * len(context) + [1] * 161


def test_the_file_records_how_it_was_made() -> None:
    """It states its command, data and figures, and its numbers are in half precision."""
    path = files("rag.models").joinpath(module.ADAPTERS)
    with safe_open(str(path), "pt") as file:
        record = file.metadata()
        types = {file.get_tensor(name).dtype for name in file.keys()}  # noqa: SIM118
    assert record["command"].startswith("python -m training.fit_reader")
    assert all(len(digest) == 64 for digest in json.loads(record["data"]).values())
    assert json.loads(record["figures"])["auroc_near"] > 0.8
    assert types == {torch.float16}


def test_a_process_shares_one_reader() -> None:
    """It is loaded once, whatever the number of open indexes."""
    assert shared_reader("float32") is shared_reader("float32")


QUIET = """
import os, socket, sys
os.environ.pop("HF_HUB_OFFLINE", None)
from rag.models.reader import Reader
assert not {"torch", "transformers", "tokenizers"} & set(sys.modules), "imported too early"
def refuse(*args, **options):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
print(*Reader.load("float32").read("who?", [("", "Ann Lee.")]))
"""


def test_loading_is_lazy_silent_and_offline() -> None:
    """The module imports no model runtime; loading prints nothing and opens no connection."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert np.isfinite(float(done.stdout))
