"""rag.models.reader: the cross-encoder's log odds, from its export.

The oracle is its network in PyTorch (`test_reader_network.py`).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load
from tokenizers import Tokenizer

from rag.models import reader as module
from rag.models.model_files import default_folder
from rag.models.reader import Reader, shared_reader
from rag.models.reader_network import ReaderNetwork, collate, load_bert
from rag.models.reader_pairs import encode_pair
from rag.models.tokenization import tokenizer_of

QUESTION = "who built the bridge?"
SENTENCES = [
    ("", "The bridge, which opened in 1936, was built by Ann Lee."),
    ("The ferry stopped on Monday.", "It had lost both of its anchors in the storm. " * 3),
    ("It rained.", "Seven."),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The shipped reader."""
    return Reader.load()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The default model's tokenizer."""
    return tokenizer_of(default_folder())


def test_a_pair_is_laid_out_as_in_training(tokenizer: Tokenizer) -> None:
    """[CLS] question [SEP] before [SEP] sentence [SEP], of which the sentence has type 1."""
    pair = encode_pair(tokenizer, "why?", "it rained", "the ferry stopped")
    text = tokenizer.decode(pair.token_ids, skip_special_tokens=False)
    assert text == "[CLS] why? [SEP] it rained [SEP] the ferry stopped [SEP]"
    assert pair.token_types == [0] * 7 + [1] * 4


def test_pairs_do_not_influence_each_other(reader: Reader) -> None:
    """A sentence has the same log odds alone and among others, in any order."""
    together = reader.read(QUESTION, SENTENCES)
    alone = np.array([reader.read(QUESTION, [sentence])[0] for sentence in SENTENCES])
    assert together.shape == (3,)
    assert together.dtype == np.float64
    np.testing.assert_allclose(together, alone, atol=1e-3)
    np.testing.assert_allclose(reader.read(QUESTION, SENTENCES[::-1])[::-1], together, atol=1e-3)


def test_the_export_reads_as_the_network(reader: Reader, tokenizer: Tokenizer) -> None:
    """The log odds are those of the network in PyTorch with the shipped adapters."""
    adapters = load(files("rag.models").joinpath(module.ADAPTERS).read_bytes())
    network = ReaderNetwork(load_bert(default_folder()), adapters)
    pairs = [encode_pair(tokenizer, QUESTION, *sentence) for sentence in SENTENCES]
    with torch.inference_mode():
        expected = network(**collate(pairs))
    np.testing.assert_allclose(reader.read(QUESTION, SENTENCES), expected, atol=1e-3)


def test_threads_read_the_same(reader: Reader) -> None:
    """Eight threads that read at once get the log odds of one."""
    alone = reader.read(QUESTION, SENTENCES)
    with ThreadPoolExecutor(8) as pool:
        for odds in pool.map(lambda _: reader.read(QUESTION, SENTENCES), range(24)):
            np.testing.assert_allclose(odds, alone, atol=1e-6)


def test_nothing_to_read(reader: Reader) -> None:
    """No sentences have no log odds; empty texts have finite ones."""
    assert reader.read(QUESTION, []).shape == (0,)
    assert np.isfinite(reader.read("", [("", "")])).all()


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
def test_an_answer_beats_a_sentence_with_the_same_words(
    reader: Reader, question: str, right: str, near: str
) -> None:
    """Both sentences have the question's words, and the one that answers it wins clearly."""
    odds = reader.read(question, [("", right), ("", near)])
    assert odds[0] > odds[1] + 1


def test_the_sentence_before_gives_context(reader: Reader) -> None:
    """A sentence with a pronoun answers more likely behind one that names what it refers to."""
    sentence = "It was built by the engineer Maud Sellick."
    odds = reader.read(
        "Who built the Orrin bridge?",
        [("The Orrin bridge crosses the Tarrel.", sentence), ("The ferry is shut.", sentence)],
    )
    assert odds[0] > odds[1]


def test_long_texts_are_truncated(tokenizer: Tokenizer) -> None:
    """A question's first tokens are kept, the last of the sentence before, a sentence's first."""
    text = " ".join(str(i) for i in range(100, 400))
    tokens = tokenizer.encode(text, add_special_tokens=False).ids
    cls, sep = tokenizer.encode("").ids
    pair = encode_pair(tokenizer, text, text, text)
    context = [cls, *tokens[:40], sep, *tokens[-32:], sep]
    assert pair.token_ids == [*context, *tokens[:160], sep]
    assert pair.token_types == [0] * len(context) + [1] * 161


def test_the_file_records_how_it_was_made() -> None:
    """It states its command, data and figures, and its numbers are in half precision."""
    path = files("rag.models").joinpath(module.ADAPTERS)
    with safe_open(str(path), "pt") as file:
        record = file.metadata()
        types = {file.get_tensor(name).dtype for name in file.keys()}  # noqa: SIM118
    assert record["command"].startswith("python -m training.fit_reader")
    assert all(len(digest) == 64 for digest in json.loads(record["data"]).values())
    assert json.loads(record["figures"])["auroc_near"] > 0.8
    assert types == {torch.float16}


def test_a_process_shares_one_reader() -> None:
    """It is loaded once, whatever the number of open indexes."""
    assert shared_reader() is shared_reader()


QUIET = """
import os, socket, sys
os.environ.pop("HF_HUB_OFFLINE", None)
from rag.models.reader import Reader
assert not {"torch", "onnxruntime", "tokenizers"} & set(sys.modules), "imported too early"
def refuse(*args, **options):
    raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
print(*Reader.load().read("who?", [("", "Ann Lee.")]))
assert not {"torch", "transformers"} & set(sys.modules), "not read from the export"
"""


def test_loading_is_lazy_silent_and_offline(reader: Reader) -> None:
    """Loading prints nothing, opens no connection, and imports onnxruntime, not PyTorch."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", QUIET], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert np.isfinite(float(done.stdout))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_reads(reader: Reader) -> None:
    """A child process has none of the threads, and reads all the same."""
    alone = reader.read(QUESTION, SENTENCES)
    receive, send = multiprocessing.Pipe(duplex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Python: forking with threads
        child = os.fork()
    if not child:
        send.send(reader.read(QUESTION, SENTENCES).tolist())
        os._exit(0)
    try:
        assert receive.poll(60), "the child does not answer"
        np.testing.assert_allclose(receive.recv(), alone, atol=1e-6)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
