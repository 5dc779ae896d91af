"""training.fit_tagger: learning, teachers and checkpoints, with one layer and a few articles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from rag.models.model_files import default_folder
from tests.speech_articles import speech_article, speech_windows
from training import fit_tagger
from training.fit_tagger import Choices, fit, loss, make_network, make_optimizer, set_rate
from training.tagger_batches import WindowsOnDevice
from training.tagger_checkpoint import load_network, restore, store

CHOICES = Choices(steps=16, layers=1, rate=1e-3)
WINDOWS = speech_windows([speech_article(number) for number in range(32)])


def test_fitting_lowers_the_loss() -> None:
    """After some steps the loss of the articles is a fraction of what it was."""
    batch = WindowsOnDevice(WINDOWS, "cpu").batch(np.arange(8))
    network = make_network(default_folder(), CHOICES).train(False)
    before = loss(network, batch).item()
    assert fit(network, WINDOWS, CHOICES) == CHOICES.steps
    assert loss(network.train(False), batch).item() < before / 2


def test_a_student_learns_what_its_teacher_says() -> None:
    """Without any annotation, a network comes closer to the annotation by its teacher alone."""
    teacher = make_network(default_folder(), CHOICES)
    fit(teacher, WINDOWS, CHOICES)
    student = make_network(default_folder(), CHOICES).train(False)
    batch = WindowsOnDevice(WINDOWS, "cpu").batch(np.arange(8))
    before = loss(student, batch).item()
    unknown = speech_windows([speech_article(number) for number in range(32)], annotated=False)
    fit(student, unknown, CHOICES, [teacher])
    assert loss(student.train(False), batch).item() < before / 1.5


def test_a_killed_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a checkpoint the fit ends with the weights of a run that was not interrupted."""
    monkeypatch.setattr(fit_tagger, "STEPS_PER_CHECKPOINT", 3)
    choices = Choices(steps=8, layers=1)
    whole = make_network(default_folder(), choices)
    fit(whole, WINDOWS, choices)
    steps = 0

    def stopped(*arguments: object) -> torch.Tensor:
        nonlocal steps
        steps += 1
        if steps > 5:
            raise KeyboardInterrupt
        return loss(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(fit_tagger, "loss", stopped)
        fit(make_network(default_folder(), choices), WINDOWS, choices, checkpoints=tmp_path)
    again = make_network(default_folder(), choices)
    assert fit(again, WINDOWS, choices, checkpoints=tmp_path) == 8
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], value, msg=name)


def test_another_command_starts_from_the_beginning(tmp_path: Path) -> None:
    """A checkpoint of other choices is not used."""
    network = make_network(default_folder(), CHOICES)
    optimizer = make_optimizer(network, "cpu")
    store(tmp_path, "another", network, optimizer, 5)
    assert restore(tmp_path, CHOICES.command, network, optimizer) == 0
    assert restore(tmp_path / "none", CHOICES.command, network, optimizer) == 0


def test_word_embeddings_do_not_learn() -> None:
    """They stay those of the default model, which the tagger shares them with; the rest learns."""
    network = make_network(default_folder(), Choices(steps=1, layers=2))
    resting = {name for name, value in network.named_parameters() if not value.requires_grad}
    assert resting == {"bert.embeddings.word_embeddings.weight"}
    assert len(network.bert.encoder.layer) == 2


def test_the_learning_rate_rises_then_falls() -> None:
    """It is highest after the warm-up and 0 at the end; the new layers learn faster."""
    optimizer = make_optimizer(make_network(default_folder(), CHOICES), "cpu")
    rates = []
    for share in (0.0, fit_tagger.WARMUP, 0.5, 1.0):
        set_rate(optimizer, 1.0, share)
        old, new = (group["lr"] for group in optimizer.param_groups)
        assert new == pytest.approx(fit_tagger.NEW_RATE * old)
        rates.append(old)
    assert rates[0] < rates[2] < rates[1]
    assert rates[3] == 0


def test_the_time_ends_a_fit() -> None:
    """With no seconds left, no step is made."""
    network = make_network(default_folder(), CHOICES)
    assert fit(network, WINDOWS, Choices(steps=8, layers=1, seconds=1e-9)) == 0


def test_the_command_keeps_what_was_learnt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file holds the network, all but its word embeddings, and the command."""
    WINDOWS.save(tmp_path / "windows", {"command": "drawn"})
    files = ["--windows", str(tmp_path / "windows"), "--output", str(tmp_path / "learnt")]
    arguments = [*files, "--held-out", str(tmp_path / "windows"), "--steps", "2", "--layers", "1"]
    monkeypatch.setattr("sys.argv", ["fit_tagger", *arguments])
    assert fit_tagger.main() == 0
    network, record = load_network([tmp_path / "learnt"], default_folder())
    assert len(network.bert.encoder.layer) == 1
    assert "--steps 2 --layers 1" in record["command"] and "drawn" in record["drawn"]
    assert '"content_to_cue"' in capsys.readouterr().out


def test_a_missing_teacher_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line names the file that cannot be read, and nothing is written."""
    files = ["--windows", str(tmp_path / "w"), "--output", str(tmp_path / "out")]
    teacher = str(tmp_path / "teacher")
    monkeypatch.setattr("sys.argv", ["fit_tagger", *files, "--layers", "1", "--teachers", teacher])
    assert fit_tagger.main() == 2
    assert teacher in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
