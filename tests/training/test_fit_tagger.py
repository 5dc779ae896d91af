"""training.fit_tagger: learning, checkpoints and export, with one layer and a few articles."""

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
from training import fit_tagger
from training.fit_tagger import ATTRIBUTIONS, Choices, batches, fit
from training.speech_windows import Article, Attribution
from training.tagger_checkpoint import restore, store
from training.tagger_network import Network, add_transitions, export, loss, quantize

CHOICES = Choices(epochs=4, layers=1, noise=False, seed=0, articles=None)


def article(number: int) -> Article:
    """Return an article of one attribution."""
    names, verbs = ("Ann Lee", "Bo Orr", "Ida Wolf", "Per Aune"), ("said", "claimed", "added")
    source, cue = names[number % 4], verbs[number % 3]
    content = f"“The bridge {number} is shut,”"
    text = f"It rained on Monday. {content} {source} {cue}. The ferry left at {number}."
    spans = [((text.index(part), text.index(part) + len(part)),) for part in (source, cue, content)]
    return Article(str(number), text, (Attribution(*spans),))


ARTICLES = [article(number) for number in range(64)]


@pytest.fixture(autouse=True)
def faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few steps suffice."""
    monkeypatch.setattr(fit_tagger, "LEARNING_RATE", 1e-3)


def test_fitting_lowers_the_loss() -> None:
    """After some steps the loss of the articles is a fraction of what it was."""
    folder = default_folder()
    tokenizer = tokenizer_of(folder)
    batch = next(batches(ARTICLES, tokenizer, CHOICES, 0))
    torch.manual_seed(0)
    before = loss(Network(folder, layers=1), batch, special_ids(tokenizer)).item()
    network = fit(ARTICLES, CHOICES, None).train(False)
    after = loss(network, batch, special_ids(tokenizer)).item()
    assert after < before / 4


def test_a_killed_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a checkpoint the fit ends with the weights of a run that was not interrupted."""
    monkeypatch.setattr(fit_tagger, "STEPS_PER_CHECKPOINT", 3)
    whole = fit(ARTICLES[:32], CHOICES, None).state_dict()
    steps = 0

    def stopped(*arguments: object) -> torch.Tensor:
        nonlocal steps
        steps += 1
        if steps > 7:
            raise KeyboardInterrupt
        return loss(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(fit_tagger, "loss", stopped)
        fit(ARTICLES[:32], CHOICES, tmp_path)
    again = fit(ARTICLES[:32], CHOICES, tmp_path).state_dict()
    for name, value in whole.items():
        torch.testing.assert_close(again[name], value, msg=name)


def test_another_command_starts_from_the_beginning(tmp_path: Path) -> None:
    """A checkpoint of other choices is not used."""
    network = Network(default_folder(), layers=1)
    optimizer = fit_tagger.make_optimizer(network)
    store(tmp_path, "another", network, optimizer, 5)
    assert restore(tmp_path, CHOICES.command, network, optimizer) == 0
    assert restore(tmp_path / "none", CHOICES.command, network, optimizer) == 0


def test_word_embeddings_do_not_learn() -> None:
    """They stay those of the default model, which the tagger shares them with; the rest learns."""
    network = Network(default_folder(), layers=2)
    resting = {name for name, value in network.named_parameters() if not value.requires_grad}
    assert resting == {"bert.embeddings.word_embeddings.weight"}
    assert len(network.bert.encoder.layer) == 2


def test_batches_depend_on_the_seed_alone() -> None:
    """An epoch has the same batches each time, and another epoch has others."""
    tokenizer = tokenizer_of(default_folder())
    runs = [
        [
            window.ids.tolist()
            for batch in batches(ARTICLES, tokenizer, CHOICES, n)
            for window in batch
        ]
        for n in (0, 0, 1)
    ]
    assert runs[0] == runs[1] != runs[2]
    assert sorted(runs[0]) == sorted(runs[2])


def test_the_exported_file_gives_what_the_network_gives(tmp_path: Path) -> None:
    """Tags of the ONNX file are those of PyTorch, and in 8 bits they are close."""
    torch.manual_seed(0)
    network = Network(default_folder(), layers=1).train(False)
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
    monkeypatch.setattr(
        "sys.argv", ["fit_tagger", "--data", str(tmp_path), "--output", str(tmp_path / "out")]
    )
    assert fit_tagger.main() == 2
    message = capsys.readouterr().err
    assert ATTRIBUTIONS in message and "--data" in message
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_model_and_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card records base, licence, data, command and figures."""
    documents = [
        {
            "id": some.name,
            "text": some.text,
            "attributions": [
                {role: [list(s) for s in a.spans(role)] for role in ("source", "cue", "content")}
                for a in some.attributions
            ],
        }
        for some in ARTICLES
    ]
    (tmp_path / ATTRIBUTIONS).write_text(json.dumps({"documents": documents}), "utf-8")
    out = tmp_path / "out"
    arguments = ["--data", str(tmp_path), "--output", str(out), "--epochs", "1", "--layers", "1"]
    monkeypatch.setattr("sys.argv", ["fit_tagger", *arguments, "--articles", "16"])
    assert fit_tagger.main() == 0
    card = json.loads((out / "tagger.json").read_text("utf-8"))
    assert set(card) == {"base", "licence", "data", "command", "figures"}
    assert len(card["data"][ATTRIBUTIONS]) == 64
    assert card["command"].endswith("--epochs 1 --layers 1 --seed 0 --articles 16")
    assert (out / "tagger.onnx").stat().st_size < (out / "tagger.float32.onnx").stat().st_size / 3
