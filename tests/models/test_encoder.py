"""rag.models.encoder: which model an index has, and what runs it."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rag.errors import ConfigError, EmbedderError
from rag.index.embedding import Embedder, EmbedderInfo, Vectors
from rag.models import encoder as module
from rag.models import passage_vectors
from rag.models.encoder import ExportedEmbedder, load_embedder, load_embedder_of
from rag.models.model_files import DEFAULT_MODEL, default_folder, model_digest
from rag.models.torch_encoder import SentenceTransformerEmbedder
from tests.models.encoder_support import LONG, SHORT, cosine, embed, linked_model, passage


def test_a_question_does_not_wait_for_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a batch of passages is in the encoder, other threads ask questions."""
    embedder = load_embedder(dtype="float32")
    assert isinstance(embedder, ExportedEmbedder)
    alone = embedder.embed_question("who said so")
    real, entered, go_on = embedder._encoder._encode, threading.Event(), threading.Event()

    def slow(tokens: passage_vectors.Tokens) -> tuple[Vectors, Vectors]:
        entered.set()
        assert go_on.wait(60)
        return real(tokens)

    monkeypatch.setattr(embedder._encoder._vectors, "_encode", slow)
    with ThreadPoolExecutor(1) as pool:
        embedded = pool.submit(embed, embedder, SHORT)
        assert entered.wait(60)
        asked = embedder.embed_question("who said so"), embedder.is_word("bridge")
        go_on.set()
        assert len(embedded.result(60)) == 1
    assert np.abs(asked[0] - alone).max() <= 1e-5 and asked[1]


def test_stopping_early_starts_no_further_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that fails while passages are embedded does not encode all the others first."""
    embedder = load_embedder(dtype="float32")
    assert isinstance(embedder, ExportedEmbedder)
    real, encoded = embedder._encoder._encode, list[int]()

    def counted(tokens: passage_vectors.Tokens) -> tuple[Vectors, Vectors]:
        encoded.append(len(tokens["input_ids"]))
        return real(tokens)

    monkeypatch.setattr(embedder._encoder._vectors, "_encode", counted)
    monkeypatch.setattr(passage_vectors, "BATCH_TOKENS", 1)
    rows = embedder.embed_passages([passage(f"Number {i}.") for i in range(200)])
    assert isinstance(rows, Iterator)
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    assert sum(encoded) < 100


def test_words_are_single_tokens(exact: Embedder) -> None:
    """Common words are one token of the encoder, rare and invented ones several."""
    assert [exact.is_word(w) for w in ("bridge", "Bridge", "Tarrelfoot")] == [True, True, False]


def test_info_identifies_the_model(exact: Embedder, embedder: Embedder) -> None:
    """It has the name, digest of the weights, dimension and dtype that an index records."""
    info = exact.info
    assert (info.name, info.dimension, info.dtype) == (DEFAULT_MODEL, 384, "float32")
    assert info.digest == model_digest(default_folder())
    assert replace(embedder.info, dtype="float32") == info
    assert embedder.info.dtype in ("float32", "bfloat16")


def test_few_passages_are_embedded_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """In bfloat16 PyTorch is loaded for many passages only, and encodes those after the first."""
    monkeypatch.setattr(module, "FEW_PASSAGES", 2)
    monkeypatch.setattr(module, "MEANWHILE", 1)
    embedder = load_embedder(dtype="bfloat16")
    assert isinstance(embedder, ExportedEmbedder)
    few = embed(embedder, SHORT)[0]
    assert embedder._model is None
    meanwhile, _, many = embed(embedder, SHORT, LONG, SHORT)
    assert isinstance(embedder._model, SentenceTransformerEmbedder)
    assert embedder.info.dtype == embedder._model.info.dtype == "bfloat16"
    again = embed(embedder, SHORT)[0]
    assert np.abs(meanwhile - few).max() <= 1e-5 < np.abs(many - few).max()
    assert np.abs(again - many).max() <= 1e-2
    assert min(cosine(a, b) for a, b in zip(few, many, strict=True)) > 0.9995


def test_a_model_that_was_replaced_is_not_mixed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the weights in the folder have changed since, passages are refused, not embedded."""
    monkeypatch.setattr(module, "FEW_PASSAGES", 0)
    folder = linked_model(tmp_path)
    embedder = load_embedder(str(folder), "bfloat16")
    weights = folder / "model.safetensors"
    weights.unlink()
    weights.write_bytes(b"other")
    with pytest.raises(EmbedderError, match="no longer the one that was opened"):
        embed(embedder, SHORT)


ANY_INDEX = EmbedderInfo("/no/such/model", "0" * 64, 384, "", "float32")

ASKING = """
import os, sys
from rag.index.embedding import EmbedderInfo
from rag.models.encoder import load_embedder_of
from rag.models.model_files import default_folder, model_digest
info = EmbedderInfo("all-MiniLM-L6-v2", model_digest(default_folder()), 384, "", "bfloat16")
embedder = load_embedder_of(info)
embedder.embed_question("who?"), embedder.is_word("who")
print(*(name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules))
"""


def test_asking_loads_no_torch(embedder: Embedder) -> None:
    """Once the model is exported, its questions are encoded without PyTorch."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASKING], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_an_export_follows_the_weights_of_the_index(tmp_path: Path) -> None:
    """Asked for weights that it has an export of, it uses that; for others it loads the folder."""
    folder = linked_model(tmp_path)
    info = load_embedder(str(folder), "float32").info
    assert load_embedder_of(info).info == info
    for digest in ("0" * 64, "../../elsewhere"):
        found = load_embedder_of(replace(info, digest=digest)).info
        assert found.digest == info.digest != digest


def test_a_model_that_is_gone_is_refused() -> None:
    """An index whose model is not on this machine cannot be asked, even if an export is."""
    with pytest.raises(EmbedderError, match="neither a folder nor in the local cache"):
        load_embedder_of(ANY_INDEX)


def test_settings_beside_the_weights_count(tmp_path: Path) -> None:
    """The same weights with another longest input are another model, with an export of its own."""
    folder = linked_model(tmp_path)
    question = "The ferry takes cars. " * 20
    before = load_embedder(str(folder), "float32")
    settings = folder / "sentence_bert_config.json"
    text = settings.read_text()
    settings.unlink()
    settings.write_text(text.replace("256", "16"))
    assert text != settings.read_text()
    after = load_embedder(str(folder), "float32")
    assert after.info.digest != before.info.digest
    assert cosine(after.embed_question(question), before.embed_question(question)) < 0.999


@pytest.mark.parametrize("load", [load_embedder, lambda: load_embedder_of(ANY_INDEX)])
def test_a_wrong_number_of_threads_is_refused_first(
    monkeypatch: pytest.MonkeyPatch, load: Callable[[], Embedder]
) -> None:
    """RAG_THREADS is checked before a file is read."""
    monkeypatch.setenv("RAG_THREADS", "many")
    with pytest.raises(ConfigError, match="RAG_THREADS is 'many'"):
        load()


def test_a_model_that_cannot_be_exported_is_used_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It answers through sentence_transformers, says so, and is not exported again."""
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    tries = list[str]()

    def fail(*args: object, **options: object) -> None:
        tries.append("export")
        raise RuntimeError("no such operator")

    monkeypatch.setattr(torch.onnx, "export", fail)
    for _ in range(2):
        loaded = load_embedder(dtype="float32")
        assert isinstance(loaded, SentenceTransformerEmbedder)
        assert loaded.embed_question("who?").shape == (384,)
    assert tries == ["export"]
    assert "questions will need PyTorch" in caplog.text and "no such operator" in caplog.text


def test_an_export_with_other_vectors_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors are compared with those of sentence_transformers before an export is trusted."""
    monkeypatch.setenv("RAG_CACHE", str(tmp_path / "cache"))
    real = torch.onnx.export

    def with_other_weights(model: Any, *args: Any, **options: Any) -> Any:
        for value in model.parameters():
            if value.ndim == 2:
                value.copy_(value.flip(0))
        return real(model, *args, **options)

    monkeypatch.setattr(torch.onnx, "export", with_other_weights)
    assert isinstance(load_embedder(dtype="float32"), SentenceTransformerEmbedder)
    manifest = next((tmp_path / "cache").glob("*/manifest.json"))
    assert "a vector of the export has the cosine" in manifest.read_text()


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading and using the default model opens no connection, even in online mode."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    assert load_embedder().embed_question("bridge").shape == (384,)


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    """Weights that cannot be parsed end in one line that names the folder."""
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EmbedderError, match="cannot load the model") as error:
        load_embedder(str(tmp_path))
    assert f"from {tmp_path}" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_model_is_loaded_from_its_folder(tmp_path: Path) -> None:
    """The same files in another folder have the same digest and vectors; the name is the path."""
    folder = linked_model(tmp_path)
    other, own = load_embedder(str(folder), "float32"), load_embedder(dtype="float32")
    assert (other.info.name, other.info.digest) == (str(folder), own.info.digest)
    drift = np.abs(other.embed_question("bridge") - own.embed_question("bridge"))
    assert drift.max() <= 1e-5
