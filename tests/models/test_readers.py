"""rag.models.readers: which reader judges sentences, and any cross-encoder as one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import torch
from sentence_transformers import CrossEncoder
from transformers import BertConfig, BertForSequenceClassification

from rag import engine
from rag.errors import EmbedderError
from rag.models.cross_encoder import shared_reader
from rag.models.model_files import default_folder
from rag.models.readers import digest_of_reader, load_reader, set_reader
from rag.models.torch_reader import SentenceTransformerReader
from rag.types import SentenceInContext

QUESTION = "Who closed the pier?"
SENTENCES = ("The harbour master closed the pier.", "Bread was cheap that year.")


def cross_encoder(folder: Path, outputs: int = 1) -> Path:
    """Write a cross-encoder with random weights and the word pieces of the default model."""
    torch.manual_seed(3)
    shape: dict[str, Any] = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "num_labels": outputs,
        "initializer_range": 1.0,  # so that scores differ
    }
    BertForSequenceClassification(BertConfig(**shape)).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        if (default_folder() / name).exists():
            shutil.copy(default_folder() / name, folder)
    return folder


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of another cross-encoder."""
    return cross_encoder(tmp_path_factory.mktemp("reader"))


def test_a_reader_by_its_folder_scores_as_the_library_does(other: Path) -> None:
    """Log odds are the raw scores of question and sentence; no words are marked."""
    reader = load_reader(str(other))
    assert reader
    readings = reader.read(QUESTION, [SentenceInContext("Title", "Before.", s) for s in SENTENCES])
    expected = CrossEncoder(str(other), local_files_only=True).predict(
        [(QUESTION, s) for s in SENTENCES], activation_fn=torch.nn.Identity()
    )
    assert [r.log_odds for r in readings] == pytest.approx(expected.tolist(), abs=1e-5)
    assert expected[0] != pytest.approx(expected[1])
    assert all(r.answer is None and r.unsupported == () for r in readings)
    assert reader.read(QUESTION, []) == []


def test_the_setting_names_the_reader(other: Path) -> None:
    """RAG_READER decides unless a name is given; --reader sets it for the process."""
    with mock.patch.dict(os.environ, {"RAG_READER": "none"}):
        assert load_reader() is None
        assert load_reader("shipped") is shared_reader()
        set_reader(None)
        assert load_reader() is None
        set_reader(str(other))
        assert isinstance(load_reader(), SentenceTransformerReader)
    with mock.patch.dict(os.environ):
        os.environ.pop("RAG_READER", None)
        assert load_reader() is shared_reader()


def test_a_digest_without_loading(other: Path) -> None:
    """What a loaded reader will have; it tells readers apart."""
    names = "shipped", str(other), "none"
    digests = [digest_of_reader(name) for name in names]
    assert digests == [getattr(load_reader(name), "digest", None) for name in names]
    assert len(set(digests)) == 3


def test_a_reader_must_give_one_score(tmp_path: Path) -> None:
    """A classifier of three classes ranks nothing."""
    folder = cross_encoder(tmp_path / "classes", outputs=3)
    with pytest.raises(EmbedderError, match=r"classes has 3 outputs, and a reader needs one"):
        load_reader(str(folder))


def test_a_reader_that_cannot_be_loaded(tmp_path: Path, other: Path) -> None:
    """The error names the reader: a folder that is none, and one with damaged weights."""
    with pytest.raises(EmbedderError, match="neither a folder nor in the local cache"):
        load_reader("no/such-reader")
    folder = tmp_path / "damaged"
    shutil.copytree(other, folder)
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EmbedderError, match=r"cannot load the reader .*damaged"):
        load_reader(str(folder))


def test_an_index_is_asked_with_another_reader_or_none(sample_index: Path, other: Path) -> None:
    """Answers are still sentences of the articles; a calibration is of one reader alone."""
    question = "How much can a C-17 carry?"
    opened = [engine.open_index(sample_index, reader=name) for name in ("none", str(other))]
    assert opened[0].models.reranker is None
    for one in opened:
        answer = one.answer(question, min_confidence=0)
        assert answer.citations
        assert answer.citations[0].answer is None
    assert len({one.judges for one in opened} | {engine.open_index(sample_index).judges}) == 3
