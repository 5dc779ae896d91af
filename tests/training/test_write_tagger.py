"""training.write_tagger: the files of the tagger, from what was learnt."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from rag.models.model_files import default_folder
from rag.models.speech_spans import TAGS
from rag.models.tagger import Tagger, special_ids
from rag.models.tokenization import tokenizer_of
from tests.speech_articles import speech_article, write_training_files
from training import write_tagger
from training.fit_tagger import Choices, make_network
from training.tagger_checkpoint import save_network
from training.tagger_draw import ATTRIBUTIONS
from training.tagger_network import add_transitions, export, quantize

ARTICLES = [speech_article(number) for number in range(64)]


def test_the_exported_file_gives_what_the_network_gives(tmp_path: Path) -> None:
    """Tags of the ONNX file are those of PyTorch, and in 8 bits they are close."""
    network = make_network(default_folder(), Choices(steps=1, layers=1)).train(False)
    export(network, tmp_path / "whole.onnx")
    quantize(tmp_path / "whole.onnx", tmp_path / "small.onnx")
    transitions = np.eye(TAGS, dtype=np.float32)
    for name in ("whole.onnx", "small.onnx"):
        add_transitions(tmp_path / name, transitions)
    assert (Tagger.load(tmp_path / "small.onnx").transitions == transitions).all()
    texts = [some.text for some in ARTICLES[:3]] + [ARTICLES[0].text * 30]
    whole = list(map(Tagger.load(tmp_path / "whole.onnx").scores, texts))
    small = list(map(Tagger.load(tmp_path / "small.onnx").scores, texts))
    cls, sep = special_ids(tokenizer_of(default_folder()))
    for (pieces, (scores, *_)), (_, (close, *_)) in zip(whole, small, strict=True):
        ids = torch.tensor([[cls, *pieces.ids[: scores.end], sep]])
        with torch.inference_mode():
            tags, _ = network(network.words(ids))
        np.testing.assert_allclose(scores.tags, tags[0, 1:-1], atol=1e-3)
        np.testing.assert_allclose(close.tags, scores.tags, atol=0.3)


def test_missing_data_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the data, one line names the file and the option, and nothing is written."""
    out = ["--output", str(tmp_path / "out"), "--learnt", str(tmp_path / "learnt")]
    monkeypatch.setattr("sys.argv", ["write_tagger", "--data", str(tmp_path), *out])
    assert write_tagger.main() == 2
    message = capsys.readouterr().err
    assert ATTRIBUTIONS in message and "--data" in message
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_model_and_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card records base, licence, data, both commands and figures."""
    write_training_files(tmp_path, ARTICLES)
    network = make_network(default_folder(), Choices(steps=1, layers=1))
    record = {"command": "fitted", "drawn": json.dumps({"command": "drawn"})}
    save_network(tmp_path / "learnt", network, record)
    out = tmp_path / "out"
    files = ["--data", str(tmp_path), "--learnt", str(tmp_path / "learnt"), "--output", str(out)]
    monkeypatch.setattr("sys.argv", ["write_tagger", *files])
    assert write_tagger.main() == 0
    card = json.loads((out / "tagger.json").read_text("utf-8"))
    assert set(card) == {"base", "licence", "data", "command", "drawn", "figures"}
    assert len(card["data"][ATTRIBUTIONS]) == 64
    assert (card["command"], card["drawn"]["command"]) == ("fitted", "drawn")
    assert (out / "tagger.onnx").stat().st_size < (out / "tagger.float32.onnx").stat().st_size / 3


def test_parts_of_a_network_must_be_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is no network is named in one line."""
    write_training_files(tmp_path, ARTICLES[:2])
    (tmp_path / "learnt").write_bytes(b"no tensors")
    files = ["--learnt", str(tmp_path / "learnt"), "--output", str(tmp_path / "out")]
    monkeypatch.setattr("sys.argv", ["write_tagger", "--data", str(tmp_path), *files])
    assert write_tagger.main() == 2
    assert str(tmp_path / "learnt") in capsys.readouterr().err
