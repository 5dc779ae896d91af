"""The tokens of a question and a sentence, as the reader takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Limits in tokens: of a question the first are kept, of the sentence before it the last, and of the
# sentence itself the first.
MAX_QUESTION, MAX_BEFORE, MAX_SENTENCE = 40, 32, 160


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens of a question and a sentence; the token type is 1 for those of the sentence."""

    token_ids: list[int]
    token_types: list[int]


def encode_pair(tokenizer: Tokenizer, question: str, before: str, sentence: str) -> Pair:
    """Tokenize a question, the sentence before, and the sentence to judge."""
    cls, sep = tokenizer.encode("").ids

    def tokens(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    context = [cls, *tokens(question)[:MAX_QUESTION], sep, *tokens(before)[-MAX_BEFORE:], sep]
    judged = [*tokens(sentence)[:MAX_SENTENCE], sep]
    return Pair(context + judged, [0] * len(context) + [1] * len(judged))
