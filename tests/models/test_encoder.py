"""rag.models.encoder: one pass gives the vectors of a passage and of its sentences.

The oracle is sentence_transformers, with the same model.
"""

from __future__ import annotations

import os
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.errors import EmbedderError
from rag.index.embedding import Embedder, PassageText, Vectors
from rag.models import encoder as module
from rag.models.encoder import SentenceTransformerEmbedder, load_embedder
from rag.models.model_files import DEFAULT_MODEL, default_folder

SENTENCES = (
    "The Tarrel Bridge was shut to all traffic on Monday.",
    "“Nobody wants to be the leader who closes the bridge,” Soley said.",
    "It will stay closed for 14 weeks — naïve hopes aside 😀.",
)


def passage(*sentences: str, between: str = " ") -> PassageText:
    """Return a passage of these sentences."""
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + len(between)
    return PassageText(between.join(sentences), tuple(spans))


def embed(embedder: Embedder, *passages: PassageText) -> list[Vectors]:
    """Return the vectors of passages, in order."""
    found = dict(embedder.embed_passages(passages))
    assert sorted(found) == list(range(len(passages)))
    return [found[i] for i in range(len(passages))]


def cosine(a: Any, b: Any) -> float:
    """Return the cosine of two vectors of any length."""
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.fixture(scope="module")
def exact() -> SentenceTransformerEmbedder:
    """The default model in float32, where vectors can be compared closely."""
    loaded = load_embedder(dtype="float32")
    assert isinstance(loaded, SentenceTransformerEmbedder)
    return loaded


SHORT = passage(*SENTENCES)
# Long enough for three windows; neighbouring sentences are about different things.
THINGS = (
    "apple violin glacier lawyer helmet mosquito cathedral bakery submarine tennis "
    "carpet volcano dentist lantern wheat opera parrot bicycle orphan thunder"
).split()
LONG = passage(
    *(
        f"In the report of the year 20{i + 10} a {t} was the main thing of all."
        for i in range(2)
        for t in THINGS
    )
)


def test_a_passage_vector_is_the_models_own(exact: SentenceTransformerEmbedder) -> None:
    """Row 0 is the vector that sentence_transformers returns for the text."""
    oracle = exact._model.encode(SHORT.text)
    assert cosine(embed(exact, SHORT)[0][0], oracle) > 0.99999


def test_the_default_dtype_is_as_exact_as_the_model(embedder: Embedder) -> None:
    """In the default dtype, a vector's cosine with the model's own in that dtype is over .9999."""
    assert isinstance(embedder, SentenceTransformerEmbedder)
    vectors = embed(embedder, SHORT)[0]
    oracle = embedder._model.encode(SHORT.text, convert_to_tensor=True).float().cpu().numpy()
    assert cosine(vectors[0], oracle) >= 0.9999


def test_a_question_vector_is_the_models_own(exact: SentenceTransformerEmbedder) -> None:
    """A question has the vector that sentence_transformers returns for it."""
    oracle = exact._model.encode_query("who closed the bridge")
    vector = exact.embed_question("who closed the bridge")
    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert cosine(vector, oracle) > 0.99999


def test_a_sentence_vector_is_the_mean_of_its_tokens(exact: SentenceTransformerEmbedder) -> None:
    """Rows from 1 on are the means of the token embeddings that begin in each sentence."""
    tokens = exact._model.encode(SHORT.text, output_value="token_embeddings")
    offsets = exact._model.tokenizer(SHORT.text, return_offsets_mapping=True)["offset_mapping"]
    vectors = embed(exact, SHORT)[0]
    assert vectors.shape == (1 + len(SENTENCES), 384)
    for i, (start, end) in enumerate(SHORT.sentences, 1):
        own = [
            t.cpu().numpy()
            for t, (a, b) in zip(tokens, offsets, strict=True)
            if start <= a < b <= end
        ]
        assert cosine(vectors[i], np.mean(own, axis=0)) > 0.99999


def test_vectors_have_length_one(exact: SentenceTransformerEmbedder) -> None:
    """All vectors are unit vectors, so that a dot product is a cosine."""
    for vectors in (*embed(exact, SHORT, LONG), exact.embed_question("bridge")):
        assert np.linalg.norm(vectors, axis=-1) == pytest.approx(1, abs=1e-5)


def test_a_long_text_is_read_to_its_end(exact: SentenceTransformerEmbedder) -> None:
    """A passage of over 256 tokens is encoded in windows: its last words affect its vectors."""
    last = LONG.sentences[-1]
    text = LONG.text[: last[0]] + "Sheep graze on the quiet northern hills x."
    changed = PassageText(text, (*LONG.sentences[:-1], (last[0], len(text))))
    assert len(exact._tokenizer(LONG.text)["input_ids"]) > 2 * 256
    before, after = embed(exact, LONG, changed)
    assert before.shape == after.shape == (1 + len(LONG.sentences), 384)
    assert cosine(before[-1], after[-1]) < 0.8
    assert cosine(before[1], after[1]) > 0.9999
    assert cosine(before[0], after[0]) < 0.99999


def test_sentences_of_a_long_text_keep_their_vectors(exact: SentenceTransformerEmbedder) -> None:
    """In every window, a sentence's vector is the nearest to that of the same sentence alone."""
    vectors = embed(exact, LONG)[0][1:]
    alone = embed(exact, *(passage(LONG.text[a:b]) for a, b in LONG.sentences))
    nearest = [int(np.argmax(vectors @ rows[0])) for rows in alone]
    things = len(THINGS)
    assert [i % things for i in nearest] == [i % things for i in range(len(nearest))]


def test_vectors_do_not_depend_on_the_batch(exact: SentenceTransformerEmbedder) -> None:
    """A passage has the same vectors alone and among many longer and shorter ones."""
    others = [passage("word " * n) for n in (1, 3, 40, 150)] * 20
    alone = embed(exact, SHORT)[0]
    among = embed(exact, *others, SHORT, LONG, *others)[len(others)]
    assert np.abs(alone - among).max() <= 1e-5


def test_groups_keep_positions(
    exact: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages of several groups and batches are yielded with their own positions."""
    passages = [passage(f"Number {i}.") for i in range(7)]
    whole = embed(exact, *passages)
    monkeypatch.setattr(module, "GROUP_PASSAGES", 2)
    monkeypatch.setattr(module, "BATCH_TOKENS", 1)
    for one, other in zip(whole, embed(exact, *passages), strict=True):
        assert np.abs(one - other).max() <= 1e-5


@pytest.mark.parametrize(
    "text",
    [" \n ", "\u200b\u200b", "\0\x01", "😀😀😀", "a" * 3_000, "\u0301\u0301", "[CLS] [SEP] [PAD]"],
)
def test_odd_texts_have_vectors(exact: SentenceTransformerEmbedder, text: str) -> None:
    """Vectors of any text are finite, and of length 1 or, for a text without tokens, 0."""
    vectors = embed(exact, PassageText(text, ((0, len(text)),)))[0]
    assert vectors.shape == (2, 384)
    assert np.isfinite(vectors).all()
    norms = np.linalg.norm(vectors, axis=1)
    assert all(n == pytest.approx(1, abs=1e-5) or n == 0 for n in norms)


def test_nothing_to_embed(exact: SentenceTransformerEmbedder) -> None:
    """No passages give no vectors; a passage without sentences has one vector."""
    assert embed(exact) == []
    assert embed(exact, PassageText("Words.", ()))[0].shape == (1, 384)


def test_passages_without_sentences_do_not_affect_others(
    exact: SentenceTransformerEmbedder,
) -> None:
    """Tokens outside sentences are added to no sentence of the same batch."""
    alone = embed(exact, SHORT)[0]
    bare = PassageText(SHORT.text, ())
    _, found, _ = embed(exact, bare, SHORT, bare)
    assert np.abs(alone - found).max() <= 1e-5


def test_threads_get_the_same_vectors(exact: SentenceTransformerEmbedder) -> None:
    """Four threads that embed in parallel, long texts included, get the vectors of one thread."""
    texts = (SHORT, LONG, passage("A third."))
    alone, question = embed(exact, *texts), exact.embed_question("who said so")

    def work(_: int) -> float:
        drift = [np.abs(a - b).max() for a, b in zip(embed(exact, *texts), alone, strict=True)]
        return float(max(*drift, np.abs(exact.embed_question("who said so") - question).max()))

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(work, range(12))) <= 1e-5


def test_a_question_does_not_wait_for_passages(exact: SentenceTransformerEmbedder) -> None:
    """While passages are embedded, other threads embed questions and look up words."""
    alone = exact.embed_question("who said so")
    with ThreadPoolExecutor(1) as pool, exact._passage_lock:
        asked = pool.submit(lambda: (exact.embed_question("who said so"), exact.is_word("bridge")))
        vector, known = asked.result(timeout=60)
    assert np.abs(vector - alone).max() <= 1e-5 and known


def test_splitting_holds_the_lock(
    exact: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tokenizer, which is not thread-safe, is only used while the lock is held."""
    real = exact._tokenizer

    def guarded(*args: Any, **options: Any) -> Any:
        assert exact._passage_lock.locked()
        return real(*args, **options)

    monkeypatch.setattr(exact, "_tokenizer", guarded)
    embed(exact, SHORT, LONG)


def test_info_identifies_the_model(exact: SentenceTransformerEmbedder, embedder: Embedder) -> None:
    """It has the name, digest of the weights, dimension and dtype that an index records."""
    info = exact.info
    assert (info.name, info.dimension, info.dtype) == (DEFAULT_MODEL, 384, "float32")
    assert len(info.digest) == 64
    assert embedder.info.digest == info.digest
    assert embedder.info.dtype in ("float32", "bfloat16")


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


def test_a_model_is_loaded_from_its_folder(
    tmp_path: Path, exact: SentenceTransformerEmbedder
) -> None:
    """The same files in another folder have the same digest and vectors; the name is the path."""
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder, copy_function=os.symlink)
    other = load_embedder(str(folder), "float32")
    assert (other.info.name, other.info.digest) == (str(folder), exact.info.digest)
    drift = np.abs(other.embed_question("bridge") - exact.embed_question("bridge"))
    assert drift.max() <= 1e-5
