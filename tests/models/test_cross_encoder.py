"""rag.models.cross_encoder: from the model's outputs to probabilities and spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from rag.models.cross_encoder import END, START, UNSUPPORTED, CrossEncoder, Numbers, decode
from rag.models.model_files import default_folder
from rag.models.reader_input import Candidate, ReaderInput, encode_candidate
from rag.models.tokenization import tokenizer_of
from training.cross_export import write
from training.cross_network import CrossNetwork, collate

QUESTION = "When did Zhelyazkova build the bridge?"
SENTENCE = "Zhelyazkova built the bridge in 1936."
CANDIDATES = [
    Candidate("Bridges", "It rained on Monday.", SENTENCE),
    Candidate("", "", "The ferry takes sixty cars over the river, and it stops at night."),
    Candidate("", "", "Yes."),
]
TINY = {
    "num_hidden_layers": 2,
    "hidden_size": 32,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "initializer_range": 0.3,  # so that candidates differ
}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The tokenizer of the default model."""
    return tokenizer_of(default_folder())


@pytest.fixture(scope="module")
def network() -> CrossNetwork:
    """A tiny network with random weights."""
    torch.manual_seed(0)
    return CrossNetwork(TINY)


@pytest.fixture(scope="module")
def outputs(network: CrossNetwork, tokenizer: Tokenizer) -> tuple[torch.Tensor, torch.Tensor]:
    """What the network says in PyTorch of the padded batch of the candidates."""
    pairs = [encode_candidate(tokenizer, QUESTION, one) for one in CANDIDATES]
    with torch.inference_mode():
        log_odds, pieces = network(**collate(pairs))
    return log_odds, pieces


@pytest.fixture(scope="module")
def folder(network: CrossNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the network's exports."""
    made = tmp_path_factory.mktemp("reader")
    write(network, made / "whole.onnx", made / "small.onnx")
    return made


@pytest.fixture(scope="module")
def pair(tokenizer: Tokenizer) -> ReaderInput:
    """The pair of the question and the first candidate."""
    return encode_candidate(tokenizer, QUESTION, CANDIDATES[0])


@pytest.fixture
def pieces(pair: ReaderInput) -> Numbers:
    """Outputs that mark nothing."""
    found = np.zeros((len(pair.ids), 3), dtype=np.float32)
    found[:, UNSUPPORTED] = -5
    return found


def place(pair: ReaderInput, text: str, words: str) -> int:
    """Return the place of the first piece of some words of the question or the sentence."""
    pieces = pair.question if text == QUESTION else pair.sentence
    return next(p.place for p in pieces if p.start == text.index(words))


@pytest.mark.parametrize(("name", "tolerance"), [("whole.onnx", 0.02), ("small.onnx", 0.05)])
def test_the_export_reads_as_training_does(
    folder: Path, outputs: tuple[torch.Tensor, torch.Tensor], name: str, tolerance: float
) -> None:
    """Candidates that are read alone get the log odds of a padded batch in training."""
    readings = CrossEncoder.load(folder / name).read(QUESTION, CANDIDATES)
    found = [reading.log_odds for reading in readings]
    expected = outputs[0].numpy()
    assert np.ptp(expected) > 0.2
    np.testing.assert_allclose(found, expected, atol=tolerance)


def test_large_activations_leave_the_others_their_bits(
    tokenizer: Tokenizer, tmp_path: Path
) -> None:
    """One value is forty times the others, and nothing depends on it: the export reads the same."""
    torch.manual_seed(0)
    network = CrossNetwork(TINY | {"intermediate_size": 256})
    with torch.no_grad():
        layer: Any
        for layer in network.bert.encoder.layer:
            layer.intermediate.dense.bias[0] = 40
            layer.output.dense.weight[:, 0] = 0
    write(network, tmp_path / "whole.onnx", tmp_path / "small.onnx")
    whole, small = (
        [one.log_odds for one in CrossEncoder.load(tmp_path / name).read(QUESTION, CANDIDATES)]
        for name in ("whole.onnx", "small.onnx")
    )
    assert np.ptp(whole) > 0.2
    np.testing.assert_allclose(small, whole, atol=0.05)


def test_the_small_export_is_smaller(folder: Path) -> None:
    """The matrices of the small export take a quarter of the space."""
    assert (folder / "small.onnx").stat().st_size < (folder / "whole.onnx").stat().st_size


def test_a_reading_does_not_depend_on_other_candidates(folder: Path) -> None:
    """A candidate is read alike alone and beside others, in whichever order."""
    model = CrossEncoder.load(folder / "small.onnx")
    together = model.read(QUESTION, CANDIDATES[::-1])[::-1]
    assert together == [model.read(QUESTION, [one])[0] for one in CANDIDATES]


def test_nothing_is_read_without_candidates(folder: Path) -> None:
    """No candidates, no readings."""
    assert CrossEncoder.load(folder / "small.onnx").read(QUESTION, []) == []


def test_the_answer_is_whole_words_of_the_sentence(pair: ReaderInput, pieces: Numbers) -> None:
    """A span that begins inside a word is extended to it."""
    first = place(pair, SENTENCE, "Zhelyazkova")
    pieces[first + 1, START] = pieces[first + 2, END] = 9
    reading = decode(QUESTION, SENTENCE, pair, 1.0, pieces)
    assert reading.answer and SENTENCE[slice(*reading.answer)] == "Zhelyazkova"
    assert reading.log_odds == 1.0


@pytest.mark.parametrize("word", ["can’t", "C-17", "3,520", "U.S"])
def test_a_word_with_a_mark_inside_is_not_cut(tokenizer: Tokenizer, word: str) -> None:
    """The answer is not a part of a word that has an apostrophe, a hyphen or a comma inside."""
    sentence = f"They {word} say."
    pair = encode_candidate(tokenizer, QUESTION, Candidate("", "", sentence))
    pieces = np.zeros((len(pair.ids), 3), dtype=np.float32)
    last = next(p.place for p in pair.sentence if p.end == sentence.index(word) + len(word))
    pieces[last, [START, END]] = 9
    reading = decode(QUESTION, sentence, pair, 0.0, pieces)
    assert reading.answer and sentence[slice(*reading.answer)] == word


def test_the_answer_does_not_end_before_it_begins(pair: ReaderInput, pieces: Numbers) -> None:
    """Of the highest start and an earlier end only one can be taken."""
    pieces[place(pair, SENTENCE, "1936"), START] = 9
    pieces[place(pair, SENTENCE, "built"), END] = 8
    reading = decode(QUESTION, SENTENCE, pair, 0.0, pieces)
    assert reading.answer and SENTENCE[slice(*reading.answer)].startswith("1936")


def test_no_answer_is_told_from_one(pair: ReaderInput, pieces: Numbers) -> None:
    """The log odds of an answer fall with the scores of [CLS]."""
    pieces[place(pair, SENTENCE, "1936"), [START, END]] = 9
    certain = decode(QUESTION, SENTENCE, pair, 0.0, pieces).answer_log_odds
    pieces[0, [START, END]] = 12
    doubtful = decode(QUESTION, SENTENCE, pair, 0.0, pieces).answer_log_odds
    assert certain > 10 and doubtful == pytest.approx(certain - 24, abs=1e-3)


def test_words_that_are_not_borne_out_are_joined(pair: ReaderInput, pieces: Numbers) -> None:
    """Neighbouring words make one span; one piece marks its word; other words stay unmarked."""
    pieces[place(pair, QUESTION, "Zhelyazkova") + 1, UNSUPPORTED] = 2
    pieces[place(pair, QUESTION, "build"), UNSUPPORTED] = 1
    pieces[place(pair, QUESTION, "bridge"), UNSUPPORTED] = 3
    reading = decode(QUESTION, SENTENCE, pair, 0.0, pieces)
    marked = [QUESTION[slice(*span)] for span in reading.unsupported]
    assert marked == ["Zhelyazkova build", "bridge"]
    assert reading.least_support == pytest.approx(1 / (1 + np.exp(3)))


def test_a_sentence_without_words_has_no_answer(tokenizer: Tokenizer) -> None:
    """Nothing is marked in an empty sentence, nor in an empty question."""
    pair = encode_candidate(tokenizer, "", Candidate("", "", ""))
    reading = decode("", "", pair, 0.0, np.zeros((len(pair.ids), 3), dtype=np.float32))
    assert (reading.answer, reading.answer_log_odds) == (None, -np.inf)
    assert (reading.unsupported, reading.least_support) == ((), 1.0)
