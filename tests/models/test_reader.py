"""Reading a question and a sentence together."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
import torch
from safetensors import safe_open
from transformers import AutoModel

from rag.models import reader as module
from rag.models.encoder import default_folder
from rag.models.reader import Reader, shared_reader

PAIRS = [
    ("who built the bridge?", "", "The bridge, which opened in 1936, was built by Ann Lee."),
    ("why?", "The ferry stopped on Monday.", "It had lost both of its anchors in the storm."),
    ("how many ships are there", "It rained.", "Seven."),
]


def unchanged(base: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return changes that add nothing, and a head that is 0."""
    changes = {module.SEGMENTS: base[module.SEGMENTS]}
    for layer in range(module.layers(base)):
        for matrix in module.CHANGED:
            name = f"encoder.layer.{layer}.{matrix}"
            out, wide = base[f"{name}.weight"].shape
            changes |= {f"{name}.A": torch.ones(2, wide), f"{name}.B": torch.zeros(out, 2)}
    return changes | {"head.weight": torch.zeros(768), "head.bias": torch.tensor(0.5)}


def test_reads_as_the_library_does() -> None:
    """Without changes the vectors are those of the same model in transformers."""
    folder = default_folder()
    base = module.base_weights(folder)
    weights = module.changed(base, unchanged(base))
    tokenizer = module.load_tokenizer(folder)
    pairs = [module.pair(tokenizer, *one) for one in PAIRS]
    model = AutoModel.from_pretrained(folder, add_pooling_layer=False, dtype=torch.float32).eval()
    with torch.inference_mode():
        packed = module.encode(weights, module.packed(pairs))[0]
        padded = module.encode(weights, module.padded(pairs))
        place = 0
        for i, pair in enumerate(pairs):
            expected = model(
                input_ids=torch.tensor([pair.pieces]),
                token_type_ids=torch.tensor([pair.segments]),
            ).last_hidden_state[0]
            end = place + len(pair.pieces)
            torch.testing.assert_close(packed[place:end], expected, atol=1e-4, rtol=1e-4)
            torch.testing.assert_close(padded[i, : end - place], expected, atol=1e-4, rtol=1e-4)
            place = end
        odds = module.log_odds(weights, module.packed(pairs))
    assert odds.tolist() == [0.5, 0.5, 0.5]


def test_a_change_of_low_rank_is_added() -> None:
    """To a matrix W the product B A is added, and to no other."""
    base = module.base_weights(default_folder())
    changes = unchanged(base)
    name = "encoder.layer.2.output.dense"
    changes[f"{name}.B"] = torch.full_like(changes[f"{name}.B"], 0.25)
    weights = module.changed(base, changes)
    torch.testing.assert_close(weights[f"{name}.weight"], base[f"{name}.weight"] + 0.5)
    other = "encoder.layer.3.output.dense.weight"
    torch.testing.assert_close(weights[other], base[other])


def test_what_is_read_at_once_is_read_as_if_alone() -> None:
    """Neither the other pairs nor their order change what is said of one."""
    reader = shared_reader()
    question = PAIRS[0][0]
    sentences = [(before, text) for _, before, text in PAIRS]
    together = reader.read(question, sentences)
    alone = np.array([reader.read(question, [one])[0] for one in sentences])
    assert together.shape == (3,)
    np.testing.assert_allclose(together, alone, atol=0.2)  # of bfloat16
    np.testing.assert_allclose(reader.read(question, sentences[::-1])[::-1], together, atol=0.2)
    assert reader.read(question, []).shape == (0,)


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
def test_tells_what_answers_from_what_speaks_of_the_same(
    question: str, right: str, near: str
) -> None:
    """Both sentences have the question's words; one has what is asked."""
    odds = shared_reader().read(question, [("", right), ("", near)])
    assert odds[0] > odds[1] + 1


def test_long_texts_are_cut() -> None:
    """A question's first words, a sentence's first, and the last of the one before are read."""
    long = "word " * 5_000
    reader = shared_reader()
    cut = reader.read(long, [(long, long)])
    kept = "word " * 200
    np.testing.assert_allclose(cut, reader.read(kept, [(kept, kept)]), atol=0.01)
    assert np.isfinite(reader.read("", [("", "")])).all()


def test_the_file_says_how_it_was_made() -> None:
    """It names its command, its data and its figures, and holds numbers in half precision."""
    path = files("rag.models").joinpath(module.CHANGES)
    with safe_open(str(path), "pt") as file:
        record = file.metadata()
        types = {file.get_tensor(name).dtype for name in file.keys()}  # noqa: SIM118
    assert record["command"].startswith("python -m training.fit_reader")
    assert all(len(digest) == 64 for digest in json.loads(record["data"]).values())
    assert json.loads(record["figures"])["auroc_near"] > 0.8
    assert types == {torch.float16}


def test_it_is_loaded_once() -> None:
    """A process has one, whatever number of indexes is open."""
    assert shared_reader() is shared_reader()
    assert isinstance(shared_reader(), Reader)
