"""Fitting the reader, on a handful of questions."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from rag.models.model_files import default_folder
from rag.models.reader import ADAPTERS, Reader
from rag.models.reader_network import export_reader, load_bert, merge_adapters
from rag.models.tokenization import tokenizer_of
from training import fit_reader
from training.fit_reader import Group, draw, loss

TOWNS = ("Oskerby", "Tessmouth", "Harrowick", "Calder Flats")
GROUPS = [
    Group(
        f"Who built the {thing} of {town}?",
        right=[("", f"The {thing} of {town} was built by the engineer {name} Sellick.")],
        near=[("", f"The {thing} of {town} was opened in 1936."), ("", f"{town} has a {thing}.")],
        away=[("It rained.", f"The {thing} of Ebbrook is shut.")],
        for_reader=True,
    )
    for town in TOWNS
    for thing, name in (("bridge", "Maud"), ("quay", "Bo"), ("pier", "Ann"), ("dam", "Idris"))
]


def test_fitting_separates_right_from_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few steps lower the loss, and the reader with these adapters ranks as the fit learned."""
    monkeypatch.setattr(fit_reader, "GROUPS_PER_STEP", 4)
    folder = default_folder()
    bert = load_bert(folder)
    tokenizer = tokenizer_of(folder)
    pairs = [draw(tokenizer, group, random.Random(1)) for group in GROUPS]
    with torch.inference_mode():
        before = loss(bert, fit_reader.initial_adapters(bert), pairs).item()
    adapters = fit_reader.fit(bert, tokenizer, GROUPS, epochs=3)
    with torch.inference_mode():
        after = loss(bert, adapters, pairs).item()
    assert after < before / 2
    figures = fit_reader.measure(Reader(export_reader(save(adapters))), GROUPS)
    assert figures["questions"] == len(GROUPS)
    assert figures["auroc_near"] > 0.9


def test_initial_adapters_change_nothing() -> None:
    """Before the first step the merged weights are those of the model."""
    bert = load_bert(default_folder())
    merged = merge_adapters(bert.state_dict(), fit_reader.initial_adapters(bert))
    assert all(torch.equal(merged[name], value) for name, value in bert.state_dict().items())


def test_the_weights_are_written_where_the_reader_loads_them() -> None:
    """The default output is the file that the package ships."""
    assert str(fit_reader.OUTPUT) == str(files("rag.models").joinpath(ADAPTERS))


def test_the_first_pair_of_a_draw_is_right() -> None:
    """It is followed by two near ones and one from the other index, all wrong."""
    tokenizer = tokenizer_of(default_folder())
    for seed in range(5):
        pairs = draw(tokenizer, GROUPS[0], random.Random(seed))
        right, *wrong = [tokenizer.decode(pair.token_ids) for pair in pairs]
        assert "sellick" in right
        assert len(wrong) == 3
        assert not any("sellick" in text for text in wrong)
        assert sum("ebbrook" in text for text in wrong) == 1


def test_cached_groups_are_read_back(tmp_path: Path) -> None:
    """The cache has one line for each group, and is used instead of retrieving them again."""
    cached = tmp_path / "groups.jsonl"
    cached.write_text("".join(json.dumps(asdict(group)) + "\n" for group in GROUPS), "utf-8")
    groups = fit_reader.load_groups([], cached)
    assert [group.question for group in groups] == [group.question for group in GROUPS]
    assert [tuple(sentence) for sentence in groups[0].near] == GROUPS[0].near


def test_a_missing_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the data, one line names the missing file, and nothing is written."""
    monkeypatch.setattr("sys.argv", ["fit_reader", "--data", str(tmp_path)])
    monkeypatch.setattr(fit_reader, "OUTPUT", tmp_path / "reader.safetensors")
    assert fit_reader.main() == 2
    message = capsys.readouterr().err
    assert "squadshifts_reddit.json" in message
    assert message.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
