"""rag.models.reader_network: the cross-encoder in PyTorch, as it is trained and exported.

The oracles are transformers itself, with the same weights, and adapters that are applied to each
layer's output instead of being merged into its matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import numpy as np
import pytest
import torch
from transformers import AutoModel, BertConfig, BertModel

from rag.models import reader_network as module
from rag.models.exports import ExportError
from rag.models.model_files import default_folder
from rag.models.reader import ADAPTERS
from rag.models.reader_network import LENGTH_STEP, collate
from rag.models.reader_pairs import Pair, encode_pair
from rag.models.tokenization import tokenizer_of


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


SENTENCES = [
    ("", "The bridge, which opened in 1936, was built by Ann Lee."),
    ("The ferry stopped on Monday.", "It had lost both of its anchors in the storm. " * 3),
    ("It rained.", "Seven."),
]
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


def test_the_loaded_model_is_the_published_one() -> None:
    """Without adapters the hidden states are those of `AutoModel.from_pretrained`, unpadded."""
    bert = module.load_bert(default_folder())
    tokenizer = tokenizer_of(default_folder())
    oracle = AutoModel.from_pretrained(default_folder(), dtype=torch.float32).eval()
    pairs = [encode_pair(tokenizer, "who built it?", *sentence) for sentence in SENTENCES]
    with torch.inference_mode():
        states = bert(**collate(pairs)).last_hidden_state
        for row, pair in zip(states, pairs, strict=True):
            expected = oracle(
                input_ids=torch.tensor([pair.token_ids]),
                token_type_ids=torch.tensor([pair.token_types]),
            ).last_hidden_state[0]
            torch.testing.assert_close(row[: len(expected)], expected, atol=1e-4, rtol=1e-4)


def test_an_export_with_other_log_odds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An export is compared with the network before it is used."""
    monkeypatch.setattr(module, "MOST_DRIFT", 0.0)
    with pytest.raises(ExportError, match="differ by"):
        module.export_reader(files("rag.models").joinpath(ADAPTERS).read_bytes())
