"""rag.models.passage_vectors: one pass gives the vectors of a passage and of its sentences.

The oracle is sentence_transformers, with the same model. What holds of vectors holds of both ways
to compute them: the export to ONNX, and PyTorch.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.index.embedding import Embedder, PassageText
from rag.models import passage_vectors
from tests.models.encoder_support import (
    LONG,
    SENTENCES,
    SHORT,
    THINGS,
    cosine,
    embed,
    in_torch,
    passage,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def test_a_passage_vector_is_the_models_own(exact: Embedder, oracle: SentenceTransformer) -> None:
    """Row 0 is the vector that sentence_transformers returns for the text."""
    assert cosine(embed(exact, SHORT)[0][0], oracle.encode(SHORT.text)) > 0.99999


def test_bfloat16_is_close_to_the_model(oracle: SentenceTransformer) -> None:
    """In bfloat16, a vector's cosine with the model's own is over .999, and not 1."""
    vectors = embed(in_torch("bfloat16"), SHORT)[0]
    assert 0.999 <= cosine(vectors[0], oracle.encode(SHORT.text)) < 0.9999999


@pytest.mark.parametrize("question", ["who closed the bridge", "", "why? " * 500, "naïve 東京 😀"])
def test_a_question_vector_is_the_models_own(
    exact: Embedder, oracle: SentenceTransformer, question: str
) -> None:
    """A question has the vector that sentence_transformers returns for it, cut where it cuts."""
    vector = exact.embed_question(question)
    assert vector.shape == (384,)
    assert vector.dtype == np.float32
    assert cosine(vector, oracle.encode_query(question)) > 0.99999


def test_a_sentence_vector_is_the_mean_of_its_tokens(
    exact: Embedder, oracle: SentenceTransformer
) -> None:
    """Rows from 1 on are the means of the token embeddings that begin in each sentence."""
    tokens = oracle.encode(SHORT.text, output_value="token_embeddings")
    offsets = oracle.tokenizer(SHORT.text, return_offsets_mapping=True)["offset_mapping"]
    vectors = embed(exact, SHORT)[0]
    assert vectors.shape == (1 + len(SENTENCES), 384)
    for i, (start, end) in enumerate(SHORT.sentences, 1):
        own = [
            t.cpu().numpy()
            for t, (a, b) in zip(tokens, offsets, strict=True)
            if start <= a < b <= end
        ]
        assert cosine(vectors[i], np.mean(own, axis=0)) > 0.99999


def test_vectors_have_length_one(exact: Embedder) -> None:
    """All vectors are unit vectors, so that a dot product is a cosine."""
    for vectors in (*embed(exact, SHORT, LONG), exact.embed_question("bridge")):
        assert np.linalg.norm(vectors, axis=-1) == pytest.approx(1, abs=1e-5)


def test_a_long_text_is_read_to_its_end(exact: Embedder, oracle: SentenceTransformer) -> None:
    """A passage of over 256 tokens is encoded in windows: its last words affect its vectors."""
    last = LONG.sentences[-1]
    text = LONG.text[: last[0]] + "Sheep graze on the quiet northern hills x."
    changed = PassageText(text, (*LONG.sentences[:-1], (last[0], len(text))))
    assert len(oracle.tokenizer.tokenize(LONG.text)) > 2 * 256
    before, after = embed(exact, LONG, changed)
    assert before.shape == after.shape == (1 + len(LONG.sentences), 384)
    assert cosine(before[-1], after[-1]) < 0.8
    assert cosine(before[1], after[1]) > 0.9999
    assert cosine(before[0], after[0]) < 0.99999


def test_sentences_of_a_long_text_keep_their_vectors(exact: Embedder) -> None:
    """In every window, a sentence's vector is the nearest to that of the same sentence alone."""
    vectors = embed(exact, LONG)[0][1:]
    alone = embed(exact, *(passage(LONG.text[a:b]) for a, b in LONG.sentences))
    nearest = [int(np.argmax(vectors @ rows[0])) for rows in alone]
    things = len(THINGS)
    assert [i % things for i in nearest] == [i % things for i in range(len(nearest))]


def test_vectors_do_not_depend_on_the_batch(exact: Embedder) -> None:
    """A passage has the same vectors alone and among many longer and shorter ones."""
    others = [passage("word " * n) for n in (1, 3, 40, 150)] * 20
    alone = embed(exact, SHORT)[0]
    among = embed(exact, *others, SHORT, LONG, *others)[len(others)]
    assert np.abs(alone - among).max() <= 1e-5


def test_groups_keep_positions(exact: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passages of several groups and batches are yielded with their own positions."""
    passages = [passage(f"Number {i}.") for i in range(7)]
    whole = embed(exact, *passages)
    monkeypatch.setattr(passage_vectors, "GROUP_PASSAGES", 2)
    monkeypatch.setattr(passage_vectors, "BATCH_TOKENS", 1)
    for one, other in zip(whole, embed(exact, *passages), strict=True):
        assert np.abs(one - other).max() <= 1e-5


@pytest.mark.parametrize(
    "text",
    [" \n ", "\u200b\u200b", "\0\x01", "😀😀😀", "a" * 3_000, "\u0301\u0301", "[CLS] [SEP] [PAD]"],
)
def test_odd_texts_have_vectors(exact: Embedder, text: str) -> None:
    """Vectors of any text are finite, and of length 1 or, for a text without tokens, 0."""
    vectors = embed(exact, PassageText(text, ((0, len(text)),)))[0]
    assert vectors.shape == (2, 384)
    assert np.isfinite(vectors).all()
    norms = np.linalg.norm(vectors, axis=1)
    assert all(n == pytest.approx(1, abs=1e-5) or n == 0 for n in norms)


def test_nothing_to_embed(exact: Embedder) -> None:
    """No passages give no vectors; a passage without sentences has one vector."""
    assert embed(exact) == []
    assert embed(exact, PassageText("Words.", ()))[0].shape == (1, 384)


def test_passages_without_sentences_do_not_affect_others(
    exact: Embedder,
) -> None:
    """Tokens outside sentences are added to no sentence of the same batch."""
    alone = embed(exact, SHORT)[0]
    bare = PassageText(SHORT.text, ())
    _, found, _ = embed(exact, bare, SHORT, bare)
    assert np.abs(alone - found).max() <= 1e-5


def test_threads_get_the_same_vectors(exact: Embedder) -> None:
    """Four threads that embed in parallel, long texts included, get the vectors of one thread."""
    texts = (SHORT, LONG, passage("A third."))
    alone, question = embed(exact, *texts), exact.embed_question("who said so")

    def work(_: int) -> float:
        drift = [np.abs(a - b).max() for a, b in zip(embed(exact, *texts), alone, strict=True)]
        return float(max(*drift, np.abs(exact.embed_question("who said so") - question).max()))

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(work, range(12))) <= 1e-5
