"""training.fit_cross_encoder: labels, learning and checkpoints, with a tiny network."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from rag.errors import EmbedderError
from rag.models.model_files import default_folder
from rag.models.reader_input import Candidate
from rag.models.tokenization import tokenizer_of
from rag.types import Reading
from training import fit_cross_encoder
from training.cross_figures import Read, measure, overlap
from training.cross_network import UNKNOWN, CrossNetwork, loss
from training.fit_cross_encoder import (
    Choices,
    batches,
    fit,
    label,
    load_network,
    main,
    started_from,
)
from training.invented_facts import invented_questions
from training.reader_example import Example
from training.reader_examples import Examples

TINY = {
    "num_hidden_layers": 1,
    "hidden_size": 32,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}
QUESTIONS = invented_questions(seed=0, count=60)
CHOICES = Choices(pairs=8 * 32, seed=0, rate=5e-3, start=None)
RIGHT = Example(
    "When was it built?",
    Candidate("Bridges", "", "It was built in 1936."),
    right=True,
    answer=(16, 20),
    all_marked=True,
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The tokenizer of the default model."""
    return tokenizer_of(default_folder())


@pytest.fixture(autouse=True)
def all_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the only layer of the tiny network learn, as fast as the new outputs."""
    monkeypatch.setattr(fit_cross_encoder, "FROZEN", 0)
    monkeypatch.setattr(fit_cross_encoder, "NEW_RATE", 1)


def tiny() -> CrossNetwork:
    """Return a tiny network, always with the same weights."""
    torch.manual_seed(0)
    return CrossNetwork(TINY)


def test_the_answer_and_the_question_are_labelled(tokenizer: Tokenizer) -> None:
    """The answer's first and last piece are labelled; all of the question is borne out."""
    made = label(tokenizer, RIGHT)
    assert made.start == made.end
    assert tokenizer.id_to_token(made.pair.ids[made.start]) == "1936"
    assert made.unsupported == [0] * 4


def test_what_nobody_marked_is_unknown(tokenizer: Tokenizer) -> None:
    """Without marks there is no label; a wrong sentence has no answer; marks alone are partial."""
    plain = label(tokenizer, replace(RIGHT, answer=None, all_marked=False))
    assert (plain.start, plain.end, plain.unsupported) == (UNKNOWN, UNKNOWN, None)
    wrong = replace(RIGHT, right=False, answer=None, unsupported=((0, 4),), all_marked=False)
    made = label(tokenizer, wrong)
    assert (made.start, made.end) == (0, 0)
    assert made.unsupported == [1, UNKNOWN, UNKNOWN, UNKNOWN]


def test_unknown_labels_cost_nothing(tokenizer: Tokenizer) -> None:
    """The loss of a pair without marks is that of its relevance alone."""
    made = label(tokenizer, replace(RIGHT, answer=None, all_marked=False))
    network = tiny()
    with torch.no_grad():
        odds = network(**arguments(made.pair.ids, made.pair.types))[0]
        expected = torch.nn.functional.softplus(-odds).mean()
        torch.testing.assert_close(loss(network, [made]), expected, atol=1e-2, rtol=0)


def arguments(ids: list[int], types: list[int]) -> dict[str, torch.Tensor]:
    """Return the arguments of the network for one pair."""
    return {
        "input_ids": torch.tensor([ids]),
        "token_type_ids": torch.tensor([types]),
        "attention_mask": torch.ones((1, len(ids)), dtype=torch.long),
    }


def test_fitting_lowers_the_loss(tokenizer: Tokenizer, tmp_path: Path) -> None:
    """After some steps the loss of the examples is well below what it was."""
    shown = list(islice(batches(tokenizer, Examples(QUESTIONS, seed=0), seed=0), 16))

    def mean_loss(network: CrossNetwork) -> float:
        with torch.no_grad():
            return sum(loss(network, batch).item() for batch in shown) / len(shown)

    network = tiny()
    before = mean_loss(network)
    fit(network, QUESTIONS, replace(CHOICES, pairs=32 * 32), tmp_path)
    assert mean_loss(network) < 0.85 * before


def test_a_killed_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a checkpoint the fit ends with the weights of a run that was not interrupted."""
    monkeypatch.setattr(fit_cross_encoder, "STEPS_PER_CHECKPOINT", 3)
    whole, again = tiny(), tiny()
    fit(whole, QUESTIONS, CHOICES, tmp_path / "whole")
    fit(tiny(), QUESTIONS, CHOICES, tmp_path / "parts", stop_after=5)
    fit(again, QUESTIONS, CHOICES, tmp_path / "parts")
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(again.state_dict()[name], value, msg=name)


def test_batches_are_of_similar_length(tokenizer: Tokenizer) -> None:
    """The pairs of a batch differ less in length than those of a pool."""
    shown = list(islice(batches(tokenizer, Examples(QUESTIONS, seed=0), seed=0), 16))
    lengths = [[len(one.pair.ids) for one in batch] for batch in shown]
    spread = [max(some) - min(some) for some in lengths]
    whole = [length for some in lengths for length in some]
    assert sum(spread) / len(spread) < (max(whole) - min(whole)) / 4


def test_missing_data_is_named_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without the files ends the command with a message that names them."""
    command = ["fit", "--data", str(tmp_path), "--output", str(tmp_path)]
    monkeypatch.setattr("sys.argv", [*command, "--wheel", "none.whl"])
    assert main() == 2
    message = capsys.readouterr().err
    assert "squad2.jsonl" in message and len(message.splitlines()) == 1


def test_a_missing_checkpoint_is_named_in_one_line(tmp_path: Path) -> None:
    """A folder without a checkpoint cannot be started from."""
    with pytest.raises(EmbedderError, match="cannot read"):
        load_network(tiny(), tmp_path)


def test_a_network_starts_from_a_checkpoint(tmp_path: Path) -> None:
    """The weights of a checkpoint are loaded, and its command and step are known."""
    fit(tiny(), QUESTIONS, CHOICES, tmp_path, stop_after=1)
    torch.manual_seed(1)
    started = CrossNetwork(TINY)
    load_network(started, tmp_path)
    fitted = tiny()
    fit(fitted, QUESTIONS, CHOICES, tmp_path, stop_after=1)
    for name, value in fitted.state_dict().items():
        torch.testing.assert_close(started.state_dict()[name], value, msg=name)
    assert started_from(tmp_path) == f"{CHOICES.command}, after 1 steps of 32 pairs"


class Oracle:
    """Reads that a sentence answers if it is right, and marks what is marked."""

    def read(self, question: str, candidates: list[Candidate]) -> list[Reading]:
        """Return perfect readings."""
        (asked,) = (
            q for q in QUESTIONS if q.text == question and q.sentences[0] in str(candidates)
        )
        found = []
        for candidate in candidates:
            number = asked.sentences.index(candidate.sentence)
            answers = [(a, b) for n, a, b in asked.answers if n == number]
            right = number in asked.right
            found.append(Reading(3 if right else -3, answers[0] if answers else None, 0, (), 1))
        return found


def test_a_perfect_reader_has_perfect_figures() -> None:
    """Who knows all answers has them first, marks them, and answers nothing falsely."""
    figures = measure(Oracle(), QUESTIONS, 20)["invented"]  # type: ignore[arg-type]
    assert figures["first"] == figures["without: auroc"] == figures["answer F1"] == 1
    assert figures["unanswerable: false at 0.9"] == 0


def test_overlap_is_an_f1_of_characters() -> None:
    """Half of the characters found, and nothing else, is two thirds."""
    assert overlap(((0, 2),), ((0, 4),)) == pytest.approx(2 / 3)
    assert overlap((), ()) == 1
    assert overlap(((0, 1),), ()) == 0


def test_the_best_of_no_sentences_is_none() -> None:
    """A question of which none of some sentences was read has no log odds for them."""
    read = Read(QUESTIONS[0], [0, 1], [Reading(1, None, 0, (), 1), Reading(2, None, 0, (), 1)])
    assert read.best([0, 1]) == 2
    assert read.best([2]) is None
