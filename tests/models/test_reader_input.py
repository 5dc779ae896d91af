"""rag.models.reader_input: the word pieces of a question, a sentence and its context."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from rag.models.model_files import default_folder
from rag.models.reader_input import (
    MAX_BEFORE,
    MAX_PIECES,
    MAX_SENTENCE,
    Candidate,
    Piece,
    encode_candidate,
)
from rag.models.tokenization import tokenizer_of

QUESTION, SENTENCE = "Who built it?", "Ann Lee built the bridge."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """The tokenizer of the default model."""
    return tokenizer_of(default_folder())


def test_context_stands_between_question_and_sentence(tokenizer: Tokenizer) -> None:
    """Question, title with the sentences before, and sentence each end with [SEP]."""
    made = encode_candidate(tokenizer, QUESTION, Candidate("The bridge", "It rained.", SENTENCE))
    tokens = [tokenizer.id_to_token(token) for token in made.ids]
    expected = "[CLS] who built it [SEP] the bridge it rained . [SEP] ann lee built the bridge ."
    assert tokens == [*expected.split(), "[SEP]"]
    assert made.types == [0] * 11 + [1] * 7


def test_without_context_two_parts_are_left(tokenizer: Tokenizer) -> None:
    """A pair without a context is what the published model was trained on."""
    made = encode_candidate(tokenizer, QUESTION, Candidate("", "", SENTENCE))
    pair = tokenizer.encode("who built it", SENTENCE)
    assert (made.ids, made.types) == (pair.ids, pair.type_ids)


def test_the_mark_of_a_question_changes_nothing(tokenizer: Tokenizer) -> None:
    """With a question mark or without, in capitals or not, the input is the same."""
    typed = [
        encode_candidate(tokenizer, text, Candidate("", "", SENTENCE))
        for text in ("Who built it?", "who built it", "who built it ?")
    ]
    assert len({tuple(one.ids) for one in typed}) == 1


def test_pieces_know_their_place_and_their_text(tokenizer: Tokenizer) -> None:
    """Each piece of question and sentence has its place in the input and its span of the text."""
    made = encode_candidate(tokenizer, QUESTION, Candidate("Bridges", "It rained.", SENTENCE))
    for text, pieces in ((QUESTION, made.question), (SENTENCE, made.sentence)):
        for piece in pieces:
            token = str(tokenizer.id_to_token(made.ids[piece.place]))
            assert token.removeprefix("##") == text[piece.start : piece.end].lower()
    assert made.question[0] == Piece(1, 0, 3)


def test_long_texts_are_cut_context_first(tokenizer: Tokenizer) -> None:
    """A pair never exceeds the limit; the sentence is kept before the context."""
    long = Candidate("title " * 50, "before " * 200 + "last", "sentence " * 300)
    made = encode_candidate(tokenizer, "question " * 100, long)
    assert len(made.ids) <= MAX_PIECES
    assert len(made.sentence) == MAX_SENTENCE
    short = encode_candidate(tokenizer, QUESTION, Candidate("", "before " * 200 + "last", "Yes."))
    tokens = [tokenizer.id_to_token(token) for token in short.ids]
    assert tokens.count("before") == MAX_BEFORE - 1
    assert "last" in tokens
