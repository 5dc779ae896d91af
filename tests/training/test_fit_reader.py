"""Fitting the reader, on a handful of questions."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

from rag.models.encoder import default_folder
from rag.models.reader import base_weights, changed, load_tokenizer
from training import fit_reader
from training.fit_reader import Group, drawn, loss

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


def test_what_is_fitted_tells_right_from_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few steps lower the loss of the questions that were seen."""
    monkeypatch.setattr(fit_reader, "GROUPS", 4)
    folder = default_folder()
    base, tokenizer = base_weights(folder), load_tokenizer(folder)
    pairs = [drawn(tokenizer, group, random.Random(1)) for group in GROUPS]
    with torch.inference_mode():
        before = loss(changed(base, fit_reader.unchanged(base)), pairs).item()
    changes = fit_reader.fit(base, tokenizer, GROUPS, epochs=3)
    with torch.inference_mode():
        after = loss(changed(base, changes), pairs).item()
    assert after < before / 2
    figures = fit_reader.measure(changed(base, changes), tokenizer, GROUPS)
    assert figures["questions"] == len(GROUPS)
    assert figures["auroc_near"] > 0.9


def test_the_first_of_a_draw_is_right() -> None:
    """With two of those near, and one from elsewhere."""
    tokenizer = load_tokenizer(default_folder())
    for seed in range(5):
        shown = [
            tokenizer.decode(p.pieces) for p in drawn(tokenizer, GROUPS[0], random.Random(seed))
        ]
        assert len(shown) == 4
        assert "sellick" in shown[0] and not any("sellick" in text for text in shown[1:])


def test_groups_that_were_kept_are_read_again(tmp_path: Path) -> None:
    """They are written a line each, and nothing is asked for them a second time."""
    kept = tmp_path / "groups.jsonl"
    kept.write_text("".join(json.dumps(asdict(group)) + "\n" for group in GROUPS), "utf-8")
    read = fit_reader.prepared([], kept)
    assert [group.question for group in read] == [group.question for group in GROUPS]
    assert [tuple(one) for one in read[0].near] == GROUPS[0].near


def test_a_missing_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, and nothing is written."""
    monkeypatch.setattr("sys.argv", ["fit_reader", "--data", str(tmp_path)])
    assert fit_reader.main() == 2
    said = capsys.readouterr().err
    assert "squadshifts_reddit.json" in said and said.count("\n") == 1
